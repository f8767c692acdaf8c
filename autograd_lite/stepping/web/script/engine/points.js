// Points: the stop points of one person, as they typed them.

import { keepCondition, readCondition } from "./conditions.js";
import { REASONS } from "./reasons.js";
import { Refusal } from "./refusal.js";
import { Breakpoint, Catch, Watchpoint } from "./stops.js";
import { find, Whereabouts } from "./whereabouts.js";

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {import("./recording.js").PointData} PointData */
/** @typedef {import("./stops.js").StopPoint} StopPoint */

const KINDS = { breakpoint: Breakpoint, watchpoint: Watchpoint, catch: Catch };
const OF_EDGES = ["local", "contribution"];

/** The stop points of one person. */
export class Points {
  /**
   * @param {PointData[]} points those that there are, in the order in which they were made
   * @param {number} following the number of the next one
   */
  constructor(points, following) {
    this.all = points.map(pointOf);
    this.following = following;
  }

  /**
   * A breakpoint at the nodes that are named, on a condition: `mul`, `train.py:12 if abs(grad) > 1e3`.
   *
   * A line without a file is one of `file`. Without a name it is about all nodes: `if abs(grad) > 1e3`.
   *
   * @param {string} text
   * @param {Recording} recording
   * @param {string | null} file
   * @param {boolean} temporary
   * @throws {Refusal} if there are no such nodes, and for a condition that cannot be read
   */
  breakAt(text, recording, file = null, temporary = false) {
    const { where, condition } = placeAndCondition(text, recording, file);
    if (condition?.names.some((name) => OF_EDGES.includes(name))) {
      throw new Refusal(REASONS.breakpointOnEdges());
    }
    if (where === null && condition === null) throw new Refusal(REASONS.breakpointOnNothing());
    return this.#add(new Breakpoint(this.following, where, condition, temporary));
  }

  /**
   * A watchpoint on the gradients of the nodes that are named, on a condition: `w1 if abs(contribution) > 1e3`.
   *
   * @param {string} text
   * @param {Recording} recording
   * @param {string | null} file
   * @param {boolean} temporary
   * @throws {Refusal} as breakAt does
   */
  watch(text, recording, file = null, temporary = false) {
    const { where, condition } = placeAndCondition(text, recording, file);
    if (where === null && condition === null) throw new Refusal(REASONS.watchpointOnNothing());
    if (where?.positions(recording).every((position) => recording.into(position).length === 0)) {
      throw new Refusal(REASONS.nothingContributes());
    }
    return this.#add(new Watchpoint(this.following, where, condition, temporary));
  }

  /** The one of this number. @param {number} number */
  get(number) {
    const found = this.all.find((point) => point.number === number);
    if (found !== undefined) return found;
    const known = this.all.map((point) => point.number).join(", ");
    throw new Refusal(REASONS.noStopPoint(number, known));
  }

  /** Delete one; but not 0, which nothing would bring back. @param {number} number */
  delete(number) {
    const point = this.get(number);
    if (number === 0) throw new Refusal(REASONS.stopPointStays());
    this.remove(point);
  }

  /** @param {StopPoint} point */
  remove(point) {
    this.all = this.all.filter((other) => other !== point);
  }

  /**
   * @template {StopPoint} T
   * @param {T} point
   * @returns {T}
   */
  #add(point) {
    this.following++;
    this.all.push(point);
    return point;
  }
}

/**
 * @param {PointData} content
 * @returns {StopPoint}
 */
function pointOf(content) {
  const { kind, number, where, condition, temporary, enabled, hits, ignore } = content;
  const place = where && new Whereabouts(where.kind, where.name, where.number);
  const point = new KINDS[kind](number, place, condition === null ? null : keepCondition(condition), temporary);
  return Object.assign(point, { enabled, hits, ignore });
}

/**
 * What is meant by the place and the condition of `w1 if grad > 1`, each of which may be missing.
 *
 * @param {string} text
 * @param {Recording} recording
 * @param {string | null} file
 */
function placeAndCondition(text, recording, file) {
  const [place, ...rest] = ` ${text.trim()} `.split(" if ");
  const condition = rest.join(" if ").trim();
  if (rest.length > 0 && condition === "") throw new Refusal(REASONS.nothingBehindIf());
  return {
    where: place.trim() === "" ? null : find(place, recording, file),
    condition: condition === "" ? null : readCondition(condition),
  };
}
