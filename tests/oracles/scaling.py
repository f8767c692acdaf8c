"""Powers of two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import Point, landmarks, magnitudes, short_lists


def scaled() -> Iterator[Point]:
    """Numbers of all magnitudes, and powers that bring them to one of the same or of another one, and beyond."""
    yield from ((x, float(k)) for x in landmarks() for k in (-2100, -1022, -60, -1, 0, 1, 10, 1023, 2100))
    yield from zip(magnitudes(300, seed=26), map(float, range(-1500, 1500, 10)), strict=True)


def exponent(x: Any) -> Any:
    return mpf(mp.frexp(x)[1] - 1)


def normalizer(*xs_reach: Any) -> Any:
    *xs, reach = xs_reach
    power = exponent(max(map(abs, xs)))
    return min(mpf(2) ** -power, mpf(2) ** 1023) if abs(power) > reach else mpf(1)


ORACLES = {
    "exponent": Oracle(
        exponent, lambda x: (0,), lambda: (*landmarks(), *magnitudes(400)), lambda x: bool(mp.frexp(abs(x))[0] != 0.5)
    ),
    "ldexp": Oracle(lambda x, k: x * mpf(2) ** mp.nint(k), lambda x, k: (mpf(2) ** mp.nint(k), 0), scaled),
    "normalizer": Oracle(
        normalizer,
        lambda *xs_reach: (0,) * (len(xs_reach) - 1),
        lambda: ((*xs, reach) for xs in short_lists() for reach in (0.0, 1.0, 960.0)),
        lambda *xs_reach: any(xs_reach[:-1]),
        static=((0.0,), (960.0,)),
    ),
}
