"""Numerical derivatives: difference quotients at shrinking steps, extrapolated to step zero, with their own error.

The central quotient (f(x + h) - f(x - h)) / 2h is f'(x) plus even powers of h; the one-sided ones have all powers.
Richardson's extrapolation removes them power by power. Stopping where the entries of the table agree best, and taking
what they disagree by as the error, is the method of C. J. F. Ridders, "Accurate computation of F'(x) and F'(x) F''(x)",
Advances in Engineering Software 4 (1982). Two things are added here. The step runs over all magnitudes, from that of 1
or of x down to the resolution of doubles, so that no scale of f has to be known. And what rounding alone can do to
a quotient bounds its error from below, so that a difference of equal numbers is not mistaken for a sure zero.
"""

from __future__ import annotations

import math
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Rounding: of normal doubles relative to themselves, of the smallest ones absolute.
EPSILON, SMALLEST, SMALLEST_NORMAL = 2.0**-52, 2.0**-1074, 2.0**-1022
# Each step is this many times smaller than the last. Not 2: a period of f that fits one step would fit its halves.
RATIO = 1.7
# The first step, in units of max(1, |x|). It is irrational, since many a function has a rational period.
FIRST_STEP = math.sqrt(1.0 / 12.0)
# At x = 0 nothing but 1 gives a scale: the smallest step there.
SMALLEST_STEP = 2.0**-60
# More columns of the table remove no error that rounding has not buried before.
COLUMNS = 8
# A slope has settled when its best entry is sure to so many parts of itself, and a later row this many times less. From
# there on rounding grows; and where f is a small difference of large numbers, smaller steps end on a plateau that looks
# like a slope of 0.
SURE, GROWTH = 1e-9, 10.0


class Slope(NamedTuple):
    """A derivative and an estimate of its error, which is infinite where there is none."""

    value: float
    error: float


class Slopes(NamedTuple):
    """The derivative from both sides together, and from either; ``size`` is that of f around x, per max(1, |x|)."""

    central: Slope
    left: Slope
    right: Slope
    size: float


class _Table:
    """Richardson's table, a row for each step. In the first column errors fall by ``base`` from row to row, in the next
    by its square, and so on.

    The best entry is the one with the smallest error relative to itself and to the size of f around x. Not the smallest
    error alone: at steps across a pole quotients are small, and so are their errors, which say nothing about the slope.
    """

    def __init__(self, base: float) -> None:
        self.base = base
        self.row: list[float] = []
        self.best = Slope(math.nan, math.inf)
        self.doubt = math.inf  # the relative error of the best entry
        self.settled = False

    def add(self, quotient: float, rounding: float, size: float) -> None:
        """The quotient at the next smaller step, and a bound of its own rounding error."""
        row, factor, least = [quotient], 1.0, math.inf
        for before in self.row[:COLUMNS]:
            factor *= self.base
            better = row[-1] + (row[-1] - before) / (factor - 1.0)
            rounding *= (factor + 1.0 / RATIO) / (factor - 1.0)  # that of the row before is 1 / RATIO as large
            error = max(abs(better - row[-1]), abs(better - before), rounding)
            doubt = _relative(error, better, size)
            if doubt < self.doubt:
                self.best, self.doubt = Slope(better, error), doubt
            least = min(least, error)
            row.append(better)
        self.settled = self.best.error <= SURE * abs(self.best.value) and GROWTH * self.best.error < least < math.inf
        self.row = row


def _relative(error: float, value: float, size: float) -> float:
    whole = abs(value) + size
    return error / whole if whole else 0.0  # it is 0 for a function that is next to nothing, at huge arguments


def slopes(f: Callable[[float], float], x: float, widest: float = 1.0, span: float = math.inf) -> Slopes:
    """The numerical derivative of ``f`` at ``x``, which is finite, as are the numbers f gives where it has a value.

    The first step is ``widest`` times the usual one, and the last one at most ``span`` times smaller than the first.

    A side on which f is nan or infinite at every step has no slope.

    >>> central = slopes(math.exp, 1.0).central
    >>> abs(central.value - math.e) <= central.error < 1e-12
    True
    >>> kink = slopes(abs, 0.0)
    >>> kink.left.value, kink.central.value, kink.right.value
    (-1.0, 0.0, 1.0)
    """
    central, left, right = _Table(RATIO**2), _Table(RATIO), _Table(RATIO)
    y = f(x)
    unit = max(1.0, abs(x))
    size = 0.0
    step = widest * FIRST_STEP * unit
    smallest = 8.0 * math.ulp(x) if x else SMALLEST_STEP
    last = max(smallest, step / span)
    while step >= last:
        above, below = x + step, x - step
        rise, fall = f(above), f(below)
        largest = max(abs(y), abs(rise), abs(fall))
        if not size and math.isfinite(rise - fall):
            size = max(abs(rise), abs(fall), SMALLEST_NORMAL) / unit
        rounding = (EPSILON * largest + SMALLEST) / step
        best_possible = 0.0
        for table, upper, lower, run in (
            (right, rise, y, above - x),
            (left, y, fall, x - below),
            (central, rise, fall, above - below),
        ):
            quotient = (upper - lower) / run
            if math.isfinite(quotient):
                table.add(quotient, rounding, size)
                best_possible = _relative(rounding, quotient, size)
            else:  # a row is missing, so the one before is not RATIO away from the next
                table.row = []
        if central.settled or max(table.doubt for table in (central, left, right)) <= best_possible:
            break  # smaller steps have larger errors
        step /= RATIO
    return Slopes(central.best, left.best, right.best, size)
