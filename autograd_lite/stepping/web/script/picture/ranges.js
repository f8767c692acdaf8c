// Ranges: the least and the greatest of many numbers, as a folded box shows them. By the rules of drawing/content/shown.py.

import { digits, exact } from "../engine/numbers.js";

const NOT_FINITE = "not finite";

/** The range of those numbers that are finite, and how many there are and are not. */
export class NumberRange {
  count = 0;
  strange = 0;
  least = Number.NaN;
  most = Number.NaN;

  /** @param {number} x */
  add(x) {
    this.count++;
    if (!Number.isFinite(x)) this.strange++;
    else if (this.count - this.strange === 1) this.least = this.most = x;
    else if (x < this.least) this.least = x;
    else if (x > this.most) this.most = x;
  }

  /** The end with the larger magnitude. */
  get strongest() {
    return Math.abs(this.most) >= Math.abs(this.least) ? this.most : this.least;
  }

  /** As a picture writes it. */
  written() {
    if (this.least === this.most) return digits(this.least);
    return Number.isNaN(this.least) ? NOT_FINITE : `${digits(this.least)} … ${digits(this.most)}`;
  }

  /** With all digits, in words. */
  exact() {
    if (Number.isNaN(this.least)) return NOT_FINITE;
    const words = `from ${exact(this.least)} to ${exact(this.most)}`;
    return this.strange ? `${words}, ${grouped(this.strange)} not finite` : words;
  }
}

/** A whole number with a comma between thousands. @param {number} count */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
