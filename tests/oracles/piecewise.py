"""Piecewise primitives: away from their kinks and jumps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import Point, line, magnitudes, pairs


def nonzero(x: object) -> bool:
    return bool(x != 0)


def fractional(x: Any) -> bool:
    return bool(x != mp.floor(x))


def rounded(x: Any, digits: Any) -> Any:
    """x to so many decimal digits, ties to even, as exactly as mpmath works here; the double nearest to it is meant."""
    with mp.workdps(400):
        return mp.nint(x * mpf(10) ** digits) / mpf(10) ** digits


def decimals() -> Iterator[Point]:
    """Numbers of moderate size and the digits to round to; no ties, except to whole numbers."""
    yield from product(magnitudes(200, -20, 60), (0.0, 1.0, 5.0, 15.0, -2.0))
    yield from ((x, 0.0) for x in (0.5, 1.5, 2.5, -0.5, -3.5, 1e300))


ORACLES = {
    "sign": Oracle(mp.sign, lambda x: (0,), line, nonzero),
    "step": Oracle(lambda x: mpf(x > 0), lambda x: (0,), line, nonzero),
    "equal": Oracle(lambda a, b: mpf(a == b), lambda a, b: (0, 0), pairs, lambda a, b: bool(a != b)),
    "relu": Oracle(lambda x: max(x, mpf(0)), lambda x: (mpf(x > 0),), line, nonzero),
    "abs": Oracle(abs, lambda x: (mp.sign(x),), line, nonzero),
    "floor": Oracle(mp.floor, lambda x: (0,), line, fractional),
    "ceil": Oracle(mp.ceil, lambda x: (0,), line, fractional),
    "trunc": Oracle(lambda x: mp.sign(x) * mp.floor(abs(x)), lambda x: (0,), line, fractional),
    "round": Oracle(
        rounded, lambda x, digits: (0,), decimals, lambda x, digits: True, static=((0.0,), (2.0,), (-1.0,))
    ),
    "select": Oracle(
        lambda c, a, b: a if c else b,
        lambda c, a, b: (0, mpf(c != 0), mpf(c == 0)),
        lambda: (
            (c, a, b)
            for a, b in zip(magnitudes(300, -9, 9, seed=22), magnitudes(300, -9, 9, seed=23), strict=True)
            for c in (0.0, 2.0, -1e-300)
        ),
    ),
    "copysign": Oracle(
        lambda a, b: abs(a) * mp.sign(b), lambda a, b: (mp.sign(a) * mp.sign(b), 0), pairs, lambda a, b: bool(a and b)
    ),
    "leaky_relu": Oracle(
        lambda x, slope: x if x > 0 else slope * x,
        lambda x, slope: (mpf(1) if x > 0 else slope,),
        lambda: product(line(), (0.01, 0.3, 0.0, 1.0, -1.0)),
        lambda x, slope: nonzero(x),
        static=((0.01,), (-1.0,)),
    ),
    "clip": Oracle(
        lambda x, low, high: min(max(x, low), high),
        lambda x, low, high: (mpf(low < x < high),),
        lambda: (
            (x, *bounds) for x in line() for bounds in ((-1.5, 2.0), (-math.inf, 1e-300), (0.3, math.inf), (2.5, 2.5))
        ),
        lambda x, low, high: x not in (low, high),
        static=((-1.0, 2.0), (0.5, 0.5), (-math.inf, 1.0)),
    ),
}
