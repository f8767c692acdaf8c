"""Piecewise primitives, and the cases of derivatives: sign, step and equality.

``sign``, ``step`` and ``equal`` are constant between their jumps, so their derivative is 0; at the jumps, where
there is none, it is 0 by convention.
"""

from __future__ import annotations

import math

from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("sign")
def sign(x: float) -> float:
    """Sign. sign(x) = -1, 0 or 1, and nan for nan; its derivative is 0.

    >>> sign(-2.0), sign(0.0), sign(3.0)
    (-1.0, 0.0, 1.0)
    """
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x


@sign.rule
def sign_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return sign_gradient


def sign_gradient() -> tuple[float]:
    return (0.0,)


@primitive("step")
def step(x: float) -> float:
    """Unit step. step(x) = 1 for x > 0, otherwise 0 (at 0 too), and nan for nan; its derivative is 0.

    >>> step(-2.0), step(0.0), step(3.0)
    (0.0, 0.0, 1.0)
    """
    return 1.0 if x > 0.0 else 0.0 if x <= 0.0 else x


@step.rule
def step_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return step_gradient


def step_gradient() -> tuple[float]:
    return (0.0,)


@primitive("=")
def equal(a: float, b: float) -> float:
    """Equality. equal(a, b) = 1 where a = b, otherwise 0 (nan equals nothing); both derivatives are 0.

    >>> equal(2.0, 2.0), equal(2.0, 3.0)
    (1.0, 0.0)
    """
    return 1.0 if a == b else 0.0


@equal.rule
def equal_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return equal_gradient


def equal_gradient() -> tuple[float, float]:
    return 0.0, 0.0


@primitive("ReLU")
def relu(x: float) -> float:
    """Rectified linear unit. relu(x) = max(x, 0); its derivative is step(x), so 0 at 0.

    >>> relu(-2.0), relu(3.0)
    (0.0, 3.0)
    """
    return x if x > 0.0 else 0.0 if x <= 0.0 else x


@relu.rule
def relu_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def relu_gradient() -> tuple[Any]:
        return (step(x),)

    return relu_gradient


@primitive("abs")
def abs(x: float) -> float:
    """Absolute value. abs(x) = |x|; its derivative is sign(x), so 0 at 0.

    >>> abs(-2.0)
    2.0
    """
    return math.fabs(x)


@abs.rule
def abs_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def abs_gradient() -> tuple[Any]:
        return (sign(x),)

    return abs_gradient
