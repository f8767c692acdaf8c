// A node in a picture: a box or a line of a table, of which a moment changes the numbers, the colour and the marks.

import { digits, exact } from "../engine/numbers.js";
import { fixedClasses, setNumber, setText } from "./shownparts.js";

/** @typedef {import("./shownparts.js").Surroundings} Surroundings */

/** The box or the line of one node. */
export class ShownNode {
  #fixed;
  #title;
  #lines;
  #dataLine;
  #numbers;
  #name;

  /**
   * @param {Element} element
   * @param {number} position of the node
   * @param {number | null} line the edge along which the leaf in a line of a table is used; null for a box
   * @param {Surroundings} surroundings
   */
  constructor(element, position, line, surroundings) {
    this.element = element;
    this.position = position;
    this.line = line;
    this.#fixed = fixedClasses(element);
    this.#title = element.querySelector("title");
    this.#lines = this.#title?.textContent?.split("\n") ?? [];
    this.#dataLine = this.#lines.findIndex((words, k) => k > 0 && words.startsWith("data "));
    const numbers = [...element.querySelectorAll("text.number")];
    this.#numbers = { data: numbers[0], gradient: numbers[line === null ? 1 : 2] };
    this.#name = this.#lines[0] ?? surroundings.recording.name(position);
  }

  /** The picture of what is in it. */
  get opens() {
    return null;
  }

  /** The node that is meant when it is chosen. */
  get chosen() {
    return this.position;
  }

  /**
   * Show a moment.
   *
   * @param {Surroundings} surroundings
   * @param {boolean} isAt whether the pass is at this node
   * @returns {string[]} its classes
   */
  show({ present, recording, scale, words }, isAt) {
    const { position, line } = this;
    const gradient = present.gradient(position);
    const data = present.hasData(position) ? recording.data[position] : null;
    const isComing = line !== null && line >= present.walked;
    const isCurrent = isAt || (line !== null && line === present.edge);
    setNumber(this.#numbers.data, data === null ? words.unknown : digits(data));
    setNumber(this.#numbers.gradient, gradient === null ? words.unknown : digits(gradient));

    const lines = [...this.#lines];
    lines[this.#dataLine] = data === null ? words.noData : `data ${exact(data)}`;
    lines[this.#dataLine + 1] = gradient === null ? words.missing : `grad ${exact(gradient)}`;
    if (isComing) lines[lines.length - 1] = words.coming;
    setText(this.#title, lines.join("\n"));
    const spoken = [
      this.#name,
      data === null ? words.noData : `data ${digits(data)}`,
      `gradient ${gradient === null ? words.missing : digits(gradient)}`,
    ];
    if (isCurrent) spoken.push(words.current);
    this.element.setAttribute("aria-label", spoken.join(", "));

    const classes = [...this.#fixed];
    if (isCurrent) classes.push("current");
    if (data === null) classes.push("coming");
    classes.push(scale.colour(gradient));
    if (present.isStrange(position)) classes.push("hatched");
    return classes;
  }
}
