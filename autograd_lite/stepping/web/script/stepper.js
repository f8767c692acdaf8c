// The stepper: puts the parts of the page together, in a page of its own or as a widget in a notebook.

import { button } from "./parts/buttons.js";
import { Context } from "./parts/context.js";
import { Controls, isMovement, meaning } from "./parts/controls.js";
import { element, write } from "./parts/elements.js";
import { FindPart, pointWords } from "./parts/find.js";
import { LeavesPart } from "./parts/leaves.js";
import { NodePart } from "./parts/node.js";
import { NowPart } from "./parts/now.js";
import { SourcePart } from "./parts/source.js";
import { PicturePart } from "./parts/view.js";
import { LANGUAGES } from "./words/languages.js";
import { cut } from "./words/words.js";

/** @typedef {import("./words/languages.js").Language} Language */
/** @typedef {import("./parts/context.js").Theme} Theme */

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

/** A stepper in an element of its own. */
class Stepper {
  /**
   * @param {HTMLElement} host
   * @param {import("./parts/context.js").PageData} data
   * @param {HTMLElement | Document} listensTo where keys are listened to
   */
  constructor(host, data, listensTo) {
    this.host = host;
    this.isPage = listensTo === document;
    this.context = new Context(data);
    this.context.refresh = () => this.show();
    this.build();
    this.onKey = (/** @type {Event} */ event) => this.press(/** @type {KeyboardEvent} */ (event));
    listensTo.addEventListener("keydown", this.onKey);
    this.stop = () => {
      listensTo.removeEventListener("keydown", this.onKey);
      this.controls?.pause();
    };
  }

  /** Make everything in the language that is chosen. */
  build() {
    const { context, host } = this;
    const { texts } = context;
    const { open, scrolled, place } = this.arrangement();
    this.now = new NowPart(context);
    this.node = new NodePart(context, this.node);
    this.source = new SourcePart(context);
    this.leaves = new LeavesPart(context);
    this.find = new FindPart(context);
    this.controls = new Controls(context);
    this.picture = new PicturePart(context, (name, positions) => this.find?.list(name, positions));
    this.keys = this.help();
    host.lang = texts.code === "zh" ? "zh-Hans" : "en";
    if (this.isPage) [document.documentElement.lang, document.title] = [host.lang, `${this.title}${texts.subtitle}`];
    host.replaceChildren(
      this.head(),
      element(
        "main",
        {},
        element("div", { class: "left" }, this.picture.element, this.source.element),
        element(
          "div",
          { class: "right" },
          this.now.element,
          element("div", { class: "about" }, this.node.element, this.leaves.element, this.find.element),
        ),
      ),
      this.controls.element,
      this.keys,
    );
    this.colour();
    this.show();
    this.picture.start(place);
    open.forEach((isOpen, k) => {
      this.foldable()[k].open = isOpen;
    });
    scrolled.forEach((top, k) => {
      this.scrollable()[k].scrollTop = top;
    });
  }

  /** What a person has opened and scrolled, which stays in another language. */
  arrangement() {
    return {
      place: this.picture?.view.place,
      open: this.foldable().map((part) => part.open),
      scrolled: this.scrollable().map((part) => part.scrollTop),
    };
  }

  /** @returns {HTMLDetailsElement[]} */
  foldable() {
    return [...this.host.querySelectorAll("details")];
  }

  /** @returns {Element[]} */
  scrollable() {
    return [...this.host.querySelectorAll("main, .left, .right, .about, .listing")];
  }

  /** The name of the output, as long as a heading may be. */
  get title() {
    return cut(this.context.recording.title);
  }

