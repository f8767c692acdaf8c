"""Primitives of any number of operands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mpmath import mp, mpf

from tests.oracles.oracle import Oracle
from tests.oracles.points import SMALLEST, lists


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


ORACLES = {
    "sum": Oracle(lambda *xs: mp.fsum(xs), lambda *xs: (1,) * len(xs), lists, value_slack=rounding_of),
    "dot": Oracle(
        lambda *ws_xs: mp.fdot(*halves(ws_xs)),
        lambda *ws_xs: (*halves(ws_xs)[1], *halves(ws_xs)[0]),
        lambda: lists(even=True),
        value_slack=lambda *ws_xs: rounding_of(*(w * x for w, x in zip(*halves(ws_xs), strict=True))),
    ),
    "max": Oracle(lambda *xs: max(xs), share(max), lists),
    "min": Oracle(lambda *xs: min(xs), share(min), lists),
}
