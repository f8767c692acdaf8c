/** One node: its value, the chain rule for its gradient term by term, and what it hands its own gradient on to. */

import { element, fraction } from "./elements.js";
import {
  arrivalWords,
  computation,
  cut,
  localFormula,
  outputSymbol,
  placeWords,
  product,
  shown,
  symbol,
} from "./words.js";

/** @typedef {import("./context.js").Context} Context */

const TERMS = 40; // of a sum, and operands, that are listed before somebody asks for all
const FACTORS = 12; // of a path that is written out

/** The part of the page that is about one node: the one of the moment, or the one that was clicked. */
export class NodePart {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.all = false;
    this.checked = false;
    this.position = -1;
    this.body = element("div", { class: "body" });
    this.element = element("section", { class: "node", "aria-label": context.texts.node }, this.body);
  }

  /** Show the node that is selected, or that of the moment. */
  show() {
    const { context } = this;
    if (context.position !== this.position) [this.position, this.all, this.checked] = [context.position, false, false];
    const { recording } = context.session;
    const parts = [this.heading(), this.numbers(), this.sum(), this.path(), this.operands()];
    if (this.position < recording.leaves) parts.push(this.check());
    const focused = this.focusedName();
    this.body.replaceChildren(...parts.filter((part) => part !== null));
    if (focused) /** @type {HTMLElement | null} */ (this.body.querySelector(focused))?.focus({ preventScroll: true });
  }

  /** What finds the focused button again, after all was made anew. */
  focusedName() {
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const name = focused?.getAttribute("data-do");
    if (!focused || !name) return null;
    const node = focused.getAttribute("data-node");
    return `[data-do="${name}"]${node === null ? "" : `[data-node="${node}"]`}`;
  }

  heading() {
    const { context, position } = this;
    const { texts, session } = context;
    const { recording } = session;
    const where = { kind: "node", name: "", number: position };
    const isSet = context.isSet(where);
    const scope = recording.scope(position);
    const place = placeWords(recording, position);
    return element(
      "header",
      {},
      element("h2", { "data-part": "node" }, cut(recording.name(position))),
      element(
        "p",
        { class: "aside" },
        [scope ? `${texts.scope} ${cut(scope)}` : "", place].filter(Boolean).join(" · "),
      ),
      element(
        "p",
        { class: "buttons" },
        context.pinned ? button("follow", texts.follow, () => context.select(null)) : null,
        element(
          "button",
          { type: "button", "data-do": "break", "aria-pressed": String(isSet), click: () => context.toggle(where) },
          texts.breakHere,
        ),
        session.at < recording.arrivals[position]
          ? button("until", texts.runTo, () => context.until([position]))
          : null,
        context.pinned ? null : element("span", { class: "aside" }, texts.followed),
      ),
    );
  }

  numbers() {
    const { texts, session } = this.context;
    const { recording, at } = session;
    const how = computation(recording, this.position);
    const isThere = at >= recording.start || this.position <= at;
    const gradient = recording.gradient(this.position, at);
    const state = at < recording.start ? "" : ` (${arrivalWords(recording, this.position, at, texts)})`;
    return element(
      "dl",
      {},
      element("dt", {}, texts.value),
      element(
        "dd",
        { "data-part": "value" },
        isThere ? exactly(recording.data[this.position]) : "–",
        how ? element("span", { class: "aside" }, ` = ${how}`) : null,
      ),
      element("dt", {}, fraction(outputSymbol(recording), symbol(recording, this.position))),
      element(
        "dd",
        { "data-part": "gradient" },
        gradient === null ? "–" : exactly(gradient),
        element("span", { class: "aside" }, state),
      ),
    );
  }

  /** The chain rule: a term for each use, those that have arrived and those that are to come. */
  sum() {
    const { context, position } = this;
    const { texts, session } = context;
    const { recording, at } = session;
    const into = recording.into(position);
    if (position === recording.nodes - 1) return element("p", { class: "aside" }, texts.output);
    if (into.length === 0) return element("p", { class: "aside" }, texts.unused);
    const E = outputSymbol(recording);
    const name = symbol(recording, position);
    const listed = this.all ? into : into.slice(0, TERMS);
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
          this.link(giver, fraction(E, symbol(recording, giver))),
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
            listed.length < into.length ? this.more(into.length - listed.length) : null,
          ),
          element("tfoot", {}, summary(texts.sum, recording.gradient(position, at), "")),
        ),
      ),
    );
  }

  /** @param {number} count */
  more(count) {
    const { texts } = this.context;
    const all = () => {
      this.all = true;
      this.show();
    };
    return element("tr", {}, element("td", { colspan: 7 }, button("all", texts.further(count), all)));
  }

  /** Where a node is used once, and what uses it is used once, and so on: all factors in a row. */
  path() {
    const { context, position } = this;
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
        this.link(recording.parent[edge], fraction(from, to)),
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

  /** What this node is computed from, and the local gradients by which its own gradient is multiplied on the way there. */
  operands() {
    const { context, position } = this;
    const { recording } = context.session;
    if (position < recording.leaves) return null;
    const step = recording.nodeOfStep(position); // the steps go from the last node to the first
    const first = recording.first[step];
    const count = recording.first[step + 1] - first;
    const shownCount = this.all ? count : Math.min(count, TERMS);
    const name = symbol(recording, position);
    const rows = Array.from({ length: shownCount }, (_, k) => {
      const parent = recording.parent[first + k];
      const to = symbol(recording, parent);
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, this.link(parent, cut(recording.name(parent)))),
        element("td", {}, shown(recording.data[parent])),
        element("td", {}, fraction(name, to)),
        element("td", { class: "formula" }, localFormula(recording, first + k) ?? ""),
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
          element("tbody", {}, ...rows, shownCount < count ? this.more(count - shownCount) : null),
        ),
      ),
    );
  }

  /** The difference quotients of the output by this leaf, beside its gradient. */
  check() {
    const { context, position } = this;
    const { texts, session } = context;
    const { recording, at } = session;
    const ask = () => {
      this.checked = true;
      this.show();
    };
    if (!this.checked) return element("p", { class: "buttons" }, button("check", texts.check, ask));
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
   * A button that selects a node.
   * @param {number} position
   * @param {string | Node} words
   */
  link(position, words) {
    const select = () => this.context.select(position);
    return element(
      "button",
      { type: "button", class: "link", "data-do": "select", "data-node": position, click: select },
      words,
    );
  }
}

/**
 * @param {string} name
 * @param {string} words
 * @param {() => void} act
 */
function button(name, words, act) {
  return element("button", { type: "button", "data-do": name, click: act }, words);
}

/**
 * @param {string} name
 * @param {string} words
 */
function entry(name, words) {
  return [element("dt", {}, name), element("dd", {}, words)];
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

/**
 * All digits of a number, with the minus sign of mathematics.
 * @param {number} x
 */
function exactly(x) {
  const words = Object.is(x, -0) ? "-0" : String(x).replace("Infinity", "inf").replace("NaN", "nan");
  return words.replaceAll("-", "−");
}
