"""Powers and roots."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mp, mpf

from tests.oracles.oracle import RELATIVE, Oracle
from tests.oracles.points import bases_and_exponents, line, powers


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


def pow_terms(a: Any, b: Any, k: Any, m: Any) -> list[Any]:
    """The terms of d^k/da^k d^m/db^m a^b = a^(b-k) (log a + d/db)^m b (b-1) ... (b-k+1), without zeros."""
    k, m = int(k), int(m)
    log_a = mp.log(a) if m else mpf(0)
    falling = [mpf(1)]  # the coefficients of (b + t) (b + t - 1) ... (b + t - k + 1)
    for i in range(k):
        falling = [(b - i) * c + s for c, s in zip([*falling, mpf(0)], [mpf(0), *falling], strict=True)]
    power = reduced_power(a, b, k)
    return [mp.ff(m, j) * c * log_a ** (m - j) * power for j, c in enumerate(falling[: m + 1]) if c]


def pow_derivative(a: Any, b: Any, k: Any, m: Any) -> Any:
    return mp.fsum(pow_terms(a, b, k, m))


def largest_term(*point: Any) -> Any:
    return max(map(abs, pow_terms(*point)), default=mpf(0))


def pow_slack(a: Any, b: Any, k: Any, m: Any) -> Any:
    """Nothing beside 4 ulps for first derivatives; the others are held to 1e-12 of their largest term."""
    return RELATIVE * largest_term(a, b, k, m) if k + m > 1 else mpf(0)


POW_ORDERS = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 0.0), (0.0, 2.0))

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
        lambda a, b: (pow_derivative(a, b, 1, 0), pow_derivative(a, b, 0, 1)),
        bases_and_exponents,
        lambda a, b: bool(a > 0),
    ),
    "pow_derivative": Oracle(
        pow_derivative,
        lambda a, b, k, m: (pow_derivative(a, b, k + 1, m), pow_derivative(a, b, k, m + 1)),
        lambda: ((a, b, k, m) for a, b in bases_and_exponents() for k, m in POW_ORDERS),
        lambda a, b, k, m: bool(a > 0),
        value_slack=pow_slack,
        gradient_slack=lambda a, b, k, m: (pow_slack(a, b, k + 1, m), pow_slack(a, b, k, m + 1)),
        static=POW_ORDERS,
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
