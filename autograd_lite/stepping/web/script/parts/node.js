// One node: its value and its gradient, how that comes about, and what can be done with the node.

import { arrivalWords, computation, cut, exactly, outputSymbol, placeWords, symbol } from "../words/words.js";
import { button } from "./buttons.js";
import { gradientSum, onlyPath, operandTable } from "./chain.js";
import { differenceCheck } from "./check.js";
import { element, fraction } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

const TERMS = 40; // of a sum, and operands, that are listed before somebody asks for all

/** The part of the page that is about one node: the one of the moment, or the one that was clicked. */
export class NodePart {
  /**
   * @param {Context} context
   * @param {NodePart} [before] what stood there in another language
   */
  constructor(context, before) {
    this.context = context;
    this.all = before?.all ?? false;
    this.checked = before?.checked ?? false;
    this.position = before?.position ?? -1;
    this.body = element("div", { class: "body" });
    this.element = element("section", { class: "node", "aria-label": context.texts.node }, this.body);
  }

  /** Show the node that is selected, or that of the moment. */
  show() {
    const { context } = this;
    if (context.position !== this.position) [this.position, this.all, this.checked] = [context.position, false, false];
    const { position } = this;
    const most = this.all ? Infinity : TERMS;
    const more = this.more.bind(this);
    const parts = [
      this.heading(),
      this.numbers(),
      gradientSum(context, position, most, more),
      onlyPath(context, position),
      position < context.recording.leaves ? this.check() : operandTable(context, position, most, more),
    ];
    const focused = this.focusedName();
    this.body.replaceChildren(...parts.filter((part) => part !== null));
    if (focused === null) return;
    const found = this.body.querySelector(focused) ?? this.body.querySelector("h2");
    /** @type {HTMLElement | null} */ (found)?.focus({ preventScroll: true });
  }

  /** What finds the focused button again, after all was made anew; null where nothing in here has the focus. */
  focusedName() {
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    if (!focused) return null;
    const name = focused.getAttribute("data-do");
    if (!name) return "h2"; // which has it where a button has gone
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
      element("h2", { "data-part": "node", tabindex: -1 }, cut(recording.name(position))),
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
    const state = at < recording.start ? "" : texts.state(arrivalWords(recording, this.position, at, texts));
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

  /** The check by differences, once somebody asked for it. */
  check() {
    const ask = () => {
      this.checked = true;
      this.show();
    };
    if (this.checked) return differenceCheck(this.context, this.position);
    return element("p", { class: "buttons" }, button("check", this.context.texts.check, ask));
  }

  /**
   * A row that asks for all the others.
   * @param {number} count
   */
  more(count) {
    const { texts } = this.context;
    const all = () => {
      this.all = true;
      this.show();
    };
    return element("tr", {}, element("td", { colspan: 7 }, button("all", texts.further(count), all)));
  }
}
