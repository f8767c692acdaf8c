// PictureView: the pictures of a recording in an element of the page: opened, chosen from, magnified and moved.

import { countBelow } from "../engine/columns.js";
import { unpacked } from "./packed.js";
import { Picture } from "./picture.js";
import { Present } from "./present.js";
import { ShownBox } from "./shownbox.js";
import { translate } from "./shownparts.js";
import { Zoom } from "./zoom.js";

/** @typedef {import("./picture.js").PictureData} PictureData */
/** @typedef {import("../engine/recording.js").Recording} Recording */

/**
 * What the page does when a person does something in a picture.
 *
 * @typedef {object} PictureHooks
 * @property {(position: number) => void} [onSelect] a node was chosen
 * @property {(index: number) => void} [onOpen] another picture is shown
 * @property {(name: string, members: number[]) => void} onMembers a box was opened that no picture shows the inside of
 * @property {import("./shownparts.js").PictureWords} words what is written into pictures
 */

/** The pictures of one recording, one of which is shown. */
export class PictureView {
  #host;
  #contents;
  #recording;
  #hooks;
  #present;
  #zoom;
  /** @type {(Picture | undefined)[]} */
  #pictures;
  /** @type {(Int32Array[] | undefined)[]} of the folded boxes of the pictures that were searched */
  #members = [];
  #index = 0;
  /** @type {"auto" | "light" | "dark"} */
  #theme = "auto";
  /** @type {{selected: number, stops: Set<number>}} */
  #marks = { selected: -1, stops: new Set() };

