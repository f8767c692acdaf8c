// Contents of recordings, as content.py makes them, for small graphs that are written down here.

import { Recording } from "../../autograd_lite/stepping/web/script/engine/recording.js";
import { Session } from "../../autograd_lite/stepping/web/script/engine/session.js";

/** @typedef {import("../../autograd_lite/stepping/web/script/engine/recording.js").Content} Content */

/**
 * A node: its value; what it is called; for an operation, which it is, its operands, nodes by their positions and numbers
 * as texts, and the local gradients by those that are nodes.
 *
 * @typedef {object} Node
 * @property {number} data
 * @property {string} [label]
 * @property {string} [scope]
 * @property {[file: number, line: number]} [place]
 * @property {number} [call]
 * @property {[name: string, sign: string, symbol: string]} [operation]
 * @property {(number | string)[]} [operands]
 * @property {number[]} [local]
 */

const MUL = /** @type {[string, string, string]} */ (["mul", "×", "*"]);
const ADD = /** @type {[string, string, string]} */ (["add", "+", "+"]);

/**
 * w x + b, and that times itself and 2, made on three lines of two files: the positions are w, x, b, w x, the sum, its
 * square, and the product of that and 2.
 *
 * @type {Node[]}
 */
export const NEURON = [
  { data: 0.5, label: "w" },
  { data: 4, label: "x" },
  { data: -1, label: "b" },
  { data: 2, operation: MUL, operands: [0, 1], local: [4, 0.5], scope: "net/hidden", place: [1, 3], call: 0 },
  { data: 1, operation: ADD, operands: [3, 2], local: [1, 1], scope: "net/hidden", place: [1, 4], call: 0 },
  { data: 1, operation: MUL, operands: [4, 4], local: [1, 1], scope: "net", place: [0, 7], call: 1 },
  { data: 2, operation: MUL, operands: [5, "2"], local: [2], scope: "net", place: [0, 7], label: "E", call: 1 },
];

/**
 * @param {Node[]} nodes leaves, then operations
 * @param {Partial<Content>} [others] that are not what follows from the nodes
 * @returns {Content}
 */
export function contentOf(nodes, others = {}) {
  const leaves = nodes.filter((node) => node.operation === undefined).length;
  const steps = nodes.slice(leaves).reverse();
  const edges = steps.flatMap(({ operands = [], local = [] }) => {
    const parents = operands.flatMap((operand, k) => (typeof operand === "number" ? [[operand, k]] : []));
    return parents.map(([parent, operand], k) => ({ parent, operand, local: local[k] }));
  });
  const constants = nodes.map(({ operands = [] }) =>
    operands.flatMap((operand, k) => (typeof operand === "string" ? [{ operand: k, value: Number(operand) }] : [])),
  );
  const operations = nodes.map(({ operation }) => operation && JSON.stringify(operation));
  const sites = nodes.map(({ place }) => place && JSON.stringify([...place, 1, place[1], 9, "neuron"]));
  return {
    format: 1,
    title: nodes.at(-1)?.label ?? "output",
    leaves,
    data: float64(nodes.map(({ data }) => data)),
    prior: float64(Array(leaves).fill(0)),
    first: int32(sumsOf(steps.map(({ local = [] }) => local.length)).concat(leaves === nodes.length ? [0] : [])),
    local: float64(edges.map(({ local }) => local)),
    parent: int32(edges.map(({ parent }) => parent)),
    operand: int32(edges.map(({ operand }) => operand)),
    handed: "",
    final: null,
    changes: { moment: "", node: "", gradient: "" },
    constants: {
      first: int32(sumsOf(constants.map((row) => row.length))),
      operand: int32(constants.flat().map(({ operand }) => operand)),
      value: float64(constants.flat().map(({ value }) => value)),
    },
    labels: tableOf(nodes.map(({ label }) => label)),
    operations: parsed(tableOf(operations), ([name, sign, symbol]) => ({ name, sign, symbol, rules: [] })),
    scopes: tableOf(nodes.map(({ scope }) => scope)),
    sites: parsed(tableOf(sites), (row) => row),
    calls: int32(nodes.map(({ call = -1 }) => call)),
    files: [
      { name: "train.py", text: "" },
      { name: "lib/layers.py", text: "" },
    ],
    strange: "",
    at: nodes.length,
    points: [pointData("catch", 0)],
    next: 1,
    ...others,
  };
}

/**
 * A session on the graph, where the backward pass begins.
 *
 * @param {Node[]} nodes
 * @param {Partial<Content>} [others]
 */
export function sessionOn(nodes, others) {
  const content = contentOf(nodes, others);
  return new Session(Recording.read(content), content);
}

/**
 * @param {"breakpoint" | "watchpoint" | "catch"} kind
 * @param {number} number
 * @param {Partial<Content["points"][0]>} [others]
 * @returns {Content["points"][0]}
 */
export function pointData(kind, number, others = {}) {
  const plain = { where: null, condition: null, temporary: false, enabled: true, hits: 0, ignore: 0 };
  return { kind, number, ...plain, ...others };
}

/** @param {number[]} numbers */
export function float64(numbers) {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (const [k, x] of numbers.entries()) view.setFloat64(8 * k, x, true);
  return Buffer.from(view.buffer).toString("base64");
}

/** @param {number[]} numbers */
export function int32(numbers) {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [k, x] of numbers.entries()) view.setInt32(4 * k, x, true);
  return Buffer.from(view.buffer).toString("base64");
}

/** @param {number[]} counts */
function sumsOf(counts) {
  const sums = [0];
  for (const count of counts) sums.push(/** @type {number} */ (sums.at(-1)) + count);
  return sums;
}

/** @param {(string | undefined)[]} rows */
function tableOf(rows) {
  const table = [...new Set(rows.filter((row) => row !== undefined))];
  return { table, of: int32(rows.map((row) => (row === undefined ? -1 : table.indexOf(row)))) };
}

/**
 * @template T
 * @param {{table: string[], of: string}} content
 * @param {(row: any) => T} read
 */
function parsed({ table, of }, read) {
  return { table: table.map((row) => read(JSON.parse(row))), of };
}
