// Tokens: the text of a condition, in Python's syntax, cut into words, numbers, texts and signs.

import { REASONS } from "./reasons.js";
import { Refusal } from "./refusal.js";

const LONGEST_CONDITION = 2000; // characters, as on the Python side

/**
 * A piece of the text; `start` is where it begins. The `value` of a number is a number, and that of a text what stands
 * in the quotes. A `word` is a name, or one of Python's keywords.
 *
 * @typedef {{kind: "number", value: number, start: number, typed: string}} NumberToken
 * @typedef {{kind: "text", value: string, start: number, typed: string}} TextToken
 * @typedef {{kind: "word" | "sign" | "end", value: string, start: number, typed: string}} WordToken
 * @typedef {NumberToken | TextToken | WordToken} Token
 */

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?/y;
const WORD = /[\p{XIDS}_]\p{XIDC}*/uy;
const TEXT = /"(?:[^"\\\n]|\\["'\\])*"|'(?:[^'\\\n]|\\["'\\])*'/y;
const SIGN = /\*\*|\/\/|[<>=!]=|[-+*/%<>()[\],]/y;

// What is written or pasted in place of what a keyboard has.
/** @type {Record<string, string>} */
const WRITTEN = {
  "×": "*",
  "·": "*",
  "÷": "/",
  "−": "-",
  "–": "-",
  "—": "-",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "=": "==",
  "&": "and",
  "|": "or",
  "!": "not",
  "^": "**",
};

/**
 * The pieces of a text, the last of which is its end.
 *
 * @param {string} text
 * @returns {Token[]}
 */
export function tokensOf(text) {
  if (text.length > LONGEST_CONDITION) throw new Refusal(REASONS.tooLong(text.length, LONGEST_CONDITION));
  /** @type {Token[]} */
  const tokens = [];
  let at = text.length - text.trimStart().length;
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.typed.length;
    at += match(SPACE, text, at)?.length ?? 0;
  }
  if (tokens.length === 0) throw new Refusal(REASONS.empty());
  return [...tokens, { kind: "end", value: "", start: text.length, typed: "" }];
}

/**
 * The error to raise about a place in the text.
 *
 * @param {number} start from 0
 * @param {...import("./refusal.js").Wording} reason
 */
export function refused(start, ...reason) {
  return new Refusal(REASONS.column(start + 1), ...reason);
}

/**
 * @param {string} text
 * @param {number} start
 * @returns {Token}
 */
function tokenAt(text, start) {
  let typed = match(NUMBER, text, start);
  if (typed !== null) return { kind: "number", value: numberOf(typed, text, start), start, typed };
  typed = match(WORD, text, start);
  if (typed !== null) return { kind: "word", value: typed.normalize("NFKC"), start, typed };
  typed = match(TEXT, text, start);
  if (typed !== null) return { kind: "text", value: typed.slice(1, -1).replace(/\\(.)/g, "$1"), start, typed };
  typed = match(SIGN, text, start);
  if (typed !== null) return { kind: "sign", value: typed, start, typed };
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const common = character.normalize("NFKC"); // of what an input method writes
  if (character === '"' || character === "'") throw refused(start, REASONS.quoteIsOpen());
  const remedy = WRITTEN[common] ?? (common === character ? null : common);
  throw refused(start, remedy === null ? REASONS.misplaced(character) : REASONS.writtenAs(character, remedy));
}

/**
 * @param {string} typed
 * @param {string} text
 * @param {number} start
 */
function numberOf(typed, text, start) {
  if (match(WORD, text, start + typed.length) !== null || /^0[\d_]*[1-9][\d_]*$/.test(typed)) {
    throw refused(start, REASONS.notDecimal());
  }
  const value = Number(typed.replaceAll("_", ""));
  if (value === Infinity && /^[\d_]+$/.test(typed)) {
    throw refused(start, REASONS.beyondRange());
  }
  return value;
}

/**
 * @param {RegExp} pattern a sticky one
 * @param {string} text
 * @param {number} start
 * @returns {string | null}
 */
function match(pattern, text, start) {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? null;
}
