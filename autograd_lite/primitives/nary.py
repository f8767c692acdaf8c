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
from autograd_lite.primitives.scaling import exponent, ldexp
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


@primitive("Σ", spread=one_sequence)
def fsum(*xs: float) -> float:
    """Sum of a sequence, rounded once. fsum([x1, ..., xn]) = x1 + ... + xn, 0 for none; every local gradient is 1.

    >>> fsum([1e16, 1.0, -1e16])
    1.0
    """
    try:
        return math.fsum(xs)
    except OverflowError:  # a partial sum is beyond the doubles; those of scaled terms are not
        return ldexp.value(fsum.value(*(x * 2.0**-64 for x in xs)), 64.0)
    except ValueError:  # inf - inf
        return math.nan


@fsum.rule
def fsum_rule(y: Any, *xs: Any) -> Callable[[], tuple[float, ...]]:
    n = len(xs)

    def fsum_gradient(n: int = n) -> tuple[float, ...]:
        return (1.0,) * n

    return fsum_gradient


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


# A product of more than DIRECT operands is differentiated in blocks, and all that comes before or after a block is kept
# as one number, which takes in FRACTIONS fractions between 1 and 2 at once: so many have a product that is a double.
DIRECT, BLOCK, FRACTIONS = 128, 32, 900
BITS = 192  # of a product before it is rounded: what is cut off is less than its last bit for each operand


@primitive("prod", spread=one_sequence)
def prod(*xs: float) -> float:
    """Product of a sequence. prod([x1, ..., xn]) = x1 x2 ... xn, 1 for none, rounded once: no partial product
    overflows, underflows or loses digits.

    Each local gradient is the product of the other operands: no division, so zeros are no special case. Beyond 128
    operands it is made of partial products; largest measured error up to 5000 of them: 3 ulp. Their second derivatives
    are lost where the first ones are beyond the doubles.

    >>> prod([2.0, 3.0, 4.0]), prod([2.0**700, 2.0**700, 2.0**-900])
    (24.0, 3.273390607896142e+150)
    """
    product, power, special = 1, 0, 1.0
    for x in xs:
        fraction, shift = math.frexp(x)
        if fraction == 0.0 or fraction - fraction != 0.0:  # zero, infinite or nan
            special *= fraction
        else:
            product *= int(fraction * 2.0**53)
            power += shift - 53
            surplus = product.bit_length() - BITS
            if surplus > 0:
                product >>= surplus
                power += surplus
    return ldexp.value(float(product), float(power)) if special == 1.0 else math.copysign(1.0, product) * special


@prod.rule
def prod_rule(y: Any, *xs: Any) -> Callable[[], tuple[Any, ...]]:
    def prod_gradient(xs: tuple[Any, ...] = xs) -> tuple[Any, ...]:
        if len(xs) <= DIRECT:
            return tuple(prod(xs[:i] + xs[i + 1 :]) for i in range(len(xs)))
        powers = [exponent(x) for x in xs]
        fractions = [ldexp(x, -power) for x, power in zip(xs, powers)]
        blocks = [fractions[i : i + BLOCK] for i in range(0, len(xs), BLOCK)]
        total = sum(powers)
        gradients: list[Any] = []
        for block, (left, i), (right, j) in zip(blocks, _before(blocks), reversed(_before(blocks[::-1]))):
            for k in range(len(block)):
                others = prod((left, *block[:k], *block[k + 1 :], right))
                gradients.append(ldexp(others, total - powers[len(gradients)] + i + j))
        return tuple(gradients)

    return prod_gradient


def _before(blocks: list[list[Any]]) -> list[tuple[Any, Any]]:
    """The product of all that comes before each block, as a fraction and a power of two: it may be no double.

    It is rounded as rarely as can be: once, and once more for each FRACTIONS of them.
    """
    before: list[tuple[Any, Any]] = []
    seen: list[Any] = []
    known: tuple[Any, Any] = (1.0, 0.0)
    for block in blocks:
        product = prod((known[0], *seen))
        shift = exponent(product)
        before.append((ldexp(product, -shift), known[1] + shift))
        if len(seen) > FRACTIONS:
            known, seen = before[-1], []
        seen += block
    return before


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
    if not math.isfinite(total):  # the mean may be a number, or have a sign, although the sum does not
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
