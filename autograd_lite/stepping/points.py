"""Points: the stop points of one person, as they typed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.expressions import parse_condition
from autograd_lite.stepping.stops import Breakpoint, Catch, StopPoint, Watchpoint
from autograd_lite.stepping.variables import NUMBERS, OF_EDGES, TEXTS
from autograd_lite.stepping.whereabouts import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from autograd_lite.expressions import Query
    from autograd_lite.stepping.recording import Recording
    from autograd_lite.stepping.whereabouts import Whereabouts

    Point = TypeVar("Point", bound=StopPoint)


class Points:
    """The stop points of one person, for all recordings they look at.

    At first there is one, which stops where a number that is not finite is produced.
    """

    def __init__(self) -> None:
        self.all: list[StopPoint] = []
        self._count = 0
        self.add(Catch)

    def break_at(self, text: str, recording: Recording, file: str | None = None, temporary: bool = False) -> Breakpoint:
        """A breakpoint at the nodes that are named, on a condition: ``mul``, ``train.py:12 if abs(grad) > 1e3``.

        A line without a file is one of ``file``. Without a name it is about all nodes: ``if abs(grad) > 1e3``.

        Raises ``ValueError`` if there are no such nodes, and for a condition that cannot be read.
        """
        where, condition = _read(text, recording, file)
        if condition is not None and not OF_EDGES.isdisjoint(condition.names):
            raise ValueError(
                "a breakpoint stops at nodes, and local and contribution are of edges; its condition may be about "
                "node, data, grad, upstream, op, label and scope; watch w1 if abs(contribution) > 1e3 stops at edges"
            )
        if where is None and condition is None:
            raise ValueError(
                "a breakpoint needs a label, an operation, a scope, a line, #node, or a condition: if abs(grad) > 1"
            )
        return self.add(lambda number: Breakpoint(number, where, condition, temporary))

    def watch(self, text: str, recording: Recording, file: str | None = None, temporary: bool = False) -> Watchpoint:
        """A watchpoint on the gradients of the nodes that are named, on a condition: ``w1 if abs(contribution) > 1e3``.

        Raises ``ValueError`` as :meth:`break_at` does.
        """
        where, condition = _read(text, recording, file)
        if where is None and condition is None:
            raise ValueError("a watchpoint needs a label, #node, or a condition: if abs(contribution) > 1e3")
        return self.add(lambda number: Watchpoint(number, where, condition, temporary))

    def add(self, make: Callable[[int], Point]) -> Point:
        """Add what ``make`` makes of the next number."""
        point = make(self._count)
        self._count += 1
        self.all.append(point)
        return point

    def __getitem__(self, number: int) -> StopPoint:
        for point in self.all:
            if point.number == number:
                return point
        known = ", ".join(str(point.number) for point in self.all)
        raise ValueError(f"there is no stop point {number}; there are {known or 'none'}")

    def delete(self, number: int) -> None:
        """Delete one; ``ValueError`` if there is none of this number."""
        self.all.remove(self[number])


def _read(text: str, recording: Recording, file: str | None) -> tuple[Whereabouts | None, Query[bool] | None]:
    """The nodes and the condition of ``w1 if grad > 1``; None for what is left out."""
    place, found, condition = f" {text.strip()} ".partition(" if ")
    if found and not condition.strip():
        raise ValueError("a condition follows if, such as abs(grad) > 1e3")
    where = find(place, recording, file) if place.strip() else None
    return where, parse_condition(condition.strip(), NUMBERS, TEXTS) if found else None
