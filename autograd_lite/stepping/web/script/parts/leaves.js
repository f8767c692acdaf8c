// The parameters: what each is, its gradient so far, and what a step of descent would make of it.

import { cut, outputSymbol, shown } from "../words/words.js";
import { button, nodeButton } from "./buttons.js";
import { element } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */

const ROWS = 60; // that are listed before somebody asks for more

/** The part of the page that lists the leaves. */
export class LeavesPart {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.count = ROWS;
    /** @type {{position: number, row: HTMLElement, cells: HTMLElement[]}[]} */
    this.rows = [];
    const { texts } = context;
    const rate = element("input", {
      type: "number",
      step: "any",
      value: context.rate,
      "data-part": "rate",
      input: (event) => this.setRate(event.target.value),
    });
    const filter = element("input", {
      type: "search",
      "data-part": "filter",
      value: context.filter,
      input: (event) => this.setFilter(event.target.value),
    });
    const E = outputSymbol(context.session.recording);
    const columns = [texts.name, texts.value, `∂${E}/∂`, `${texts.update}`, texts.afterwards];
    this.head = element("tr", {}, ...columns.map((words) => element("th", { scope: "col" }, words)));
    this.body = element("tbody");
    this.foot = element("p", { class: "buttons" });
    this.element = element(
      "details",
      { class: "leaves", open: true },
      element("summary", {}, element("h2", {}, texts.parameters)),
      element(
        "p",
        { class: "fields" },
        element("label", {}, `${texts.rate} `, rate),
        context.session.recording.leaves > ROWS ? element("label", {}, `${texts.onlyLabel} `, filter) : null,
      ),
      element(
        "div",
        { class: "scrolled" },
        element(
          "table",
          { class: "parameters", "data-part": "parameters" },
          element("thead", {}, this.head),
          this.body,
        ),
      ),
      this.foot,
    );
    this.element.addEventListener("toggle", () => this.show());
    this.list();
  }

  /** @param {string} text */
  setRate(text) {
    const rate = Number(text);
    if (text.trim() === "" || !Number.isFinite(rate)) return;
    this.context.rate = rate;
    this.show();
  }

  /** @param {string} text */
  setFilter(text) {
    this.context.filter = text;
    this.count = ROWS;
    this.list();
    this.show();
  }

  /** Make the rows of the leaves that are asked for. */
  list() {
    const { recording } = this.context.session;
    const filter = this.context.filter.trim().toLowerCase();
    const wanted = Array.from({ length: recording.leaves }, (_, position) => position).filter((position) =>
      recording.name(position).toLowerCase().includes(filter),
    );
    this.rows = wanted.slice(0, this.count).map((position) => {
      const cells = Array.from({ length: 4 }, () => element("td"));
      const name = recording.label(position) ? cut(recording.label(position)) : recording.name(position);
      const link = nodeButton(this.context, position, name);
      return { position, cells, row: element("tr", {}, element("th", { scope: "row" }, link), ...cells) };
    });
    this.body.replaceChildren(...this.rows.map(({ row }) => row));
    const further = wanted.length - this.rows.length;
    const more = () => {
      const before = this.rows.length;
      this.count += 5 * ROWS;
      this.list();
      this.show();
      this.rows[before].row.querySelector("button")?.focus(); // the one that was pressed may be gone
    };
    this.foot.replaceChildren(...(further > 0 ? [button("more", this.context.texts.further(further), more)] : []));
  }

  /** Fill in the numbers of the moment. */
  show() {
    if (!this.element.open) return;
    const { context } = this;
    const { recording, at } = context.session;
    const reached = recording.reached(at);
    for (const { position, row, cells } of this.rows) {
      const data = recording.data[position];
      const gradient = recording.gradient(position, at);
      const update = gradient === null ? null : -context.rate * gradient;
      const numbers = [data, gradient, update, update === null ? null : data + update];
      numbers.forEach((x, k) => {
        const text = shown(x);
        if (cells[k].textContent !== text) cells[k].textContent = text;
      });
      row.classList.toggle("current", position === reached);
      row.classList.toggle("selected", position === context.position);
      row.classList.toggle("coming", at < recording.arrivals[position]);
    }
  }
}
