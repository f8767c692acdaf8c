// Finding nodes by label, operation, scope, line or number, and stopping at them.

import { Refusal } from "../engine/refusal.js";
import { find } from "../engine/whereabouts.js";
import { cut, shown } from "../words/words.js";
import { button, nodeButton } from "./buttons.js";
import { element, write } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

const LISTED = 30; // nodes that are found

/** The part of the page with what is looked for, and the stop points. */
export class FindPart {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    const { texts } = context;
    this.input = element("input", {
      type: "search",
      "data-part": "find",
      placeholder: texts.findPlaceholder,
      "aria-label": texts.find,
      "aria-describedby": "stepper-find-help",
      autocomplete: "off",
      spellcheck: "false",
      value: context.sought,
      input: () => this.look(),
    });
    this.answer = element("p", { class: "aside", "data-part": "answer", role: "status" });
    this.nodes = element("ul", { class: "found", "data-part": "found" });
    this.listed = "";
    this.points = element("ul", { class: "points", "data-part": "points", tabindex: -1 });
    this.element = element(
      "details",
      { class: "find", open: true },
      element("summary", {}, element("h2", {}, texts.find)),
      element("p", { class: "fields" }, this.input),
      element(
        "p",
        { class: "buttons" },
        this.button("until", texts.runTo, () =>
          context.until(
            find(this.place(), context.session.recording, context.session.file).positions(context.session.recording),
          ),
        ),
        this.button("breakpoint", texts.breakAt, () => context.session.breakAt(this.input.value, false)),
        this.button("once", texts.breakOnce, () => context.session.breakAt(this.input.value, true)),
        this.button("watch", texts.watch, () => context.session.watch(this.input.value)),
      ),
      element("p", { class: "aside", id: "stepper-find-help" }, texts.findHelp),
      this.answer,
      this.nodes,
      this.points,
    );
    this.look();
  }

  /** Have the keyboard write into the field. */
  focus() {
    this.element.open = true;
    this.input.focus();
    this.input.select();
  }

  /** What is named, without a condition behind it. */
  place() {
    return ` ${this.input.value} `.split(" if ")[0].trim();
  }

  /**
   * A button that does something with what is looked for, and says so if that cannot be done.
   * @param {string} name
   * @param {string} words
   * @param {() => unknown} act
   */
  button(name, words, act) {
    const click = () => {
      try {
        act();
        write(this.answer, "");
      } catch (error) {
        if (!(error instanceof Refusal)) throw error; // a mistake of the page's own
        write(this.answer, error.in(this.context.language));
      }
      this.context.refresh();
    };
    return button(name, words, click);
  }

  /** List what is found while somebody types: what the words mean, else what has them in its name. */
  look() {
    this.context.sought = this.input.value;
    const place = this.place();
    const positions = place === "" ? [] : this.matching(place);
    this.fill(place === "" ? "" : this.context.texts.found(positions.length), positions);
  }

  /**
   * List the nodes of a box that cannot be opened in the picture.
   * @param {string} name
   * @param {number[]} positions
   */
  list(name, positions) {
    this.element.open = true;
    this.input.value = "";
    this.fill(this.context.texts.members(name, positions.length), positions);
    this.element.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {string} words
   * @param {number[]} positions
   */
  fill(words, positions) {
    const { context } = this;
    const { recording } = context.session;
    write(this.answer, words);
    this.nodes.replaceChildren(
      ...positions.slice(0, LISTED).map((position) => {
        const name = nodeButton(context, position, cut(recording.name(position)));
        return element("li", {}, name, element("span", { class: "aside" }, ` ${shown(recording.data[position])}`));
      }),
      ...(positions.length > LISTED
        ? [element("li", { class: "aside" }, context.texts.further(positions.length - LISTED))]
        : []),
    );
  }

  /**
   * @param {string} place
   * @returns {number[]}
   */
  matching(place) {
    const { recording, file } = this.context.session;
    try {
      return [...find(place, recording, file).positions(recording)];
    } catch {
      const words = place.toLowerCase();
      const found = [];
      for (let position = 0; position < recording.nodes; position += 1) {
        if (`${recording.name(position)} ${recording.scope(position)}`.toLowerCase().includes(words))
          found.push(position);
      }
      return found;
    }
  }

  /** List the stop points, unless they are as they were: fields and boxes that a person changes show that themselves. */
  show() {
    const { context } = this;
    const listed = context.session.points.all
      .map((point) => `${point.number} ${point.hits} ${context.met.includes(point)}`)
      .join();
    if (listed === this.listed) return;
    this.listed = listed;
    const focused = this.points.contains(document.activeElement) ? document.activeElement : null;
    this.points.replaceChildren(...context.session.points.all.map((point) => this.point(point)));
    if (focused === null) return;
    const found = this.points.querySelector(`[data-key="${focused.getAttribute("data-key")}"]`) ?? this.points;
    /** @type {HTMLElement} */ (found).focus(); // the list, where its row has gone
  }

  /** @param {import("../engine/stops.js").StopPoint} point */
  point(point) {
    const { texts, session, refresh, language } = this.context;
    const words = pointWords(point, texts);
    const enabled = element("input", {
      type: "checkbox",
      "data-key": `enable-${point.number}`,
      checked: point.enabled,
      disabled: point.refusal !== null,
      "aria-label": `${texts.enabled}: ${words}`,
      change: (event) => {
        point.enabled = event.target.checked;
        refresh();
      },
    });
    const ignore = element("input", {
      type: "number",
      min: 0,
      "data-key": `ignore-${point.number}`,
      value: point.ignore,
      "aria-label": `${texts.letPass}: ${words}`,
      change: (event) => {
        point.ignore = Math.max(0, Math.trunc(Number(event.target.value)) || 0);
        event.target.value = point.ignore;
        refresh();
      },
    });
    const remove = () => {
      session.points.delete(point.number);
      refresh();
    };
    return element(
      "li",
      { class: this.context.met.includes(point) ? "met" : "", "data-point": point.number },
      element("label", {}, enabled, ` ${words}`),
      element("span", { class: "aside" }, ` ${texts.hits(point.hits)} `),
      element("label", { class: "aside" }, `${texts.letPass} `, ignore),
      point.number === 0
        ? null
        : element(
            "button",
            {
              type: "button",
              class: "link",
              "data-do": "remove",
              "data-key": `remove-${point.number}`,
              "aria-label": `${texts.remove}: ${words}`,
              click: remove,
            },
            texts.remove,
          ),
      point.refusal === null
        ? null
        : element("span", { class: "aside", "data-part": "refusal" }, texts.unread(point.refusal.in(language))),
    );
  }
}

/**
 * A stop point in words: "breakpoint 1: label:w1 if grad > 1".
 * @param {import("../engine/stops.js").StopPoint} point
 * @param {import("../words/english.js").Texts} texts
 */
export function pointWords(point, texts) {
  const kind = `${texts.kinds[point.kind]}${point.temporary ? ` (${texts.temporary})` : ""} ${point.number}`;
  if (point.kind === "catch") return `${kind}: ${texts.caught}`;
  const where = point.where === null ? texts.anyNode : cut(String(point.where));
  return `${kind}: ${where}${point.condition === null ? "" : ` if ${point.condition.text}`}`;
}
