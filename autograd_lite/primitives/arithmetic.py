"""Arithmetic: + - * / negation and powers, with IEEE results where Python's operators raise."""

from __future__ import annotations

import math

from autograd_lite.primitives.elementary import log
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


SMALLEST_NORMAL = 2.0**-1022


@primitive("+")
def add(a: float, b: float) -> float:
    """Sum. add(a, b) = a + b; both local gradients are 1.

    >>> add(1.0, 2.0)
    3.0
    """
    return a + b


@add.rule
def add_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return add_gradient


def add_gradient() -> tuple[float, float]:
    return 1.0, 1.0


@primitive("-")
def sub(a: float, b: float) -> float:
    """Difference. sub(a, b) = a - b; the local gradients are 1 and -1.

    >>> sub(1.0, 2.0)
    -1.0
    """
    return a - b


@sub.rule
def sub_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return sub_gradient


def sub_gradient() -> tuple[float, float]:
    return 1.0, -1.0


@primitive("neg")
def neg(x: float) -> float:
    """Negation. neg(x) = -x; its derivative is -1.

    >>> neg(2.0)
    -2.0
    """
    return -x


@neg.rule
def neg_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return neg_gradient


def neg_gradient() -> tuple[float]:
    return (-1.0,)


@primitive("*")
def mul(a: float, b: float) -> float:
    """Product. mul(a, b) = a b; the local gradients are b and a.

    >>> mul(2.0, 3.0)
    6.0
    """
    return a * b


@mul.rule
def mul_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def mul_gradient() -> tuple[Any, Any]:
        return b, a

    return mul_gradient


@primitive("/")
def div(a: float, b: float) -> float:
    """Quotient, as IEEE 754 defines it. div(a, b) = a / b; the local gradients are 1/b and -(a/b)/b.

    A division by zero gives inf with the sign of both operands, and 0/0 gives nan.

    >>> div(1.0, 4.0), div(-1.0, 0.0), div(0.0, 0.0)
    (0.25, -inf, nan)
    """
    try:
        return a / b
    except ZeroDivisionError:
        if a == 0.0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)


@div.rule
def div_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def div_gradient() -> tuple[Any, Any]:
        return div(1.0, b), neg(div_power(a, b, 2.0))

    return div_gradient


@primitive("/**", static=1)
def div_power(a: float, b: float, n: float) -> float:
    """Quotient by a whole power n >= 1 that is a constant. div_power(a, b; n) = a / b^n; its local gradients are
    1/b^n and -n a/b^(n+1).

    It is what differentiates a quotient: a / b^2 is a double for some a and b whose quotient a / b is too small to have
    all its digits, so (a / b) / b would not do.

    >>> div_power(1.0, 2.0, 3.0), div_power(5e-324, 2.0**-60, 2.0) == 5e-324 * 2.0**120
    (0.125, True)
    """
    scale = 2.0**1000 if -1.0 < b < 1.0 and -SMALLEST_NORMAL < div(a, b) < SMALLEST_NORMAL else 1.0
    quotient = a * scale
    for _ in range(int(n)):
        quotient = div(quotient, b)
    return quotient / scale


@div_power.rule
def div_power_rule(y: Any, a: Any, b: Any, n: float) -> Callable[[], tuple[Any, Any]]:
    def div_power_gradient() -> tuple[Any, Any]:
        return div_power(1.0, b, n), mul(-n, div_power(a, b, n + 1.0))

    return div_power_gradient


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
    if p == 0.0:
        return zero_power_gradient

    def power_gradient() -> tuple[Any]:
        return (p * power(x, p - 1.0),)

    return power_gradient


def zero_power_gradient() -> tuple[float]:
    return (0.0,)


@primitive("pow")
def pow(a: float, b: float) -> float:
    """Power with a variable exponent. pow(a, b) = a^b; the local gradients are b a^(b-1) and a^b log a.

    Where the limits disagree: at b = 0 the gradient by the base is 0; at a = 0 the gradient by the exponent
    is 0 for b > 0 and nan otherwise.

    >>> pow(2.0, 3.0), pow(0.0, -1.0)
    (8.0, inf)
    """
    return _ieee_pow(a, b)


@pow.rule
def pow_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def pow_gradient() -> tuple[Any, Any]:
        return pow_slope(a, b), pow_log(a, b)

    return pow_gradient


@primitive("pow_slope")
def pow_slope(a: float, b: float) -> float:
    """The derivative of a^b by its base. pow_slope(a, b) = b a^(b-1), and 0 at b = 0 whatever the base.

    A primitive of its own because of that case; its local gradients are b (b-1) a^(b-2) and
    a^(b-1) (1 + b log a).

    >>> pow_slope(3.0, 2.0), pow_slope(0.0, 0.0)
    (6.0, 0.0)
    """
    return 0.0 if b == 0.0 else b * _ieee_pow(a, b - 1.0)


@pow_slope.rule
def pow_slope_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def pow_slope_gradient() -> tuple[Any, Any]:
        return b * pow_slope(a, b - 1.0), pow(a, b - 1.0) + b * pow_log(a, b - 1.0)

    return pow_slope_gradient


@primitive("pow_log")
def pow_log(a: float, b: float) -> float:
    """The derivative of a^b by its exponent. pow_log(a, b) = a^b log a; at a = 0 it is 0 for b > 0, else nan.

    A primitive of its own because of that case; its local gradients are a^(b-1) (1 + b log a) and
    a^b (log a)^2.

    >>> pow_log(1.0, 2.0), pow_log(0.0, 2.0), pow_log(0.0, 0.0)
    (0.0, 0.0, nan)
    """
    if a > 0.0:
        return _ieee_pow(a, b) * math.log(a)
    return 0.0 if a == 0.0 and b > 0.0 else math.nan


@pow_log.rule
def pow_log_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def pow_log_gradient() -> tuple[Any, Any]:
        return pow(a, b - 1.0) + b * pow_log(a, b - 1.0), y * log(a)

    return pow_log_gradient
