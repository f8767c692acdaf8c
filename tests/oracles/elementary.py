"""Exponentials and logarithms, trigonometric and hyperbolic functions, and what is made of them."""

from __future__ import annotations

from mpmath import mp

from tests.oracles.oracle import Oracle
from tests.oracles.points import angles, line, where_exponentials_live

ORACLES = {
    "exp": Oracle(mp.exp, lambda x: (mp.exp(x),), where_exponentials_live),
    "log": Oracle(mp.log, lambda x: (1 / x,), line, lambda x: x > 0),
    "log_slope": Oracle(lambda x: 1 / x, lambda x: (-1 / x**2,), line, lambda x: x > 0),
    "sin": Oracle(mp.sin, lambda x: (mp.cos(x),), angles),
    "cos": Oracle(mp.cos, lambda x: (-mp.sin(x),), angles),
    "tanh": Oracle(mp.tanh, lambda x: (mp.sech(x) ** 2,), where_exponentials_live),
    "sech": Oracle(mp.sech, lambda x: (-mp.sech(x) * mp.tanh(x),), where_exponentials_live),
    "sigmoid": Oracle(
        lambda x: 1 / (1 + mp.exp(-x)), lambda x: (1 / (2 + mp.exp(x) + mp.exp(-x)),), where_exponentials_live
    ),
}
