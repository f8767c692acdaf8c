"""Primitives of any number of operands: sum, dot, product, mean, max and min.

One node with many operands where the mathematics has one sign: alpha = sum_i v_i x_i is one ``dot``. Sums run from
left to right in plain doubles, the same on every version of Python (the built-in ``sum`` is compensated from
3.12 on).
"""

from __future__ import annotations

import math
import operator

from autograd_lite.primitives.arithmetic import div
from autograd_lite.primitives.piecewise import equal
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


def one_sequence(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(values)


def _two_sequences(ws: Iterable[Any], xs: Iterable[Any]) -> tuple[Any, ...]:
    ws, xs = tuple(ws), tuple(xs)
    if len(ws) != len(xs):
        raise ValueError(f"dot takes two sequences of one length, not of {len(ws)} and {len(xs)}")
    return ws + xs


def _arguments_or_sequence(*values: Any) -> tuple[Any, ...]:
    values = tuple(values[0]) if len(values) == 1 else values
    if not values:
        raise ValueError("max and min take at least one operand, not an empty sequence")
    return values


@primitive("sum", spread=one_sequence)
def sum(*xs: float) -> float:
    """Sum of a sequence. sum([x1, ..., xn]) = x1 + ... + xn, 0 for none; every local gradient is 1.

    >>> sum([1.0, 2.0, 3.0])
    6.0
    """
    total = 0.0
    for x in xs:
        total += x
    return total


@sum.rule
def sum_rule(y: Any, *xs: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs)

    def sum_gradient(n: int = n) -> tuple[float, ...]:
        return (1.0,) * n

    return sum_gradient


@primitive("dot", spread=_two_sequences)
def dot(*ws_xs: float) -> float:
    """Weighted sum. dot([w1, ..., wn], [x1, ..., xn]) = w1 x1 + ... + wn xn, 0 for n = 0.

    The operands are the n weights, then the n inputs; the local gradients are the inputs, then the weights.
    Raises ``ValueError`` when the lengths differ.

    >>> dot([1.0, 2.0], [3.0, 4.0])
    11.0
    """
    total = 0.0
    for term in map(operator.mul, ws_xs, ws_xs[len(ws_xs) // 2 :]):  # ends with the shorter one
        total += term
    return total


@dot.rule
def dot_rule(y: Any, *ws_xs: Any) -> Callable[[], tuple[Any, ...]]:
    def dot_gradient(ws_xs: tuple[Any, ...] = ws_xs) -> tuple[Any, ...]:
        n = len(ws_xs) // 2  # here and not outside: a closure over one tuple is made faster, and is smaller
        ws, xs = ws_xs[:n], ws_xs[n:]
        return xs + ws

    return dot_gradient


# A product is differentiated in blocks of so many operands: within a block each derivative is multiplied out.
BLOCK = 16


@primitive("prod", spread=one_sequence)
def prod(*xs: float) -> float:
    """Product of a sequence. prod([x1, ..., xn]) = x1 x2 ... xn, 1 for none.

    Each local gradient is the product of the other operands: no division, so zeros are no special case. The partial
    products neither overflow nor underflow.

    >>> prod([2.0, 3.0, 4.0]), prod([1e200, 1e200, 1e-200, 1e-200]) > 0.99
    (24.0, True)
    """
    product, exponent = 1.0, 0
    for x in xs:
        fraction, power = math.frexp(x)
        product, shift = math.frexp(product * fraction)
        exponent += power + shift
    return _ldexp(product, exponent)


@prod.rule
def prod_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def prod_gradient(xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        blocks = [xs[i : i + BLOCK] for i in range(0, len(xs), BLOCK)]
        products = [prod(block) for block in blocks]
        after = [1.0]
        for product in reversed(products):
            after.append(product * after[-1])
        before: Any = 1.0
        gradients = []
        for block, product in zip(blocks, products, strict=True):
            after.pop()
            gradients += [prod((before, *block[:i], *block[i + 1 :], after[-1])) for i in range(len(block))]
            before = before * product
        return tuple(gradients)

    return prod_gradient


def _ldexp(x: float, exponent: int) -> float:
    """x 2^exponent, infinite where math.ldexp raises."""
    try:
        return math.ldexp(x, exponent)
    except OverflowError:
        return math.copysign(math.inf, x)


def _at_least_one(values: Iterable[Any]) -> tuple[Any, ...]:
    values = tuple(values)
    if not values:
        raise ValueError("mean takes at least one operand, not an empty sequence")
    return values


@primitive("mean", spread=_at_least_one)
def mean(*xs: float) -> float:
    """Arithmetic mean of a sequence. mean([x1, ..., xn]) = (x1 + ... + xn) / n; every local gradient is 1/n.

    Raises ``ValueError`` for an empty sequence.

    >>> mean([1.0, 2.0, 6.0])
    3.0
    """
    n = len(xs)
    total = sum.value(*xs)
    if math.isinf(total):  # the mean of numbers may be a number although their sum is not
        return sum.value(*(x / n for x in xs))
    return total / n


@mean.rule
def mean_rule(y: Any, *xs: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs)

    def mean_gradient(n: int = n) -> tuple[float, ...]:
        return (1.0 / n,) * n

    return mean_gradient


def shares(y: Any, xs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradient of an extremum: 1 split evenly among the operands that attain it."""
    ties = [equal(x, y) for x in xs]
    count = sum(ties)
    return tuple(div(tie, count) for tie in ties)


@primitive("max", spread=_arguments_or_sequence)
def max(*xs: float) -> float:
    """Maximum of its arguments, or of one sequence; nan if any operand is nan.

    The gradient is 1 for the largest operand, split evenly among those that tie. Raises ``ValueError`` for an
    empty sequence.

    >>> max(1.0, 3.0, 2.0), max([1.0, 2.0])
    (3.0, 2.0)
    """
    largest = xs[0]
    for x in xs:
        if x > largest or x != x:  # nothing is larger than nan, so nan stays
            largest = x
    return largest


@max.rule
def max_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def max_gradient(y: Any = y, xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        return shares(y, xs)

    return max_gradient


@primitive("min", spread=_arguments_or_sequence)
def min(*xs: float) -> float:
    """Minimum of its arguments, or of one sequence; nan if any operand is nan.

    The gradient is 1 for the smallest operand, split evenly among those that tie. Raises ``ValueError`` for an
    empty sequence.

    >>> min(1.0, 3.0, 2.0), min([1.0, 2.0])
    (1.0, 1.0)
    """
    smallest = xs[0]
    for x in xs:
        if x < smallest or x != x:  # nothing is smaller than nan, so nan stays
            smallest = x
    return smallest


@min.rule
def min_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def min_gradient(y: Any = y, xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        return shares(y, xs)

    return min_gradient


def _with_bounds(x: Any, low: Any = -math.inf, high: Any = math.inf) -> tuple[Any, Any, Any]:
    if not low <= high:
        raise ValueError(f"clip(x, low, high) takes bounds with low <= high, not {low!r} and {high!r}")
    return x, low, high


@primitive("clip", static=2, spread=_with_bounds)
def clip(x: float, low: float, high: float) -> float:
    """x, but at least low and at most high. clip(x; low, high) = min(max(x, low), high).

    Its derivative is 1 between the bounds, 0 beyond them, and 1/2 at a bound: x and the bound tie. Raises
    ``ValueError`` when low > high.

    >>> clip(5.0, 0.0, 1.0), clip(-5.0, low=0.0)
    (1.0, 0.0)
    """
    return low if x < low else high if x > high else x


@clip.rule
def clip_rule(y: Any, x: Any, low: float, high: float) -> Callable[[], tuple[Any]]:
    def clip_gradient(y: Any = y, x: Any = x, low: float = low, high: float = high) -> tuple[Any]:
        raised = max(x, low)
        return (shares(raised, (x, low))[0] * shares(y, (raised, high))[0],)

    return clip_gradient
