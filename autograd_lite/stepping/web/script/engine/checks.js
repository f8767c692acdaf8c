// What difference quotients say of the gradients of the leaves; they were taken when the page was written.

import { doubles, integers } from "./columns.js";

const ROUNDING = 1e-7; // of a gradient; a mistake in a rule is larger
const SETTLED = 1e-3; // quotients that are less sure say nothing
const GENEROUS = 10; // an estimate of an error is one

/**
 * @typedef {{leaf: string, step: string, above: string, below: string, slope: string, error: string}} ChecksData
 */

/** The checks of some leaves, or of none. */
export class Checks {
  /** @param {ChecksData | null} data */
  constructor(data) {
    /** @type {Map<number, {step: number, above: number, below: number, slope: number, error: number}>} */
    this.found = new Map();
    if (data === null) return;
    const [step, above, below, slope, error] = [data.step, data.above, data.below, data.slope, data.error].map(doubles);
    integers(data.leaf).forEach((leaf, k) => {
      this.found.set(leaf, { step: step[k], above: above[k], below: below[k], slope: slope[k], error: error[k] });
    });
  }

  /**
   * What was found of a leaf; null if it was not checked.
   * @param {number} position
   */
  of(position) {
    return this.found.get(position) ?? null;
  }

  /**
   * Whether the slope of a leaf is its gradient.
   * @param {number} position
   * @param {number} gradient
   * @returns {"agrees" | "differs" | "unsure"}
   */
  verdict(position, gradient) {
    const found = this.of(position);
    if (found === null) return "unsure";
    const { slope, error } = found;
    if (!Number.isFinite(slope) || !Number.isFinite(error)) return "unsure";
    const size = Math.max(Math.abs(slope), Math.abs(gradient));
    if (Math.abs(slope - gradient) <= GENEROUS * error + ROUNDING * size) return "agrees";
    return error > SETTLED * size ? "unsure" : "differs";
  }
}
