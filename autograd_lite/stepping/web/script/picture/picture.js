// Picture: one picture of a recording, laid out once, in which moments are shown.

import { Callout, svgElement } from "./callout.js";
import { ColourScale } from "./colours.js";
import { Flows } from "./flows.js";
import { unpacked } from "./packed.js";
import { ShownArrow } from "./shownarrow.js";
import { ShownBox } from "./shownbox.js";
import { ShownNode } from "./shownnode.js";
import { setClasses } from "./shownparts.js";

/** @typedef {import("../engine/recording.js").Recording} Recording */
/** @typedef {import("./present.js").Present} Present */
/** @typedef {import("./packed.js").Packed} Packed */
/** @typedef {import("./shownparts.js").PictureWords} PictureWords */

/**
 * What pictures.py makes of a picture. Positions of nodes and numbers of edges are packed.
 *
 * @typedef {object} PictureData
 * @property {string} svg
 * @property {string} name of the box that it opens; "" for the whole
 * @property {number | null} outer the picture with that box
 * @property {{top: number, width: number} | null} scale
 * @property {Record<string, string>} nodes
 * @property {{id: string, members: Packed[], opens: number | null}[]} boxes
 * @property {{id: string, edges: Packed[], text: string | null, at: [number, number]}[]} arrows
 */

/** The elements of one picture, and what they show. */
export class Picture {
  /** @type {(ShownNode | ShownBox)[]} */
  #boxes;
  #boxAt;
  #arrows;
  #arrowAt;
  #boxOf = new Map();
  #callout;
  #surroundings;
  #at = -1;
  #current = -1;
  /** @type {string[][]} */
  #classes;
  #selected = -1;
  /** @type {Set<number>} */
  #stops = new Set();
  #stopping;

