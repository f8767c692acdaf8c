// Buttons that several parts of the page have.

import { element } from "./elements.js";

/**
 * A button with words on it.
 * @param {string} name of what it does
 * @param {string} words
 * @param {() => void} act
 */
export function button(name, words, act) {
  return element("button", { type: "button", "data-do": name, click: act }, words);
}

/**
 * A button that selects a node.
 * @param {import("./context.js").Context} context
 * @param {number} position
 * @param {string | Node} words
 */
export function nodeButton(context, position, words) {
  const select = () => context.select(position);
  return element(
    "button",
    { type: "button", class: "link", "data-do": "select", "data-node": position, click: select },
    words,
  );
}
