// What happens at a moment, in words and in numbers, in the language of the page.

import { countBelow } from "../engine/columns.js";
import { significant } from "../engine/numbers.js";

/** @typedef {import("../engine/recording.js").Recording} Recording */
/** @typedef {import("../engine/session.js").Session} Session */
/** @typedef {import("./english.js").Texts} Texts */

const DIGITS = 6; // to read; a tooltip has all
const OPERANDS = 4; // that are written out in a call
const PIECE = 10; // characters of source in a formula
const WIDEST = 40; // characters of a name

/**
 * A number to read, with the minus sign of mathematics; "–" for none.
 * @param {number | null} x
 */
export function shown(x) {
  if (x === null) return "–";
  return significant(x, DIGITS)
    .replace(/e\+?(-?)0*/, "e$1")
    .replaceAll("-", "−");
}

/**
 * All digits of a number, with the minus sign of mathematics.
 * @param {number} x
 */
export function exactly(x) {
  const words = Object.is(x, -0) ? "-0" : String(x).replace("Infinity", "inf").replace("NaN", "nan");
  return words.replaceAll("-", "−");
}

/**
 * A number as it is added: "+ 2", or "− 2".
 * @param {number} x
 */
export function added(x) {
  const negative = x < 0 || Object.is(x, -0);
  return negative ? `− ${shown(-x)}` : `+ ${shown(x)}`;
}

/**
 * How a value came about: "mul(0.5, 2)"; "" for a leaf.
 * @param {Recording} recording
 * @param {number} position
 */
export function computation(recording, position) {
  const operation = recording.operation(position);
  if (operation === null) return "";
  const operands = recording.operands(position);
  const numbers = operands
    .slice(0, OPERANDS)
    .map((operand) => shown("node" in operand ? recording.data[operand.node] : operand.constant));
  if (operands.length > OPERANDS) numbers.push("…");
  return `${operation.name}(${numbers.join(", ")})`;
}

/** @type {WeakMap<Recording, Int32Array>} how many nodes each piece of source made */
const MADE = new WeakMap();

/**
 * How a node is called in formulas: by its label, where that is one word of its own, or it is the output; by the piece of source that made it
 * and nothing else, where that is short; else by its position.
 * @param {Recording} recording
 * @param {number} position
 */
export function symbol(recording, position) {
  const name =
    position === recording.nodes - 1 ? recording.label(position) || `#${position}` : recording.shortName(position);
  return name === `#${position}` ? (expression(recording, position) ?? name) : cut(name);
}

/**
 * @param {Recording} recording
 * @param {number} position
 */
function expression(recording, position) {
  const site = recording.site(position);
  if (site === null || site.column === null || site.endColumn === null || site.line !== site.endLine) return null;
  if (site.endColumn - site.column >= PIECE) return null;
  let made = MADE.get(recording);
  if (made === undefined) {
    made = new Int32Array(recording.sites.table.length);
    for (const row of recording.sites.of) if (row >= 0) made[row] += 1;
    MADE.set(recording, made);
  }
  if (made[recording.sites.of[position]] !== 1) return null;
  const text = recording.files.find(({ name }) => name === site.file)?.text ?? "";
  const line = [...(text.split("\n")[site.line - 1] ?? "")];
  const piece = line.slice(site.column - 1, site.endColumn).join("");
  return /[\s+\-*/%@]/.test(piece) ? `(${piece})` : piece;
}

/**
 * The label of the output, as formulas have it.
 * @param {Recording} recording
 */
export function outputSymbol(recording) {
  return symbol(recording, recording.nodes - 1);
}

/**
 * A name that is not too long for its place.
 * @param {string} name
 */
export function cut(name) {
  const characters = [...name];
  return characters.length > WIDEST ? `${characters.slice(0, WIDEST - 1).join("")}…` : name;
}

/**
 * How many contributions to the gradient of a node have arrived at a moment, and how many there are.
 * @param {Recording} recording
 * @param {number} position
 * @param {number} at
 */
function arrivedOf(recording, position, at) {
  const into = recording.into(position);
  const count = at < recording.start ? 0 : countBelow(into, recording.walked(at));
  return { count, all: into.length };
}

/**
 * Whether all, how much, or nothing of a gradient has arrived, in words.
 * @param {Recording} recording
 * @param {number} position
 * @param {number} at
 * @param {Texts} texts
 */