  /**
   * @param {HTMLElement} host its size is that of the view; what is larger is scrolled
   * @param {PictureData[]} contents
   * @param {Recording} recording
   * @param {PictureHooks} hooks
   */
  constructor(host, contents, recording, hooks) {
    this.#host = host;
    this.#contents = contents;
    this.#recording = recording;
    this.#hooks = hooks;
    this.#present = new Present(recording);
    this.#pictures = contents.map(() => undefined);
    this.#zoom = new Zoom(host);
    this.#zoom.onBegin = () => this.reveal();
    host.addEventListener("click", (event) => this.#choose(event));
    host.addEventListener("dblclick", (event) => this.#openAt(event.target));
    host.addEventListener("keydown", (event) => this.#press(event));
    this.#put();
  }

  /** The number of the picture that is shown. */
  get index() {
    return this.#index;
  }

  /** The pictures from the whole to the one that is shown, by their numbers, and the names of the boxes that they open. */
  trail() {
    const found = [];
    for (let k = /** @type {number | null} */ (this.#index); k !== null; k = this.#contents[k].outer) {
      found.unshift({ index: k, name: this.#contents[k].name });
    }
    return found;
  }

  /**
   * Show a moment.
   *
   * @param {number} at
   * @param {number | null} selected the node that is looked at
   * @param {Set<number>} stops the nodes at which breakpoints stop; another set where they are others
   */
  show(at, selected, stops) {
    const touched = this.#present.go(at);
    this.#marks = { selected: selected ?? -1, stops };
    this.#picture.show(touched, this.#marks.selected, stops);
  }

  /** Show another picture. @param {number} index */
  open(index) {
    if (index === this.#index) return;
    const hadFocus = this.#host.contains(document.activeElement);
    this.#index = index;
    this.#put();
    if (this.#present.at >= 0) this.#picture.show(null, this.#marks.selected, this.#marks.stops);
    if (hadFocus) /** @type {SVGElement | null} */ (this.#picture.svg.querySelector("g.node"))?.focus();
    this.#hooks.onOpen?.(index);
  }

  /** Whether the picture that is shown has a box for a node, if only one that it shares. @param {number} position */
  contains(position) {
    return this.#picture.elementOf(position) !== undefined;
  }

  /** Whether the picture that is shown has an arrow for an edge. @param {number} edge */
  containsEdge(edge) {
    return this.#picture.arrowOf(edge) !== undefined;
  }

  /**
   * The picture in which a node has a box of its own, the outermost of them; null if it is in none.
   *
   * @param {number} position
   * @returns {number | null}
   */
  pictureOf(position) {
    let index = 0;
    while (!(position in this.#contents[index].nodes)) {
      const held = this.#members[index] ?? this.#contents[index].boxes.map(({ members }) => unpacked(members));
      this.#members[index] = held;
      const box = held.findIndex((members) => members[countBelow(members, position)] === position);
      const opens = this.#contents[index].boxes[box]?.opens ?? null;
      if (opens === null) return null;
      index = opens;
    }
    return index;
  }

  /**
   * Scroll to where the pass is: to what the edge that is walked adds to, its arrow, and where it comes from, as much of
   * this as there is room for; or to the box of the node.
   */
  reveal() {
    const { edge, node } = this.#present;
    const [arrow, giver] = [this.#picture.arrowOf(edge), this.#picture.elementOf(node)];
    const parent = arrow && this.#picture.elementOf(this.#recording.parent[edge]);
    const elements = [parent, arrow, giver].filter((element) => element !== undefined);
    if (elements.length > 0) this.#zoom.reveal(elements);
  }

  /** Which piece of which picture is shown, and how large. */
  get place() {
    return { index: this.#index, ...this.#zoom.place };
  }

  set place({ index, ...place }) {
    this.open(index);
    this.#zoom.place = place;
  }

  /** Scroll to the box that a node is in. @param {number} position */
  revealNode(position) {
    const element = this.#picture.elementOf(position);
    if (element) this.#zoom.reveal([element]);
  }

  zoomIn() {
    this.#zoom.by(1.25);
  }

  zoomOut() {
    this.#zoom.by(0.8);
  }

  /** The whole picture, as large as there is room. */
  fit() {
    this.#zoom.fit();
  }

  /** The picture in its own size. */
  actual() {
    this.#zoom.to(1);
  }

  /** Put the colours of a theme on the pictures. @param {"auto" | "light" | "dark"} theme */
  colour(theme) {
    this.#theme = theme;
    for (const picture of this.#pictures) if (picture) this.#colour(picture.svg);
  }

  /** @param {Element} svg */
  #colour(svg) {
    svg.setAttribute("class", `autograd-lite theme-${this.#theme}`);
  }

  get #picture() {
    const found = this.#pictures[this.#index] ?? this.#made(this.#index);
    this.#pictures[this.#index] = found;
    return found;
  }

  /** @param {number} index */
  #made(index) {
    const svg = svgOf(this.#contents[index].svg);
    this.#colour(svg);
    translate(svg, this.#hooks.words);
    return new Picture(this.#contents[index], svg, this.#recording, this.#present, this.#hooks.words);
  }

  #put() {
    const { svg, size } = this.#picture;
    this.#host.replaceChildren(svg);
    this.#zoom.enter(svg, size);
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const element = /** @type {Element} */ (event.target);
    if (this.#zoom.wasDragged) return;
    if (element.closest(".opener")) this.#openAt(element);
    else {
      const box = this.#picture.boxOf(element);
      if (box) this.#hooks.onSelect?.(box.chosen);
    }
  }

  /** @param {EventTarget | null} target @returns {boolean} whether something is open now */
  #openAt(target) {
    const box = this.#picture.boxOf(/** @type {Element} */ (target));
    if (!(box instanceof ShownBox)) return false;
    if (box.opens === null) this.#hooks.onMembers(box.name, [...box.members]);
    else this.open(box.opens);
    return true;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const box = this.#picture.boxOf(/** @type {Element} */ (event.target));
    if (!box || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter" && this.#openAt(event.target)) return;
    this.#hooks.onSelect?.(box.chosen);
  }
}

/** @param {string} svg @returns {SVGSVGElement} */
function svgOf(svg) {
  const found = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return /** @type {any} */ (document.importNode(found, true));
}
