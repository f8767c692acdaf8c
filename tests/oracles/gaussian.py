"""The bell curve and its integrals."""

from __future__ import annotations

import random
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import SMALLEST, line

EPS = mpf(2) ** -52
MOMENTS = tuple((c, k) for c in (1.0, 0.5) for k in (0.0, 1.0, 2.0, 3.0))


def where_the_bell_is() -> list[float]:
    """The line, more of where e^(-x^2/2) is no zero, the ends of that, and the root of the derivative of gelu."""
    draw = random.Random(17)
    ends = [draw.uniform(low, high) for low, high in ((26.0, 27.5), (37.0, 39.0)) for _ in range(60)]
    roots = [-0.7517915246935645 + s * 2.0**-n for s in (-1, 1) for n in range(5, 54, 4)]
    return [*line(), *ends, *(-x for x in ends), *roots, *(draw.uniform(-39.0, 39.0) for _ in range(500))]


def moment(x: Any, c: Any, k: Any) -> Any:
    return x**k * mp.exp(-c * x**2)


def slope_terms(x: Any, c: Any, k: Any) -> tuple[Any, Any]:
    return (k * moment(x, c, k - 1) if k else mpf(0)), -2 * c * moment(x, c, k + 1)


def density(x: Any) -> Any:
    return mp.npdf(x)


def erfc(x: Any) -> Any:
    """mpmath cannot take huge numbers, for which this is zero as far as doubles reach."""
    return mp.erfc(min(x, mpf(1000)))


def distribution(x: Any) -> Any:
    return erfc(-x / mp.sqrt(2)) / 2


ORACLES = {
    "gauss": Oracle(
        moment,
        lambda x, c, k: (sum(slope_terms(x, c, k)),),
        lambda: ((x, *ck) for x in where_the_bell_is() for ck in MOMENTS),
        gradient_slack=lambda x, c, k: (8 * EPS * max(map(abs, slope_terms(x, c, k))),),
        is_derivative=True,
        static=MOMENTS,
    ),
    "erf": Oracle(mp.erf, lambda x: (2 / mp.sqrt(mp.pi) * mp.exp(-(x**2)),), where_the_bell_is),
    "erfc": Oracle(erfc, lambda x: (-2 / mp.sqrt(mp.pi) * mp.exp(-(x**2)),), where_the_bell_is),
    "normal_cdf": Oracle(distribution, lambda x: (density(x),), where_the_bell_is),
    "gelu": Oracle(
        lambda x: x * distribution(x),
        lambda x: (distribution(x) + x * density(x),),
        where_the_bell_is,
        value_slack=lambda x: 2 * abs(x) * mpf(SMALLEST),  # x times the rounding of a subnormal
        gradient_slack=lambda x: (4 * EPS * max(distribution(x), abs(x * density(x))),),
    ),
}
