// Elements of the page: text is text, and nothing is ever parsed.

/** @typedef {string | Node | null} Child */
/** @typedef {string | number | boolean | null | ((event: any) => void)} Attribute */

/**
 * An element with attributes, listeners (functions, by the name of the event) and children; null leaves a child out.
 * An attribute that is true stands there without a value, and one that is false or null does not.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Set the text of an element, unless it is that already: what is live for screen readers would be read again.
 * @param {Element} where
 * @param {string} text
 */
export function write(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/**
 * A derivative as a fraction: ∂E over ∂w.
 * @param {string} above
 * @param {string} below
 */
export function fraction(above, below) {
  return element(
    "span",
    { class: "fraction", role: "math", "aria-label": `∂${above}/∂${below}` },
    element("span", {}, `∂${above}`),
    element("span", {}, `∂${below}`),
  );
}

const SVG = "http://www.w3.org/2000/svg";

/** What stands on buttons, in a square of 24: triangles that point in the direction of time, and bars that stop. */
const ICONS = {
  home: "M5 5h3v14H5zM20 5v14L9 12z",
  rcontinue: "M12 5v14L2 12zM22 5v14l-10-7z",
  back: "M17 5v14L7 12zM4 10h2.5v4H4z",
  stepback: "M17 5v14L7 12z",
  play: "M7 4v16l13-8z",
  pause: "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z",
  step: "M7 5v14l10-7z",
  next: "M7 5v14l10-7zM17.5 10H20v4h-2.5z",
  continue: "M2 5v14l10-7zM12 5v14l10-7z",
  end: "M16 5h3v14h-3zM4 5v14l11-7z",
};

/**
 * The picture on a button.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  picture.append(path);
  return picture;
}
