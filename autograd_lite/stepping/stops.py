"""Stop points: breakpoints on nodes, watchpoints on gradients, and the catch of numbers that are not finite."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from autograd_lite.stepping.origin import producers
from autograd_lite.stepping.variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from autograd_lite.expressions import Query
    from autograd_lite.stepping.recording import Recording
    from autograd_lite.stepping.whereabouts import Whereabouts


class StopPoint:
    """Something to stop at.

    Attributes:
        number: by which it is named.
        temporary: whether it goes when it was hit.
        enabled: whether it stops at all.
        hits: how often it was met.
        ignore: how many hits it will let pass.
    """

    def __init__(self, number: int, temporary: bool = False) -> None:
        self.number, self.temporary = number, temporary
        self.enabled, self.hits, self.ignore = True, 0, 0
        self._of: tuple[Recording, Sequence[int]] | None = None

    def moments(self, recording: Recording) -> Sequence[int]:
        """The moments of a recording at which it may stop, in ascending order."""
        if self._of is None or self._of[0] is not recording:
            self._of = recording, self._moments(recording)
        return self._of[1]

    def _moments(self, recording: Recording) -> Sequence[int]:
        raise NotImplementedError

    def holds(self, recording: Recording, moment: int) -> bool:
        """Whether it stops at one of its moments."""
        return True

    def between(self, recording: Recording, low: int, high: int, forwards: bool) -> Iterator[int]:
        """Its moments from ``low`` to ``high``, both included, in the order of time or against it."""
        moments = self.moments(recording)
        found: Iterable[int] = range(bisect_left(moments, low), bisect_right(moments, high))
        for i in found if forwards else reversed(found):  # type: ignore[call-overload]
            if self.holds(recording, moments[i]):
                yield moments[i]

    def met(self) -> bool:
        """Count a hit, and say whether to stop at it."""
        self.hits += 1
        if self.ignore:
            self.ignore -= 1
            return False
        return True


class Breakpoint(StopPoint):
    """Stops at nodes: when their value is there, and when their gradient is complete.

    That is for an operation when it is its turn to hand its gradient on, and for a leaf its last contribution. A
    condition on gradients is not asked in the forward pass, where there are none.
    """

    def __init__(
        self,
        number: int,
        where: Whereabouts | None,
        condition: Query[bool] | None = None,
        temporary: bool = False,
    ) -> None:
        super().__init__(number, temporary)
        self.where, self.condition = where, condition

    def _moments(self, recording: Recording) -> Sequence[int]:
        arrivals = recording.timeline.arrivals
        if self.where is None:
            return sorted({*range(recording.timeline.start), *arrivals})
        positions = self.where.positions(recording)
        return sorted({*positions, *(arrivals[position] for position in positions)})

    def holds(self, recording: Recording, moment: int) -> bool:
        if self.condition is None:
            return True
        known = variables(recording, recording.timeline.reached(moment), moment, self.condition.names)
        return known is not None and self.condition(known)

    def __str__(self) -> str:
        where = "any node" if self.where is None else str(self.where)
        return f"{where} if {self.condition.text}" if self.condition else where


class Watchpoint(StopPoint):
    """Stops at each contribution to the gradient of one node."""

    def __init__(self, number: int, where: Whereabouts, temporary: bool = False) -> None:
        super().__init__(number, temporary)
        self.where = where

    def _moments(self, recording: Recording) -> Sequence[int]:
        edges = sorted(edge for position in self.where.positions(recording) for edge in recording.into[position])
        return [recording.timeline.of_edge(edge) for edge in edges]

    def __str__(self) -> str:
        return f"gradient of {self.where}"


class Catch(StopPoint):
    """Stops where a value or a gradient that is not finite is produced, or was given; not where it is passed on."""

    def _moments(self, recording: Recording) -> Sequence[int]:
        return producers(recording)

    def __str__(self) -> str:
        return "a number that is not finite is produced"


def first_met(
    points: Iterable[StopPoint], recording: Recording, low: int, high: int, forwards: bool
) -> tuple[int, list[StopPoint]] | None:
    """The first moment on the way from ``low`` to ``high``, or back, at which some of the points stop, and which."""
    ways = [zip(point.between(recording, low, high, forwards), repeat(point)) for point in points if point.enabled]
    for moment, meetings in groupby(merge(*ways, key=itemgetter(0), reverse=not forwards), itemgetter(0)):
        met = [point for _, point in meetings if point.met()]
        if met:
            return moment, met
    return None
