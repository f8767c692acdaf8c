"""Piecewise primitives: away from their kinks and jumps."""

from __future__ import annotations

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import line, pairs


def nonzero(x: object) -> bool:
    return bool(x != 0)


ORACLES = {
    "sign": Oracle(mp.sign, lambda x: (0,), line, nonzero),
    "step": Oracle(lambda x: mpf(x > 0), lambda x: (0,), line, nonzero),
    "equal": Oracle(lambda a, b: mpf(a == b), lambda a, b: (0, 0), pairs, lambda a, b: bool(a != b)),
    "relu": Oracle(lambda x: max(x, mpf(0)), lambda x: (mpf(x > 0),), line, nonzero),
    "abs": Oracle(abs, lambda x: (mp.sign(x),), line, nonzero),
}
