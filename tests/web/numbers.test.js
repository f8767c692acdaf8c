// That numbers are written as Python writes any of them, tests/test_web_engine.py finds; here are those that are special.

import assert from "node:assert/strict";
import test from "node:test";
import { digits, exact, significant } from "../../autograd_lite/stepping/web/script/engine/numbers.js";

test("half-way cases go to the even digit", () => {
  const written = [1000.5, 1001.5, 0.5, 1.5, 2.5, -2.5, 8.5, 9.5].map((x) => significant(x, x < 1000 ? 1 : 4));
  assert.deepEqual(written, ["1000", "1002", "0.5", "2", "2", "-2", "8", "1e+01"]);
});

test("what only looks like a half-way case is none", () => {
  assert.deepEqual([significant(2.675, 3), significant(1.005, 3), significant(1.115, 3)], ["2.67", "1", "1.11"]);
});

test("there is an exponent where the digits do not reach the point", () => {
  const written = [123456, 1234567, 999999.5, 0.0001, 0.00001234, 5e-324].map((x) => significant(x, 6));
  assert.deepEqual(written, ["123456", "1.23457e+06", "1e+06", "0.0001", "1.234e-05", "4.94066e-324"]);
});

test("what is not finite has a name, and zero a sign", () => {
  const odd = [Number.NaN, Infinity, -Infinity, 0, -0];
  assert.deepEqual(
    odd.map((x) => significant(x, 6)),
    ["nan", "inf", "-inf", "0", "-0"],
  );
  assert.deepEqual(odd.map(exact), ["nan", "inf", "-inf", "0.0", "-0.0"]);
  assert.deepEqual(odd.map(digits), ["nan", "inf", "−inf", "0", "0"]);
});

test("pictures have the minus sign of mathematics and short exponents", () => {
  assert.deepEqual([-2, 0.000003, 123456, -1e-7].map(digits), ["−2", "3e−6", "1.235e5", "−1e−7"]);
});

test("all digits of a number are those that tell it from its neighbours", () => {
  assert.deepEqual([2, 0.1, 0.1 + 0.2, 1e16, 123456789012345.6].map(exact), [
    "2.0",
    "0.1",
    "0.30000000000000004",
    "1e+16",
    "123456789012345.6",
  ]);
});
