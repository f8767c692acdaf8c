"""Primitives of any number of operands."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import SMALLEST, Point, exponents, lists, pairs, short_lists


def halves(ws_xs: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    n = len(ws_xs) // 2
    return ws_xs[:n], ws_xs[n:]


def share(extremum: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    """1, split evenly among the operands that attain the extremum."""

    def shares(*xs: Any) -> tuple[Any, ...]:
        ties = [x == extremum(xs) for x in xs]
        return tuple(mpf(tie) / sum(ties) for tie in ties)

    return shares


def rounding_of(*terms: Any) -> Any:
    """The error of a sum from left to right: one rounding a term, each relative to the sum of the absolute terms."""
    return len(terms) * (mpf(2) ** -52 * mp.fsum(terms, absolute=True) + mpf(SMALLEST))


def norm(*xs: Any) -> Any:
    return mp.sqrt(mp.fsum(xs, squared=True))


def log_sum(*xs: Any) -> Any:
    """log(e^x1 + ... + e^xn), in as many digits as it takes to see what cancels."""
    with mp.workdps(800):
        largest = max(xs)
        return largest + mp.log(mp.fsum(mp.exp(x - largest) for x in xs))


def many_exponents() -> Iterator[Point]:
    draw = random.Random(25)
    for n in (16, 64, 256):
        yield tuple(draw.uniform(-3.0, 3.0) for _ in range(n))


def softmax(*xs: Any) -> tuple[Any, ...]:
    largest = max(xs)
    total = mp.fsum(mp.exp(x - largest) for x in xs)
    return tuple(mp.exp(x - largest) / total for x in xs)


def products_of_others(*xs: Any) -> tuple[Any, ...]:
    return tuple(mp.fprod(xs[:i] + xs[i + 1 :]) for i in range(len(xs)))


def factors() -> Iterator[Point]:
    """Short lists, and those of more operands than a block has: of like magnitude, and such that partial products are
    beyond the doubles while derivatives are not.
    """
    yield from short_lists()
    draw = random.Random(24)
    for n in (9, 33, 64, 128, 129, 160, 300):
        for _ in range(1 if n > 64 else 3):
            yield tuple(draw.uniform(0.5, 2.0) for _ in range(n))
            yield tuple(draw.choice((-1.0, 1.0)) * draw.uniform(1.0, 2.0) for _ in range(n))
    yield (1e30,) * 40 + (1e-30,) * 40
    yield (1e-3,) * 70 + (1e3,) * 70
    yield (1e20,) * 140 + (1e-200,) * 14
    yield tuple(map(float, range(140)))


def zeros(*xs: Any) -> tuple[Any, ...]:
    return (0,) * len(xs)


ORACLES = {
    "sum": Oracle(lambda *xs: mp.fsum(xs), lambda *xs: (1,) * len(xs), lists, value_slack=rounding_of),
    "fsum": Oracle(lambda *xs: mp.fsum(xs), lambda *xs: (1,) * len(xs), lists),
    "dot": Oracle(
        lambda *ws_xs: mp.fdot(*halves(ws_xs)),
        lambda *ws_xs: (*halves(ws_xs)[1], *halves(ws_xs)[0]),
        lambda: lists(even=True),
        value_slack=lambda *ws_xs: rounding_of(*(w * x for w, x in zip(*halves(ws_xs), strict=True))),
    ),
    "max": Oracle(lambda *xs: max(xs), share(max), lists),
    "min": Oracle(lambda *xs: min(xs), share(min), lists),
    "prod": Oracle(lambda *xs: mp.fprod(xs), products_of_others, factors),
    "mean": Oracle(
        lambda *xs: mp.fsum(xs) / len(xs),
        lambda *xs: (mpf(1) / len(xs),) * len(xs),
        lists,
        value_slack=lambda *xs: rounding_of(*xs) / len(xs),
    ),
    "hypot": Oracle(norm, lambda *xs: tuple(x / norm(*xs) for x in xs), short_lists, lambda *xs: any(xs)),
    "direction": Oracle(
        lambda x, r: x / r, lambda x, r: (1 / r, -x / r**2), pairs, lambda x, r: bool(r), is_derivative=True
    ),
    "logsumexp": Oracle(log_sum, softmax, lambda: (*exponents(8), *many_exponents())),
    "logaddexp": Oracle(log_sum, softmax, lambda: exponents(2)),
    "pivot": Oracle(lambda *xs: max(xs), zeros, lists, is_declared_constant=True),
    "exp_difference": Oracle(
        lambda a, b: mp.exp(a - b), lambda a, b: (mp.exp(a - b), -mp.exp(a - b)), lambda: exponents(2)
    ),
}
