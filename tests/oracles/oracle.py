"""What an oracle is: exact numbers in, exact numbers out, and how near to them a double has to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mpmath import mp, mpf

from tests.oracles.points import LARGEST, SMALLEST_NORMAL

mp.dps = 60

ULPS = 4.0
RELATIVE = mpf(10) ** -12


def everywhere(*_: Any) -> bool:
    return True


class Oracle(NamedTuple):
    """The mathematics of a primitive.

    ``gradients`` gives the derivative by each operand, without the static parameters.
    ``points`` are floats or tuples of them; ``smooth`` tells at which of them value and derivatives exist. The
    conventions elsewhere have tests of their own.
    ``static`` are the static parameters, for tests that choose the operands themselves.
    ``value_slack`` and ``gradient_slack`` give the absolute errors that are allowed beside 4 ulps, where
    cancellation makes a relative error meaningless: the second one for each derivative.
    ``is_derivative`` marks a row that is the derivative of another one: its own derivatives are second derivatives,
    and held to 1e-12. ``is_declared_constant`` marks one whose derivatives are 0 by declaration, although it varies.
    """

    value: Callable[..., Any]
    gradients: Callable[..., tuple[Any, ...]]
    points: Callable[[], Iterable[Any]]
    smooth: Callable[..., bool] = everywhere
    static: tuple[tuple[float, ...], ...] = ((),)
    value_slack: Callable[..., Any] | None = None
    gradient_slack: Callable[..., tuple[Any, ...]] | None = None
    is_derivative: bool = False
    is_declared_constant: bool = False

    def value_is_right(self, got: float, point: tuple[Any, ...]) -> bool:
        """Whether ``got`` is the value at ``point``, as near as it has to be."""
        exact = self.value(*point)
        if is_right(got, exact):  # most are, and a slack takes as long as the value
            return True
        return self.value_slack is not None and is_right(got, exact, self.value_slack(*point))

    def wrong_gradients(self, got: tuple[float, ...], point: tuple[Any, ...]) -> list[tuple[int, float, str]]:
        """The local gradients that are not near enough: which, what it is, and what it should be."""
        exact = self.gradients(*point)
        assert len(got) == len(exact)
        if all(map(is_right, got, exact)):
            return []
        if self.gradient_slack:
            slack = self.gradient_slack(*point)
        else:
            slack = tuple(RELATIVE * abs(g) if self.is_derivative else 0 for g in exact)
        return [
            (i, g, mp.nstr(true, 20))
            for i, (g, true, allowed) in enumerate(zip(got, exact, slack, strict=True))
            if not is_right(g, true, allowed)
        ]


def ulp(exact: Any) -> Any:
    """The unit in the last place of the double nearest to a normal ``exact``."""
    return mp.ldexp(1, mp.frexp(exact)[1] - 53)


def is_right(got: float, exact: Any, slack: Any = 0) -> bool:
    """Whether ``got`` is ``exact``, up to 4 ulps or an error of ``slack``, as far as doubles reach.

    Beyond the largest double the answer is infinity. Below the smallest normal one digits fade: there the answer is
    any number that small. Where the terms themselves are beyond the largest double, nothing is asked.
    """
    nearest = float(exact)
    if SMALLEST_NORMAL < abs(nearest) < LARGEST and abs(got - nearest) <= math.ulp(nearest):
        return True  # 1.5 ulps of the nearest double, 3 of the exact number's where that is beside a power of two
    largest, smallest = mpf(LARGEST), mpf(SMALLEST_NORMAL)
    if slack > RELATIVE * largest:
        return True
    if exact == 0 and not slack:
        return got == 0.0
    margin = mpf(ULPS) * mpf(2) ** -52 + (slack / abs(exact) if exact else 0)
    if abs(exact) > largest * (1 + margin):
        return got == math.copysign(math.inf, exact)
    if not math.isfinite(got):
        return abs(exact) > largest * (1 - margin) and got == math.copysign(math.inf, exact)
    if abs(exact) < smallest:
        return abs(got) <= smallest * (1 + margin) + slack
    return bool(abs(mpf(got) - exact) <= max(ULPS * ulp(exact), slack))
