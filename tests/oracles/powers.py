"""Powers and roots."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mp, mpf

from tests.oracles.oracle import RELATIVE, Oracle
from tests.oracles.points import LARGEST, SMALLEST_NORMAL, bases_and_exponents, line, powers


def real_power(a: Any, b: Any) -> Any:
    return mpmath.power(a, b)


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
    "power": Oracle(real_power, lambda x, p: (p * x ** (p - 1) if p else mpf(0),), powers, has_power),
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
}