export function arrivalWords(recording, position, at, texts) {
  const { count, all } = arrivedOf(recording, position, at);
  if (count === all) return texts.all;
  return count === 0 ? texts.noneYet : texts.arrived(count, all);
}

/**
 * What happens at a moment, as a plain sentence.
 * @param {Recording} recording
 * @param {number} at
 * @param {Texts} texts
 */
export function sentence(recording, at, texts) {
  const { node, edge, backward } = recording.moment(at);
  const [E, name] = [outputSymbol(recording), symbol(recording, node)];
  const words = [];
  if (!backward) {
    const how = computation(recording, node);
    const x = shown(recording.data[node]);
    words.push(how ? texts.computed(name, how, x) : texts.leaf(name, x));
  } else if (edge === null) {
    const isOutput = node === recording.nodes - 1;
    words.push(isOutput ? texts.begins(E) : texts.complete(E, name, shown(recording.gradient(node, at))));
    const step = recording.stepAt(at);
    const count = recording.first[step + 1] - recording.first[step];
    if (count > 0) words.push(texts.handsOn(count));
  } else {
    words.push(edgeSentence(recording, at, node, edge, texts));
  }
  if (at === recording.end) words.push(texts.over);
  return words.join(texts.code === "zh" ? "" : " ");
}

/**
 * @param {Recording} recording
 * @param {number} at
 * @param {number} node
 * @param {number} edge
 * @param {Texts} texts
 */
function edgeSentence(recording, at, node, edge, texts) {
  const parent = recording.parent[edge];
  const [E, name] = [outputSymbol(recording), symbol(recording, parent)];
  const { upstream, local, contribution, before, after } = product(recording, edge);
  const gradient = recording.gradient(parent, at);
  const parts = [
    texts.edge(symbol(recording, node), name),
    texts.isAdded(`${shown(upstream)} × ${shown(local)} = ${shown(contribution)}`, E, name),
    texts.became(shown(before), shown(after)) +
      (gradient === null || Object.is(gradient, after) ? "" : texts.wasSet(shown(gradient))),
  ];
  const state = arrivalWords(recording, parent, at, texts);
  return texts.code === "zh" ? `${parts.join("")}；${state}。` : `${parts.join(" ")}; ${state}.`;
}

/**
 * The numbers of an edge: upstream × local = contribution, and before + contribution = after.
 * @param {Recording} recording
 * @param {number} edge
 */
export function product(recording, edge) {
  const upstream = recording.upstream[recording.stepOfEdge(edge)];
  const [local, before] = [recording.local[edge], recording.before[edge]];
  const contribution = upstream * local;
  return { upstream, local, contribution, before, after: before + contribution };
}

/**
 * The local gradient of an edge as a formula: "b₁ (1 − b₁)"; null where there is none, or it says no more than the number.
 * @param {Recording} recording
 * @param {number} edge
 */
export function localFormula(recording, edge) {
  const [node, place] = [recording.giver(edge), recording.operand[edge]];
  const rules = recording.operation(node)?.rules ?? [];
  const rule = rules[Math.min(place, rules.length - 1)];
  if (!rule?.includes("{")) return null;
  const operands = recording.operands(node);
  const written = (/** @type {{node: number} | {constant: number} | undefined} */ operand) => {
    if (operand === undefined) return "";
    if ("node" in operand) return symbol(recording, operand.node);
    return operand.constant < 0 ? `(${shown(operand.constant)})` : shown(operand.constant);
  };
  const partner = operands[(place + operands.length / 2) % operands.length];
  if (
    (rule === "{partner}" && "constant" in (partner ?? {})) ||
    (/^\{[ab]\}$/.test(rule) && operands.some((o) => "constant" in o))
  )
    return null;
  const exponent = operands.length > 1 && "constant" in operands[1] ? operands[1].constant - 1 : 0;
  return rule
    .replaceAll("^{b-1}", exponent === 1 ? "" : `^${exponent < 0 ? `(${shown(exponent)})` : shown(exponent)}`)
    .replaceAll("{a}", written(operands[0]))
    .replaceAll("{b}", written(operands[1]))
    .replaceAll("{partner}", written(partner))
    .replaceAll("{y}", symbol(recording, node));
}

/**
 * Where a node was made: "train.py:12", and in which function; "" if that is not known.
 * @param {Recording} recording
 * @param {number} position
 */
export function placeWords(recording, position) {
  const site = recording.site(position);
  return site === null ? "" : `${site.file}:${site.line}`;
}
