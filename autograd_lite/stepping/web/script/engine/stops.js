// Stop points: breakpoints on nodes, watchpoints on gradients, and the catch of numbers that are not finite.

import { countBelow } from "./columns.js";
import { variables } from "./variables.js";

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {import("./whereabouts.js").Whereabouts} Whereabouts */
/** @typedef {import("./conditions.js").Condition} Condition */

/** Something to stop at. */
export class StopPoint {
  hits = 0; // how often it was met
  ignore = 0; // how many hits it will let pass
  #enabled = true;
  /** @type {Recording | null} */
  #of = null; // the last recording
  /** @type {Int32Array} */
  #momentsOf = new Int32Array(0);

  /**
   * @param {number} number by which it is named
   * @param {Whereabouts | null} where the nodes that it is about; null for all
   * @param {Condition | null} condition what has to hold at one of its moments, about the node that it reaches; null for
   *   nothing. Where there is no gradient, in the forward pass, a condition on it is not asked.
   * @param {boolean} temporary whether it goes when it was hit
   */
  constructor(number, where = null, condition = null, temporary = false) {
    this.number = number;
    this.where = where;
    this.condition = condition;
    this.temporary = temporary;
  }

  /** Its kind, as a word. @returns {"breakpoint" | "watchpoint" | "catch"} */
  get kind() {
    throw new Error("this stop point is of no kind");
  }

  /** Whether it stops at all, which one whose condition could not be read never does. */
  get enabled() {
    return this.#enabled && this.refusal === null;
  }

  set enabled(enabled) {
    this.#enabled = enabled;
  }

  /** Why its condition could not be read; null if it could. */
  get refusal() {
    return this.condition?.refusal ?? null;
  }

  /** The moments of a recording at which it may stop, in ascending order. @param {Recording} recording */
  moments(recording) {
    if (this.#of !== recording) [this.#of, this.#momentsOf] = [recording, this.findMoments(recording)];
    return this.#momentsOf;
  }

  /**
   * @protected
   * @param {Recording} _recording
   * @returns {Int32Array}
   */
  findMoments(_recording) {
    throw new Error("this stop point has no moments");
  }

  /**
   * Whether its condition holds at one of its moments.
   *
   * @param {Recording} recording
   * @param {number} moment
   */
  holds(recording, moment) {
    if (this.condition === null) return true;
    const known = variables(recording, recording.reached(moment), moment, this.condition.names);
    return known !== null && this.condition.holds(known);
  }

  /** Count hits, those that were let pass included. @param {number} hits */
  count(hits) {
    this.hits += hits;
    this.ignore = Math.max(this.ignore - hits, 0);
  }
}

/**
 * Stops at nodes: when their value is there, and when their gradient is complete.
 *
 * That is for an operation when it is its turn to hand its gradient on, and for a leaf its last contribution.
 */
export class Breakpoint extends StopPoint {
  /** @override */
  get kind() {
    return /** @type {const} */ ("breakpoint");
  }

  /**
   * @override
   * @param {Recording} recording
   * @returns {Int32Array}
   */
  findMoments(recording) {
    const { arrivals } = recording;
    const positions = this.where === null ? Array.from(arrivals.keys()) : this.where.positions(recording);
    const moments = new Set([...positions, ...positions.map((position) => arrivals[position])]);
    return Int32Array.from(moments).sort();
  }
}

/** Stops at each contribution to the gradients of nodes. */
export class Watchpoint extends StopPoint {
  /** @override */
  get kind() {
    return /** @type {const} */ ("watchpoint");
  }

  /**
   * @override
   * @param {Recording} recording
   * @returns {Int32Array}
   */
  findMoments(recording) {
    if (this.where === null) return Int32Array.from({ length: recording.edges }, (_, edge) => recording.ofEdge(edge));
    const edges = this.where.positions(recording).flatMap((position) => [...recording.into(position)]);
    return Int32Array.from(edges, (edge) => recording.ofEdge(edge)).sort();
  }
}

/** Stops where a value or a gradient that is not finite is produced, or was given; not where it is passed on. */
export class Catch extends StopPoint {
  /** @override */
  get kind() {
    return /** @type {const} */ ("catch");
  }

  /**
   * @override
   * @param {Recording} recording
   * @returns {Int32Array}
   */
  findMoments(recording) {
    return recording.strange;
  }
}

/**
 * The first moment on the way from `low` to `high`, or back, at which some of the points stop, and which.
 *
 * @param {StopPoint[]} points
 * @param {Recording} recording
 * @param {number} low
 * @param {number} high
 * @param {boolean} forwards
 * @returns {{moment: number, met: StopPoint[]} | null}
 */
export function firstMet(points, recording, low, high, forwards) {
  const ways = points
    .filter((point) => point.enabled)
    .map((point) => new Way(point, point.moments(recording), low, high, forwards));
  /** @type {StopPoint[]} */
  const met = [];
  let moment = soonest(ways, forwards);
  for (; Number.isFinite(moment); moment = soonest(ways, forwards)) {
    for (const way of ways) {
      if (way.next !== moment) continue;
      way.advance();
      if (!way.point.holds(recording, moment)) continue;
      way.hits++;
      if (way.hits > way.point.ignore) met.push(way.point);
    }
    if (met.length > 0) break;
  }
  for (const { point, hits } of ways) point.count(hits);
  return met.length > 0 ? { moment, met } : null;
}

/** The moments of a stop point on the way, in the order of time or against it; at which it stops is asked on arrival. */
class Way {
  hits = 0;
  #moments;
  /** @type {number} */
  #at;
  /** @type {number} */
  #last;
  #by;

  /**
   * @param {StopPoint} point
   * @param {Int32Array} moments in ascending order
   * @param {number} low
   * @param {number} high
   * @param {boolean} forwards
   */
  constructor(point, moments, low, high, forwards) {
    const [first, last] = [countBelow(moments, low), countBelow(moments, high + 1) - 1]; // from low to high, both included
    this.point = point;
    this.#moments = moments;
    this.#by = forwards ? 1 : -1;
    [this.#at, this.#last] = forwards ? [first, last] : [last, first];
    this.next = this.#here;
  }

  advance() {
    this.#at += this.#by;
    this.next = this.#here;
  }

  /** Beyond all moments at the end. */
  get #here() {
    return (this.#last - this.#at) * this.#by >= 0 ? this.#moments[this.#at] : this.#by * Infinity;
  }
}

/**
 * @param {Way[]} ways
 * @param {boolean} forwards
 */
function soonest(ways, forwards) {
  let found = forwards ? Infinity : -Infinity;
  for (const { next } of ways) if (forwards ? next < found : next > found) found = next;
  return found;
}
