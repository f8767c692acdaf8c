// What the parts of the page share: the session, what is chosen, and what can be done.

import { Checks } from "../engine/checks.js";
import { Recording } from "../engine/recording.js";
import { Session } from "../engine/session.js";
import { LANGUAGES, preferredLanguage } from "../words/languages.js";

/** @typedef {import("../engine/stops.js").StopPoint} StopPoint */
/** @typedef {{kind: string, name: string, number: number}} Where */
/**
 * What a page is made of; `checks` and `pictures` are those of checks.py and pictures.py.
 *
 * @typedef {import("../engine/recording.js").Content & {checks: import("../engine/checks.js").ChecksData | null,
 *   pictures: import("../picture/pictureview.js").PictureData[]}} PageData
 */
/** @typedef {"auto" | "light" | "dark"} Theme */

export const MOVEMENTS = /** @type {const} */ ([
  "home",
  "rcontinue",
  "back",
  "stepback",
  "step",
  "next",
  "continue",
  "end",
  "finish",
  "start",
]);
/** @typedef {typeof MOVEMENTS[number]} Movement */

const RATE = 0.1; // the learning rate at first

/** The state of one stepper. */
export class Context {
  /** @param {PageData} data */
  constructor(data) {
    this.recording = Recording.read(data);
    this.session = new Session(this.recording, data);
    this.checks = new Checks(data.checks);
    this.pictures = data.pictures;
    this.rate = RATE;
    this.speed = 1;
    this.sought = "";
    this.filter = "";
    this.playing = false;
    /** @type {number | null} */
    this.kept = null;
    /** @type {readonly StopPoint[]} */
    this.met = [];
    this.language = preferredLanguage(navigator.languages);
    /** @type {Theme} */
    this.theme = "auto";
    /** @type {() => void} */
    this.refresh = () => {}; // until there is something to refresh
  }

  /** The words of the page. */
  get texts() {
    return LANGUAGES[this.language];
  }

  /** Whether the node that is shown stays, whatever happens. */
  get pinned() {
    return this.kept !== null;
  }

  /** The position of the node that is shown: the chosen one, or the one that this moment is about. */
  get position() {
    return this.kept ?? this.recording.reached(this.session.at);
  }

  /**
   * Keep a node, or follow the pass again.
   * @param {number | null} position
   */
  select(position) {
    this.kept = position;
    this.refresh();
  }

  /**
   * Move as one of the buttons says.
   * @param {Movement} name
   */
  move(name) {
    const { session, recording } = this;
    /** @type {Record<Movement, () => {met: readonly StopPoint[]}>} */
    const movements = {
      home: () => session.goto(0),
      start: () => session.goto(recording.start),
      end: () => session.goto(recording.end),
      step: () => session.step(1),
      stepback: () => session.stepBack(1),
      next: () => session.next(1),
      back: () => session.back(1),
      continue: () => session.resume(),
      rcontinue: () => session.resumeBack(),
      finish: () => session.finish(),
    };
    this.met = movements[name]().met;
    this.refresh();
  }

  /**
   * To a moment, past all stop points.
   * @param {number} moment
   */
  goto(moment) {
    this.met = this.session.goto(moment).met;
    this.refresh();
  }

  /**
   * Onwards to where one of these nodes is reached next.
   * @param {ArrayLike<number>} positions
   */
  until(positions) {
    this.met = this.session.until(Array.from(positions)).met;
    this.refresh();
  }

  /** The first number that is not finite, and all that follow from it. */
  toStrange() {
    if (this.recording.strange.length > 0) this.goto(this.recording.strange[0]);
  }

  /**
   * Whether there is a breakpoint at a place, without a condition.
   * @param {Where} where
   */
  isSet(where) {
    return this.breakpointAt(where) !== undefined;
  }

  /**
   * Set a breakpoint at a place, or delete the one that is there.
   * @param {Where} where
   */
  toggle(where) {
    const found = this.breakpointAt(where);
    if (found) this.session.points.delete(found.number);
    else this.session.breakAt(where.kind === "line" ? `${where.name}:${where.number}` : `#${where.number}`, false);
    this.refresh();
  }

  /** @param {Where} where */
  breakpointAt(where) {
    return this.session.points.all.find(
      (point) =>
        point.kind === "breakpoint" &&
        point.condition === null &&
        point.where !== null &&
        point.where.kind === where.kind &&
        point.where.name === where.name &&
        point.where.number === where.number,
    );
  }

  /** The positions of the nodes that have a breakpoint which stops at them. */
  stops() {
    const found = new Set();
    for (const point of this.session.points.all) {
      if (point.kind !== "breakpoint" || !point.enabled || point.where === null) continue;
      for (const position of point.where.positions(this.recording)) found.add(position);
    }
    return found;
  }
}
