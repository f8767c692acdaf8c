"""The Euclidean norm, at any scale: squares overflow and underflow long before the norm and its gradient do."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import div, div_power, neg
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


@primitive("hypot")
def hypot(*xs: float) -> float:
    """Euclidean norm of its arguments. hypot(x1, ..., xn) = sqrt(x1^2 + ... + xn^2), 0 for none.

    The local gradients are xi / hypot; at the origin they are 0, the subgradient of least norm.

    >>> hypot(3.0, 4.0), hypot(1e300, 1e300) < 2e300
    (5.0, True)
    """
    return math.hypot(*xs)


@hypot.rule
def hypot_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def hypot_gradient(xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        scale = normalizer(*xs)  # y itself has lost its digits, or is infinite, at the ends of the range
        scaled = [x * scale for x in xs]
        length = hypot(*scaled)
        return tuple(direction(x, length) for x in scaled)

    return hypot_gradient


def norm(xs: Iterable[Any]) -> Any:
    """Euclidean norm of a sequence: :func:`hypot` of its elements.

    >>> norm([3.0, 4.0])
    5.0
    """
    return hypot(*xs)


@primitive("normalizer")
def normalizer(*xs: float) -> float:
    """The power of two that brings the largest |x| to [1, 2), as far as doubles reach; 1 for zeros and infinities.

    It is constant between its jumps, so its derivatives are 0: a formula that does not change when its operands are
    scaled is evaluated on scaled operands, where nothing overflows.

    >>> normalizer(3.0, -40.0), normalizer(0.0)
    (0.03125, 1.0)
    """
    largest = 0.0
    for x in xs:
        if abs(x) > largest or x != x:  # nothing is larger than nan, so nan stays
            largest = abs(x)
    if largest == 0.0 or math.isinf(largest) or largest != largest:
        return largest if largest != largest else 1.0
    return math.ldexp(1.0, min(1 - math.frexp(largest)[1], 1023))


@normalizer.rule
def normalizer_rule(y: Any, *xs: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs)

    def normalizer_gradient(n: int = n) -> tuple[float, ...]:
        return (0.0,) * n

    return normalizer_gradient


@primitive("x/r")
def direction(x: float, r: float) -> float:
    """A coordinate over the length. direction(x, r) = x / r, and 0 at r = 0.

    It is the gradient of the norm. Its local gradients are 1/r and -x/r^2, as those of a quotient.

    >>> direction(3.0, 5.0), direction(0.0, 0.0)
    (0.6, 0.0)
    """
    return 0.0 if r == 0.0 and x == x else div.value(x, r)


@direction.rule
def direction_rule(y: Any, x: Any, r: Any) -> Callable[[], tuple[Any, Any]]:
    def direction_gradient(x: Any = x, r: Any = r) -> tuple[Any, Any]:
        return div(1.0, r), neg(div_power(x, r, 2.0))

    return direction_gradient
