// Zoom: a picture in an element that scrolls, which is magnified and moved with buttons, mouse and fingers.

const LEAST_ZOOM = 0.1;
const MOST_ZOOM = 4;
const READABLE = 0.75; // a picture that would have to be smaller to be seen as a whole begins larger than that
const LARGE = 1.25; // for the back row
const NARROW = 500; // pixels: where a large arrow would not be seen together with both its ends
const STEADY = 4; // pixels that a hand may move in a click
const WHEEL_SPEED = 0.002; // of the zoom's logarithm for each pixel of a wheel

/** How large the picture in an element is shown, and which part of it. */
export class Zoom {
  #host;
  /** @type {SVGSVGElement | null} */
  #svg = null;
  #size = { width: 1, height: 1 };
  #factor = 1;
  #fits = true;
  #waits = true;
  /** @type {Map<number, {x: number, y: number}>} */
  #fingers = new Map();
  /** What to do when a picture has got its first size. */
  onBegin = () => {};
  /** Whether the last press of the mouse moved the picture, so that it was no click. */
  wasDragged = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
    host.style.display = "flex";
    host.style.overflow = "auto";
    host.style.touchAction = "pan-x pan-y";
    host.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
    host.addEventListener("pointerdown", (event) => this.#press(event));
    host.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      host.addEventListener(name, (event) => this.#fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    new ResizeObserver(() => {
      if (this.#waits) this.#begin();
      else if (this.#fits) this.fit();
    }).observe(host);
  }

  /**
   * Another picture is in the element: as a whole if that can be read.
   *
   * @param {SVGSVGElement} svg
   * @param {{width: number, height: number}} size its own
   */
  enter(svg, size) {
    this.#svg = svg;
    this.#size = size;
    svg.style.flex = "none";
    svg.style.margin = "auto"; // in the middle, and yet all of it can be scrolled to
    this.#begin();
  }

  /** As a whole, or large, whichever can be read; that shows when the element has a size. */
  #begin() {
    this.#waits = !this.#host.clientWidth || !this.#host.clientHeight;
    if (this.#waits) return;
    if (this.#whole >= READABLE) this.fit();
    else this.to(this.#host.clientWidth < NARROW ? 1 : LARGE);
    this.onBegin();
  }

  /** The whole picture, as large as there is room, but not huge. */
  fit() {
    this.#set(this.#whole);
    this.#fits = true;
  }

  /** @param {number} factor */
  by(factor) {
    this.to(this.#factor * factor);
  }

  /**
   * Magnify to a factor; a point of the window stays where it is in the picture.
   *
   * @param {number} factor
   * @param {{x: number, y: number}} [point] the middle of the element, if none is given
   */
  to(factor, point) {
    const [host, before] = [this.#host, this.#factor];
    const frame = host.getBoundingClientRect();
    const x = point ? point.x - frame.left : frame.width / 2;
    const y = point ? point.y - frame.top : frame.height / 2;
    const seen = this.#svg?.getBoundingClientRect();
    const [left, top] = seen ? [frame.left + x - seen.left, frame.top + y - seen.top] : [x, y];
    this.#set(factor);
    const grown = this.#factor / before;
    const now = this.#svg?.getBoundingClientRect();
    if (!now) return;
    host.scrollLeft += now.left + left * grown - frame.left - x;
    host.scrollTop += now.top + top * grown - frame.top - y;
  }

  /**
   * Scroll, if that is needed, until elements are seen with some room around them: as many of them as there is room for,
   * and of the first one, if it alone is too large, its beginning.
   *
   * @param {Element[]} elements at least one
   */
  reveal(elements) {
    const host = this.#host.getBoundingClientRect();
    const hasRoom = (/** @type {ReturnType<typeof frameOf>} */ { left, right, top, bottom }) =>
      right - left <= host.width && bottom - top <= host.height;
    let count = elements.length;
    while (count > 1 && !hasRoom(frameOf(elements.slice(0, count)))) count -= 1;
    const seen = frameOf(elements.slice(0, count));
    const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#host.scrollBy({
      left: scrollNeeded(seen.left, seen.right, host.left, host.right),
      top: scrollNeeded(seen.top, seen.bottom, host.top, host.bottom),
      behavior: isStill ? "instant" : "smooth",
    });
  }

  /** Which piece of the picture is shown, and how large; without a factor, as a whole. */
  get place() {
    const { scrollLeft, scrollTop } = this.#host;
    return { factor: this.#fits ? null : this.#factor, left: scrollLeft, top: scrollTop };
  }

  set place({ factor, left, top }) {
    this.#waits = false;
    if (factor === null) this.fit();
    else this.#set(factor);
    this.#host.scrollTo({ left, top, behavior: "instant" });
  }

  get #whole() {
    const { clientWidth, clientHeight } = this.#host;
    return Math.max(LEAST_ZOOM, Math.min(LARGE, clientWidth / this.#size.width, clientHeight / this.#size.height));
  }

  /** @param {number} factor */
  #set(factor) {
    this.#fits = false;
    this.#factor = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, factor));
    this.#svg?.setAttribute("width", String(this.#size.width * this.#factor));
    this.#svg?.setAttribute("height", String(this.#size.height * this.#factor));
  }

  /** The wheel with Ctrl, which is also what two fingers on a touchpad are. @param {WheelEvent} event */
  #turn(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : 30 * event.deltaY;
    this.to(this.#factor * Math.exp(-WHEEL_SPEED * Math.max(-200, Math.min(200, pixels))), event);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.wasDragged = false;
    if (event.pointerType === "mouse" && event.button !== 0) return;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const last = this.#fingers.get(event.pointerId);
    if (!last) return;
    if (event.pointerType === "mouse") this.#drag(event, last);
    else if (this.#fingers.size === 2) this.#pinch(event);
    else this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /**
   * @param {PointerEvent} event
   * @param {{x: number, y: number}} last
   */
  #drag(event, last) {
    const [x, y] = [event.clientX - last.x, event.clientY - last.y];
    if (!this.wasDragged && Math.hypot(x, y) < STEADY) return;
    if (!this.wasDragged) this.#host.setPointerCapture(event.pointerId);
    this.wasDragged = true;
    event.preventDefault();
    window.getSelection()?.removeAllRanges();
    this.#host.scrollLeft -= x;
    this.#host.scrollTop -= y;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** @param {PointerEvent} event */
  #pinch(event) {
    const before = this.#spread();
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = this.#spread();
    this.to((this.#factor * now.length) / before.length, now);
  }

  /** How far apart two fingers are, and their middle. */
  #spread() {
    const [a, b] = this.#fingers.values();
    return { length: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
}

/** The least frame around elements. @param {Element[]} elements */
function frameOf(elements) {
  const frames = elements.map((element) => element.getBoundingClientRect());
  return {
    left: Math.min(...frames.map(({ left }) => left)),
    right: Math.max(...frames.map(({ right }) => right)),
    top: Math.min(...frames.map(({ top }) => top)),
    bottom: Math.max(...frames.map(({ bottom }) => bottom)),
  };
}

/**
 * How far to scroll so that what reaches from `start` to `end` is seen between `low` and `high`.
 *
 * @param {number} start
 * @param {number} end
 * @param {number} low
 * @param {number} high
 */
function scrollNeeded(start, end, low, high) {
  const room = Math.min(60, Math.max(0, (high - low - (end - start)) / 2)); // to see where it comes from, and leads to
  if (start - room < low) return start - room - low;
  return end + room > high ? Math.min(end + room - high, start - room - low) : 0;
}
