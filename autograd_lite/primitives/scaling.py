"""Powers of two: scaling by them is exact, so a formula can be evaluated where nothing overflows or underflows.

How a scale depends on its operands does not count: it is constant between its jumps, and what is scaled is scaled back.
"""

from __future__ import annotations

import math

from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("exponent")
def exponent(x: float) -> float:
    """The whole number k with |x| = m 2^k and 1 <= m < 2; 0 for zero, infinity and nan. Its derivative is 0.

    >>> exponent(3.0), exponent(-0.5), exponent(0.0)
    (1.0, -1.0, 0.0)
    """
    return math.frexp(x)[1] - 1.0 if x != 0.0 and math.isfinite(x) else 0.0


@exponent.rule
def exponent_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return exponent_gradient


def exponent_gradient() -> tuple[float]:
    return (0.0,)


@primitive("ldexp")
def ldexp(x: float, k: float) -> float:
    """x times a power of two. ldexp(x, k) = x 2^k for a whole number k, to which any other k is rounded.

    The local gradients are 2^k, and 0: between its jumps it does not depend on k.

    >>> ldexp(3.0, -1.0), ldexp(-1.0, 2000.0)
    (1.5, -inf)
    """
    if k != k:
        return k
    try:
        return math.ldexp(x, round(min(max(k, -1e4), 1e4)))  # 2^10000 is beyond all doubles, times any of them
    except OverflowError:
        return math.copysign(math.inf, x)


@ldexp.rule
def ldexp_rule(y: Any, x: Any, k: Any) -> Callable[[], tuple[Any, Any]]:
    def ldexp_gradient(k: Any = k) -> tuple[Any, Any]:
        return ldexp(1.0, k), 0.0

    return ldexp_gradient


@primitive("normalizer", static=1)
def normalizer(*xs_reach: float) -> float:
    """A power of two that brings the largest |x| near 1. normalizer(x1, ..., xn; reach) = 1 where the exponent of the
    largest is at most ``reach`` on either side of 0, and for zeros and infinities; otherwise the power that brings it
    to [1, 2), as far as doubles reach. Its derivatives are 0.

    >>> normalizer(3.0, -40.0, 0.0), normalizer(3.0, -40.0, 10.0), normalizer(0.0, 0.0)
    (0.03125, 1.0, 1.0)
    """
    *xs, reach = xs_reach
    largest = 0.0
    for x in xs:
        if abs(x) > largest or x != x:  # nothing is larger than nan, so nan stays
            largest = abs(x)
    power = exponent.value(largest)
    return math.ldexp(1.0, min(-int(power), 1023)) if abs(power) > reach else largest if largest != largest else 1.0


@normalizer.rule
def normalizer_rule(y: Any, *xs_reach: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs_reach) - 1

    def normalizer_gradient(n: int = n) -> tuple[float, ...]:
        return (0.0,) * n

    return normalizer_gradient
