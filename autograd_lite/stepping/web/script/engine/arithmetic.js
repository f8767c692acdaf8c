// Arithmetic: what conditions compute with, as Python and IEEE 754 have it.

/** @type {Record<string, number>} */
export const CONSTANTS = { pi: Math.PI, π: Math.PI, e: Math.E, inf: Infinity, nan: Number.NaN };

/** @type {Record<string, (a: number, b: number) => number>} */
export const OPERATORS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": floorOfQuotient,
  "%": remainder,
  "**": power,
};

/** @type {Record<string, (x: number) => number>} */
export const FUNCTIONS = { abs: Math.abs, sqrt: Math.sqrt, exp: Math.exp, log: Math.log };

/** @type {Record<string, (a: number, b: number) => number>} */
export const EXTREMES = {
  max: (a, b) => (b > a || Number.isNaN(b) ? b : a), // nothing is larger than nan, so nan stays
  min: (a, b) => (b < a || Number.isNaN(b) ? b : a),
};

/** @type {Record<string, (x: number) => boolean>} */
export const TESTS = {
  isfinite: Number.isFinite,
  isinf: (x) => Math.abs(x) === Infinity,
  isnan: Number.isNaN,
};

/**
 * Python's a // b: the floor of the quotient, and a / b for b = 0.
 *
 * @param {number} a
 * @param {number} b
 */
function floorOfQuotient(a, b) {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b; // nearly whole
  if (rest !== 0 && b < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return Math.sign(a / b) < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/**
 * Python's a % b: the remainder with the sign of b, nan for b = 0.
 *
 * @param {number} a
 * @param {number} b
 */
function remainder(a, b) {
  const rest = a % b; // with the sign of a
  if (rest === 0) return b < 0 ? -0 : 0;
  return b < 0 === rest < 0 ? rest : rest + b;
}

/**
 * IEEE 754's power, which is 1 in two cases where JavaScript has nan.
 *
 * @param {number} a
 * @param {number} b
 */
function power(a, b) {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}
