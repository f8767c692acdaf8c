// Flows: what flows along the edges that an arrow stands for. By the rules of drawing/content/arrows.py.

import { countBelow } from "../engine/columns.js";
import { NumberRange } from "./ranges.js";

/** @typedef {import("../engine/recording.js").Recording} Recording */
/** @typedef {import("./present.js").Present} Present */
/** @typedef {"" | "current" | "coming"} Stage */

/** The edges of an arrow in the order of the pass, of which the first ones have been walked at a moment. */
export class Flows {
  #recording;
  #largest;
  #strangeFrom;
  #localIsStrange;

  /**
   * @param {Int32Array} edges in ascending order
   * @param {Recording} recording
   */
  constructor(edges, recording) {
    this.edges = edges;
    this.#recording = recording;
    this.#largest = new Float64Array(edges.length + 1); // of the finite contributions of the first so many
    this.#strangeFrom = edges.length;
    this.#localIsStrange = false;
    edges.forEach((edge, k) => {
      const size = Math.abs(recording.contribution(edge));
      this.#largest[k + 1] = Number.isFinite(size) ? Math.max(this.#largest[k], size) : this.#largest[k];
      if (!Number.isFinite(size) && this.#strangeFrom === edges.length) this.#strangeFrom = k;
      if (!Number.isFinite(recording.local[edge])) this.#localIsStrange = true;
    });
  }

  /** How many of the edges have been walked. @param {Present} present */
  walked(present) {
    return countBelow(this.edges, present.walked);
  }

  /** @param {Present} present @returns {Stage} */
  stage(present) {
    const walked = this.walked(present);
    if (walked === 0) return "coming";
    return present.edge >= 0 && this.edges[walked - 1] === present.edge ? "current" : "";
  }

  /** Whether a number of the arrow is not finite. @param {number} walked */
  isStrange(walked) {
    return this.#localIsStrange || this.#strangeFrom < walked;
  }

  /** The largest contribution of the edges that were walked. @param {number} walked */
  largest(walked) {
    return this.#largest[walked];
  }

  /** The range of the contributions of the edges that were walked. @param {number} walked */
  range(walked) {
    const range = new NumberRange();
    for (let k = 0; k < walked; k++) range.add(this.#recording.contribution(this.edges[k]));
    return range;
  }
}
