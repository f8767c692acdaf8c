"""The second derivatives of every row: what its recorded gradient gives, against the exact ones.

They come from composed rules, whose terms may cancel: they are held to 1e-12 of the sum of the absolute terms. What is
composed, values and local gradients, is compared with its oracle on every Python; the composition is the same on all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
from mpmath import mp, mpf

from autograd_lite import Value, gradients
from autograd_lite.graph import operations
from autograd_lite.primitives import Primitive, table
from tests.oracles import ORACLES
from tests.oracles.oracle import RELATIVE, Oracle
from tests.oracles.points import LARGEST, SMALLEST_NORMAL, Point

POINTS = 80

# Rows whose second derivatives are 0.
CONSTANT_SLOPES = {
    *("add", "sub", "neg", "identity", "floordiv", "mod", "sum", "mean", "max", "min", "clip", "degrees", "radians"),
    *("sign", "step", "equal", "relu", "abs", "floor", "ceil", "round", "copysign", "leaky_relu", "select"),
    "trunc",
    *("normalizer", "exponent", "ldexp", "pivot", "fsum"),
}


def some_points(row: Primitive) -> Iterator[Point]:
    """Some of the points of the row's oracle at which it is smooth: at most three operands, all normal doubles."""
    exact = ORACLES[row.name]
    points = [point if isinstance(point, tuple) else (point,) for point in exact.points()]
    points = [point for point in points if len(point) <= 3 + row.static and all(map(math.isfinite, point))]
    random.Random(row.name).shuffle(points)
    normal = (point for point in points if all(abs(x) >= SMALLEST_NORMAL for x in point[: len(point) - row.static]))
    smooth = (point for point in normal if exact.smooth(*map(mpf, point)))
    return (point for point, _ in zip(smooth, range(POINTS), strict=False))


def exact_second_derivative(exact: Oracle, point: Point, i: int, j: int) -> Any:
    """d^2 f / dx_i dx_j by a central difference of the exact gradient, in as many digits as that takes."""
    magnitude = max(abs(math.log10(abs(x))) for x in point if x)
    with mp.workdps(450 + 2 * int(magnitude)):  # a derivative of 1e-300 beside a slope of 1
        step = mpf(10) ** -40 * min(mpf(1), abs(mpf(point[j])))

        def slope(shift: Any) -> Any:
            x = [mpf(x) for x in point]
            x[j] += shift
            return exact.gradients(*x)[i]

        return (slope(step) - slope(-step)) / (2 * step)


def sum_of_absolute_terms(output: Value, leaf: Value) -> Any:
    """What d output / d leaf would be if no two of its terms had different signs; beyond the doubles, too."""
    total = {output: mpf(1)}
    for node in reversed(operations(output)):
        for operand, local in zip(node.operands, node.local_gradient(), strict=False):  # no gradient of static ones
            if isinstance(operand, Value):
                total[operand] = total.get(operand, mpf(0)) + total[node] * abs(mpf(local))
    return total.get(leaf, mpf(0))


@pytest.mark.once
@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in table().items()])
def test_second_derivatives_are_exact_to_1e_12(row: Primitive) -> None:
    exact = ORACLES[row.name]
    compared = 0
    for point in some_points(row):
        n = len(point) - row.static
        leaves = list(map(Value, point[:n]))
        node = Value.record_primitive(row, (*leaves, *point[n:]))
        slopes = gradients(node, leaves, create_graph=True)
        for i, slope in enumerate(slopes):
            for j, got in enumerate(gradients(slope, leaves)):
                if row.name in CONSTANT_SLOPES:
                    assert got == 0.0
                    continue
                true = exact_second_derivative(exact, point, i, j)
                scale = sum_of_absolute_terms(slope, leaves[j])
                if scale == 0.0 and abs(true) < mpf(10) ** -70:  # a root, up to the error of the difference
                    assert got == 0.0
                elif SMALLEST_NORMAL < abs(true) < LARGEST:
                    compared += 1
                    close = math.isfinite(got) and abs(got - true) <= RELATIVE * max(abs(true), scale)
                    assert close, (point, i, j, got, mp.nstr(true, 20))
    assert compared or row.name in CONSTANT_SLOPES
