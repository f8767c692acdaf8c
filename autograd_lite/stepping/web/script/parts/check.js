// The check by differences of one leaf: what the limit is that the backward pass computes.

import { exactly, outputSymbol, shown, symbol } from "../words/words.js";
import { element, fraction } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * The difference quotients of the output by a leaf, beside its gradient.
 * @param {Context} context
 * @param {number} position
 */
export function differenceCheck(context, position) {
  const { texts, session } = context;
  const { recording, at } = session;
  const found = context.checks.of(position);
  const heading = element("h3", {}, texts.checkTitle);
  if (found === null) return element("div", { "data-part": "check" }, heading, element("p", {}, texts.notChecked));
  const E = outputSymbol(recording);
  const name = symbol(recording, position);
  const gradient = recording.final[position] - recording.prior[position];
  const { step, above, below, slope, error } = found;
  const verdict = context.checks.verdict(position, gradient);
  return element(
    "div",
    { "data-part": "check" },
    heading,
    element("p", {}, fraction(E, name), ` ≈ (${E}(${name} + h) − ${E}(${name} − h)) / 2h, h = ${shown(step)}`),
    element(
      "dl",
      {},
      ...entry(`${E}(${name} + h)`, exactly(above)),
      ...entry(`${E}(${name} − h)`, exactly(below)),
      ...entry(texts.quotient, exactly((above - below) / (2 * step))),
      ...entry(texts.extrapolated, `${exactly(slope)} ± ${shown(error)}`),
      ...entry(texts.byPass, exactly(gradient)),
    ),
    element("p", { class: `verdict ${verdict}` }, texts[verdict]),
    at < recording.end ? element("p", { class: "aside" }, texts.notComplete) : null,
  );
}

/**
 * @param {string} name
 * @param {string} words
 */
function entry(name, words) {
  return [element("dt", {}, name), element("dd", {}, words)];
}
