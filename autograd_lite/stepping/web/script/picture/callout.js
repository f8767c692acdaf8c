// Callout: upstream × local = contribution, in a frame above the current arrow.

import { digits } from "../engine/numbers.js";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const LETTER = 0.602 * 12; // the width of a digit or a sign, as in drawing/text.py
const LINE_HEIGHT = 15;
const FRAME_PADDING = 6;
const TEXT_ASCENT = 4.2;
const EDGE_ROOM = 2; // from the edge of the picture

/** @param {string} name @param {Record<string, string | number>} attributes */
export function svgElement(name, attributes) {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The frame and the two lines of text in it. */
export class Callout {
  #group;
  #frame;
  #lines;
  #size;

  /** @param {Element} svg @param {{width: number, height: number}} size of the picture */
  constructor(svg, size) {
    this.#size = size;
    this.#group = svgElement("g", { class: "callout", "aria-hidden": "true", display: "none" });
    this.#frame = svgElement("rect", { height: 2 * LINE_HEIGHT + FRAME_PADDING - 2, rx: 3 });
    this.#lines = [0, 1].map(() => svgElement("text", { "text-anchor": "middle" }));
    this.#group.append(this.#frame, ...this.#lines);
    svg.append(this.#group);
  }

  hide() {
    this.#group.setAttribute("display", "none");
  }

  /**
   * @param {[number, number]} at the middle, but that it stays within the picture
   * @param {number} upstream
   * @param {number} local
   */
  show(at, upstream, local) {
    const words = [`${digits(upstream)} × ${digits(local)}`, `= ${digits(upstream * local)}`];
    const width = LETTER * Math.max(...words.map((line) => line.length)) + 2 * FRAME_PADDING;
    const height = 2 * LINE_HEIGHT + FRAME_PADDING - 2;
    const x = keptWithin(at[0], width / 2 + EDGE_ROOM, this.#size.width);
    const y = keptWithin(at[1], height / 2 + EDGE_ROOM, this.#size.height);
    this.#frame.setAttribute("x", String(x - width / 2));
    this.#frame.setAttribute("y", String(y - height / 2));
    this.#frame.setAttribute("width", String(width));
    this.#lines.forEach((line, k) => {
      line.textContent = words[k];
      line.setAttribute("x", String(x));
      line.setAttribute("y", String(y + (k - 0.5) * LINE_HEIGHT + TEXT_ASCENT));
    });
    this.#group.removeAttribute("display");
  }
}

/** @param {number} x @param {number} margin @param {number} length */
function keptWithin(x, margin, length) {
  return Math.max(margin, Math.min(length - margin, x));
}