  head() {
    const { context } = this;
    const { texts, recording } = context;
    const languages = /** @type {Language[]} */ (Object.keys(LANGUAGES)).map((code) =>
      element("option", { value: code, lang: code, selected: code === context.language }, LANGUAGES[code].itself),
    );
    const themes = THEMES.map((theme) =>
      element("option", { value: theme, selected: theme === context.theme }, texts.themes[theme]),
    );
    const setLanguage = (/** @type {{target: HTMLSelectElement}} */ event) => {
      context.language = /** @type {Language} */ (event.target.value);
      this.controls?.pause();
      this.build();
      /** @type {HTMLElement | null} */ (this.host.querySelector("[data-part=language]"))?.focus();
    };
    const setTheme = (/** @type {{target: HTMLSelectElement}} */ event) => {
      context.theme = /** @type {Theme} */ (event.target.value);
      this.colour();
    };
    const count = recording.strange.length;
    const toStrange = () => {
      this.controls?.pause();
      context.toStrange();
    };
    return element(
      "header",
      { class: "head" },
      element("h1", {}, this.title, element("span", { class: "more" }, texts.subtitle)),
      count > 0
        ? element(
            "button",
            { type: "button", class: "alarm", "data-do": "strange", click: toStrange },
            texts.notFinite(count),
          )
        : null,
      element("p", { class: "met", "data-part": "met", role: "status" }),
      element(
        "label",
        {},
        element("span", { class: "hidden" }, texts.language),
        element("select", { "data-part": "language", change: setLanguage }, ...languages),
      ),
      element(
        "label",
        {},
        element("span", { class: "hidden" }, texts.theme),
        element("select", { "data-part": "theme", change: setTheme }, ...themes),
      ),
      element(
        "button",
        {
          type: "button",
          "data-do": "help",
          title: texts.help,
          "aria-label": texts.help,
          click: () => this.keys?.showModal(),
        },
        "?",
      ),
    );
  }

  help() {
    const { texts } = this.context;
    const rows = texts.keys.map(([key, words]) =>
      element("tr", {}, element("th", { scope: "row" }, key), element("td", {}, words)),
    );
    return element(
      "dialog",
      { class: "keys", "aria-label": texts.help },
      element("h2", {}, texts.help),
      element("table", {}, element("tbody", {}, ...rows)),
      button("close", texts.close, () => this.keys?.close()),
    );
  }

  /** Put the colours of the theme on all. */
  colour() {
    for (const theme of THEMES) this.host.classList.toggle(`theme-${theme}`, theme === this.context.theme);
    this.picture?.colour(this.context.theme);
  }

  /** Show the moment of the session in all parts. */
  show() {
    const { context } = this;
    const met = context.met.map((point) => pointWords(point, context.texts)).join("; ");
    const status = this.host.querySelector("[data-part=met]");
    if (status) write(status, met && `${context.texts.stoppedBy} ${met}`);
    for (const part of [this.controls, this.now, this.picture, this.source, this.node, this.leaves, this.find])
      part?.show();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const name = meaning(event);
    if (name === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { context } = this;
    if (isMovement(name)) this.controls?.move(name);
    else if (name === "play") this.controls?.toggle();
    else if (name === "break") context.toggle({ kind: "node", name: "", number: context.position });
    else if (name === "strange") context.toStrange();
    else if (name === "find") this.find?.focus();
    else if (name === "help") this.keys?.showModal();
    else if (name === "follow") context.select(null);
    else this.picture?.zoom(/** @type {"zoomIn" | "zoomOut" | "fit"} */ (name));
  }
}

/**
 * Build a stepper into an element.
 *
 * @param {HTMLElement} host
 * @param {import("./parts/context.js").PageData} data
 * @param {HTMLElement | Document} listensTo where keys are listened to: the page, or the element
 */
export function mount(host, data, listensTo) {
  host.classList.add("stepper");
  return new Stepper(host, data, listensTo);
}

/**
 * What anywidget calls, and what it calls when the widget goes.
 *
 * @param {{model: {get(name: string): any}, el: HTMLElement}} widget
 */
function render({ model, el }) {
  // Notebooks have keys of their own, which are not meant for what is inside of this.
  const host = element("div", { class: "widget", tabindex: 0, "data-lm-suppress-shortcuts": "true" });
  el.append(host);
  const stepper = mount(host, JSON.parse(model.get("data")), host);
  return () => stepper.stop();
}

export default { render };
