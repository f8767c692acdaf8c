"""The Euclidean norm, at any scale: squares overflow and underflow long before the norm and its gradient do."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import div, div_power, neg
from autograd_lite.primitives.scaling import normalizer
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


REACH = 960.0  # from 2^-960 to 2^960 a length is a double with all its digits, and so are its powers -1 and 1


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
        # At the ends of the range y has lost its digits, or is infinite. Elsewhere its own scale serves best: scaled to
        # 1, the products of two small coordinates, of which second derivatives are made, would underflow.
        scale = normalizer(*xs, REACH)
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
