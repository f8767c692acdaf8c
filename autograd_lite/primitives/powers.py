"""Powers, with a constant exponent and with a variable one, with IEEE results where Python's operator raises."""

from __future__ import annotations

import math

from autograd_lite.primitives.elementary import log
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
