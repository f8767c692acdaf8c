// What happens now: a sentence, and the multiplication and the addition of this moment, large enough for a hall.

import {
  added,
  arrivalWords,
  computation,
  localFormula,
  outputSymbol,
  placeWords,
  product,
  sentence,
  shown,
  symbol,
} from "../words/words.js";
import { element, fraction, write } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

/** The part of the page that says what happens. */
export class NowPart {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    const { texts } = context;
    this.pass = element("p", { class: "pass", "data-part": "pass" });
    this.who = element("p", { class: "who", "data-part": "who" });
    this.sentence = element("p", { class: "sentence", "data-part": "sentence", "aria-live": "polite" });
    this.formulas = element("div", { class: "formulas", "data-part": "formulas" });
    this.element = element(
      "section",
      { class: "now", "aria-label": texts.moment },
      this.pass,
      this.who,
      this.sentence,
      this.formulas,
    );
  }

  /** Say what happens at the moment of the session; while it plays on, screen readers are left alone. */
  show() {
    const { session, texts, playing } = this.context;
    const { recording, at } = session;
    const { node, edge, backward } = recording.moment(at);
    this.sentence.setAttribute("aria-live", playing ? "off" : "polite");
    write(this.pass, `${backward ? texts.backward : texts.forward} · ${this.step(backward)}`);
    const names = [recording.name(node), ...(edge === null ? [] : [recording.name(recording.parent[edge])])];
    this.who.replaceChildren(
      element("span", { "data-part": "names" }, names.join(" → ")),
      element("span", { class: "place", "data-part": "place" }, placeWords(recording, node)),
    );
    write(this.sentence, sentence(recording, at, texts));
    this.formulas.replaceChildren(
      ...(edge !== null ? this.edge(edge) : [backward ? this.complete(node) : this.value(node)]),
    );
  }

  /**
   * Which of the nodes of this pass it is.
   * @param {boolean} backward
   */
  step(backward) {
    const { session, texts } = this.context;
    const { recording, at } = session;
    return backward ? texts.of(recording.stepAt(at) + 1, recording.steps) : texts.of(at + 1, recording.nodes);
  }

  /** @param {number} node */
  value(node) {
    const { recording } = this.context.session;
    const how = computation(recording, node);
    return element(
      "div",
      { class: "formula" },
      term(symbol(recording, node), shown(recording.data[node]), this.context.texts.value, "result"),
      how ? element("span", { class: "how" }, `= ${how}`) : null,
    );
  }

  /** @param {number} node */
  complete(node) {
    const { session, texts } = this.context;
    const { recording, at } = session;
    const over = fraction(outputSymbol(recording), symbol(recording, node));
    return element(
      "div",
      { class: "formula" },
      term(over, shown(recording.gradient(node, at)), texts.allOfGradient, "result"),
    );
  }

  /** @param {number} edge */
  edge(edge) {
    const { session, texts } = this.context;
    const { recording, at } = session;
    const [node, parent] = [recording.giver(edge), recording.parent[edge]];
    const [E, from, to] = [outputSymbol(recording), symbol(recording, node), symbol(recording, parent)];
    const { upstream, local, contribution, before, after } = product(recording, edge);
    return [
      element(
        "div",
        { class: "formula", "data-part": "product" },
        term(fraction(E, from), shown(upstream), texts.upstream),
        operator("×"),
        term(fraction(from, to), shown(local), texts.local, "", localFormula(recording, edge)),
        operator("="),
        term("", shown(contribution), texts.contribution, "result"),
      ),
      element(
        "div",
        { class: "formula", "data-part": "addition" },
        term(fraction(E, to), shown(before), texts.old),
        operator(added(contribution)[0]),
        term("", added(contribution).slice(2), texts.term),
        operator("="),
        term("", shown(after), texts.new, "result"),
        element("span", { class: "state" }, arrivalWords(recording, parent, at, texts)),
      ),
    ];
  }
}

/**
 * A number with what it is above it and below it.
 * @param {string | Node} above
 * @param {string} number
 * @param {string} below
 * @param {string} style
 * @param {string | null} rule how it is computed
 */
function term(above, number, below, style = "", rule = null) {
  return element(
    "span",
    { class: `term ${style}` },
    element("span", { class: "above" }, above),
    element("span", { class: /^[−–]?[\d]/.test(number) || number === "–" ? "number" : "number strange" }, number),
    element("span", { class: "below" }, below, rule ? element("span", { class: "how" }, ` = ${rule}`) : null),
  );
}

/** @param {string} sign */
function operator(sign) {
  return element("span", { class: "operator" }, sign);
}
