"""Elementary functions: exponential, logarithm, root, trigonometric and hyperbolic, and the sigmoid.

The forms of the derivatives are chosen to keep their digits in the tails; where a textbook form loses them,
the comment says which.
"""

from __future__ import annotations

import math

from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("exp")
def exp(x: float) -> float:
    """Exponential. exp(x) = e^x, inf beyond 709.78; its derivative is itself.

    >>> exp(0.0), exp(1000.0)
    (1.0, inf)
    """
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


@exp.rule
def exp_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def exp_gradient() -> tuple[Any]:
        return (y,)

    return exp_gradient


@primitive("log")
def log(x: float) -> float:
    """Natural logarithm. log(0) = -inf, and nan for x < 0; its derivative is 1/x, +inf at both zeros.

    >>> log(1.0), log(0.0), log(-1.0)
    (0.0, -inf, nan)
    """
    if x > 0.0:
        return math.log(x)
    return -math.inf if x == 0.0 else math.nan


@log.rule
def log_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log_gradient() -> tuple[Any]:
        return (log_slope(x),)

    return log_gradient


@primitive("log_slope")
def log_slope(x: float) -> float:
    """The derivative of log. log_slope(x) = 1/x, +inf at both zeros, and nan for x < 0, where log is nan.

    A primitive of its own because of these cases; its derivative is -1/x^2.

    >>> log_slope(4.0), log_slope(-0.0), log_slope(-1.0)
    (0.25, inf, nan)
    """
    if x > 0.0:
        return 1.0 / x
    return math.inf if x == 0.0 else math.nan


@log_slope.rule
def log_slope_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log_slope_gradient() -> tuple[Any]:
        return (-(y * y),)

    return log_slope_gradient


@primitive("sqrt")
def sqrt(x: float) -> float:
    """Square root. nan for x < 0; its derivative is 1/(2 sqrt x), +inf at both zeros.

    >>> sqrt(9.0), sqrt(-1.0)
    (3.0, nan)
    """
    return math.sqrt(x) if x >= 0.0 else math.nan


@sqrt.rule
def sqrt_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sqrt_gradient() -> tuple[Any]:
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
    def rsqrt_gradient() -> tuple[Any]:
        return (-0.5 * y * log_slope(x),)

    return rsqrt_gradient


@primitive("sin")
def sin(x: float) -> float:
    """Sine of an angle in radians, nan at infinity; its derivative is cos(x).

    >>> sin(0.0)
    0.0
    """
    return math.sin(x) if math.isfinite(x) else math.nan


@sin.rule
def sin_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sin_gradient() -> tuple[Any]:
        return (cos(x),)

    return sin_gradient


@primitive("cos")
def cos(x: float) -> float:
    """Cosine of an angle in radians, nan at infinity; its derivative is -sin(x).

    >>> cos(0.0)
    1.0
    """
    return math.cos(x) if math.isfinite(x) else math.nan


@cos.rule
def cos_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def cos_gradient() -> tuple[Any]:
        return (-sin(x),)

    return cos_gradient


@primitive("tanh")
def tanh(x: float) -> float:
    """Hyperbolic tangent; its derivative is sech(x)^2.

    >>> tanh(0.0)
    0.0
    """
    return math.tanh(x)


@tanh.rule
def tanh_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def tanh_gradient() -> tuple[Any]:
        s = sech(x)
        return (s * s,)  # 1 - y^2 has no digit left from x = 19 on

    return tanh_gradient


@primitive("sech")
def sech(x: float) -> float:
    """Hyperbolic secant. sech(x) = 1/cosh(x), 0 where cosh overflows; its derivative is -sech(x) tanh(x).

    >>> sech(0.0), sech(1000.0)
    (1.0, 0.0)
    """
    try:
        return 1.0 / math.cosh(x)
    except OverflowError:
        return 0.0


@sech.rule
def sech_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sech_gradient() -> tuple[Any]:
        return (-(y * tanh(x)),)

    return sech_gradient


@primitive("sigmoid")
def sigmoid(x: float) -> float:
    """Logistic sigmoid. sigmoid(x) = 1 / (1 + e^-x); its derivative is sigmoid(x) sigmoid(-x).

    >>> sigmoid(0.0), sigmoid(-800.0)
    (0.5, 0.0)
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)  # e^-x would overflow here
    return e / (1.0 + e)


@sigmoid.rule
def sigmoid_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sigmoid_gradient() -> tuple[Any]:
        return (y * sigmoid(-x),)  # y (1 - y) has no digit left from x = 37 on

    return sigmoid_gradient
