"""Checks: the gradient of each leaf against differences of the output, for which the graph is evaluated again."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite import diagnosis
from autograd_lite.checking import TOLERANCE
from autograd_lite.staleness import StaleGraphError
from autograd_lite.stepping.recordings.evaluation import check_fresh
from autograd_lite.stepping.web.content import doubles, integers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograd_lite.differences import Slopes
    from autograd_lite.stepping.recordings.recording import Recording

# Operations and operands that are evaluated at most, which takes half a second; how often those of a leaf are, about;
# and how many times longer it takes to look for them.
BUDGET, EVALUATIONS, LOOKING = 1_000_000, 80, 8
# A quotient of differences shows a slope where they agree to this part, the digits of a picture; or where that is next
# to nothing, to this part of the size of f.
SHOWN, NOTHING = 1e-4, 1e-9


class Check(NamedTuple):
    """What the output f is beside the value x of a leaf, and the slope there.

    Attributes:
        leaf: its position.
        step: a power of ten, h.
        above, below: f(x + h) and f(x - h); nan where f cannot be evaluated.
        slope: that of f at x, extrapolated to h = 0.
        error: of the slope; infinite where differences say nothing, as at a kink and at the border of a domain.
    """

    leaf: int
    step: float
    above: float
    below: float
    slope: float
    error: float


def checks(recording: Recording) -> dict[str, str] | None:
    """The checks of the leaves as columns, see :class:`Check`; None where nothing can be checked.

    A derivative d agrees with a slope s of a finite error e up to 10 e + 1e-7 max(abs(d), abs(s)), as it does for
    :func:`autograd_lite.check_gradients`. It is what the pass adds to the gradient, without what was there before.

    Only what depends on a leaf is evaluated, as it was recorded: Python's own branches are not taken again. Leaves that
    are not finite are left out, and those for which too many operations would be evaluated: all checks take half a
    second, unless a primitive of the user's is slow. Nothing can be
    checked where a leaf was changed between the forward pass and the recording; nor in a fork in which a gradient, or
    the value of an operation, was set by hand, since its gradients are no derivatives.

    >>> from autograd_lite import Value, record
    >>> sorted(checks(record(Value(3.0) ** 2)))
    ['above', 'below', 'error', 'leaf', 'slope', 'step']
    """
    if recording.changes or any(position >= recording.leaves for position in recording.given):
        return None
    try:
        found = [*made(recording)]
    except StaleGraphError:
        return None
    columns = [*zip(*found, strict=True)] or [()] * len(Check._fields)
    leaf, *numbers = columns
    return {"leaf": integers(leaf), **dict(zip(Check._fields[1:], map(doubles, numbers), strict=True))}


def made(recording: Recording, budget: int = BUDGET) -> Iterator[Check]:
    """The checks, leaf by leaf; :class:`StaleGraphError` where a leaf had been changed."""
    graph = _Graph(recording)
    fresh = {*range(recording.leaves)}
    for leaf, x in enumerate(recording.data[: recording.leaves]):
        if budget < EVALUATIONS:
            return
        behind = graph.behind(leaf, budget // EVALUATIONS) if math.isfinite(x) else None
        if behind is None:
            budget -= LOOKING * (budget // EVALUATIONS)
            continue
        for position in behind:
            if position not in fresh:
                check_fresh(recording, position)
                fresh.add(position)
        f = graph.function(leaf, behind)
        claim = diagnosis.claim(f, x, _derivative(recording, leaf), TOLERANCE)
        told = claim.verdict(TOLERANCE) in {"right", "wrong"}
        slope = claim.slopes.central
        yield Check(leaf, *_quotient(f, x, claim.slopes), slope.value, slope.error if told else math.inf)
        graph.restore(leaf, behind)
        budget -= graph.spent


def _derivative(recording: Recording, leaf: int) -> float:
    """What the pass adds to the gradient of a leaf."""
    total = 1.0 if recording.leaves == len(recording.nodes) else 0.0
    for edge in recording.into[leaf]:
        total += recording.contribution(edge)
    return total


def _quotient(f: Callable[[float], float], x: float, slopes: Slopes) -> tuple[float, float, float]:
    """The largest readable step h whose quotient of differences shows the slope, with f(x + h) and f(x - h).

    It is the closest one where none does, and the first one where there is nothing to show.
    """
    slope, found = slopes.central.value, []
    for h in _steps(x):
        above, below = f(x + h), f(x - h)
        off = abs((above - below) / (2.0 * h) - slope)
        found.append((off if off == off else math.inf, h, above, below))
        if off <= SHOWN * abs(slope) + NOTHING * slopes.size:
            break
    return min(found, key=itemgetter(0))[1:]


def _steps(x: float) -> Iterator[float]:
    """Powers of ten, from a hundredth of 1 or of x down; where x is small, then those from a hundredth of it."""
    for scale in dict.fromkeys((max(1.0, abs(x)), abs(x) or 1.0)):
        exponent = math.floor(math.log10(scale))
        yield from filter(None, (float(f"1e{exponent - digits}") for digits in range(2, 10)))


class _Graph:
    """The recorded operations, ready to be evaluated often.

    Attributes:
        spent: the operations and operands that were evaluated since it was last asked for a function.
    """

    def __init__(self, recording: Recording) -> None:
        self.spent = 0
        self._recording = recording
        self._numbers = [*recording.data]  # and the constants behind them
        self._plans: dict[int, tuple[Callable[..., float], list[int]]] = {}

    def behind(self, leaf: int, most: int) -> list[int] | None:
        """The operations that depend on a leaf, in order; None if they and their operands are more than ``most``."""
        recording = self._recording
        found: set[int] = set()
        waiting, size = [leaf], 0
        while waiting:
            for edge in recording.into[waiting.pop()]:
                position = recording.giver(edge)
                if position not in found:
                    found.add(position)
                    waiting.append(position)
                    size += 1 + len(recording.nodes[position].operands)
            if size > most:
                return None
        return sorted(found)

    def function(self, leaf: int, behind: list[int]) -> Callable[[float], float]:
        """The output as a function of a leaf; nan where it cannot be evaluated."""
        numbers = self._numbers
        plans = [(position, *self._plan(position)) for position in behind]
        size = sum(1 + len(operands) for _, _, operands in plans)
        self.spent = 0

        def f(x: float) -> float:
            self.spent += size
            numbers[leaf] = x
            try:
                for position, value, operands in plans:
                    numbers[position] = value(*[numbers[k] for k in operands])
            except Exception:  # a primitive of the user's may raise anything, where it was not made for a number
                return math.nan
            return numbers[len(self._recording.nodes) - 1]

        return f

    def restore(self, leaf: int, behind: list[int]) -> None:
        """Have the numbers of the recording again."""
        for position in (leaf, *behind):
            self._numbers[position] = self._recording.data[position]

    def _plan(self, position: int) -> tuple[Callable[..., float], list[int]]:
        """The value function of an operation, and where its operands stand among the numbers."""
        plan = self._plans.get(position)
        if plan is None:
            node, parents, operands = self._recording.nodes[position], iter(self._recording.parents(position)), []
            for x in node.operands:
                if type(x) is float:
                    operands.append(len(self._numbers))
                    self._numbers.append(x)
                else:
                    operands.append(next(parents))
            assert node.primitive is not None
            plan = self._plans[position] = node.primitive.value, operands
        return plan
