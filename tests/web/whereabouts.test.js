// What is meant by the words for nodes, and what is said where there are none.

import assert from "node:assert/strict";
import test from "node:test";
import { find } from "../../autograd_lite/stepping/web/script/engine/whereabouts.js";
import { NEURON, sessionOn } from "./contents.js";

const { recording } = sessionOn(NEURON);

/** @type {[string, string, number[]][]} */
const MEANT = [
  ["w", "label:w", [0]],
  [" mul ", "op:mul", [3, 5, 6]],
  ["*", "op:mul", [3, 5, 6]],
  ["op: add", "op:add", [4]],
  ["hidden", "scope:hidden", [3, 4]],
  ["net", "scope:net", [3, 4, 5, 6]],
  ["scope:net/hidden/", "scope:net/hidden/", [3, 4]],
  ["#4", "#4", [4]],
  ["train.py:7", "train.py:7", [5, 6]],
  ["layers.py:4", "lib/layers.py:4", [4]],
  ["lib/layers.py: 3", "lib/layers.py:3", [3]],
  ["#４", "#4", [4]],
  ["train.py:７", "train.py:7", [5, 6]],
];
for (const [text, written, positions] of MEANT) {
  test(`${text.trim()} is ${written}`, () => {
    const found = find(text, recording);
    assert.deepEqual([`${found}`, found.positions(recording)], [written, positions]);
  });
}

test("a line without a file is one of the file of the moment, or of the first one", () => {
  assert.equal(`${find("3", recording, "lib/layers.py")}`, "lib/layers.py:3");
  assert.throws(() => find("3", recording, "train.py"), /no node was made on line 3 of train.py; near it are 7/);
  assert.equal(`${find("7", recording)}`, "train.py:7");
});

/** @type {[string, RegExp][]} */
const REFUSED = [
  ["#7", /there is no node #7: they go from #0 to #6/],
  ["ned", /no label, operation or scope "ned" in this graph; is it net\?/],
  ["zzzz", /there are labels: w, x, b, E; ops: mul, add; scopes: net\/hidden, net/],
  ["label:mull", /no node of this label: "mull"; there are labels: w, x, b, E$/],
  ["op:mull", /is it mul\?/],
  ["ayers.py:4", /no node was made by a file ayers.py; there are train.py, lib\/layers.py/],
  ["/train.py:7", /no node was made by a file/],
];
for (const [text, message] of REFUSED) {
  test(`${text} is no node`, () => assert.throws(() => find(text, recording), message));
}

test("a sign that two operations share is that of the last one", () => {
  const [sum, exactSum] = [
    ["sum", "Σ", "Σ"],
    ["fsum", "Σ", "Σ"],
  ];
  const nodes = [sum, exactSum, sum, exactSum].map((operation, k) => ({
    ...{ data: 1, operands: [k], local: [1] },
    operation: /** @type {[string, string, string]} */ (operation),
  }));
  assert.equal(`${find("Σ", sessionOn([{ data: 1 }, ...nodes]).recording)}`, "op:fsum");
  assert.equal(`${find("Σ", sessionOn([{ data: 1 }, ...nodes.slice(0, 3)]).recording)}`, "op:sum");
});

test("where no places were captured, lines are refused", () => {
  const nodes = NEURON.map(({ place: _place, ...node }) => node);
  assert.throws(() => find("7", sessionOn(nodes, { files: [] }).recording), /that was not captured/);
});
