// The parts of a picture that change: they are touched only where something is different.

/**
 * What is shown, and on which scale.
 *
 * @typedef {object} Surroundings
 * @property {import("../engine/recording.js").Recording} recording
 * @property {import("./present.js").Present} present
 * @property {import("./colours.js").ColourScale} scale
 * @property {PictureWords} words
 */

/**
 * What is written into a picture, beside numbers.
 *
 * @typedef {object} PictureWords
 * @property {string} unknown in place of a number
 * @property {string} noData of a node that has no value yet
 * @property {string} missing of a node at which nothing has arrived
 * @property {string} coming of an edge that was not walked yet
 * @property {(count: number) => string} someComing
 * @property {string} current
 * @property {string} opens of a box that can be opened
 * @property {Record<string, string>} instead of words that Python wrote, what is written in this language
 * @property {(count: string) => string} edges of an arrow that stands for several
 */

/**
 * Write what stands in a picture at all moments in the language of the page; names and numbers stay.
 *
 * @param {Element} svg
 * @param {PictureWords} words
 */
export function translate(svg, words) {
  for (const element of svg.querySelectorAll("text:is(.name, .head, .small, .note, .local, .alarm)")) {
    const text = element.textContent ?? "";
    const edges = text.match(/^([\d,]+) edges$/);
    if (edges) element.textContent = words.edges(edges[1]);
    else if (Object.hasOwn(words.instead, text)) element.textContent = words.instead[text];
  }
}

const CHANGING = /^(?:[pn][1-5]|w[0-5]|hatched|current|coming|strange|selected|stop)$/;

/** The classes of an element that are the same at all moments. @param {Element} element */
export function fixedClasses(element) {
  return [...element.classList].filter((name) => !CHANGING.test(name));
}

/** @param {Element} element @param {string[]} names with "" for none */
export function setClasses(element, names) {
  const classes = names.filter(Boolean).join(" ");
  if (element.getAttribute("class") !== classes) element.setAttribute("class", classes);
}

/** @param {Element | null | undefined} element @param {string} words */
export function setText(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

/** A number in a box, in the colour of an alarm where it is not finite. @param {Element | undefined} element @param {string} words */
export function setNumber(element, words) {
  if (!element || element.textContent === words) return;
  element.textContent = words;
  element.setAttribute("class", /\d|^–$/.test(words) ? "number" : "number nonfinite");
}
