// Syntax: the tree of a condition, by the precedence of Python's operators; what the parts mean is not looked at.

import { REASONS } from "./reasons.js";
import { refused, tokensOf } from "./tokens.js";

const DEEPEST = 100; // brackets within brackets, as on the Python side

/**
 * @typedef {{start: number, typed: string}} Where where it begins in the text, and what its first word is
 * @typedef {Where & {kind: "number", value: number}} NumberTree
 * @typedef {Where & {kind: "text", value: string}} TextTree
 * @typedef {Where & {kind: "name", name: string}} NameTree
 * @typedef {Where & {kind: "negative", operand: Tree}} NegativeTree
 * @typedef {Where & {kind: "binary", sign: string, left: Tree, right: Tree}} BinaryTree
 * @typedef {Where & {kind: "call", name: string, operands: Tree[]}} CallTree
 * @typedef {Where & {kind: "list", elements: Tree[]}} ListTree
 * @typedef {Where & {kind: "compare", signs: string[], operands: Tree[]}} CompareTree
 * @typedef {Where & {kind: "junction", word: "and" | "or", parts: Tree[]}} JunctionTree
 * @typedef {Where & {kind: "not", operand: Tree}} NotTree
 * @typedef {NumberTree | TextTree | NameTree | NegativeTree | BinaryTree | CallTree | ListTree | CompareTree
 *   | JunctionTree | NotTree} Tree
 */

const COMPARISON_SIGNS = ["<", "<=", ">", ">=", "==", "!="];
const KEYWORDS = ["and", "or", "not", "in", "is", "if", "else", "for", "lambda", "True", "False", "None"];

/**
 * The tree of a text.
 *
 * @param {string} text
 * @returns {Tree}
 */
export function treeOf(text) {
  const parser = new Parser(text);
  const tree = parser.alternatives();
  parser.expectEnd();
  return tree;
}

/** Reads the tokens from left to right; each method reads what binds more closely than what it was called from. */
class Parser {
  #tokens;
  #at = 0;
  #depth = 0;

  /** @param {string} text */
  constructor(text) {
    this.#tokens = tokensOf(text);
  }

  expectEnd() {
    if (this.#token.kind !== "end") throw this.#unexpected();
  }

  /** @returns {Tree} */
  alternatives() {
    return this.#junction("or", () => this.#junction("and", () => this.#negation()));
  }

  /**
   * @param {"and" | "or"} word
   * @param {() => Tree} read
   * @returns {Tree}
   */
  #junction(word, read) {
    const where = this.#where;
    const parts = [read()];
    while (this.#takes(word)) parts.push(read());
    return parts.length === 1 ? parts[0] : { ...where, kind: "junction", word, parts };
  }

  /** @returns {Tree} */
  #negation() {
    const where = this.#where;
    if (this.#takes("not")) return { ...where, kind: "not", operand: this.#negation() };
    return this.#comparison();
  }

  /** @returns {Tree} */
  #comparison() {
    const where = this.#where;
    const operands = [this.#chain(["+", "-"], () => this.#product())];
    const signs = [];
    for (let sign = this.#comparisonSign(); sign !== null; sign = this.#comparisonSign()) {
      signs.push(sign);
      operands.push(this.#chain(["+", "-"], () => this.#product()));
    }
    return signs.length === 0 ? operands[0] : { ...where, kind: "compare", signs, operands };
  }

  /** @returns {string | null} */
  #comparisonSign() {
    for (const sign of COMPARISON_SIGNS) if (this.#takes(sign)) return sign;
    if (this.#takes("in")) return "in";
    if (!this.#takes("not")) return null;
    if (!this.#takes("in")) throw this.#unexpected();
    return "not in";
  }

  #product() {
    return this.#chain(["*", "/", "//", "%"], () => this.#factor());
  }

  /**
   * @param {string[]} signs
   * @param {() => Tree} read
   * @returns {Tree}
   */
  #chain(signs, read) {
    const where = this.#where;
    let left = read();
    for (;;) {
      const sign = signs.find((sign) => this.#takes(sign));
      if (sign === undefined) return left;
      left = { ...where, kind: "binary", sign, left, right: read() };
    }
  }

  /** @returns {Tree} */
  #factor() {
    const where = this.#where;
    if (this.#takes("+")) return this.#factor();
    if (this.#takes("-")) return { ...where, kind: "negative", operand: this.#factor() };
    const left = this.#atom();
    return this.#takes("**") ? { ...where, kind: "binary", sign: "**", left, right: this.#factor() } : left;
  }

  /** @returns {Tree} */
  #atom() {
    const token = this.#token;
    const where = this.#where;
    if (token.kind === "number") {
      this.#at++;
      return { ...where, kind: "number", value: token.value };
    }
    if (token.kind === "text") return this.#text(where);
    if (token.kind === "word" && !KEYWORDS.includes(token.value)) {
      this.#at++;
      if (!this.#takes("(")) return { ...where, kind: "name", name: token.value };
      return { ...where, kind: "call", name: token.value, operands: this.#elements(")").elements };
    }
    if (this.#takes("[")) return { ...where, kind: "list", elements: this.#elements("]").elements };
    if (!this.#takes("(")) throw this.#unexpected();
    const { elements, isOne } = this.#elements(")");
    return isOne ? elements[0] : { ...where, kind: "list", elements };
  }

  /**
   * Texts one after the other are one.
   *
   * @param {Where} where
   * @returns {TextTree}
   */
  #text(where) {
    let value = "";
    for (let token = this.#token; token.kind === "text"; token = this.#token) {
      value += token.value;
      this.#at++;
    }
    return { ...where, kind: "text", value };
  }

  /**
   * What stands between brackets, the first of which has been read; and whether it is one element, without a comma.
   *
   * @param {string} closing
   * @returns {{elements: Tree[], isOne: boolean}}
   */
  #elements(closing) {
    if (++this.#depth > DEEPEST) throw refused(this.#token.start, REASONS.tooDeep(DEEPEST));
    /** @type {Tree[]} */
    const elements = [];
    let comma = true;
    while (!this.#takes(closing)) {
      if (!comma) throw this.#unexpected();
      elements.push(this.alternatives());
      comma = this.#takes(",");
    }
    this.#depth--;
    return { elements, isOne: elements.length === 1 && !comma };
  }

  get #token() {
    return this.#tokens[this.#at];
  }

  /** @returns {Where} */
  get #where() {
    return { start: this.#token.start, typed: this.#token.typed };
  }

  /** Whether the next token is this sign or word, which is then read. @param {string} value */
  #takes(value) {
    const token = this.#token;
    const found = (token.kind === "sign" || token.kind === "word") && token.value === value;
    if (found) this.#at++;
    return found;
  }

  #unexpected() {
    const { kind, start, typed } = this.#token;
    if (kind === "end") return refused(start, REASONS.breaksOff());
    return refused(start, REASONS.misplaced(typed), REASONS.isSomethingMissing());
  }
}
