// The chain rule at one node: how its gradient comes about, and what it hands on to its operands.

import { cut, localFormula, outputSymbol, product, shown, symbol } from "../words/words.js";
import { nodeButton } from "./buttons.js";
import { element, fraction } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

const FACTORS = 12; // of a path that is written out

/**
 * The chain rule: a term for each use, those that have arrived and those that are to come.
 * @param {Context} context
 * @param {number} position
 * @param {number} most how many rows there are
 * @param {(count: number) => HTMLElement} more a row that offers the others, as many as they are
 */
export function gradientSum(context, position, most, more) {
  const { texts, session } = context;
  const { recording, at } = session;
  const into = recording.into(position);
  if (position === recording.nodes - 1) return element("p", { class: "aside" }, texts.output);
  if (into.length === 0) return element("p", { class: "aside" }, texts.unused);
  const E = outputSymbol(recording);
  const name = symbol(recording, position);
  const listed = into.slice(0, most);
  const rows = [...listed].map((edge) => {
    const giver = recording.giver(edge);
    const arrived = recording.ofEdge(edge) <= at;
    const numbers = product(recording, edge);
    const now = session.moment.edge === edge;
    return element(
      "tr",
      { class: `${arrived ? "arrived" : "coming"}${now ? " current" : ""}`, "aria-current": now ? "step" : false },
      element(
        "th",
        { scope: "row" },
        nodeButton(context, giver, fraction(E, symbol(recording, giver))),
        " ",
        fraction(symbol(recording, giver), name),
      ),
      element("td", {}, shown(numbers.upstream)),
      element("td", { class: "sign" }, "×"),
      element("td", {}, shown(numbers.local)),
      element("td", { class: "sign" }, "="),
      element("td", { class: "result" }, shown(numbers.contribution)),
      element(
        "td",
        { class: "status" },
        arrived
          ? element("span", { title: texts.there, "aria-label": texts.there, role: "img" }, "✓")
          : `○ ${texts.toCome}`,
      ),
    );
  });
  const prior = position < recording.leaves ? recording.prior[position] : 0;
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }),
    element("th", { scope: "col" }, texts.upstream),
    element("td", {}),
    element("th", { scope: "col" }, texts.local),
    element("td", {}),
    element("th", { scope: "col" }, texts.contribution),
    element("td", {}),
  );
  return element(
    "div",
    {},
    element("h3", {}, texts.chainRule),
    element(
      "div",
      { class: "scrolled" },
      element(
        "table",
        { class: "sum", "data-part": "sum" },
        element("thead", {}, head),
        element(
          "tbody",
          {},
          prior !== 0 ? summary(texts.prior, prior, "arrived") : null,
          ...rows,
          listed.length < into.length ? more(into.length - listed.length) : null,
        ),
        element("tfoot", {}, summary(texts.sum, recording.gradient(position, at), "")),
      ),
    ),
  );
}

/**
 * Where a node is used once, and what uses it is used once, and so on: all factors in a row; else null.
 * @param {Context} context
 * @param {number} position
 */
export function onlyPath(context, position) {
  const { recording } = context.session;
  /** @type {number[]} */
  const edges = [];
  let node = position;
  while (recording.into(node).length === 1 && edges.length <= FACTORS) {
    edges.unshift(recording.into(node)[0]);
    node = recording.giver(edges[0]);
  }
  if (edges.length < 2 || edges.length > FACTORS || node !== recording.nodes - 1) return null;
  const E = outputSymbol(recording);
  const factors = edges.flatMap((edge, k) => {
    const [from, to] = [symbol(recording, recording.giver(edge)), symbol(recording, recording.parent[edge])];
    const factor = element(
      "span",
      { class: "factor" },
      nodeButton(context, recording.parent[edge], fraction(from, to)),
      element("span", { class: "rule" }, localFormula(recording, edge) ?? ""),
      element("span", {}, shown(recording.local[edge])),
    );
    return k ? [element("span", { class: "operator" }, "×"), factor] : [factor];
  });
  const whole = shown(recording.gradient(position, recording.end));
  const result = element(
    "span",
    { class: "factor" },
    fraction(E, symbol(recording, position)),
    element("span", { class: "rule" }),
    element("span", {}, whole),
  );
  return element(
    "div",
    {},
    element("h3", {}, context.texts.path),
    element(
      "p",
      { class: "path", "data-part": "path" },
      ...factors,
      element("span", { class: "operator" }, "="),
      result,
    ),
  );
}

/**
 * What a node is computed from, and the local gradients by which its own gradient is multiplied on the way there.
 * @param {Context} context
 * @param {number} position
 * @param {number} most how many rows there are
 * @param {(count: number) => HTMLElement} more a row that offers the others, as many as they are
 */
export function operandTable(context, position, most, more) {
  const { recording } = context.session;
  const step = recording.stepOfNode(position);
  const first = recording.first[step];
  const count = recording.first[step + 1] - first;
  const listed = Math.min(count, most);
  const name = symbol(recording, position);
  const rows = Array.from({ length: listed }, (_, k) => {
    const parent = recording.parent[first + k];
    const to = symbol(recording, parent);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, nodeButton(context, parent, cut(recording.name(parent)))),
      element("td", {}, shown(recording.data[parent])),
      element("td", {}, fraction(name, to)),
      element("td", { class: "rule" }, localFormula(recording, first + k) ?? ""),
      element("td", { class: "sign" }, "="),
      element("td", { class: "result" }, shown(recording.local[first + k])),
    );
  });
  return element(
    "div",
    {},
    element("h3", {}, context.texts.operands),
    element(
      "div",
      { class: "scrolled" },
      element(
        "table",
        { class: "operands" },
        element("tbody", {}, ...rows, listed < count ? more(count - listed) : null),
      ),
    ),
  );
}

/**
 * @param {string} words
 * @param {number | null} x
 * @param {string} style
 */
function summary(words, x, style) {
  return element(
    "tr",
    { class: style },
    element("th", { scope: "row", colspan: 5 }, words),
    element("td", { class: "result" }, shown(x)),
    element("td", {}),
  );
}
