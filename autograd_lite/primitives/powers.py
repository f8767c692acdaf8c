"""Powers, with a constant exponent and with a variable one, and roots: IEEE results where Python's operator raises."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import SMALLEST_NORMAL, div, div_power, neg
from autograd_lite.primitives.exponential import log_slope
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _ieee_pow(x: float, p: float) -> float:
    """The power of C's ``pow``: math.pow without its exceptions."""
    try:
        return math.pow(x, p)
    except ValueError:  # a negative base with a fractional exponent, or a pole at zero
        if x != 0.0:
            return math.nan
    except OverflowError:
        pass
    return math.copysign(math.inf, x) if p % 2.0 == 1.0 else math.inf


@primitive("**", static=1)
def power(x: float, p: float) -> float:
    """Power with a constant exponent. power(x; p) = x^p; its derivative is p x^(p-1).

    The exponent is no variable: no logarithm is taken, and x^0 has derivative 0 everywhere, 0 included.

    >>> power(3.0, 2.0), power(0.0, -1.0), power(-2.0, 0.5)
    (9.0, inf, nan)
    """
    return _ieee_pow(x, p)


@power.rule
def power_rule(y: Any, x: Any, p: float) -> Callable[[], tuple[Any]]:
    def power_gradient(x: Any = x, p: float = p) -> tuple[Any]:
        return (power_slope(x, p, p, 1.0),)

    return power_gradient


def _scaled_power(c: float, x: float, p: float, k: float) -> float:
    """c x^(p-k) with all its digits, where p - k is rounded or x^(p-k) has fewer of them; 0 for c = 0."""
    if c == 0.0:
        return 0.0
    q = p - k
    minus_k = q - p
    rounding = (p - (q - minus_k)) - (k + minus_k)  # Knuth's two-sum: p - k is q + rounding, exactly
    y = _ieee_pow(x, q)
    if math.isinf(q):  # an even exponent, as IEEE 754 has it; x^q wins over c where it is 0
        size = math.fabs(c * y) if y != 0.0 else 0.0
        return math.copysign(1.0, c) * math.copysign(size, x)
    if q == 1.0:
        return c * y
    if y == 0.0 and math.isinf(c):  # the c of a second derivative can be beyond the doubles: x^q wins over it, too
        return y * math.copysign(1.0, c)
    if SMALLEST_NORMAL <= math.fabs(y) < math.inf:
        y *= c
    elif not math.isnan(y):  # c y may be a normal double all the same
        root = _ieee_pow(math.fabs(x), 0.5 * q)
        y = math.copysign(1.0, y) * c * root * root
    if rounding:
        factor = _ieee_pow(x, rounding)
        y *= factor if 0.0 < math.fabs(y) < math.inf or math.isnan(factor) else math.copysign(1.0, factor)
    return y


@primitive("power_slope", static=3)
def power_slope(x: float, c: float, p: float, k: float) -> float:
    """The k-th derivative of x^p. power_slope(x; c, p, k) = c x^(p-k) with c = p (p-1) ... (p-k+1); 0 for c = 0.

    Its derivative is the next one. A primitive of its own because x^(p-k) can overflow, underflow, or take over the
    rounding of p - k, where the derivative does not.

    >>> power_slope(3.0, 2.0, 2.0, 1.0), power_slope(0.0, 0.0, 0.0, 1.0)
    (6.0, 0.0)
    """
    return _scaled_power(c, x, p, k)


@power_slope.rule
def power_slope_rule(y: Any, x: Any, c: float, p: float, k: float) -> Callable[[], tuple[Any]]:
    def power_slope_gradient(x: Any = x, c: float = c, p: float = p, k: float = k) -> tuple[Any]:
        return (power_slope(x, c * (p - k), p, k + 1.0),)

    return power_slope_gradient


@primitive("pow")
def pow(a: float, b: float) -> float:
    """Power with a variable exponent. pow(a, b) = a^b; the local gradients are b a^(b-1) and a^b log a.

    Where the limits disagree: at b = 0 the gradient by the base is 0; at a = 0 the gradient by the exponent
    is 0 for b > 0 and nan otherwise, as at a = inf it is 0 for b < 0.

    >>> pow(2.0, 3.0), pow(0.0, -1.0)
    (8.0, inf)
    """
    return _ieee_pow(a, b)


@pow.rule
def pow_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def pow_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        return pow_derivative(a, b, 1.0, 0.0), pow_derivative(a, b, 0.0, 1.0)

    return pow_gradient


