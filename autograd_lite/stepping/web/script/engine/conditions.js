// Conditions: what a stop point asks of a node at a moment; text that is read once, and never run.

import { CONSTANTS, EXTREMES, FUNCTIONS, OPERATORS, TESTS } from "./arithmetic.js";
import { REASONS } from "./reasons.js";
import { Refusal } from "./refusal.js";
import { treeOf } from "./syntax.js";
import { refused } from "./tokens.js";

/** The names that a condition may ask about; see variables.js. */
const NUMBER_NAMES = ["node", "data", "grad", "upstream", "local", "contribution"];
const TEXT_NAMES = ["op", "label", "scope"];

/** @typedef {import("./syntax.js").Tree} Tree */
/** @typedef {Record<string, number | string>} Values */

/**
 * A condition that was read: `names` are those in it, in the order of their first appearance, and `holds` says whether
 * it holds for a value of each of them. One that could not be read holds never, and `refusal` is why.
 *
 * @typedef {object} Condition
 * @property {string} text
 * @property {string[]} names
 * @property {(values: Values) => boolean} holds
 * @property {Refusal | null} refusal
 */

/** @type {Record<string, (a: number | string, b: number | string) => boolean>} */
const COMPARISONS = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/**
 * Read a condition: `abs(grad) > 1e3 and op == "mul"`.
 *
 * Its syntax is Python's. There are numbers, the names above, pi, e, inf and nan, `+ - * / // % **`, abs, sqrt, exp, log,
 * max, min and where(condition, a, b), as IEEE 754 has them. Numbers are compared by `< <= > >= == !=`, and tested by
 * isfinite, isinf and isnan; texts by `==`, `!=`, and `in`. `and`, `or`, `not` and chains, `0 < x <= 1`, are Python's.
 * (Of exp, log and ** the last digit may differ from Python's: each has a library of its own.)
 *
 * @param {string} text
 * @returns {Condition}
 * @throws {Refusal} with the place in the text and the remedy, for anything else
 */
export function readCondition(text) {
  const reader = new Reader();
  const holds = reader.condition(treeOf(text));
  return { text: text.trim(), names: reader.names, holds, refusal: null };
}

/**
 * As readCondition does it; but what cannot be read is kept, as Python knows functions that the page does not.
 *
 * @param {string} text
 * @returns {Condition}
 */
