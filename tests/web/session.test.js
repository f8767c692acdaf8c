// Where movements end, and what stop points count; that it is the same as in Python, tests/test_web_engine.py finds.

import assert from "node:assert/strict";
import test from "node:test";
import { Recording } from "../../autograd_lite/stepping/web/script/engine/recording.js";
import { contentOf, float64, int32, NEURON, pointData, sessionOn } from "./contents.js";

test("a content of another format is refused", () => {
  assert.throws(() => Recording.read(contentOf(NEURON, { format: 2 })), /of format 2, and not 1/);
});

test("the moments of a pass", () => {
  const { recording } = sessionOn(NEURON);
  assert.deepEqual([recording.start, recording.end], [7, 17]);
  assert.deepEqual(recording.moment(0), { number: 0, node: 0, edge: null, backward: false });
  assert.deepEqual(recording.moment(7), { number: 7, node: 6, edge: null, backward: true });
  assert.deepEqual(recording.moment(11), { number: 11, node: 5, edge: 2, backward: true });
  assert.throws(() => recording.moment(18), /they go from 0 to 17/);
});

test("gradients grow edge by edge", () => {
  const { recording } = sessionOn(NEURON);
  const of = (/** @type {number} */ position) => [6, 7, 8, 9, 10, 11, 17].map((m) => recording.gradient(position, m));
  assert.deepEqual(of(4), [null, 0, 0, 0, 2, 4, 4]);
  assert.deepEqual(of(0), [0, 0, 0, 0, 0, 0, 16]);
});

test("gradients that were set are there from their moment on", () => {
  const changes = { moment: int32([10]), node: int32([4]), gradient: float64([5]) };
  const { recording } = sessionOn(NEURON, { changes });
  assert.deepEqual([recording.gradient(4, 9), recording.gradient(4, 10), recording.gradient(4, 11)], [0, 5, 7]);
  assert.equal(recording.gradient(0, 17), 28);
});

test("an output that is a leaf has one moment of each kind", () => {
  const { recording } = sessionOn([{ data: 3 }]);
  assert.deepEqual([recording.end, recording.gradient(0, 0), recording.gradient(0, 1)], [1, 0, 1]);
});

test("movements through nodes and edges", () => {
  const session = sessionOn(NEURON);
  const at = () => session.at;
  assert.deepEqual([session.next(), at()].slice(1), [9]);
  assert.deepEqual([session.step(2), at(), session.back(), at()].filter(Number.isInteger), [11, 9]);
  assert.deepEqual([session.stepBack(), at(), session.next(99), at()].filter(Number.isInteger), [8, 17]);
  assert.deepEqual([session.resumeBack(), at(), session.finish(), at()].filter(Number.isInteger), [0, 2]);
  assert.throws(() => session.next(0), /at least once/);
  assert.throws(() => session.goto(18), /no moment 18/);
  assert.throws(() => session.goto(0.5), /no moment 0.5/);
  assert.equal(session.at, 2);
});

