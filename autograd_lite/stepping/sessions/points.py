"""Points: the stop points of one person, as they typed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.expressions import parse_condition
from autograd_lite.stepping.sessions.stops import Breakpoint, Catch, StopPoint, Watchpoint
from autograd_lite.stepping.sessions.variables import NUMBERS, OF_EDGES, TEXTS
from autograd_lite.stepping.sessions.whereabouts import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from autograd_lite.expressions import Query
    from autograd_lite.stepping.recordings.recording import Recording

    Point = TypeVar("Point", bound=StopPoint)


class Points:
    """The stop points of one person, for all recordings they look at.

    At first there is one, which stops where a number that is not finite is produced.

    Attributes:
        all: those that there are, in the order in which they were made.
        following: the number of the next one.
    """

    def __init__(self) -> None:
        self.all: list[StopPoint] = []
        self.following = 0
        self.add(Catch)

    def break_at(self, text: str, recording: Recording, file: str | None = None, temporary: bool = False) -> Breakpoint:
        """A breakpoint at the nodes that are named, on a condition: ``mul``, ``train.py:12 if abs(grad) > 1e3``.

        A line without a file is one of ``file``. Without a name it is about all nodes: ``if abs(grad) > 1e3``.

        Raises ``ValueError`` if there are no such nodes, and for a condition that cannot be read.
        """
        place, condition = split_condition(text)
        where = find(place, recording, file) if place else None
        query = condition_on_nodes(condition) if condition else None
        if where is None and query is None:
            raise ValueError(
                "a breakpoint needs a label, an operation, a scope, a line, #node, or a condition: if abs(grad) > 1"
            )
        return self.add(lambda number: Breakpoint(number, where, query, temporary))

    def watch(self, text: str, recording: Recording, file: str | None = None, temporary: bool = False) -> Watchpoint:
        """A watchpoint on the gradients of the nodes that are named, on a condition: ``w1 if abs(contribution) > 1e3``.

        Raises ``ValueError`` as :meth:`break_at` does.
        """
        place, condition = split_condition(text)
        where = find(place, recording, file) if place else None
        query = condition_on_edges(condition) if condition else None
        if where is None and query is None:
            raise ValueError("a watchpoint needs a label, #node, or a condition: if abs(contribution) > 1e3")
        if where is not None and not any(recording.into[position] for position in where.positions(recording)):
            raise ValueError("nothing contributes to the gradient of the output, which is 1; watch another node")
        return self.add(lambda number: Watchpoint(number, where, query, temporary))

    def add(self, make: Callable[[int], Point]) -> Point:
        """Add what ``make`` makes of the next number."""
        point = make(self.following)
        self.following += 1
        self.all.append(point)
        return point

    def __getitem__(self, number: int) -> StopPoint:
        for point in self.all:
            if point.number == number:
                return point
        known = ", ".join(str(point.number) for point in self.all)
        raise ValueError(f"there is no stop point {number}; there are {known or 'none'}")

    def delete(self, number: int) -> None:
        """Delete one; ``ValueError`` if there is none of this number, and for 0, which nothing would bring back."""
        point = self[number]
        if number == 0:
            raise ValueError("stop point 0 cannot be deleted, as nothing would bring it back; disable 0 turns it off")
        self.all.remove(point)


def split_condition(text: str) -> tuple[str, str]:
    """The place and the condition of ``w1 if grad > 1``, each of which may be missing."""
    place, found, condition = f" {text.strip()} ".partition(" if ")
    if found and not condition.strip():
        raise ValueError("a condition follows if, such as abs(grad) > 1e3")
    return place.strip(), condition.strip()


def condition_on_nodes(text: str) -> Query[bool]:
    """The condition of a breakpoint; ``ValueError`` if it cannot be read, or is about edges."""
    query = parse_condition(text, NUMBERS, TEXTS)
    if not OF_EDGES.isdisjoint(query.names):
        raise ValueError(
            "a breakpoint stops at nodes, and local and contribution are of edges; its condition may be about "
            "node, data, grad, upstream, op, label and scope; watch w1 if abs(contribution) > 1e3 stops at edges"
        )
    return query


def condition_on_edges(text: str) -> Query[bool]:
    """The condition of a watchpoint; ``ValueError`` if it cannot be read."""
    return parse_condition(text, NUMBERS, TEXTS)
