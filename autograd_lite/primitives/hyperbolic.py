"""Hyperbolic functions and their inverses. Their derivatives keep their digits in the tails."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import SMALLEST_NORMAL, div
from autograd_lite.primitives.exponential import log_slope
from autograd_lite.primitives.norms import hypot
from autograd_lite.primitives.powers import rsqrt
from autograd_lite.primitives.table import primitive
from autograd_lite.primitives.trigonometric import one_minus_square

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("sinh")
def sinh(x: float) -> float:
    """Hyperbolic sine, infinite beyond 710.48; its derivative is cosh(x).

    >>> sinh(0.0), sinh(-1000.0)
    (0.0, -inf)
    """
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)


@sinh.rule
def sinh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sinh_gradient(x: Any = x) -> tuple[Any]:
        return (cosh(x),)

    return sinh_gradient


@primitive("cosh")
def cosh(x: float) -> float:
    """Hyperbolic cosine, inf beyond 710.48; its derivative is sinh(x).

    >>> cosh(0.0), cosh(-1000.0)
    (1.0, inf)
    """
    try:
        return math.cosh(x)
    except OverflowError:
        return math.inf


@cosh.rule
def cosh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def cosh_gradient(x: Any = x) -> tuple[Any]:
        return (sinh(x),)

    return cosh_gradient


@primitive("tanh")
def tanh(x: float) -> float:
    """Hyperbolic tangent; its derivative is 1 - tanh(x)^2, with all its digits in the tails too.

    >>> tanh(0.0)
    0.0
    """
    return math.tanh(x)


@tanh.rule
def tanh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def tanh_gradient(x: Any = x) -> tuple[Any]:
        return (tanh_slope(x),)

    return tanh_gradient


@primitive("tanh′")
def tanh_slope(x: float) -> float:
    """The derivative of the hyperbolic tangent. tanh_slope(x) = 1 - tanh(x)^2 = 1/cosh(x)^2 = 4 e^-2x / (1 + e^-2x)^2.

    Its derivative is -2 tanh_slope(x) tanh(x). A primitive of its own because 1 - tanh(x)^2 has no digit left from
    x = 19 on, and 1/cosh(x)^2 doubles the error of cosh(x).

    >>> tanh_slope(0.0), 0.0 < tanh_slope(350.0) < 1e-300, tanh_slope(1000.0)
    (1.0, True, 0.0)
    """
    e = math.exp(-2.0 * math.fabs(x))
    if e < SMALLEST_NORMAL:  # four times as much may be a normal double
        root = 2.0 * math.exp(-math.fabs(x))
        return root * root
    return 4.0 * e / (1.0 + e * (2.0 + e))


@tanh_slope.rule
def tanh_slope_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def tanh_slope_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (-2.0 * (y * tanh(x)),)

    return tanh_slope_gradient


@primitive("asinh")
def asinh(x: float) -> float:
    """Inverse hyperbolic sine; its derivative is 1/sqrt(1 + x^2).

    >>> asinh(0.0)
    0.0
    """
    return math.asinh(x)


@asinh.rule
def asinh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def asinh_gradient(x: Any = x) -> tuple[Any]:
        return (div(1.0, hypot(1.0, x)),)  # 1 + x^2 overflows from x = 1.3e154 on

    return asinh_gradient


@primitive("acosh")
def acosh(x: float) -> float:
    """Inverse hyperbolic cosine, nan for x < 1; its derivative is 1/sqrt(x^2 - 1), +inf at 1.

    >>> acosh(1.0), acosh(0.0)
    (0.0, nan)
    """
    return math.acosh(x) if x >= 1.0 else math.nan


@acosh.rule
def acosh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def acosh_gradient(x: Any = x) -> tuple[Any]:
        return (rsqrt(x - 1.0) * rsqrt(x + 1.0),)  # x^2 - 1 loses half of the digits near 1, and overflows

    return acosh_gradient


@primitive("atanh")
def atanh(x: float) -> float:
    """Inverse hyperbolic tangent, infinite at 1 and -1, nan for |x| > 1; its derivative is 1/(1 - x^2).

    >>> atanh(0.0), atanh(-1.0), atanh(2.0)
    (0.0, -inf, nan)
    """
    if -1.0 < x < 1.0:
        return math.atanh(x)
    return math.copysign(math.inf, x) if x in (-1.0, 1.0) else math.nan


@atanh.rule
def atanh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def atanh_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(one_minus_square(x), 1.0),)

    return atanh_gradient
