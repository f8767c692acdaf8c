"""Smooth activation functions, written so that nothing overflows and no tail loses its digits."""

from __future__ import annotations

import math

from autograd_lite.primitives.exponential import exp, log_slope
from autograd_lite.primitives.hyperbolic import tanh
from autograd_lite.primitives.piecewise import relu, select, step
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("sigmoid")
def sigmoid(x: float) -> float:
    """Logistic sigmoid. sigmoid(x) = 1 / (1 + e^-x); its derivative is sigmoid(x) (1 - sigmoid(x)).

    >>> sigmoid(0.0), sigmoid(-800.0)
    (0.5, 0.0)
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)  # e^-x would overflow here
    return e / (1.0 + e)


@sigmoid.rule
def sigmoid_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sigmoid_gradient(x: Any = x) -> tuple[Any]:
        return (sigmoid_slope(x),)

    return sigmoid_gradient


@primitive("σ′")
def sigmoid_slope(x: float) -> float:
    """The derivative of the sigmoid. sigmoid_slope(x) = sigmoid(x) (1 - sigmoid(x)) = e^-x / (1 + e^-x)^2.

    Its derivative is -sigmoid_slope(x) tanh(x/2). A primitive of its own because y (1 - y) has no digit left from
    x = 37 on, and sigmoid(x) sigmoid(-x) is rounded twice as often as this form.

    >>> sigmoid_slope(0.0), 0.0 < sigmoid_slope(700.0) < 1e-300, sigmoid_slope(-800.0)
    (0.25, True, 0.0)
    """
    e = math.exp(-math.fabs(x))
    return e / (1.0 + e * (2.0 + e))


@sigmoid_slope.rule
def sigmoid_slope_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sigmoid_slope_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (-(y * tanh(0.5 * x)),)

    return sigmoid_slope_gradient


@primitive("logit")
def logit(x: float) -> float:
    """Log-odds, the inverse of the sigmoid. logit(x) = log(x/(1 - x)); its derivative is 1/x + 1/(1 - x).

    Infinite at 0 and 1, where the derivative is +inf, and nan outside.

    >>> logit(0.5), logit(0.0), logit(1.0), logit(2.0)
    (0.0, -inf, inf, nan)
    """
    if 0.25 <= x <= 0.75:
        return math.log1p((2.0 * x - 1.0) / (1.0 - x))  # log x - log(1 - x) cancels near the root
    if 0.0 < x < 1.0:
        return math.log(x) - math.log1p(-x)
    return -math.inf if x == 0.0 else math.inf if x == 1.0 else math.nan


@logit.rule
def logit_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def logit_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(x, 1.0) + log_slope(1.0 - x, 1.0),)  # whose own derivative is a number where 1/x^2 is one

    return logit_gradient


@primitive("log_sigmoid")
def log_sigmoid(x: float) -> float:
    """Logarithm of the sigmoid. log_sigmoid(x) = -log(1 + e^-x); its derivative is sigmoid(-x).

    >>> log_sigmoid(-800.0), log_sigmoid(800.0)
    (-800.0, -0.0)
    """
    return -math.log1p(math.exp(-x)) if x > 0.0 else x - math.log1p(math.exp(x))


@log_sigmoid.rule
def log_sigmoid_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log_sigmoid_gradient(x: Any = x) -> tuple[Any]:
        return (sigmoid(-x),)

    return log_sigmoid_gradient


@primitive("softplus")
def softplus(x: float) -> float:
    """Smooth version of relu. softplus(x) = log(1 + e^x); its derivative is sigmoid(x).

    >>> softplus(-800.0), softplus(800.0)
    (0.0, 800.0)
    """
    return x + math.log1p(math.exp(-x)) if x > 0.0 else math.log1p(math.exp(x))


@softplus.rule
def softplus_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def softplus_gradient(x: Any = x) -> tuple[Any]:
        return (sigmoid(x),)

    return softplus_gradient


@primitive("SiLU")
def silu(x: float) -> float:
    """Sigmoid linear unit. silu(x) = x sigmoid(x); its derivative is sigmoid(x) + x sigmoid(x) sigmoid(-x).

    Source: Elfwing, Uchibe and Doya (2018), "Sigmoid-weighted linear units".

    >>> silu(0.0), silu(-1000.0), silu(1000.0)
    (0.0, -0.0, 1000.0)
    """
    if -math.inf < x < -700.0:
        root = math.exp(0.5 * x)  # e^x is too small to have all its digits here, although x e^x has them
        return x * root * root
    return x * sigmoid.value(x) if x != -math.inf else -0.0


@silu.rule
def silu_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def silu_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (sigmoid(x) + y * sigmoid(-x),)

    return silu_gradient


def _with_alpha(x: Any, alpha: Any = 1.0) -> tuple[Any, Any]:
    return x, alpha


@primitive("ELU", static=1, spread=_with_alpha)
def elu(x: float, alpha: float) -> float:
    """Exponential linear unit. elu(x; alpha) = x for x > 0, otherwise alpha (e^x - 1); alpha is 1 unless given.

    Its derivative is 1 for x > 0, otherwise alpha e^x, at 0 too. Source: Clevert, Unterthiner and Hochreiter (2016).

    >>> elu(2.0), elu(-1000.0), elu(-1000.0, alpha=0.5)
    (2.0, -1.0, -0.5)
    """
    return x if x > 0.0 else alpha * math.expm1(x)


@elu.rule
def elu_rule(y: Any, x: Any, alpha: float) -> Callable[[], tuple[Any]]:
    def elu_gradient(x: Any = x, alpha: float = alpha) -> tuple[Any]:
        root = exp(-0.5 * relu(-x))  # -relu(-x) is min(x, 0): the other side never overflows
        return (select(step(x), 1.0, alpha * root * root),)  # e^x may have lost the digits that alpha e^x has

    return elu_gradient
