// That conditions mean what they mean in Python, tests/test_web_engine.py finds; here is what they say when they are
// refused.

import assert from "node:assert/strict";
import test from "node:test";
import { readCondition } from "../../autograd_lite/stepping/web/script/engine/conditions.js";

const VALUES = {
  node: 3,
  data: 2,
  grad: -0.5,
  upstream: 1,
  local: 4,
  contribution: 4,
  op: "mul",
  label: "w1",
  scope: "a/b",
};

/** @param {string} text */
function holds(text) {
  return readCondition(text).holds(VALUES);
}

test("names are given in the order of their first appearance", () => {
  const { text, names } = readCondition(' grad > data or op == "mul" and grad < 1 ');
  assert.deepEqual([text, names], ['grad > data or op == "mul" and grad < 1', ["grad", "data", "op"]]);
});

test("precedence and chains are those of Python", () => {
  assert.ok(holds("-2 ** 2 == -4 and 2 ** -1 == 0.5 and 2 ** 3 ** 2 == 512"));
  assert.ok(holds("0 < data <= 2 < 3 and not 0 < grad < 1"));
  assert.ok(holds("1 > 2 or 3 > 2 and not 2 > 3"));
  assert.ok(holds("8 - 4 - 2 == 2 and 8 / 4 / 2 == 1 and -7 // 2 == -4 and -7 % 3 == 2"));
});

test("texts are compared, and looked for", () => {
  assert.ok(holds("op == 'mul' != label and op in ('add', \"mul\") and op not in ['add'] and 'a' in scope"));
  assert.ok(holds(String.raw`label != "w\"1" and label == "w" '1'`));
  assert.ok(!holds("op in ()"));
});

test("functions of numbers, and a case", () => {
  assert.ok(holds("abs(grad) == 0.5 and sqrt(4) == 2 and log(1) == 0 and exp(0) == 1 and max(1, data, 0) == 2"));
  assert.ok(holds("isnan(sqrt(-1)) and isinf(1 / 0) and isfinite(data) and isnan(max([nan, 1])) and min(2, 1) == 1"));
  assert.ok(holds("where(grad > 0, 1, -1) < 0"));
});

test("letters of an input method, and names that look alike, are one", () => {
  assert.ok(holds("ｇｒａｄ < 0 and π > 3"));
});

const REFUSED = {
  "": /is empty; write one/,
  grad: /^Error: column 1: a condition is a comparison, such as grad > 0/,
  "grad >": /breaks off/,
  "2 grad > 1": /^Error: column 3: grad has no place here; is something missing\? A product is written/,
  "grid > 1": /^Error: column 1: there is no grid here, but node, data/,
  "op > 1": /compared by == != in/,
  "op == mul": /there is no mul here.*in quotes, "mul"/,
  "op + 1 > 0": /op is a text, and is compared with one/,
  "op == 1": /1 is a number; it is not compared with a text/,
  "grad == nan": /write isnan\(x\)/,
  "grad = 1": /^Error: column 6: for = write ==/,
  "grad × 2 > 1": /for × write \*/,
  "grad > 1 & data > 1": /for & write and/,
  "grad （ 1": /for （ write \(/,
  "tanh(grad) > 1": /there is no function tanh on this page, but abs, /,
  "constructor(grad) > 1": /there is no function constructor/,
  "toString > 1": /there is no toString here/,
  "isnan(grad) > 1": /isnan is true or false, and no number/,
  "abs(grad, 1) > 1": /abs takes one number/,
  "max(grad) > 1": /max takes several numbers/,
  "where(grad, 1, 2) > 1": /a condition is a comparison/,
  "(grad > 1) + 1 > 1": /is true or false, and no number/,
  "op in 'mul'": /the texts it may be are a list/,
  "op in (mul, add)": /has texts in quotes/,
  "grad in (1, 2)": /grad is a number; in looks for texts/,
  "op in scope in label": /joins no chain/,
  "(grad, 1) > 1": /a list stands behind in/,
  '"unclosed == op': /ends with the quote that it begins with/,
  "0x10 > 1": /numbers are decimal/,
  "1if > 1": /numbers are decimal/,
  "grad.real > 1": /^Error: column 5: \. has no place here/,
  "data if grad else 1": /if has no place here/,
};
for (const [text, message] of Object.entries(REFUSED)) {
  test(`refused: ${text || "nothing"}`, () => assert.throws(() => readCondition(text), message));
}

test("what is too long or too deep is refused, and breaks nothing", () => {
  assert.throws(() => readCondition(`${"(".repeat(1000)}1`), /nested more than 100 deep/);
  assert.throws(() => readCondition("1 ".repeat(2000)), /2000 are the most/);
  assert.ok(holds(`${"-".repeat(300)}1 < 2 and ${"not ".repeat(200)} 1 > 0 and 0${" + 1".repeat(200)} == 200`));
});
