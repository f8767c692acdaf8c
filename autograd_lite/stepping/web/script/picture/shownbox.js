// A folded box in a picture: the range of the gradients of its nodes, and whether the pass is in it.

import { grouped, NumberRange } from "./ranges.js";
import { fixedClasses, setNumber, setText } from "./shownparts.js";

/** @typedef {import("./shownparts.js").Surroundings} Surroundings */

/** The box of several nodes. */
export class ShownBox {
  #fixed;
  #title;
  #firstLine;
  #numbers;

  /**
   * @param {Element} element
   * @param {Int32Array} members positions of the nodes, in ascending order
   * @param {number | null} opens the picture of what is in it
   */
  constructor(element, members, opens) {
    this.element = element;
    this.members = members;
    this.opens = opens;
    this.line = null;
    this.#fixed = fixedClasses(element);
    this.#title = element.querySelector("title");
    this.#firstLine = this.#title?.textContent?.split("\n", 1)[0] ?? "";
    const spoken = element.getAttribute("aria-label") ?? "";
    this.name = spoken.slice(0, spoken.lastIndexOf(", gradient "));
    // Where some number is not finite at some moment, the last line counts them, and the box has a hatching for then.
    const numbers = [...element.querySelectorAll("text.number")];
    const counted = element.querySelector("rect.hatch") ? numbers.pop() : undefined;
    this.#numbers = { gradient: numbers.pop(), counted };
  }

  /** The node that is meant when it is chosen: its result. */
  get chosen() {
    return this.members[this.members.length - 1];
  }

  /**
   * Show a moment.
   *
   * @param {Surroundings} surroundings
   * @param {boolean} isCurrent whether the node that the pass is at is one of its
   * @returns {string[]} its classes
   */
  show({ present, recording, scale, words }, isCurrent) {
    const [data, gradients] = [new NumberRange(), new NumberRange()];
    let strange = 0;
    for (const position of this.members) {
      if (present.hasData(position)) data.add(recording.data[position]);
      const gradient = present.gradient(position);
      if (gradient !== null) gradients.add(gradient);
      if (present.isStrange(position)) strange++;
    }
    setNumber(this.#numbers.gradient, gradients.count ? gradients.written() : words.unknown);
    if (this.#numbers.counted) {
      setNumber(this.#numbers.counted, grouped(strange));
      this.#numbers.counted.previousElementSibling?.setAttribute("class", strange ? "alarm" : "name");
    }

    const lines = [
      this.#firstLine,
      data.count ? `data ${data.exact()}` : words.noData,
      gradients.count ? `grad ${gradients.exact()}` : words.missing,
    ];
    const spoken = [this.name, `gradient ${gradients.count ? gradients.written() : words.missing}`];
    if (strange) {
      lines.push(`${grouped(strange)} of the nodes have a number that is not finite`);
      spoken.push(`${grouped(strange)} not finite`);
    }
    if (isCurrent) {
      lines.push(`${words.current}: ${recording.name(present.node)}`);
      spoken.push(words.current);
    }
    spoken.push(words.opens);
    setText(this.#title, lines.join("\n"));
    this.element.setAttribute("aria-label", spoken.join(", "));

    const classes = [...this.#fixed];
    if (isCurrent) classes.push("current");
    if (!data.count) classes.push("coming");
    classes.push(scale.colour(gradients.strongest));
    if (strange) classes.push("hatched");
    return classes;
  }
}
