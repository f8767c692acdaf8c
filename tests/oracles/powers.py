"""Powers and roots."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mp, mpf

from tests.oracles.oracle import RELATIVE, Oracle
from tests.oracles.points import LARGEST, SMALLEST_NORMAL, bases_and_exponents, line, powers


def real_power(a: Any, b: Any) -> Any:
    return mpmath.power(a, b)


def reduced_power(x: Any, p: Any, k: Any) -> Any:
    """x^(p-k). Of a p with more than 60 digits before the point p - k has a parity which 60 do not show."""
    magnitude = abs(x) ** (p - k)
    return -magnitude if x < 0 and (int(p) - int(k)) % 2 else magnitude


def cbrt(x: Any) -> Any:
    return mp.sign(x) * mp.cbrt(abs(x))


def has_power(a: Any, b: Any) -> bool:
    """Whether a^b and its derivative by a are finite real numbers."""
    return bool(a > 0 or (a < 0 and b == mp.floor(b)))


def powers_are_normal(a: Any, b: Any) -> bool:
    """Whether a^b, and the powers in its first and second derivatives, are normal doubles."""
    return bool(a > 0 and all(mpf(SMALLEST_NORMAL) <= a ** (b - k) <= mpf(LARGEST) for k in (0, 1, 2)))


def mixed(a: Any, b: Any) -> Any:
    """The mixed second derivative of a^b."""
    return a ** (b - 1) * (1 + b * mp.log(a))


def mixed_terms(a: Any, b: Any) -> Any:
    """The larger one of its two terms."""
    return a ** (b - 1) * max(1, abs(b * mp.log(a)))


def as_math_pow(exact: Any, a: Any, b: Any) -> Any:
    """The error of an a^(b-1) or a^b whose exponent is rounded: |b - 1| |log a| ulps, beside 4 for the rest.

    That is as good as math.pow is at an exponent which is not exact itself.
    """
    return abs(exact) * (4 + (abs(b) + 1) * abs(mp.log(a))) * mpf(2) ** -52


ORACLES = {
    "power": Oracle(
        real_power,
        lambda x, p: (p * reduced_power(x, p, 1) if p else mpf(0),),
        powers,
        has_power,
        static=((2.0,), (3.0,), (1.0,), (0.0,), (-1.0,), (0.5,)),
    ),
    "pow": Oracle(
        real_power,
        lambda a, b: (b * a ** (b - 1), a**b * mp.log(a)),
        bases_and_exponents,
        powers_are_normal,
        gradient_slack=lambda a, b: tuple(as_math_pow(g, a, b) for g in (b * a ** (b - 1), a**b * mp.log(a))),
    ),
    "pow_slope": Oracle(
        lambda a, b: b * a ** (b - 1),
        lambda a, b: (b * (b - 1) * a ** (b - 2), mixed(a, b)),
        bases_and_exponents,
        powers_are_normal,
        value_slack=lambda a, b: as_math_pow(b * a ** (b - 1), a, b),
        gradient_slack=lambda a, b: (
            RELATIVE * abs(b * (b - 1) * a ** (b - 2)),
            RELATIVE * mixed_terms(a, b),
        ),
    ),
    "pow_log": Oracle(
        lambda a, b: a**b * mp.log(a),
        lambda a, b: (mixed(a, b), a**b * mp.log(a) ** 2),
        bases_and_exponents,
        powers_are_normal,
        gradient_slack=lambda a, b: (RELATIVE * mixed_terms(a, b), RELATIVE * a**b * mp.log(a) ** 2),
    ),
    "sqrt": Oracle(mp.sqrt, lambda x: (1 / (2 * mp.sqrt(x)),), line, lambda x: x > 0),
    "rsqrt": Oracle(lambda x: 1 / mp.sqrt(x), lambda x: (-1 / (2 * x * mp.sqrt(x)),), line, lambda x: x > 0),
    "power_slope": Oracle(
        lambda x, c, p, k: c * reduced_power(x, p, k),
        lambda x, c, p, k: (c * (p - k) * reduced_power(x, p, k + 1),),
        lambda: (
            (x, *static) for x, p in powers() for static in ((p, p, 1.0), (p * (p - 1.0), p, 2.0)) if abs(p) < 1e100
        ),
        lambda x, c, p, k: has_power(x, p),
        is_derivative=True,
        static=((2.0, 2.0, 1.0), (6.0, 3.0, 2.0), (-1.0, -1.0, 1.0), (0.5, 0.5, 1.0), (0.0, 0.0, 1.0)),
    ),
    "cbrt": Oracle(cbrt, lambda x: (1 / (3 * cbrt(x) ** 2),), line),
    "square": Oracle(lambda x: x * x, lambda x: (2 * x,), line),
    "reciprocal": Oracle(lambda x: 1 / x, lambda x: (-1 / x**2,), line),
}