export function keepCondition(text) {
  try {
    return readCondition(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { text, names: [], holds: () => false, refusal: error };
  }
}

/** Turns a tree into a function of the values, and refuses every form that it was not told to read. */
class Reader {
  /** @type {string[]} */
  names = [];

  /**
   * What is true or false.
   *
   * @param {Tree} tree
   * @returns {(values: Values) => boolean}
   */
  condition(tree) {
    if (tree.kind === "junction") {
      const parts = tree.parts.map((part) => this.condition(part));
      return tree.word === "and"
        ? (values) => parts.every((part) => part(values))
        : (values) => parts.some((part) => part(values));
    }
    if (tree.kind === "not") {
      const operand = this.condition(tree.operand);
      return (values) => !operand(values);
    }
    if (tree.kind === "compare") return this.#comparison(tree);
    if (tree.kind === "call" && Object.hasOwn(TESTS, tree.name)) {
      const test = TESTS[tree.name];
      const operand = this.#one(tree);
      return (values) => test(operand(values));
    }
    this.#number(tree); // which has better words for what is no number either
    throw refused(tree.start, REASONS.noComparison(tree.typed));
  }

  /**
   * @param {Tree} tree
   * @returns {(values: Values) => number}
   */
  #number(tree) {
    switch (tree.kind) {
      case "number": {
        const { value } = tree;
        return () => value;
      }
      case "name":
        return this.#numberNamed(tree);
      case "negative": {
        const operand = this.#number(tree.operand);
        return (values) => -operand(values);
      }
      case "binary": {
        const operation = OPERATORS[tree.sign];
        const [left, right] = [this.#number(tree.left), this.#number(tree.right)];
        return (values) => operation(left(values), right(values));
      }
      case "call":
        return this.#call(tree);
      case "text":
        throw refused(tree.start, REASONS.textForNumber(tree.typed));
      case "list":
        throw refused(tree.start, REASONS.listAlone());
      default:
        throw refused(tree.start, REASONS.truthBegins());
    }
  }

  /**
   * @param {import("./syntax.js").NameTree} tree
   * @returns {(values: Values) => number}
   */
  #numberNamed({ name, start, typed }) {
    if (NUMBER_NAMES.includes(name)) {
      this.#add(name);
      return (values) => /** @type {number} */ (values[name]);
    }
    if (Object.hasOwn(CONSTANTS, name)) {
      const value = CONSTANTS[name];
      return () => value;
    }
    if (TEXT_NAMES.includes(name)) {
      throw refused(start, REASONS.textAlone(typed));
    }
    throw this.#unknown(start, typed);
  }

  /**
   * @param {import("./syntax.js").CallTree} tree
   * @returns {(values: Values) => number}
   */
  #call(tree) {
    if (Object.hasOwn(TESTS, tree.name)) throw refused(tree.start, REASONS.truth(tree.typed));
    if (Object.hasOwn(FUNCTIONS, tree.name)) {
      const apply = FUNCTIONS[tree.name];
      const operand = this.#one(tree);
      return (values) => apply(operand(values));
    }
    if (Object.hasOwn(EXTREMES, tree.name)) {
      const extreme = EXTREMES[tree.name];
      const [only] = tree.operands;
      const inList = tree.operands.length === 1 && only.kind === "list" ? only.elements : tree.operands;
      if (inList.length === 0 || (inList === tree.operands && inList.length === 1)) {
        throw refused(tree.start, REASONS.takesSeveral(tree.typed));
      }
      const operands = inList.map((operand) => this.#number(operand));
      return (values) => operands.map((operand) => operand(values)).reduce(extreme);
    }
    if (tree.name === "where") {
      if (tree.operands.length !== 3) throw refused(tree.start, REASONS.takesCondition());
      const condition = this.condition(tree.operands[0]);
      const [a, b] = tree.operands.slice(1).map((operand) => this.#number(operand));
      return (values) => (condition(values) ? a(values) : b(values));
    }
    const known = [FUNCTIONS, EXTREMES, TESTS]
      .flatMap((table) => Object.keys(table))
      .concat("where")
      .join(", ");
    throw refused(tree.start, REASONS.unknownFunction(tree.typed, known));
  }

  /**
   * @param {import("./syntax.js").CallTree} tree
   * @returns {(values: Values) => number}
   */
  #one(tree) {
    if (tree.operands.length === 1) return this.#number(tree.operands[0]);
    throw refused(tree.start, REASONS.takesOne(tree.typed));
  }

  /**
   * @param {import("./syntax.js").CompareTree} tree
   * @returns {(values: Values) => boolean}
   */
  #comparison(tree) {
    const { signs, operands } = tree;
    if (signs.some((sign) => sign === "in" || sign === "not in")) return this.#containment(tree);
    const ofTexts = operands.some(isText);
    if (ofTexts && signs.some((sign) => sign !== "==" && sign !== "!=")) {
      throw refused(tree.start, REASONS.textsOrdered());
    }
    const read = operands.map((operand) => {
      if (ofTexts) return this.#text(operand, REASONS.comparedWithText());
      if (operand.kind === "name" && operand.name === "nan") {
        throw refused(operand.start, REASONS.equalToNan());
      }
      return this.#number(operand);
    });
    const compare = signs.map((sign) => COMPARISONS[sign]);
    return (values) => {
      let left = read[0](values);
      for (let k = 0; k < compare.length; k++) {
        const right = read[k + 1](values);
        if (!compare[k](left, right)) return false;
        left = right;
      }
      return true;
    };
  }

  /**
   * `op in ("mul", "add")`, one of these texts, or `"hidden" in scope`, a part of that one.
   *
   * @param {import("./syntax.js").CompareTree} tree
   * @returns {(values: Values) => boolean}
   */
  #containment({ signs, operands: [item, container], start }) {
    if (signs.length > 1) throw refused(start, REASONS.inChain());
    const expected = signs[0] === "in";
    const left = this.#text(item, REASONS.inNumbers(item.typed));
    if (container.kind === "list") {
      const several = new Set(container.elements.map(literal));
      return (values) => several.has(left(values)) === expected;
    }
    if (container.kind === "text") throw refused(container.start, REASONS.inOneText(item.typed, container.typed));
    const whole = this.#text(container, REASONS.inNumber());
    return (values) => whole(values).includes(left(values)) === expected;
  }

  /**
   * A text in quotes or the name of one; with the remedy for what is a number.
   *
   * @param {Tree} tree
   * @param {import("./refusal.js").Wording} remedy
   * @returns {(values: Values) => string}
   */
  #text(tree, remedy) {
    if (tree.kind === "text") {
      const { value } = tree;
      return () => value;
    }
    if (tree.kind === "name" && TEXT_NAMES.includes(tree.name)) {
      const { name } = tree;
      this.#add(name);
      return (values) => /** @type {string} */ (values[name]);
    }
    this.#number(tree); // which has better words for what is no number either
    throw refused(tree.start, REASONS.numberForText(tree.typed), remedy);
  }

  /** @param {string} name */
  #add(name) {
    if (!this.names.includes(name)) this.names.push(name);
  }

  /**
   * @param {number} start
   * @param {string} typed
   */
  #unknown(start, typed) {
    const names = [...NUMBER_NAMES, ...TEXT_NAMES].join(", ");
    return refused(start, REASONS.unknownName(typed, names));
  }
}

/** @param {Tree} tree */
function isText(tree) {
  return tree.kind === "text" || (tree.kind === "name" && TEXT_NAMES.includes(tree.name));
}

/** @param {Tree} tree */
function literal(tree) {
  if (tree.kind === "text") return tree.value;
  throw refused(tree.start, REASONS.listOfOthers());
}
