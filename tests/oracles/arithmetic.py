"""Arithmetic."""

from __future__ import annotations

from tests.oracles.oracle import Oracle
from tests.oracles.points import line, pairs

ORACLES = {
    "add": Oracle(lambda a, b: a + b, lambda a, b: (1, 1), pairs),
    "sub": Oracle(lambda a, b: a - b, lambda a, b: (1, -1), pairs),
    "neg": Oracle(lambda x: -x, lambda x: (-1,), line),
    "mul": Oracle(lambda a, b: a * b, lambda a, b: (b, a), pairs),
    "div": Oracle(lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2), pairs, lambda a, b: b != 0),
    "div_power": Oracle(
        lambda a, b, n: a / b**n,
        lambda a, b, n: (1 / b**n, -n * a / b ** (n + 1)),
        lambda: ((a, b, float(n)) for a, b in pairs() for n in (1, 2, 3)),
        lambda a, b, n: b != 0,
        statics=tuple((float(n),) for n in range(1, 6)),
    ),
}
