// Moving through time: buttons, a slider, playing, and keys.

import { sentence } from "../words/words.js";
import { MOVEMENTS } from "./context.js";
import { element, icon, write } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Movement} Movement */

const BUTTONS = /** @type {const} */ ([
  "home",
  "rcontinue",
  "back",
  "stepback",
  "play",
  "step",
  "next",
  "continue",
  "end",
]);
const SPEEDS = [0.5, 1, 2, 4, 8, 16];
const PACE = 1200; // milliseconds for a step, at speed 1: long enough to read it
const MARKS = 200; // on the slider: more would be a bar

/** The bar at the bottom of the page. */
export class Controls {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    const { texts, recording } = context;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.play = this.button("play");
    this.slider = element("input", {
      type: "range",
      min: 0,
      max: recording.end,
      step: 1,
      value: context.session.at,
      "data-part": "slider",
      "aria-label": texts.moment,
      input: () => {
        this.pause();
        context.goto(Number(this.slider.value));
      },
    });
    this.marks = element("div", { class: "marks", "aria-hidden": "true" });
    this.moment = element("output", { "data-part": "moment" });
    this.moment.style.minWidth = `${String(recording.end).length}ch`; // so that nothing moves
    const speeds = SPEEDS.map((speed) =>
      element("option", { value: speed, selected: speed === context.speed }, `${speed}×`),
    );
    const setSpeed = (/** @type {{target: HTMLSelectElement}} */ event) => {
      context.speed = Number(event.target.value);
    };
    const track = element("div", { class: "track" }, this.slider, this.marks);
    track.style.setProperty("--start", `${(100 * recording.start) / recording.end}%`);
    this.element = element(
      "footer",
      { class: "transport" },
      element(
        "div",
        { class: "time" },
        element("span", { class: "phase" }, texts.forward),
        track,
        element("span", { class: "phase" }, texts.backward),
        element(
          "div",
          { class: "counter" },
          element("span", {}, `${texts.moment} `),
          this.moment,
          ` / ${recording.end}`,
        ),
      ),
      element(
        "div",
        { class: "moving", role: "group", "aria-label": texts.moment },
        ...BUTTONS.map((name) => (name === "play" ? this.play : this.button(name))),
        element(
          "label",
          { class: "speed" },
          `${texts.speed} `,
          element("select", { "data-part": "speed", change: setSpeed }, ...speeds),
        ),
      ),
    );
  }

  /** @param {typeof BUTTONS[number]} name */
  button(name) {
    const { texts } = this.context;
    const click = () => (name === "play" ? this.toggle() : this.move(name));
    const words = element("span", { class: "words" }, texts.do[name]);
    return element("button", { type: "button", "data-do": name, title: texts.do[name], click }, icon(name), words);
  }

  /**
   * Move, and play no more.
   * @param {Movement} name
   */
  move(name) {
    this.pause();
    this.context.move(name);
  }

  /** Play, from the beginning of the backward pass where it is over; or pause. */
  toggle() {
    const { context } = this;
    if (context.playing) {
      this.pause();
      context.refresh();
      return;
    }
    context.playing = true;
    if (context.session.at === context.recording.end) context.move("start");
    this.wait();
    context.refresh();
  }

  wait() {
    this.timer = setTimeout(() => {
      const { context } = this;
      context.move("step");
      if (context.met.length > 0 || context.session.at === context.recording.end) {
        this.pause();
        context.refresh();
      } else {
        this.wait();
      }
    }, PACE / this.context.speed);
  }

  /** Play no more. */
  pause() {
    clearTimeout(this.timer);
    this.context.playing = false;
  }

  /** Show where the session is. */
  show() {
    const { context } = this;
    const { recording, session, texts, playing } = context;
    const { at } = session;
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", `${at}: ${sentence(recording, at, texts)}`);
    write(this.moment, String(at));
    for (const button of this.element.querySelectorAll("button")) {
      const name = button.getAttribute("data-do") ?? "";
      const before = ["home", "rcontinue", "back", "stepback"].includes(name);
      const after = ["step", "next", "continue", "end"].includes(name);
      // A button that was disabled would lose the focus of the keyboard.
      button.setAttribute("aria-disabled", String((before && at === 0) || (after && at === recording.end)));
    }
    const name = playing ? "pause" : "play";
    if (this.play.getAttribute("data-shows") !== name) {
      this.play.setAttribute("data-shows", name);
      this.play.title = texts.do[name];
      this.play.replaceChildren(icon(name), element("span", { class: "words" }, texts.do[name]));
    }
    this.mark();
  }

  /** Mark on the slider where the stop points stop. */
  mark() {
    const { session, recording } = this.context;
    const moments = new Set();
    for (const point of session.points.all) {
      if (!point.enabled) continue;
      for (const moment of point.moments(recording)) {
        if (moments.size < MARKS) moments.add(moment);
      }
    }
    const key = [...moments].join();
    if (this.marks.getAttribute("data-key") === key) return;
    this.marks.setAttribute("data-key", key);
    this.marks.replaceChildren(
      ...[...moments].map((moment) => {
        const mark = element("span");
        mark.style.left = `${(100 * moment) / recording.end}%`;
        return mark;
      }),
    );
  }
}

/** What keys do: a movement, or the name of something else. */
const KEYS = new Map([
  ["ArrowRight", "step"],
  ["ArrowLeft", "stepback"],
  ["Shift ArrowRight", "next"],
  ["Shift ArrowLeft", "back"],
  [" ", "play"],
  ["Home", "home"],
  ["End", "end"],
  ["g", "start"],
  ["c", "continue"],
  ["r", "rcontinue"],
  ["e", "finish"],
  ["b", "break"],
  ["!", "strange"],
  ["/", "find"],
  ["?", "help"],
  ["+", "zoomIn"],
  ["=", "zoomIn"],
  ["-", "zoomOut"],
  ["0", "fit"],
  ["Escape", "follow"],
]);

/**
 * What a pressed key is to do; null for nothing, as where somebody types, or where the key has a meaning of its own.
 * @param {KeyboardEvent} event
 */
export function meaning(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  const types = target instanceof HTMLInputElement && !["range", "checkbox"].includes(target.type);
  if (types || target instanceof HTMLSelectElement || target?.closest("dialog")) return null;
  const name = KEYS.get(event.shiftKey && event.key.startsWith("Arrow") ? `Shift ${event.key}` : event.key) ?? null;
  if (event.key === " " && target?.closest("button, summary, input[type=checkbox], [role=button]")) return null;
  return name;
}

/**
 * Whether a name is that of a movement.
 * @param {string} name
 * @returns {name is Movement}
 */
export function isMovement(name) {
  return /** @type {readonly string[]} */ (MOVEMENTS).includes(name);
}
