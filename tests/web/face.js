// The page's session as the corpus knows faces: JSON lines come in, and for each one goes out what follows from it.
//
// {"content": ...} begins anew with a session that is handed over; {"do": ...} is a command in the words of the corpus;
// {"state": ...} asks for the moment and the stop points, {"gradients": ...} for those of now, and {"pass": ...} for all
// that the recording says. {"write": ...} and {"hold": ...} ask how numbers are written, and whether conditions hold.

import { createInterface } from "node:readline";
import { doubles } from "../../autograd_lite/stepping/web/script/engine/columns.js";
import { readCondition } from "../../autograd_lite/stepping/web/script/engine/conditions.js";
import { digits, exact, significant } from "../../autograd_lite/stepping/web/script/engine/numbers.js";
import { Recording } from "../../autograd_lite/stepping/web/script/engine/recording.js";
import { Refusal } from "../../autograd_lite/stepping/web/script/engine/refusal.js";
import { Session } from "../../autograd_lite/stepping/web/script/engine/session.js";
import { find } from "../../autograd_lite/stepping/web/script/engine/whereabouts.js";

/** @typedef {import("../../autograd_lite/stepping/web/script/engine/session.js").Stop} Stop */

/** @type {Session} */
let session;

/** @type {Record<string, (given: any) => unknown>} */
const ANSWERS = {
  content(content) {
    session = new Session(Recording.read(content), content);
    return null;
  },
  do(command) {
    try {
      return outcome(command);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // a mistake of the page's own
      return { fails: true };
    }
  },
  state() {
    const points = session.points.all.map(({ number, enabled, hits, ignore }) => ({ number, enabled, hits, ignore }));
    return { at: session.at, points, next: session.points.following };
  },
  gradients() {
    const { recording, at } = session;
    return gradientsAt(recording, at);
  },
  pass({ moments }) {
    const { recording } = session;
    const { upstream, before, final, arrivals } = recording;
    const nodes = Array.from({ length: recording.nodes }, (_, node) => node);
    return {
      ...{ upstream: bits(upstream), before: bits(before), final: bits(final), arrivals: [...arrivals] },
      gradients: moments.map((/** @type {number} */ moment) => gradientsAt(recording, moment)),
      reached: moments.map((/** @type {number} */ moment) => recording.reached(moment)),
      names: nodes.map((node) => [recording.name(node), recording.shortName(node)]),
      into: nodes.map((node) => [...recording.into(node)]),
      operands: nodes.map((node) =>
        recording.operands(node).map((operand) => ("node" in operand ? operand.node : bits([operand.constant]))),
      ),
    };
  },
  write({ numbers, count }) {
    return Array.from(doubles(numbers), (x) => [significant(x, count), digits(x), exact(x)]);
  },
  hold({ condition, names, numbers, texts }) {
    const values = doubles(numbers);
    const known = Object.fromEntries(
      names.map((/** @type {string} */ name, /** @type {number} */ k) => [name, values[k]]),
    );
    return readCondition(condition).holds({ ...known, ...texts });
  },
};

/**
 * @param {Recording} recording
 * @param {number} moment
 */
function gradientsAt(recording, moment) {
  const gradients = Array.from({ length: recording.nodes }, (_, node) => recording.gradient(node, moment));
  const missing = gradients.flatMap((gradient, node) => (gradient === null ? [node] : []));
  return [bits(gradients.filter((gradient) => gradient !== null)), missing];
}

/** @param {string} command */
function outcome(command) {
  const [, name, rest] = /** @type {RegExpExecArray} */ (/^(\S+) ?(.*)$/s.exec(command));
  /** @type {Record<string, () => Stop>} */
  const movements = {
    next: () => session.next(Number(rest || 1)),
    back: () => session.back(Number(rest || 1)),
    step: () => session.step(Number(rest || 1)),
    stepback: () => session.stepBack(Number(rest || 1)),
    continue: () => session.resume(),
    rcontinue: () => session.resumeBack(),
    finish: () => session.finish(),
    until: () => session.until(find(rest, session.recording, session.file).positions(session.recording)),
    goto: () => session.goto(Number(rest)),
  };
  if (Object.hasOwn(movements, name)) {
    const { moment, met } = movements[name]();
    return { at: moment.number, what: happening(), by: met.map((point) => point.number) };
  }
  if (name === "break" || name === "tbreak") return { number: session.breakAt(rest, name === "tbreak").number };
  if (name === "watch") return { number: session.watch(rest).number };
  const [number, count] = rest.split(" ").map(Number);
  if (name === "delete") session.points.delete(number);
  else if (name === "ignore") session.points.get(number).ignore = count;
  else if (name === "enable" || name === "disable") session.points.get(number).enabled = name === "enable";
  else throw new TypeError(`the page has no command ${name}`);
  return {};
}

/** What happens where the session is, in the words of tests/corpus/scripts.py. */
function happening() {
  const { recording, moment } = session;
  const { node, edge, backward } = moment;
  if (!backward) return `value of ${called(node)}: ${number(recording.data[node])}`;
  if (edge === null)
    return `gradient of ${called(node)}: ${number(recording.gradient(node, moment.number) ?? Number.NaN)}`;
  const [before, contribution] = [recording.before[edge], recording.contribution(edge)];
  const upstream = recording.upstream[recording.stepOfEdge(edge)];
  const product = `${number(upstream)} * ${number(recording.local[edge])}`;
  const sum = `${number(before)} + ${product} = ${number(before + contribution)}`;
  return `${called(recording.giver(edge))} to ${called(recording.parent[edge])}: ${sum}`;
}

/** @param {number} position */
function called(position) {
  const { recording } = session;
  const kind = recording.label(position) || recording.operation(position)?.name || "leaf";
  const site = recording.site(position);
  return `#${position} ${kind}${site ? ` (line ${site.line})` : ""}`;
}

/** @param {number} x */
function number(x) {
  return significant(x, 6);
}

/** Numbers to the last bit, as base64 of little-endian doubles; all nans are one. @param {ArrayLike<number>} numbers */
function bits(numbers) {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let k = 0; k < numbers.length; k++)
    view.setFloat64(8 * k, Number.isNaN(numbers[k]) ? Number.NaN : numbers[k], true);
  return Buffer.from(view.buffer).toString("base64");
}

for await (const line of createInterface({ input: process.stdin })) {
  const [[question, given]] = Object.entries(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(ANSWERS[question](given))}\n`);
}
