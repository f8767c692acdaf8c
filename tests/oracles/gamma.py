"""The gamma function's logarithm and the derivatives of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import Point, landmarks, magnitudes

EPS = mpf(2) ** -52
ORDERS = (0.0, 1.0, 2.0, 3.0, 10.0)


def beside(*xs: float) -> list[float]:
    """Each number, and neighbours of it at all distances."""
    return [x + s * 2.0**-n for x in xs for n in (4, 12, 30, 52) for s in (-1, 0, 1)]


def where_gamma_lives() -> list[float]:
    """All magnitudes, and more of the small numbers; beside the poles, the roots, and where the cotangent vanishes."""
    draw = random.Random(18)
    roots = [1.4616321449683622, -0.5040830082644554, -1.5734984731623904, -2.457024738220800, -3.955294284858598]
    return [
        *(*landmarks(), *magnitudes(40, seed=19), *magnitudes(40, -10, 40, seed=20)),
        *beside(*roots, 1.0, 2.0, -1.0, -2.0, -10.0, -0.5, -1.5, -10.5, -1000.5),
        *(draw.uniform(-12.0, 12.0) for _ in range(80)),
        *(draw.uniform(*where) for where in ((0.7, 0.75), (2.05, 2.25)) for _ in range(40)),  # the series' ends
    ]


def orders() -> Iterator[Point]:
    yield from ((x, n) for n in ORDERS for x in where_gamma_lives())
    draw = random.Random(21)
    ranges = ((0.0, 5.0), (5.0, 200.0), (-5.0, 0.0))
    yield from ((draw.uniform(*where), 100.0) for where in ranges for _ in range(4))
    # The order counts the rounding of x + k so many times.
    yield from ((draw.uniform(0.7, 120.0), n) for n in (30.0, 100.0, 150.0, 169.0) for _ in range(25))
    # Most so where x + 1 has a bit less for its fraction than x, before and at the end of the terms that are added up.
    yield from (
        (draw.uniform(power - 0.99, power), n)
        for power, n in ((64.0, 73.0), (64.0, 100.0), (64.0, 150.0), (128.0, 160.0), (128.0, 169.0))
        for _ in range(8)
    )


def is_no_pole(x: Any, *_: Any) -> bool:
    return bool(x > 0 or x != mp.floor(x))


def log_gamma(x: Any) -> Any:
    return mp.re(mp.loggamma(x))


def psi(x: Any, n: Any) -> Any:
    return mp.polygamma(int(n), x) if x > 0 else mp.fsum(psi_terms(x, int(n)))


def psi_terms(x: Any, n: int) -> tuple[Any, Any]:
    """The two terms of the reflection (DLMF 5.15.6), for x < 0; the first one, -pi d^n/dx^n cot(pi x), has period 1.

    (mpmath's own polygamma takes |x| steps there.)
    """
    r = x - mp.nint(x)
    sign = (-1) ** n
    cotangent = mp.polygamma(n, 1 + r) - sign * (mp.factorial(n) / r ** (n + 1) + mp.polygamma(n, 1 - r))
    return cotangent, sign * mp.polygamma(n, 1 - x)


def psi_error(x: Any, n: Any) -> Any:
    """None for x > 0; for x < 0 counted against the larger one of the two terms of the reflection."""
    if x > 0:
        return mpf(0)
    return (16 + 3 * n) * EPS * max(map(abs, psi_terms(x, int(n))))


def log_gamma_error(x: Any) -> Any:
    return mpf(0) if x > 0 else 4 * EPS * max(abs(mp.log(mp.pi / abs(mp.sinpi(x)))), abs(log_gamma(1 - x)))


ORACLES = {
    "lgamma": Oracle(
        log_gamma,
        lambda x: (psi(x, 0),),
        where_gamma_lives,
        is_no_pole,
        value_slack=log_gamma_error,
        gradient_slack=lambda x: (psi_error(x, 0),),
    ),
    "polygamma": Oracle(
        psi,
        lambda x, n: (psi(x, n + 1),),
        orders,
        is_no_pole,
        value_slack=psi_error,
        gradient_slack=lambda x, n: (psi_error(x, n + 1),),
        static=tuple((n,) for n in ORDERS),
    ),
}
