"""Exponentials and logarithms, trigonometric and hyperbolic functions, and what is made of them."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import ULPS, Oracle
from tests.oracles.points import angles, line, pairs, where_exponentials_live


def unit_interval() -> list[float]:
    """What lies between -1 and 1, at all scales."""
    return [x for x in line() if abs(x) < 1.0]


def probabilities() -> list[float]:
    """What lies between 0 and 1, and more beside 1/2, where the logit has its root."""
    beside_half = [0.5 + s * d for s in (-1, 1) for d in (2.0**-54, 2.0**-53, 1e-12, 1e-8, 1e-4, 0.1, 0.25)]
    return [*(x for x in line() if 0.0 < x < 1.0), *beside_half, 0.74, 0.76, 0.24, 0.26]


def silu_terms(x: Any) -> tuple[Any, Any]:
    """The two terms of the derivative of x sigmoid(x), which has a root at -1.2785."""
    s = 1 / (1 + mp.exp(-x))
    return s, x * s / (1 + mp.exp(x))


ORACLES = {
    "exp": Oracle(mp.exp, lambda x: (mp.exp(x),), where_exponentials_live),
    "log": Oracle(mp.log, lambda x: (1 / x,), line, lambda x: x > 0),
    "log_slope": Oracle(
        lambda x, c: c / x,
        lambda x, c: (-c / x**2,),
        lambda: product(line(), (1.0, 1.0 / math.log(2.0), 1.0 / math.log(10.0))),
        lambda x, c: x > 0,
        static=((1.0,), (1.44,)),
    ),
    "exp2": Oracle(lambda x: mpf(2) ** x, lambda x: (mpf(2) ** x * mp.log(2),), where_exponentials_live),
    "expm1": Oracle(mp.expm1, lambda x: (mp.exp(x),), where_exponentials_live),
    "log2": Oracle(lambda x: mp.log(x, 2), lambda x: (1 / (x * mp.log(2)),), line, lambda x: x > 0),
    "log10": Oracle(mp.log10, lambda x: (1 / (x * mp.log(10)),), line, lambda x: x > 0),
    "log1p": Oracle(mp.log1p, lambda x: (1 / (1 + x),), line, lambda x: x > -1),
    "sin": Oracle(mp.sin, lambda x: (mp.cos(x),), angles),
    "cos": Oracle(mp.cos, lambda x: (-mp.sin(x),), angles),
    "tan": Oracle(mp.tan, lambda x: (1 + mp.tan(x) ** 2,), angles),
    "asin": Oracle(mp.asin, lambda x: (1 / mp.sqrt((1 - x) * (1 + x)),), unit_interval),
    "acos": Oracle(mp.acos, lambda x: (-1 / mp.sqrt((1 - x) * (1 + x)),), unit_interval),
    "one_minus_square": Oracle(lambda x: (1 - x) * (1 + x), lambda x: (-2 * x,), line),
    "atan": Oracle(mp.atan, lambda x: (1 / (1 + x**2),), line),
    "atan_slope": Oracle(lambda x: 1 / (1 + x**2), lambda x: (-2 * x / (1 + x**2) ** 2,), line, is_derivative=True),
    "atan2": Oracle(mp.atan2, lambda y, x: (x / (x**2 + y**2), -y / (x**2 + y**2)), pairs, lambda y, x: bool(x or y)),
    "degrees": Oracle(mp.degrees, lambda x: (180 / mp.pi,), line),
    "radians": Oracle(mp.radians, lambda x: (mp.pi / 180,), line),
    "sinh": Oracle(mp.sinh, lambda x: (mp.cosh(x),), where_exponentials_live),
    "cosh": Oracle(mp.cosh, lambda x: (mp.sinh(x),), where_exponentials_live),
    "asinh": Oracle(mp.asinh, lambda x: (1 / mp.sqrt(1 + x**2),), line),
    "acosh": Oracle(mp.acosh, lambda x: (1 / mp.sqrt((x - 1) * (x + 1)),), line, lambda x: x > 1),
    "atanh": Oracle(mp.atanh, lambda x: (1 / ((1 - x) * (1 + x)),), unit_interval),
    "tanh": Oracle(mp.tanh, lambda x: (mp.sech(x) ** 2,), where_exponentials_live),
    "tanh_slope": Oracle(
        lambda x: mp.sech(x) ** 2,
        lambda x: (-2 * mp.sech(x) ** 2 * mp.tanh(x),),
        where_exponentials_live,
        is_derivative=True,
    ),
    "sigmoid": Oracle(
        lambda x: 1 / (1 + mp.exp(-x)), lambda x: (1 / (2 + mp.exp(x) + mp.exp(-x)),), where_exponentials_live
    ),
    "sigmoid_slope": Oracle(
        lambda x: mp.sech(x / 2) ** 2 / 4,
        lambda x: (-(mp.sech(x / 2) ** 2) / 4 * mp.tanh(x / 2),),
        where_exponentials_live,
        is_derivative=True,
    ),
    "logit": Oracle(lambda x: mp.log(x / (1 - x)), lambda x: (1 / (x * (1 - x)),), probabilities, lambda x: 0 < x < 1),
    "log_sigmoid": Oracle(lambda x: -mp.log1p(mp.exp(-x)), lambda x: (1 / (1 + mp.exp(x)),), where_exponentials_live),
    "softplus": Oracle(lambda x: mp.log1p(mp.exp(x)), lambda x: (1 / (1 + mp.exp(-x)),), where_exponentials_live),
    "silu": Oracle(
        lambda x: x / (1 + mp.exp(-x)),
        lambda x: (silu_terms(x)[0] + silu_terms(x)[1],),
        where_exponentials_live,
        gradient_slack=lambda x: (ULPS * mpf(2) ** -52 * max(map(abs, silu_terms(x))),),
    ),
    "elu": Oracle(
        lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
        lambda x, alpha: (mpf(1) if x > 0 else alpha * mp.exp(x),),
        lambda: product(where_exponentials_live(), (1.0, 0.3, 1.6732632423543772, 1000.0, 1e300)),
        lambda x, alpha: bool(x),
        static=((1.0,), (0.3,), (1000.0,)),
    ),
}
