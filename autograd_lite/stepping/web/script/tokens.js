// Tokens: the text of a condition, in Python's syntax, cut into words, numbers, texts and signs.

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
  if (text.length > LONGEST_CONDITION) {
    throw new Error(`the condition has ${text.length} characters, and ${LONGEST_CONDITION} are the most`);
  }
  /** @type {Token[]} */
  const tokens = [];
  let at = text.length - text.trimStart().length;
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.typed.length;
    at += match(SPACE, text, at)?.length ?? 0;
  }
  if (tokens.length === 0) throw new Error("the condition is empty; write one, such as abs(grad) > 1e3");
  return [...tokens, { kind: "end", value: "", start: text.length, typed: "" }];
}

/**
 * The error to raise about a place in the text.
 *
 * @param {number} start from 0
 * @param {string} message
 * @returns {Error}
 */
export function refused(start, message) {
  return new Error(`column ${start + 1}: ${message}`);
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
  if (character === '"' || character === "'") {
    throw refused(start, "a text ends with the quote that it begins with; in it a \\ stands before quotes and \\ only");
  }
  const remedy = WRITTEN[common] ?? (common === character ? null : common);
  throw refused(start, remedy === null ? `${character} has no place here` : `for ${character} write ${remedy}`);
}

/**
 * @param {string} typed
 * @param {string} text
 * @param {number} start
 */
function numberOf(typed, text, start) {
  if (match(WORD, text, start + typed.length) !== null || /^0[\d_]*[1-9][\d_]*$/.test(typed)) {
    throw refused(start, "this is no number; numbers are decimal: 12, 0.5, 1e-3");
  }
  const value = Number(typed.replaceAll("_", ""));
  if (value === Infinity && /^[\d_]+$/.test(typed)) {
    throw refused(start, "this is beyond the range of doubles (about 1.8e308); write inf");
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
