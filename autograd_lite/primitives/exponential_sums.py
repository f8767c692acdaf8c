"""Sums of exponentials: logsumexp, logaddexp and softmax. The exponents are shifted, so that none overflows."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import div
from autograd_lite.primitives.nary import fsum, max, one_sequence
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


@primitive("logsumexp", spread=one_sequence)
def logsumexp(*xs: float) -> float:
    """Logarithm of a sum of exponentials. logsumexp([x1, ..., xn]) = log(e^x1 + ... + e^xn), -inf for none.

    The gradient is softmax([x1, ..., xn]).

    >>> logsumexp([1000.0, 1000.0]) == 1000.0 + math.log(2.0), logsumexp([])
    (True, -inf)
    """
    largest = max.value(*xs) if xs else -math.inf
    if not math.isfinite(largest):
        return largest
    rest = list(xs)
    rest.remove(largest)
    shifted = math.log1p(math.fsum(exp_difference.value(x, largest) for x in rest))
    y = largest + shifted
    if shifted > 1.25 * math.fabs(y):  # they cancel: the rounding of `shifted` counts
        return _with_more_digits(xs)
    return y


@logsumexp.rule
def logsumexp_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def logsumexp_gradient(xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        return tuple(softmax(xs))

    return logsumexp_gradient


def _with_more_digits(xs: tuple[float, ...]) -> float:
    """log(e^x1 + ... + e^xn) near its root, where e^x1 + ... + e^xn is near 1."""
    from decimal import Context, Decimal, localcontext  # not loaded with the package

    digits = 40 - min(math.frexp(x)[1] for x in xs if x != 0.0) // 3  # 2^-3 is more than a tenth
    with localcontext(Context(prec=digits)):
        total = Decimal(0)
        for x in xs:
            total += Decimal(x).exp()
        return float(total.ln())


@primitive("logaddexp")
def logaddexp(a: float, b: float) -> float:
    """Logarithm of the sum of two exponentials. logaddexp(a, b) = log(e^a + e^b).

    Its local gradients are sigmoid(a - b) and sigmoid(b - a).

    >>> logaddexp(-1000.0, -1000.0) == -1000.0 + math.log(2.0)
    True
    """
    return logsumexp.value(a, b)


@logaddexp.rule
def logaddexp_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def logaddexp_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        by_a, by_b = softmax((a, b))
        return by_a, by_b

    return logaddexp_gradient


def softmax(xs: Iterable[Any]) -> list[Any]:
    """The exponentials of a sequence, over their sum. softmax(xs)[i] = e^xi / (e^x1 + ... + e^xn).

    A function of a list into a list: each element is a quotient of primitives.

    >>> softmax([1000.0, 1000.0])
    [0.5, 0.5]
    """
    xs = tuple(xs)
    if not xs:
        return []
    shift = pivot(*xs)
    exponentials = [exp_difference(x, shift) for x in xs]
    total = fsum(exponentials)
    return [div(e, total) for e in exponentials]


@primitive("pivot")
def pivot(*xs: float) -> float:
    """The maximum, as what exponents are shifted by: its derivatives are 0.

    A softmax does not change when all its operands are shifted alike, so how the shift depends on them does not count.

    >>> pivot(1.0, 3.0, 2.0)
    3.0
    """
    return max.value(*xs)


@pivot.rule
def pivot_rule(y: Any, *xs: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs)

    def pivot_gradient(n: int = n) -> tuple[float, ...]:
        return (0.0,) * n

    return pivot_gradient


@primitive("exp(-)")
def exp_difference(a: float, b: float) -> float:
    """Exponential of a difference. exp_difference(a, b) = e^(a - b); its local gradients are that and -e^(a - b).

    A primitive of its own because a - b is rounded, and e^(a - b) would lose as many digits as a - b has before the
    point: here the rounding is made good.

    >>> exp_difference(1e300, 1e300), exp_difference(-math.inf, 0.0)
    (1.0, 0.0)
    """
    difference = a - b
    if not -746.0 < difference < 710.0:
        return 0.0 if difference < 0.0 else math.inf if difference > 0.0 else difference
    minus_b = difference - a
    rounding = (a - (difference - minus_b)) - (b + minus_b)  # Knuth's two-sum: a - b is difference + rounding, exactly
    try:
        return math.exp(difference) * (1.0 + rounding)
    except OverflowError:
        return math.inf


@exp_difference.rule
def exp_difference_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def exp_difference_gradient(y: Any = y) -> tuple[Any, Any]:
        return y, -y

    return exp_difference_gradient
