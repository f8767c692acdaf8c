// Numbers as texts, by the rules of the Python side: what the page shows is what the terminal and the pictures show.

const MINUS = "−";

/**
 * A number with so many significant digits, as short as they allow: Python's `f"{x:.6g}"`, digit by digit.
 *
 * @param {number} x
 * @param {number} digits at least 1
 * @returns {string}
 */
export function significant(x, digits) {
  if (!Number.isFinite(x)) return notFinite(x);
  const [mantissa, exponent] = rounded(Math.abs(x), digits);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  return sign + written(mantissa.replace(/0+$/, ""), exponent, digits);
}

/**
 * A number as pictures write it: four significant digits, and the minus sign of mathematics.
 *
 * @param {number} x
 * @returns {string} such as "−2", "3e−6", "1.235e5"
 */
export function digits(x) {
  const [mantissa, exponent] = significant(x + 0, 4).split("e"); // + 0: without the sign of a zero
  return (exponent === undefined ? mantissa : `${mantissa}e${Number(exponent)}`).replaceAll("-", MINUS);
}

/**
 * A number with all its digits: Python's `repr`, the shortest text that is read as this number.
 *
 * @param {number} x
 * @returns {string}
 */
export function exact(x) {
  if (!Number.isFinite(x)) return notFinite(x);
  const [mantissa, exponent] = parts(Math.abs(x).toExponential());
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const text = written(mantissa, exponent, 16);
  return sign + (/[.e]/.test(text) ? text : `${text}.0`);
}

/** @param {number} x */
function notFinite(x) {
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}

/**
 * The significant digits, and the exponent of the first one. Half-way cases go to the even digit, as in Python, where
 * JavaScript goes up.
 *
 * @param {number} x finite, and not negative
 * @param {number} digits
 * @returns {[string, number]}
 */
function rounded(x, digits) {
  const [up, exponent] = parts(x.toExponential(digits - 1));
  const [longer, exponentBelow] = parts(x.toExponential(digits));
  const below = longer.slice(0, -1);
  const isHalfWay = longer.endsWith("5") && /^50*$/.test(parts(x.toExponential(100))[0].slice(digits));
  return isHalfWay && Number(below.at(-1)) % 2 === 0 ? [below, exponentBelow] : [up, exponent];
}

/**
 * @param {string} text such as "1.25e-7"
 * @returns {[string, number]} such as ["125", -7]
 */
function parts(text) {
  const [mantissa, exponent] = text.split("e");
  return [mantissa.replace(".", ""), Number(exponent)];
}

/**
 * Digits written out, or with an exponent where they would be many.
 *
 * @param {string} mantissa the digits, the first of which stands before the point; "" for zero
 * @param {number} exponent
 * @param {number} longest how many digits stand before the point, at most
 */
function written(mantissa, exponent, longest) {
  if (mantissa === "" || mantissa === "0") return "0";
  if (exponent < -4 || exponent >= longest) {
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${withPoint(mantissa, 1)}e${power}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${mantissa}`;
  return withPoint(mantissa.padEnd(exponent + 1, "0"), exponent + 1);
}

/**
 * @param {string} mantissa
 * @param {number} whole how many digits stand before the point
 */
function withPoint(mantissa, whole) {
  return mantissa.length > whole ? `${mantissa.slice(0, whole)}.${mantissa.slice(whole)}` : mantissa;
}
