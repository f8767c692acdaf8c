// What is refused is said in both languages, with the same names and numbers.

import assert from "node:assert/strict";
import test from "node:test";
import { readCondition } from "../../autograd_lite/stepping/web/script/engine/conditions.js";
import { REASONS } from "../../autograd_lite/stepping/web/script/engine/reasons.js";
import { Refusal } from "../../autograd_lite/stepping/web/script/engine/refusal.js";
import { find } from "../../autograd_lite/stepping/web/script/engine/whereabouts.js";
import { NEURON, sessionOn } from "./contents.js";

const HAN = /\p{Script=Han}/u;
const OF_KINDS = ["noneOfKind", "thereAre", "andThereAre"]; // which are words of the language, too

for (const [name, reason] of Object.entries(REASONS)) {
  test(`both languages say all of ${name}`, () => {
    const values = Array.from({ length: reason.length }, (_, k) => `<${k}>`);
    if (OF_KINDS.includes(name)) values[0] = "scope";
    const { en, zh } =
      /** @type {(...values: string[]) => import("../../autograd_lite/stepping/web/script/engine/refusal.js").Wording} */ (
        reason
      )(...values);
    assert.match(zh, HAN);
    assert.doesNotMatch(en, HAN);
    for (const value of values.filter((value) => value !== "scope")) {
      assert.ok(en.includes(value) && zh.includes(value), value);
    }
    assert.ok(!zh.includes("undefined"));
  });
}

/**
 * What is said to somebody who asks for what is not there.
 *
 * @param {() => unknown} ask
 */
function refusalOf(ask) {
  try {
    ask();
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error;
  }
  assert.fail("this was not refused");
}

test("a refusal of several parts is one sentence in each language", () => {
  const { recording } = sessionOn(NEURON);
  /** @type {[() => unknown, string, string][]} */
  const said = [
    [
      () => readCondition("2 grad > 1"),
      "column 3: grad has no place here; is something missing? A product is written 2*grad, with the sign",
      "第 3 列：grad 不能写在这里；是不是漏了什么？乘法要写出乘号，如 2*grad",
    ],
    [
      () => readCondition("op == 1"),
      "column 7: 1 is a number; it is not compared with a text; texts stand in quotes, numbers do not",
      "第 7 列：1 是数；不能与字符串比较；字符串要加引号，数不加",
    ],
    [
      () => find("zzzz", recording),
      'no label, operation or scope "zzzz" in this graph; there are labels: w, x, b, E; ops: mul, add; scopes: net/hidden, net',
      "图中没有标签、运算或作用域“zzzz”；现有标签：w, x, b, E；运算：mul, add；作用域：net/hidden, net",
    ],
  ];
  for (const [ask, en, zh] of said) {
    const refusal = refusalOf(ask);
    assert.deepEqual([refusal.message, refusal.in("en"), refusal.in("zh")], [en, en, zh]);
  }
});
