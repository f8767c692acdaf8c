// An arrow in a picture: how much has flowed along it, and whether the pass is just there.

import { exact } from "../engine/numbers.js";
import { setClasses, setText } from "./shownparts.js";

/** @typedef {import("./shownparts.js").Surroundings} Surroundings */

/** An arrow, which stands for one edge or for several. */
export class ShownArrow {
  #title;
  #lines;

  /**
   * @param {Element} element
   * @param {import("./flows.js").Flows} flows
   * @param {[number, number]} at where its text stands, or would be wanted
   */
  constructor(element, flows, at) {
    this.element = element;
    this.flows = flows;
    this.at = at;
    this.#title = element.querySelector("title");
    this.#lines = this.#title?.textContent?.split("\n") ?? [];
    /** @type {number} */
    this.walked = -1;
    this.stage = "";
  }

  /** Show a moment. @param {Surroundings} surroundings */
  show(surroundings) {
    const { present, scale } = surroundings;
    const [walked, stage] = [this.flows.walked(present), this.flows.stage(present)];
    if (walked === this.walked && stage === this.stage) return;
    this.walked = walked;
    this.stage = stage;
    const strange = this.flows.isStrange(walked);
    const weight = walked || strange ? scale.weight(this.flows.largest(walked), strange) : 0;
    setClasses(this.element, ["arrow", `w${weight}`, strange ? "strange" : "", stage]);
    setText(this.#title, this.#tooltip(surroundings).join("\n"));
  }

  /** @param {Surroundings} surroundings */
  #tooltip({ present, recording, words }) {
    const [lines, walked, { edges }] = [[...this.#lines], this.walked, this.flows];
    if (edges.length === 1) {
      if (this.stage === "coming") lines[lines.length - 1] = words.coming;
      return lines;
    }
    lines.length = 2; // how many edges, and their local derivatives
    if (walked) lines.push(`contributions ${this.flows.range(walked).exact()}`);
    if (walked < edges.length) lines.push(words.someComing(edges.length - walked));
    if (this.stage === "current") {
      const [step, edge] = [recording.stepOfEdge(present.edge), present.edge];
      const factors = `${exact(recording.upstream[step])} × ${exact(recording.local[edge])}`;
      lines.push(`${words.current}: ${factors} = ${exact(recording.contribution(edge))}`);
    }
    return lines;
  }
}