test("until a node is reached, if that is not over", () => {
  const session = sessionOn(NEURON);
  assert.equal(session.until([0, 4]).moment.number, 12);
  assert.throws(() => session.until([4]), /node #4 was reached at moment 12, and this is moment 12/);
});

test("stop points end movements, count, are let pass, and go", () => {
  const session = sessionOn(NEURON);
  const [breakpoint, temporary] = [session.breakAt("add if grad > 1"), session.breakAt("#3", true)];
  breakpoint.ignore = 1;
  assert.deepEqual(session.resume().met, [temporary]);
  assert.deepEqual([breakpoint.hits, breakpoint.ignore, temporary.hits], [1, 0, 1]);
  assert.deepEqual(
    session.points.all.map(({ kind, where, condition }) => [kind, where && `${where}`, condition?.text]),
    [
      ["catch", null, undefined],
      ["breakpoint", "op:add", "grad > 1"],
    ],
  );
  assert.deepEqual([session.resumeBack().met, session.at], [[breakpoint], 12]);
  breakpoint.enabled = false;
  session.goto(0);
  assert.deepEqual(session.resume().met, []);
  session.points.delete(breakpoint.number);
  assert.throws(() => session.points.get(breakpoint.number), /there is no stop point 1; there are 0/);
});

test("a watchpoint stops at contributions", () => {
  const session = sessionOn(NEURON);
  session.watch("#4");
  assert.deepEqual([session.resume().moment.number, session.resume().moment.number], [10, 11]);
  assert.throws(() => session.watch("E"), /nothing contributes/);
  assert.throws(() => session.breakAt("w if local > 1"), /a breakpoint stops at nodes/);
  assert.throws(() => session.breakAt("w if"), /a condition follows if/);
  assert.throws(() => session.breakAt(" "), /a breakpoint needs/);
  assert.throws(() => session.watch(""), /a watchpoint needs/);
});

test("a condition on the gradient is not asked in the forward pass, though leaves have one from before", () => {
  const session = sessionOn(NEURON);
  const breakpoint = session.breakAt("w if grad >= 0");
  assert.deepEqual([session.resumeBack().met, session.at], [[], 0]);
  assert.deepEqual(session.resume().met, [breakpoint]);
});

test("a session goes on where it was handed over", () => {
  const where = { kind: /** @type {const} */ ("op"), name: "mul", number: 0 };
  const points = [
    pointData("catch", 0, { enabled: false }),
    pointData("breakpoint", 3, { where, condition: "grad > 1", hits: 2, ignore: 1 }),
    pointData("watchpoint", 4),
  ];
  const session = sessionOn(NEURON, { at: 5, points, next: 6, strange: int32([8]) });
  assert.equal(session.at, 5);
  const stated = (/** @type {any[]} */ all) =>
    all.map(({ kind, number, enabled, hits, ignore }) => ({ kind, number, enabled, hits, ignore }));
  assert.deepEqual(stated(session.points.all), stated(points));
  assert.deepEqual(stated(session.resume().met), [{ ...stated(points)[2], hits: 1 }]);
  assert.equal(session.breakAt("w").number, 6);
});

test("a number that is not finite is caught where it is produced", () => {
  const session = sessionOn(NEURON, { strange: int32([5, 11]) });
  assert.deepEqual([session.resume().moment.number, session.resumeBack().moment.number], [11, 5]);
});

test("a condition that only Python can read is kept, with the reason, and stops nowhere", () => {
  const points = [pointData("catch", 0), pointData("breakpoint", 1, { condition: "tanh(data) > -2", hits: 3 })];
  const session = sessionOn(NEURON, { at: 0, points, next: 2 });
  const [, point] = session.points.all;
  point.enabled = true;
  assert.deepEqual([session.resume().met, session.at], [[], session.recording.end]);
  assert.ok(session.points.all.includes(point));
  assert.deepEqual([point.condition?.text, point.enabled, point.hits], ["tanh(data) > -2", false, 3]);
  assert.match(point.refusal?.in("en") ?? "", /^column 1: there is no function tanh on this page/);
  assert.match(point.refusal?.in("zh") ?? "", /^第 1 列：本页没有函数 tanh/);
  assert.equal(session.breakAt("w if data > 0").refusal, null);
});

test("what nodes are called, and what they are made of", () => {
  const { recording } = sessionOn([{ data: 1, label: "a\nb" }, { data: 1, label: "x".repeat(41) }, ...NEURON.slice(2)]);
  assert.deepEqual(
    [0, 1, 2, 3].map((p) => recording.name(p)),
    ["#0 a�b", `#1 ${"x".repeat(39)}…`, "#2 b", "#3 mul"],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((p) => recording.shortName(p)),
    ["a�b", "#1", "b", "#3"],
  );
  assert.deepEqual(recording.operands(6), [{ node: 5 }, { constant: 2 }]);
  assert.deepEqual([recording.operation(0), recording.operation(4)?.sign, recording.scope(5)], [null, "+", "net"]);
  assert.deepEqual(recording.site(5), {
    ...{ file: "train.py", line: 7, column: 1, endLine: 7, endColumn: 9, function: "neuron" },
  });
  assert.equal(recording.site(0), null);
});
