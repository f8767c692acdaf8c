// The user's source as it ran, with the piece marked that made the node of the moment; lines can be stopped at.

import { element, write } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../engine/recording.js").Recording} Recording */

/** The part of the page that shows the source. */
export class SourcePart {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.file = "";
    /** @type {HTMLElement[]} */
    this.lines = [];
    this.madeOn = linesOf(context.session.recording);
    this.where = element("p", { class: "aside", "data-part": "source-place" });
    this.listing = element("ol", { class: "listing", tabindex: 0, "aria-label": context.texts.source });
    this.element = element(
      "section",
      { class: "source", "aria-label": context.texts.source },
      element("h2", {}, context.texts.source),
      this.where,
      this.listing,
    );
  }

  /** Mark the piece that made the node of the moment; on an edge, of the one that hands its gradient on. */
  show() {
    const { texts, session } = this.context;
    const { recording } = session;
    const site = recording.site(session.moment.node);
    this.element.classList.toggle("empty", recording.files.length === 0);
    if (recording.files.length === 0) {
      write(this.where, texts.noSource);
      return;
    }
    for (const line of this.listing.querySelectorAll(".current")) this.unmark(/** @type {HTMLElement} */ (line));
    if (site === null) {
      write(this.where, "–");
      this.stops();
      return;
    }
    if (site.file !== this.file) this.load(site.file);
    const inside = site.function && site.function !== "<module>" ? ` ${texts.inFunction(site.function)}` : "";
    const unknown = this.lines.length === 0 ? ` · ${texts.noText}` : "";
    write(this.where, `${site.file}:${site.line}${inside}${unknown}`);
    for (let number = site.line; number <= Math.min(site.endLine, this.lines.length); number += 1)
      this.mark(number, site);
    this.stops();
    this.scroll(site.line);
  }

  /** @param {string} file */
  load(file) {
    this.file = file;
    const { recording } = this.context.session;
    const source = recording.files.find(({ name }) => name === file)?.text ?? "";
    const text = source === "" ? [] : source.replace(/\n$/, "").split("\n");
    this.lines = text.map((line, k) =>
      element("li", { "data-line": k + 1 }, this.gutter(file, k + 1), element("code", {}, line || " ")),
    );
    this.listing.replaceChildren(...this.lines);
  }

  /**
   * The number of a line: a button that sets a breakpoint, where the line made nodes.
   * @param {string} file
   * @param {number} number
   */
  gutter(file, number) {
    if (!this.madeOn.get(file)?.has(number)) return element("span", { class: "gutter" }, String(number));
    const where = { kind: "line", name: file, number };
    const toggle = () => this.context.toggle(where);
    return element(
      "button",
      { type: "button", class: "gutter", "data-do": "break-line", "aria-pressed": "false", click: toggle },
      String(number),
    );
  }

  /**
   * Mark the part of a line that belongs to the expression.
   * @param {number} number
   * @param {{line: number, column: number | null, endLine: number, endColumn: number | null}} site
   */
  mark(number, site) {
    const line = this.lines[number - 1];
    if (line === undefined) return;
    line.classList.add("current");
    const code = line.querySelector("code");
    if (code === null || site.column === null || site.endColumn === null) return;
    const characters = [...(code.textContent ?? "")]; // columns count characters, not halves of surrogate pairs
    const indent = characters.findIndex((character) => character.trim() !== "");
    const from = number === site.line ? site.column - 1 : Math.max(indent, 0);
    const to = number === site.endLine ? site.endColumn : characters.length;
    code.replaceChildren(
      characters.slice(0, from).join(""),
      element("mark", {}, characters.slice(from, to).join("")),
      characters.slice(to).join(""),
    );
  }

  /** @param {HTMLElement} line */
  unmark(line) {
    line.classList.remove("current");
    const code = line.querySelector("code");
    if (code !== null) code.textContent = code.textContent ?? "";
  }

  /** Show which lines have a breakpoint. */
  stops() {
    const { texts } = this.context;
    for (const button of this.listing.querySelectorAll("button.gutter")) {
      const number = Number(button.textContent);
      const isSet = this.context.isSet({ kind: "line", name: this.file, number });
      button.setAttribute("aria-pressed", String(isSet));
      button.setAttribute("aria-label", texts.line(number, isSet));
    }
  }

  /**
   * Bring a line into the middle of the listing, which alone is scrolled.
   * @param {number} number
   */
  scroll(number) {
    const line = this.lines[number - 1];
    if (line === undefined) return;
    const { offsetTop, offsetHeight } = line;
    const { scrollTop, clientHeight } = this.listing;
    if (offsetTop < scrollTop + offsetHeight || offsetTop + 2 * offsetHeight > scrollTop + clientHeight) {
      this.listing.scrollTop = offsetTop - (clientHeight - offsetHeight) / 2;
    }
  }
}

/**
 * For each file the lines that made nodes.
 * @param {Recording} recording
 */
function linesOf(recording) {
  /** @type {Map<string, Set<number>>} */
  const found = new Map(recording.files.map(({ name }) => [name, new Set()]));
  for (let position = 0; position < recording.nodes; position += 1) {
    const site = recording.site(position);
    if (site !== null) found.get(site.file)?.add(site.line);
  }
  return found;
}
