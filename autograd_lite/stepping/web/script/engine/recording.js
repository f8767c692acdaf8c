// Recording: a backward pass that ran, with what its nodes are called and where they were made.

import { doubles, integers, Rows } from "./columns.js";
import { Pass } from "./pass.js";

const FORMAT = 1; // of the content that this page can read
const LONGEST = 40; // characters of a label

/**
 * @template T
 * @typedef {{table: T[], of: string}} Table
 */

/**
 * The name of a primitive, how it is written in pictures and in Python, and formulas of its local gradients, if there are
 * any: see rules.py.
 *
 * @typedef {{name: string, sign: string, symbol: string, rules: string[]}} Operation
 */

/** @typedef {[file: number, line: number, column: number | null, endLine: number, endColumn: number | null,
 *   functionName: string]} SiteRow */

/**
 * Where the user's code made a node: lines and columns count from 1, in characters; columns are null where unknown, and
 * the function is "" outside of any.
 *
 * @typedef {{file: string, line: number, column: number | null, endLine: number, endColumn: number | null,
 *   function: string}} Site
 */

/**
 * A stop point as it is handed over.
 *
 * @typedef {object} PointData
 * @property {"breakpoint" | "watchpoint" | "catch"} kind
 * @property {number} number
 * @property {{kind: import("./whereabouts.js").Kind, name: string, number: number} | null} where
 * @property {string | null} condition
 * @property {boolean} temporary
 * @property {boolean} enabled
 * @property {number} hits
 * @property {number} ignore
 */

/**
 * What content.py makes of a recording.
 *
 * @typedef {object} RecordingData
 * @property {number} format
 * @property {string} title
 * @property {{first: string, operand: string, value: string}} constants
 * @property {Table<string>} labels
 * @property {Table<Operation>} operations
 * @property {Table<string>} scopes
 * @property {Table<SiteRow>} sites
 * @property {string} calls
 * @property {{name: string, text: string}[]} files
 */

/**
 * What content.py makes of a session.
 *
 * @typedef {import("./pass.js").PassData & RecordingData & {at: number, points: PointData[], next: number}} Content
 */

/** A pass, its words and its places. */
export class Recording extends Pass {
  #calls;
  #constants;
  /** @type {Rows | undefined} */
  #labelled;

  /** @param {Content} content */
  static read(content) {
    if (content.format !== FORMAT) throw new Error(`the content is of format ${content.format}, and not ${FORMAT}`);
    return new Recording(content);
  }

  /** @param {Content} content */
  constructor(content) {
    super(content);
    this.title = content.title;
    this.files = content.files;
    this.labels = tableOf(content.labels);
    this.operations = tableOf(content.operations);
    this.scopes = tableOf(content.scopes);
    this.sites = tableOf(content.sites);
    this.#calls = integers(content.calls);
    const { first, operand, value } = content.constants;
    this.#constants = { first: integers(first), operand: integers(operand), value: doubles(value) };
  }

  /** The label of a node, or "". @param {number} position */
  label(position) {
    return rowOf(this.labels, position) ?? "";
  }

  /** The operation of a node; null for a leaf. @param {number} position */
  operation(position) {
    return rowOf(this.operations, position);
  }

  /** The path of the scope of a node, or "". @param {number} position */
  scope(position) {
    return rowOf(this.scopes, position) ?? "";
  }

  /**
   * Where the user's code made a node; null where that was not captured.
   *
   * @param {number} position
   * @returns {Site | null}
   */
  site(position) {
    const row = rowOf(this.sites, position);
    if (row === null) return null;
    const [file, line, column, endLine, endColumn, functionName] = row;
    return { file: this.files[file].name, line, column, endLine, endColumn, function: functionName };
  }

  /**
   * The operands of a node, from left to right: nodes by their positions, and numbers.
   *
   * @param {number} position
   * @returns {({node: number} | {constant: number})[]}
   */
  operands(position) {
    const { first, operand, value } = this.#constants;
    /** @type {({node: number} | {constant: number})[]} */
    const found = [];
    for (let k = first[position]; k < first[position + 1]; k++) found[operand[k]] = { constant: value[k] };
    if (position >= this.leaves) {
      const step = this.stepOfNode(position);
      for (let edge = this.first[step]; edge < this.first[step + 1]; edge++) {
        found[this.operand[edge]] = { node: this.parent[edge] };
      }
    }
    return found;
  }

  /** How a node is called: its position, and its label or its operation: "#7 mul". @param {number} position */
  name(position) {
    const label = this.label(position);
    return `#${position} ${label ? shortened(label) : (this.operation(position)?.name ?? "leaf")}`;
  }

  /** The label, where it is one word that no other node has; else the position. @param {number} position */
  shortName(position) {
    this.#labelled ??= new Rows(this.labels.table.length, this.labels.of);
    const label = this.label(position);
    const isOne = label.trim() !== "" && [...label].length <= LONGEST;
    return isOne && this.#labelled.size(this.labels.of[position]) === 1 ? shortened(label) : `#${position}`;
  }

  /**
   * The moment at which the run of nodes ends that the node of a moment belongs to; the next run's, if it is that.
   *
   * A run are nodes that follow each other in the pass, and that were made under the same call.
   *
   * @param {number} moment
   * @returns {number}
   */
  endOfRun(moment) {
    const end = this.#endOfRun(moment);
    return end > moment ? end : this.#endOfRun(this.nodeAfter(moment));
  }

  /** @param {number} moment */
  #endOfRun(moment) {
    let { node, backward } = this.moment(moment);
    const call = this.#calls[node];
    if (!backward) {
      while (node + 1 < this.nodes && this.#calls[node + 1] === call) node++;
      return node;
    }
    while (node > this.leaves && this.#calls[node - 1] === call) node--;
    const step = this.stepOfNode(node);
    return this.ofStep(step) + this.first[step + 1] - this.first[step];
  }
}

/**
 * @template T
 * @param {Table<T>} content
 * @returns {{table: T[], of: Int32Array}}
 */
function tableOf(content) {
  return { table: content.table, of: integers(content.of) };
}

/**
 * @template T
 * @param {{table: T[], of: Int32Array}} table
 * @param {number} position
 * @returns {T | null}
 */
function rowOf(table, position) {
  return table.of[position] < 0 ? null : table.table[table.of[position]];
}

/** A label on one line, and not too long. @param {string} label */
function shortened(label) {
  const characters = Array.from(label, (c) => (/[\p{C}\p{Z}]/u.test(c) && c !== " " ? "�" : c));
  return characters.length <= LONGEST ? characters.join("") : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