  /**
   * @param {PictureData} content
   * @param {SVGSVGElement} svg made of the content's
   * @param {Recording} recording
   * @param {Present} present
   * @param {PictureWords} words
   */
  constructor(content, svg, recording, present, words) {
    this.svg = svg;
    this.size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
    this.#surroundings = { recording, present, scale: new ColourScale(content.scale), words };
    const elements = new Map(Array.from(svg.querySelectorAll("[id]"), (element) => [element.id, element]));
    /** @param {string} id @returns {Element} */
    const found = (id) => elements.get(id) ?? missingElement(id);

    this.#arrowAt = new Int32Array(recording.edges).fill(-1);
    this.#arrows = content.arrows.map(({ id, edges, at }, k) => {
      const walked = unpacked(edges);
      for (const edge of walked) this.#arrowAt[edge] = k;
      return new ShownArrow(found(id), new Flows(walked, recording), at);
    });
    this.#boxes = Object.entries(content.nodes).map(([key, id]) => {
      const [element, position] = [found(id), Number(key)];
      const isLine = element.parentElement?.classList.contains("table");
      return new ShownNode(element, position, isLine ? recording.into(position)[0] : null, this.#surroundings);
    });
    this.#boxes.push(
      ...content.boxes.map(({ id, members, opens }) => new ShownBox(found(id), unpacked(members), opens)),
    );
    this.#boxAt = new Int32Array(recording.nodes).fill(-1);
    this.#boxes.forEach((box, k) => {
      this.#boxOf.set(box.element, box);
      for (const position of box instanceof ShownBox ? box.members : [box.position]) this.#boxAt[position] = k;
      makeButton(box.element, box instanceof ShownBox);
    });
    this.#classes = this.#boxes.map(() => []);
    this.#stopping = this.#boxes.map(() => false);
    this.#callout = new Callout(svg, this.size);
  }

  /**
   * The box that an element of it belongs to; undefined for none.
   *
   * @param {Element} element
   * @returns {ShownNode | ShownBox | undefined}
   */
  boxOf(element) {
    return this.#boxOf.get(element.closest("g.node"));
  }

  /** The element of the box that a node is in; undefined where it is not shown. @param {number} position */
  elementOf(position) {
    return this.#boxes[this.#boxAt[position]]?.element;
  }

  /** The element of the arrow of an edge; undefined where it has none. @param {number} edge */
  arrowOf(edge) {
    return this.#arrows[this.#arrowAt[edge]]?.element;
  }

  /**
   * Show the moment that is present now.
   *
   * @param {Set<number> | null} touched the nodes that differ from the last one, which was shown here, too; null for all
   * @param {number} selected the node that is looked at, or -1
   * @param {Set<number>} stops the nodes at which breakpoints stop
   */
  show(touched, selected, stops) {
    const { present, recording } = this.#surroundings;
    const changed = touched === null || this.#at < 0 ? this.#boxes.keys() : this.#touched(touched);
    this.#current = this.#boxAt[present.node] ?? -1;
    this.#at = present.at;
    const marked = new Set(changed);
    for (const k of marked) this.#classes[k] = this.#boxes[k].show(this.#surroundings, k === this.#current);
    if (stops !== this.#stops) {
      this.#stops = stops;
      const stopping = new Set(Array.from(stops, (position) => this.#boxAt[position]));
      this.#boxes.forEach((box, k) => {
        if (this.#stopping[k] === stopping.has(k)) return;
        this.#stopping[k] = !this.#stopping[k];
        addMark(box.element, box.line);
        marked.add(k);
      });
    }
    const selectedBox = this.#boxAt[selected] ?? -1;
    for (const k of [this.#selected, selectedBox]) if (k >= 0) marked.add(k);
    this.#selected = selectedBox;
    for (const k of marked) {
      const marks = [this.#stopping[k] ? "stop" : "", k === selectedBox ? "selected" : ""];
      setClasses(this.#boxes[k].element, [...this.#classes[k], ...marks]);
      if (k === selectedBox) this.#boxes[k].element.setAttribute("aria-pressed", "true");
      else this.#boxes[k].element.removeAttribute("aria-pressed");
    }

    for (const arrow of this.#arrows) arrow.show(this.#surroundings);
    const { edge } = present;
    const arrow = this.#arrows[this.#arrowAt[edge]];
    if (arrow) this.#callout.show(arrow.at, recording.upstream[recording.stepOfEdge(edge)], recording.local[edge]);
    else this.#callout.hide();
  }

  /**
   * The boxes in which something may be different: of these nodes, and of where the pass was and is.
   *
   * @param {Set<number>} nodes
   */
  #touched(nodes) {
    const { present } = this.#surroundings;
    const found = new Set(Array.from(nodes, (position) => this.#boxAt[position]));
    found.add(this.#current);
    found.add(this.#boxAt[present.node] ?? -1);
    found.delete(-1);
    return found;
  }
}

/** @param {string} id @returns {never} */
function missingElement(id) {
  throw new Error(`the picture has no element ${id}`);
}

/**
 * Make a box one that can be chosen, and opened where there is a picture of it.
 *
 * @param {Element} element
 * @param {boolean} opens
 */
function makeButton(element, opens) {
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "0");
  if (!opens) return;
  const right = Number(element.querySelector("rect.shape")?.getAttribute("width"));
  const sign = svgElement("g", { class: "opener", "aria-hidden": "true", transform: `translate(${right - 7} -7)` });
  sign.append(svgElement("rect", { width: 14, height: 14, rx: 3 }), svgElement("path", { d: "M3.5 7h7M7 3.5v7" }));
  element.append(sign);
}

/**
 * A dot at the corner of a box, or at the beginning of a line, which the class "stop" shows.
 *
 * @param {Element} element
 * @param {number | null} line
 */
function addMark(element, line) {
  if (element.querySelector(".mark")) return;
  element.append(
    svgElement("circle", { class: "mark", r: 4.5, cx: line === null ? 2 : 0, cy: line === null ? 2 : 8.5 }),
  );
}
