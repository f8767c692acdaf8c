// Columns: numbers packed as text, rows of numbers, and the sums of a backward pass.

/**
 * @param {string} text base64 of little-endian doubles
 * @returns {Float64Array}
 */
export function doubles(text) {
  const bytes = viewOf(text);
  const numbers = new Float64Array(bytes.byteLength / 8);
  for (let k = 0; k < numbers.length; k++) numbers[k] = bytes.getFloat64(8 * k, true);
  return numbers;
}

/**
 * @param {string} text base64 of little-endian 32-bit integers
 * @returns {Int32Array}
 */
export function integers(text) {
  const bytes = viewOf(text);
  const numbers = new Int32Array(bytes.byteLength / 4);
  for (let k = 0; k < numbers.length; k++) numbers[k] = bytes.getInt32(4 * k, true);
  return numbers;
}

/** @param {string} text */
function viewOf(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let k = 0; k < characters.length; k++) bytes[k] = characters.charCodeAt(k);
  return new DataView(bytes.buffer);
}

/**
 * How many of the sorted numbers are below `x`: where it would stand, before those that are equal to it.
 *
 * @param {Int32Array} sorted
 * @param {number} x
 * @returns {number}
 */
export function countBelow(sorted, x) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The numbers 0, 1, ... sorted into rows, by the row of each: two arrays, and no list for each row. */
export class Rows {
  /**
   * @param {number} count how many rows there are
   * @param {Int32Array} rowOf the row of each number; -1 for none
   */
  constructor(count, rowOf) {
    this.first = new Int32Array(count + 1);
    for (const row of rowOf) if (row >= 0) this.first[row + 1]++;
    for (let row = 0; row < count; row++) this.first[row + 1] += this.first[row];
    this.numbers = new Int32Array(this.first[count]);
    const free = this.first.slice();
    for (let number = 0; number < rowOf.length; number++) {
      if (rowOf[number] >= 0) this.numbers[free[rowOf[number]]++] = number;
    }
  }

  /** @param {number} row */
  at(row) {
    return this.numbers.subarray(this.first[row], this.first[row + 1]);
  }

  /** The last number in a row that is below `x`; -1 if there is none. @param {number} row @param {number} x */
  lastBelow(row, x) {
    let [low, high] = [this.first[row], this.first[row + 1]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numbers[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low === this.first[row] ? -1 : this.numbers[low - 1];
  }

  /** @param {number} row */
  size(row) {
    return this.first[row + 1] - this.first[row];
  }
}

/**
 * The gradient of a node, by position, that was set by hand right after a moment.
 *
 * @typedef {{moment: number, node: number, gradient: number}} Change
 */

/**
 * The backward pass on numbers of its own: the additions and multiplications of Python, in its order, so to the last
 * bit what it was there.
 *
 * @param {object} columns
 * @param {number} columns.nodes
 * @param {Float64Array} columns.prior
 * @param {Int32Array} columns.first
 * @param {Int32Array} columns.parent
 * @param {Float64Array} columns.local
 * @param {Float64Array} columns.handed
 * @param {Change[]} columns.changes
 * @returns {{upstream: Float64Array, before: Float64Array, after: Float64Array}} what each step hands on, what was
 *   there before each edge, and the gradients of the leaves at the end
 */
export function sums({ nodes, prior, first, parent, local, handed, changes }) {
  const leaves = prior.length;
  const now = new Float64Array(nodes);
  now.set(prior);
  now[nodes - 1] += 1;
  const upstream = new Float64Array(first.length - 1);
  const before = new Float64Array(local.length);
  let [moment, set] = [nodes, 0]; // changes are in the order of time
  const change = () => {
    while (set < changes.length && changes[set].moment <= moment) {
      now[changes[set].node] = changes[set].gradient;
      set++;
    }
  };
  for (let step = 0; step < upstream.length; step++, moment++) {
    change();
    upstream[step] = step < handed.length ? handed[step] : now[nodes - 1 - step];
    for (let edge = first[step]; edge < first[step + 1]; edge++) {
      before[edge] = now[parent[edge]];
      now[parent[edge]] = before[edge] + upstream[step] * local[edge];
      moment++;
      change();
    }
  }
  if (leaves === nodes) upstream[0] = 1; // a leaf that is the output hands nothing on
  return { upstream, before, after: now.slice(0, leaves) };
}
