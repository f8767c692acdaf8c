"""Stop points: breakpoints on nodes, watchpoints on gradients, and the catch of numbers that are not finite."""

from __future__ import annotations

import weakref
from bisect import bisect_left, bisect_right
from collections import Counter
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from autograd_lite.stepping.recordings.origin import producers
from autograd_lite.stepping.sessions.variables import variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from autograd_lite.expressions import Query
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.stepping.sessions.whereabouts import Whereabouts


class StopPoint:
    """Something to stop at.

    Attributes:
        number: by which it is named.
        where: the nodes that it is about; None for all.
        condition: what has to hold at one of its moments, about the node that it reaches; None for nothing. Where there
            is no gradient, in the forward pass, a condition on it is not asked.
        temporary: whether it goes when it was hit.
        enabled: whether it stops at all.
        hits: how often it was met.
        ignore: how many hits it will let pass.
    """

    def __init__(
        self,
        number: int,
        where: Whereabouts | None = None,
        condition: Query[bool] | None = None,
        temporary: bool = False,
    ) -> None:
        self.number, self.where, self.condition, self.temporary = number, where, condition, temporary
        self.enabled, self.hits, self.ignore = True, 0, 0
        self._of: Callable[[], Recording | None] = lambda: None  # the last recording, which may go before this
        self._moments_of: Sequence[int] = ()

    def moments(self, recording: Recording) -> Sequence[int]:
        """The moments of a recording at which it may stop, in ascending order."""
        if self._of() is not recording:
            self._of, self._moments_of = weakref.ref(recording), self._moments(recording)
        return self._moments_of

    def _moments(self, recording: Recording) -> Sequence[int]:
        raise NotImplementedError

    def holds(self, recording: Recording, moment: int) -> bool:
        """Whether its condition holds at one of its moments."""
        if self.condition is None:
            return True
        known = variables(recording, recording.timeline.reached(moment), moment, self.condition.names)
        return known is not None and self.condition(known)

    def between(self, recording: Recording, low: int, high: int, forwards: bool) -> Iterator[int]:
        """Its moments from ``low`` to ``high``, both included, in the order of time or against it."""
        moments = self.moments(recording)
        found = range(bisect_left(moments, low), bisect_right(moments, high))
        for i in found[:: 1 if forwards else -1]:
            if self.holds(recording, moments[i]):
                yield moments[i]

    @property
    def _nodes(self) -> str:
        return "any node" if self.where is None else str(self.where)

    @property
    def _if(self) -> str:
        return "" if self.condition is None else f" if {self.condition.text}"

    def count(self, hits: int) -> None:
        """Count hits, those that were let pass included."""
        self.hits += hits
        self.ignore = max(self.ignore - hits, 0)


class Breakpoint(StopPoint):
    """Stops at nodes: when their value is there, and when their gradient is complete.

    That is for an operation when it is its turn to hand its gradient on, and for a leaf its last contribution.
    """

    def _moments(self, recording: Recording) -> Sequence[int]:
        arrivals = recording.timeline.arrivals
        if self.where is None:
            return sorted({*range(recording.timeline.start), *arrivals})
        positions = self.where.positions(recording)
        return sorted({*positions, *(arrivals[position] for position in positions)})

    def __str__(self) -> str:
        return f"{self._nodes}{self._if}"


class Watchpoint(StopPoint):
    """Stops at each contribution to the gradients of nodes."""

    def _moments(self, recording: Recording) -> Sequence[int]:
        if self.where is None:
            return list(map(recording.timeline.of_edge, range(recording.edges)))
        edges = sorted(edge for position in self.where.positions(recording) for edge in recording.into[position])
        return list(map(recording.timeline.of_edge, edges))

    def __str__(self) -> str:
        return f"gradient of {self._nodes}{self._if}"


class Catch(StopPoint):
    """Stops where a value or a gradient that is not finite is produced, or was given; not where it is passed on."""

    def _moments(self, recording: Recording) -> Sequence[int]:
        return producers(recording)

    def __str__(self) -> str:
        return "a number that is not finite is produced"


def first_met(
    points: Iterable[StopPoint], recording: Recording, low: int, high: int, forwards: bool
) -> tuple[int, list[StopPoint]] | None:
    """The first moment on the way from ``low`` to ``high``, or back, at which some of the points stop, and which.

    Hits are counted at the end: whoever interrupts a long search leaves everything as it was.
    """
    ways = [zip(point.between(recording, low, high, forwards), repeat(point)) for point in points if point.enabled]
    hits: Counter[StopPoint] = Counter()
    found = None
    for moment, meetings in groupby(merge(*ways, key=itemgetter(0), reverse=not forwards), itemgetter(0)):
        here = [point for _, point in meetings]
        hits.update(here)
        if met := [point for point in here if hits[point] > point.ignore]:
            found = moment, met
            break
    for point, count in hits.items():
        point.count(count)
    return found