@primitive("∂**", static=2)
def pow_derivative(a: float, b: float, k: float, m: float) -> float:
    """The derivative of a^b of order k by its base and m by its exponent. pow_derivative(a, b; k, m) =
    a^(b-k) (log a + d/db)^m b (b-1) ... (b-k+1), so b a^(b-1) for (1, 0), a^b log a for (0, 1), and
    a^(b-1) (1 + b log a) for (1, 1).

    The family is closed under differentiation. Where the limits disagree: at b = 0 the derivatives by the base alone
    are 0; at a = 0 those by the exponent, too, are 0 for b > k, otherwise nan, and at a = inf 0 for b < k, otherwise
    inf; for a < 0 they are nan.

    >>> pow_derivative(3.0, 2.0, 1.0, 0.0), pow_derivative(0.0, 0.0, 1.0, 0.0)
    (6.0, 0.0)
    >>> pow_derivative(1.0, 2.0, 0.0, 1.0), pow_derivative(0.0, 2.0, 0.0, 1.0), pow_derivative(0.0, 0.0, 0.0, 1.0)
    (0.0, 0.0, nan)
    """
    if m > 0.0 and not 0.0 < a < math.inf:
        if a == math.inf:
            return 0.0 if b < k else math.inf + b
        return 0.0 if a == 0.0 and b > k else math.nan
    factor = _falling_derivative(b, k, m, math.log(a)) if m > 0.0 else _falling(b, k)[0]
    return _scaled_power(factor, a, b, k)


@pow_derivative.rule
def pow_derivative_rule(y: Any, a: Any, b: Any, k: float, m: float) -> Callable[[], tuple[Any, Any]]:
    def pow_derivative_gradient(a: Any = a, b: Any = b, k: float = k, m: float = m) -> tuple[Any, Any]:
        return pow_derivative(a, b, k + 1.0, m), pow_derivative(a, b, k, m + 1.0)

    return pow_derivative_gradient


def _falling(b: float, k: float) -> list[float]:
    """The coefficients of (b + t) (b + t - 1) ... (b + t - k + 1) by powers of t."""
    coefficients = [1.0]
    for i in range(int(k)):
        shifted = [0.0, *coefficients]
        coefficients = [(b - i) * c + s for c, s in zip([*coefficients, 0.0], shifted, strict=True)]
    return coefficients


def _falling_derivative(b: float, k: float, m: float, log_a: float) -> float:
    """(log a + d/db)^m b (b-1) ... (b-k+1), by the binomial theorem."""
    order, total = int(m), 0.0
    for j, c in enumerate(_falling(b, k)[: order + 1]):
        power = _ieee_pow(log_a, m - j)
        if power != 0.0 or not math.isinf(c):
            total += math.perm(order, j) * c * power  # j! times the binomial coefficient
    return total


@primitive("sqrt")
def sqrt(x: float) -> float:
    """Square root. nan for x < 0; its derivative is 1/(2 sqrt x), +inf at both zeros.

    >>> sqrt(9.0), sqrt(-1.0)
    (3.0, nan)
    """
    return math.sqrt(x) if x >= 0.0 else math.nan


@sqrt.rule
def sqrt_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sqrt_gradient(x: Any = x) -> tuple[Any]:
        return (0.5 * rsqrt(x),)  # 0.5 / y would be -inf at x = -0.0, whose root is -0.0

    return sqrt_gradient


@primitive("rsqrt")
def rsqrt(x: float) -> float:
    """Reciprocal square root. rsqrt(x) = 1/sqrt(x), +inf at both zeros, nan for x < 0.

    Its derivative is -rsqrt(x) / (2 x).

    >>> rsqrt(4.0), rsqrt(-0.0)
    (0.5, inf)
    """
    if x > 0.0:
        return 1.0 / math.sqrt(x)
    return math.inf if x == 0.0 else math.nan


@rsqrt.rule
def rsqrt_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def rsqrt_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (-0.5 * y * log_slope(x, 1.0),)

    return rsqrt_gradient


@primitive("cbrt")
def cbrt(x: float) -> float:
    """Cube root, of negative numbers too; its derivative is 1/(3 cbrt(x)^2), +inf at both zeros.

    >>> cbrt(27.0), cbrt(-8.0)
    (3.0, -2.0)
    """
    y = math.cbrt(x)
    if y == 0.0 or not math.isfinite(y):
        return y
    return y - (y - x / (y * y)) / 3.0  # one step of Newton's method: C libraries are up to 3 ulps off


@cbrt.rule
def cbrt_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def cbrt_gradient(y: Any = y) -> tuple[Any]:
        return (div(1.0, 3.0 * (y * y)),)

    return cbrt_gradient


@primitive("square")
def square(x: float) -> float:
    """Square. square(x) = x^2; its derivative is 2x.

    >>> square(-3.0)
    9.0
    """
    return x * x


@square.rule
def square_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def square_gradient(x: Any = x) -> tuple[Any]:
        return (2.0 * x,)

    return square_gradient


@primitive("1/")
def reciprocal(x: float) -> float:
    """Reciprocal. reciprocal(x) = 1/x, infinite at 0 with the sign of the zero; its derivative is -1/x^2.

    >>> reciprocal(4.0), reciprocal(-0.0)
    (0.25, -inf)
    """
    return div.value(1.0, x)


@reciprocal.rule
def reciprocal_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def reciprocal_gradient(x: Any = x) -> tuple[Any]:
        return (neg(div_power(1.0, x, 2.0)),)

    return reciprocal_gradient
