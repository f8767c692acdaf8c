"""Arithmetic."""

from __future__ import annotations

from typing import Any

from mpmath import mp

from tests.oracles.oracle import Oracle
from tests.oracles.points import line, pairs


def quotient(a: Any, b: Any) -> Any:
    """floor(a / b), of whose digits there may be 650 before the point."""
    with mp.workdps(700):
        return mp.floor(a / b)


def between_jumps(a: Any, b: Any) -> bool:
    """Whether a / b is no whole number, so that its floor is constant around it."""
    return bool(b != 0 and remainder(a, b) != 0)


def remainder(a: Any, b: Any) -> Any:
    with mp.workdps(700):
        return a - b * mp.floor(a / b)


ORACLES = {
    "add": Oracle(lambda a, b: a + b, lambda a, b: (1, 1), pairs),
    "sub": Oracle(lambda a, b: a - b, lambda a, b: (1, -1), pairs),
    "identity": Oracle(lambda x: x, lambda x: (1,), line),
    "neg": Oracle(lambda x: -x, lambda x: (-1,), line),
    "mul": Oracle(lambda a, b: a * b, lambda a, b: (b, a), pairs),
    "div": Oracle(lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2), pairs, lambda a, b: b != 0),
    "div_power": Oracle(
        lambda a, b, n: a / b**n,
        lambda a, b, n: (1 / b**n, -n * a / b ** (n + 1)),
        lambda: ((a, b, float(n)) for a, b in pairs() for n in (1, 2, 3)),
        lambda a, b, n: b != 0,
        static=((1.0,), (2.0,), (3.0,), (5.0,)),
    ),
    "floordiv": Oracle(quotient, lambda a, b: (0, 0), pairs, between_jumps),
    "mod": Oracle(remainder, lambda a, b: (1, -quotient(a, b)), pairs, between_jumps),
}
