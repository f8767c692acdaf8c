// Pass: the numbers of a backward pass, its moments, and what every gradient was at each of them.

import { countBelow, doubles, integers, Rows, sums } from "./columns.js";

/**
 * What content.py makes of the numbers; columns are base64.
 *
 * @typedef {object} PassData
 * @property {number} leaves
 * @property {string} data
 * @property {string} prior
 * @property {string} first
 * @property {string} local
 * @property {string} parent
 * @property {string} operand
 * @property {string} handed
 * @property {string | null} final
 * @property {{moment: string, node: string, gradient: string}} changes
 * @property {string} strange
 */

/**
 * A moment of a pass: its number, from 0 on; the position of the node whose value is there, whose gradient is complete,
 * or that hands it on; the edge that was walked, if it is that; and whether it belongs to the backward pass.
 *
 * @typedef {{number: number, node: number, edge: number | null, backward: boolean}} Moment
 */

/**
 * A pass in columns. Nodes are called by their positions in topological order, leaves before operations. Steps and
 * edges are in the order of the backward pass: a step is an operation that hands its gradient on, along its edges.
 *
 * There is one moment for each node, when its value is there. Then there is one for each step, when the gradient of its
 * node is complete, and one for each of its edges, when the contribution has been added to the gradient of the parent.
 */
export class Pass {
  /** @type {Int32Array | undefined} */
  #arrivals;
  #stepsOfEdges;

  /** @param {PassData} content */
  constructor(content) {
    this.data = doubles(content.data);
    this.prior = doubles(content.prior);
    this.first = integers(content.first);
    this.local = doubles(content.local);
    this.parent = integers(content.parent);
    this.operand = integers(content.operand);
    this.nodes = this.data.length;
    this.leaves = this.prior.length;
    this.steps = this.first.length - 1;
    this.edges = this.local.length;
    this.changes = changesOf(content.changes);
    const { upstream, before, after } = sums({ ...this, handed: doubles(content.handed) });
    this.upstream = upstream;
    this.before = before;
    this.final = content.final === null ? after : doubles(content.final);
    /** The moments at which a number that is not finite is produced, or given. */
    this.strange = integers(content.strange);
    /** The first moment of the backward pass, where d output / d output = 1 is there, and the last one of all. */
    this.start = this.nodes;
    this.end = this.nodes + this.steps + this.edges - 1;
    this.turns = this.first.slice(0, -1).map((edge, step) => this.start + step + edge);
    this.intoRows = new Rows(this.nodes, this.parent);
    this.#stepsOfEdges = new Int32Array(this.edges);
    for (let step = 0; step < this.steps; step++) this.#stepsOfEdges.fill(step, this.first[step], this.first[step + 1]);
  }

  // --- steps and edges ---

  /** The step that an edge belongs to. @param {number} edge */
  stepOfEdge(edge) {
    return this.#stepsOfEdges[edge];
  }

  /** The position of the operation whose step it is: the steps go from the last one to the first. @param {number} step */
  nodeOfStep(step) {
    return this.nodes - 1 - step;
  }

  /** The step of an operation. @param {number} position */
  stepOfNode(position) {
    return this.nodes - 1 - position;
  }

  /** The position of the operation that an edge comes from. @param {number} edge */
  giver(edge) {
    return this.nodeOfStep(this.stepOfEdge(edge));
  }

  /** The edges along which the gradient of a node arrives, in their order. @param {number} position */
  into(position) {
    return this.intoRows.at(position);
  }

  /** upstream * local. @param {number} edge */
  contribution(edge) {
    return this.upstream[this.stepOfEdge(edge)] * this.local[edge];
  }

  // --- moments ---

  /**
   * What happens at the moment of this number.
   *
   * @param {number} number
   * @returns {Moment}
   */
  moment(number) {
    if (!(number >= 0 && number <= this.end)) {
      throw new RangeError(`there is no moment ${number}: they go from 0 to ${this.end}`);
    }
    if (number < this.start) return { number, node: number, edge: null, backward: false };
    const step = this.stepAt(number);
    const walked = number - this.ofStep(step);
    const edge = walked > 0 ? this.first[step] + walked - 1 : null;
    return { number, node: this.nodeOfStep(step), edge, backward: true };
  }

  /** When the whole gradient of the node of a step has arrived. @param {number} step */
  ofStep(step) {
    return this.turns[step];
  }

  /** When an edge is walked. @param {number} edge */
  ofEdge(edge) {
    return this.start + this.stepOfEdge(edge) + 1 + edge;
  }

  /** The step that a moment of the backward pass belongs to. @param {number} moment */
  stepAt(moment) {
    return countBelow(this.turns, moment + 1) - 1;
  }

  /** The position of the node that a moment is about: its value is there, or its gradient has grown. @param {number} moment */
  reached(moment) {
    const { node, edge } = this.moment(moment);
    return edge === null ? node : this.parent[edge];
  }

  /** When the next node's turn is; the end, if there is none. @param {number} moment */
  nodeAfter(moment) {
    if (moment < this.start) return moment + 1;
    const following = this.stepAt(moment) + 1;
    return following < this.steps ? this.ofStep(following) : this.end;
  }

  /** When this node's turn began, or that of the one before; the beginning, if there is none. @param {number} moment */
  nodeBefore(moment) {
    if (moment <= this.start) return Math.max(moment - 1, 0);
    const step = this.stepAt(moment);
    const began = this.ofStep(step);
    return began < moment ? began : this.ofStep(step - 1);
  }

  /** When the gradient of each node is complete: of an operation at its turn, of a leaf with its last edge. */
  get arrivals() {
    if (this.#arrivals === undefined) {
      this.#arrivals = new Int32Array(this.nodes);
      for (let position = 0; position < this.nodes; position++) {
        if (position >= this.leaves) this.#arrivals[position] = this.ofStep(this.stepOfNode(position));
        else {
          const last = this.into(position).at(-1); // none: it is the output
          this.#arrivals[position] = last === undefined ? this.end : this.ofEdge(last);
        }
      }
    }
    return this.#arrivals;
  }

  /**
   * The gradient of a node at a moment; null for an operation before the backward pass, where it has none.
   *
   * @param {number} position
   * @param {number} moment
   * @returns {number | null}
   */
  gradient(position, moment) {
    const isLeaf = position < this.leaves;
    if (moment < this.start) return isLeaf ? this.prior[position] : null;
    if (moment === this.end && isLeaf) return this.final[position];
    if (!isLeaf && this.ofStep(this.stepOfNode(position)) <= moment) return this.upstream[this.stepOfNode(position)];
    const last = this.intoRows.lastBelow(position, this.walked(moment));
    let gradient = isLeaf ? this.prior[position] : 0;
    let since = this.start;
    if (last >= 0) {
      gradient = this.before[last] + this.contribution(last);
      since = this.ofEdge(last);
    }
    for (const change of this.changes) {
      if (change.node === position && since <= change.moment && change.moment <= moment) gradient = change.gradient;
    }
    return gradient;
  }

  /** How many edges have been walked at a moment of the backward pass, this one included. @param {number} moment */
  walked(moment) {
    return moment - this.start - this.stepAt(moment);
  }
}

/**
 * @param {PassData["changes"]} columns
 * @returns {import("./columns.js").Change[]}
 */
function changesOf(columns) {
  const [node, gradient] = [integers(columns.node), doubles(columns.gradient)];
  return Array.from(integers(columns.moment), (moment, k) => ({ moment, node: node[k], gradient: gradient[k] }));
}
