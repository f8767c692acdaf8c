// What is said of a gradient beside a slope that differences found.

import assert from "node:assert/strict";
import test from "node:test";
import { Checks } from "../../autograd_lite/stepping/web/script/engine/checks.js";
import { float64, int32 } from "./contents.js";

/**
 * The verdict on a gradient, where the slope is 2.
 *
 * @param {number} gradient
 * @param {number} error
 * @param {number} slope
 */
function verdict(gradient, error, slope = 2) {
  const column = float64([1]);
  const [step, above, below] = [column, column, column];
  const found = { leaf: int32([3]), step, above, below, slope: float64([slope]), error: float64([error]) };
  return new Checks(found).verdict(3, gradient);
}

test("a gradient agrees with the slope up to the error, and to rounding", () => {
  assert.deepEqual([verdict(2, 0), verdict(2 + 1e-7, 0), verdict(2.00001, 1e-6)], ["agrees", "agrees", "agrees"]);
  assert.deepEqual(
    [verdict(2.0001, 1e-6), verdict(-2, 1e-6), verdict(Number.NaN, 0)],
    ["differs", "differs", "differs"],
  );
});

test("quotients that do not settle say nothing", () => {
  assert.deepEqual([verdict(2, Infinity), verdict(5, 0.1), verdict(2, 0, Number.NaN)], ["unsure", "unsure", "unsure"]);
});

test("leaves that were not checked", () => {
  assert.deepEqual([new Checks(null).of(3), new Checks(null).verdict(3, 2)], [null, "unsure"]);
});
