// Packed: whole numbers in ascending order by their differences, in which what repeats stands once.

/** A difference, or how often those that follow repeat. @typedef {number | [number, ...Packed[]]} Packed */

/**
 * The numbers that pictures.py has packed.
 *
 * @param {Packed[]} packed
 * @returns {Int32Array}
 */
export function unpacked(packed) {
  /** @type {number[]} */
  const numbers = [];
  let last = 0;
  /** @param {Packed[]} tokens */
  const add = (tokens) => {
    for (const token of tokens) {
      if (typeof token === "number") {
        last += token;
        numbers.push(last);
      } else {
        const [times, ...inner] = token;
        for (let k = 0; k < times; k++) add(inner);
      }
    }
  };
  add(packed);
  return Int32Array.from(numbers);
}
