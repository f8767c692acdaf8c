"""Piecewise primitives, and the cases of derivatives: sign, step, equality and select.

``sign``, ``step``, ``equal`` and the roundings are constant between their jumps, so their derivative is 0; at the
jumps, where there is none, it is 0 by convention.
"""

from __future__ import annotations

import math

from autograd_lite.primitives.table import is_node, number, primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

builtin_round = round


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
    def relu_gradient(x: Any = x) -> tuple[Any]:
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
    def abs_gradient(x: Any = x) -> tuple[Any]:
        return (sign(x),)

    return abs_gradient


@primitive("floor")
def floor(x: float) -> float:
    """The largest whole number that is at most x; its derivative is 0.

    >>> floor(2.5), floor(-2.5), floor(-0.0)
    (2.0, -3.0, -0.0)
    """
    return math.copysign(math.floor(x), x) if math.isfinite(x) else x


@floor.rule
def floor_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return floor_gradient


def floor_gradient() -> tuple[float]:
    return (0.0,)


@primitive("ceil")
def ceil(x: float) -> float:
    """The smallest whole number that is at least x; its derivative is 0.

    >>> ceil(2.5), ceil(-2.5), ceil(-0.5)
    (3.0, -2.0, -0.0)
    """
    return math.copysign(math.ceil(x), x) if math.isfinite(x) else x


@ceil.rule
def ceil_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return ceil_gradient


def ceil_gradient() -> tuple[float]:
    return (0.0,)


@primitive("trunc")
def trunc(x: float) -> float:
    """x without its digits after the point, so rounded towards 0; its derivative is 0.

    >>> trunc(2.5), trunc(-2.5), trunc(-0.5)
    (2.0, -2.0, -0.0)
    """
    return math.copysign(math.trunc(x), x) if math.isfinite(x) else x


@trunc.rule
def trunc_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return trunc_gradient


def trunc_gradient() -> tuple[float]:
    return (0.0,)


def _with_digits(x: Any, digits: Any = 0.0) -> tuple[Any, Any]:
    if not is_node(digits) and not number(digits).is_integer():
        raise ValueError(f"round(x, digits) takes a whole number of digits, not {digits!r}")
    return x, digits


@primitive("round", static=1, spread=_with_digits)
def round(x: float, digits: float) -> float:
    """x to a number of decimal digits, 0 unless given, as Python rounds: ties to even. Its derivative is 0.

    >>> round(2.5), round(-0.25), round(2.675, digits=1), round(1234.0, -2)
    (2.0, -0.0, 2.7, 1200.0)
    """
    try:
        return builtin_round(x, int(digits))
    except OverflowError:  # to fewer digits than the largest double has
        return math.copysign(math.inf, x)


@round.rule
def round_rule(y: Any, x: Any, digits: float) -> Callable[[], tuple[Any]]:
    return round_gradient


def round_gradient() -> tuple[float]:
    return (0.0,)


@primitive("select")
def select(c: float, a: float, b: float) -> float:
    """A case. select(c, a, b) = a where c is not 0, b where it is, and nan for a c of nan.

    It is how a rule says "if": the local gradients are 0 by c, 1 by the operand that is taken and 0 by the other.
    In your own programs use :func:`where`, which leaves out the other operand altogether.

    >>> select(1.0, 2.0, 3.0), select(0.0, 2.0, 3.0)
    (2.0, 3.0)
    """
    return c if c != c else b if c == 0.0 else a


@select.rule
def select_rule(y: Any, c: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any, Any]]:
    def select_gradient(c: Any = c) -> tuple[Any, Any, Any]:
        taken = abs(sign(c))
        return 0.0, taken, 1.0 - taken

    return select_gradient


def where(condition: bool, a: Any, b: Any) -> Any:
    """a if the condition holds, otherwise b: a comparison decides, and only the branch taken is recorded.

    The other branch is no operand, so its gradient is exactly 0, even where its derivative is infinite. Raises
    ``TypeError`` when the condition is no bool.

    >>> from autograd_lite import Value, sqrt, where
    >>> x = Value(0.0)
    >>> where(x > 0, sqrt(x), 0.0)
    0.0
    """
    if type(condition).__name__ not in {"bool", "bool_"}:  # NumPy's is called so, and need not be there
        raise TypeError(
            f"the condition of where is True or False, not {condition!r:.80} of type {type(condition).__name__}; "
            "pass a comparison, such as x > 0"
        )
    chosen = a if condition else b
    return chosen if is_node(chosen) else number(chosen)


@primitive("copysign")
def copysign(a: float, b: float) -> float:
    """The magnitude of a with the sign of b. copysign(a, b) = |a| sign(b), where the sign of -0.0 counts.

    The local gradients are the sign by which a is multiplied (0 at a = 0), and 0.

    >>> copysign(2.0, -3.0), copysign(-2.0, -0.0)
    (-2.0, -2.0)
    """
    return math.copysign(a, b)


@copysign.rule
def copysign_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def copysign_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        return sign(a) * copysign(1.0, b), 0.0

    return copysign_gradient


def _with_slope(x: Any, slope: Any = 0.01) -> tuple[Any, Any]:
    return x, slope


@primitive("LeakyReLU", static=1, spread=_with_slope)
def leaky_relu(x: float, slope: float) -> float:
    """relu with a slope below 0. leaky_relu(x; slope) = x for x > 0, otherwise slope x; the slope is 0.01 unless given.

    Its derivative is 1 for x > 0, otherwise the slope, at 0 too.

    >>> leaky_relu(3.0), leaky_relu(-3.0), leaky_relu(-3.0, slope=0.5)
    (3.0, -0.03, -1.5)
    """
    return x if x > 0.0 else slope * x


@leaky_relu.rule
def leaky_relu_rule(y: Any, x: Any, slope: float) -> Callable[[], tuple[Any]]:
    def leaky_relu_gradient(x: Any = x, slope: float = slope) -> tuple[Any]:
        return (select(step(x), 1.0, slope),)

    return leaky_relu_gradient
