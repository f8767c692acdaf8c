// Session: a cursor on the moments of a recording, with stop points.

import { Points } from "./points.js";
import { REASONS } from "./reasons.js";
import { Refusal } from "./refusal.js";
import { firstMet } from "./stops.js";

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {import("./recording.js").Content} Content */
/** @typedef {import("./pass.js").Moment} Moment */
/** @typedef {import("./stops.js").StopPoint} StopPoint */

/**
 * Where a movement ended, and the stop points that ended it, if any did.
 *
 * @typedef {{moment: Moment, met: StopPoint[]}} Stop
 */

/**
 * A walk through a recording, forwards and backwards in time.
 *
 * Movements return where they ended. Those that go through moments end at the first stop point on their way; goto jumps.
 */
export class Session {
  /**
   * @param {Recording} recording
   * @param {Pick<Content, "at" | "points" | "next">} content where it begins, and its stop points
   */
  constructor(recording, content) {
    this.recording = recording;
    this.points = new Points(content.points, content.next);
    /** The number of the moment. */
    this.at = content.at;
  }

  /** What happens now. */
  get moment() {
    return this.recording.moment(this.at);
  }

  // --- movements ---

  /** To the next node: in the backward pass all edges of this one are walked. */
  next(count = 1) {
    return this.#through(() => this.recording.nodeAfter(this.at), count);
  }

  /** To the node before. */
  back(count = 1) {
    return this.#through(() => this.recording.nodeBefore(this.at), count);
  }

  /** To the next edge, or node. */
  step(count = 1) {
    return this.#through(() => this.at + 1, count);
  }

  /** To the edge, or node, before. */
  stepBack(count = 1) {
    return this.#through(() => this.at - 1, count);
  }

  /** To the end of the run of nodes, one after the other, that were made under the same call. */
  finish() {
    return this.#to(this.recording.endOfRun(this.at));
  }

  /** Onwards to the next stop point, or the end. */
  resume() {
    return this.#to(this.recording.end);
  }

  /** Back to the stop point before, or the beginning of the forward pass. */
  resumeBack() {
    return this.#to(0);
  }

  /**
   * Onwards to where one of the nodes is reached next: its value is there, or its gradient is complete.
   *
   * @param {number[]} positions
   * @throws {Refusal} if that is over
   */
  until(positions) {
    const { arrivals } = this.recording;
    const moments = positions.flatMap((position) => [position, arrivals[position]]);
    const ahead = moments.filter((moment) => moment > this.at);
    if (ahead.length === 0) {
      const last = moments.reduce((a, b) => Math.max(a, b));
      throw new Refusal(
        positions.length === 1
          ? REASONS.nodeReached(positions[0], last, this.at)
          : REASONS.nodesReached(positions.length, last, this.at),
      );
    }
    return this.#to(ahead.reduce((a, b) => Math.min(a, b)));
  }

  /**
   * To the moment of this number, past all stop points.
   *
   * @param {number} moment
   * @throws {Refusal} if there is none
   */
  goto(moment) {
    const { end } = this.recording;
    if (!Number.isInteger(moment) || moment < 0 || moment > end) throw new Refusal(REASONS.noMoment(moment, end));
    this.at = moment;
    return this.#stop([]);
  }

  /**
   * @param {() => number} target
   * @param {number} count
   */
  #through(target, count) {
    if (!(count >= 1)) throw new Refusal(REASONS.timesMade(count));
    let stop = this.#to(target());
    for (let made = 1; made < count; made++) {
      if (stop.met.length > 0 || this.at === 0 || this.at === this.recording.end) break;
      stop = this.#to(target());
    }
    return stop;
  }

  /** To `target`, or the first stop point on the way. @param {number} target */
  #to(target) {
    const end = Math.min(Math.max(target, 0), this.recording.end);
    const forwards = end > this.at;
    const [low, high] = forwards ? [this.at + 1, end] : [end, this.at - 1];
    const found = firstMet(this.points.all, this.recording, low, high, forwards);
    this.at = found?.moment ?? end;
    const met = found?.met ?? [];
    for (const point of met) if (point.temporary) this.points.remove(point);
    return this.#stop(met);
  }

  /**
   * @param {StopPoint[]} met
   * @returns {Stop}
   */
  #stop(met) {
    return { moment: this.moment, met };
  }

  // --- stop points ---

  /** A breakpoint at the nodes that are named, on a condition. @param {string} text */
  breakAt(text, temporary = false) {
    return this.points.breakAt(text, this.recording, this.file, temporary);
  }

  /** A watchpoint on the gradients of the nodes that are named, on a condition. @param {string} text */
  watch(text, temporary = false) {
    return this.points.watch(text, this.recording, this.file, temporary);
  }

  /** The file whose code made the node of this moment; null if that is not known; on an edge, the one that hands on. */
  get file() {
    return this.recording.site(this.moment.node)?.file ?? null;
  }
}
