"""Timeline: the moments of a pass, and what every gradient was at each of them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.stepping.recordings.columns import Columns


class Moment(NamedTuple):
    """A moment of a pass.

    Attributes:
        number: from 0 on.
        node: the position of the node whose value is there, whose gradient is complete, or that hands it on.
        edge: the edge that was walked; None if it is none of these.
        backward: whether it belongs to the backward pass.
    """

    number: int
    node: int
    edge: int | None
    backward: bool


class Timeline:
    """The moments of a pass, numbered from 0.

    First, one for each node, in topological order: its value is there. Then, for each step, one where the whole
    gradient of its node has arrived, and one for each of its edges: the contribution has been added to the gradient of
    the parent. Of each moment every number is known: it takes a search, and no computation of what was before.

    Attributes:
        start: the first moment of the backward pass, where d output / d output = 1 is there.
        end: the last moment.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.start = len(columns.nodes)
        self.end = self.start + columns.steps + columns.edges - 1

    def moment(self, number: int) -> Moment:
        """What happens at this moment; ``IndexError`` if there is none of this number."""
        if not 0 <= number <= self.end:
            raise IndexError(f"there is no moment {number:,}: they go from 0 to {self.end:,}")
        if number < self.start:
            return Moment(number, number, None, False)
        step = self.step_at(number)
        walked = number - self.of_step(step)
        edge = self._columns.first[step] + walked - 1 if walked else None
        return Moment(number, self._columns.node_of_step(step), edge, True)

    @cached_property
    def turns(self) -> Sequence[int]:
        """For each step, when the whole gradient of its node has arrived."""
        return array("q", map(add, self._columns.first, range(self.start, self.start + self._columns.steps)))

    def of_step(self, step: int) -> int:
        """When the whole gradient of its node has arrived."""
        return self.turns[step]

    def of_edge(self, edge: int) -> int:
        """When this edge is walked."""
        return self.start + self._columns.step_of_edge(edge) + 1 + edge

    def reached(self, moment: int) -> int:
        """The position of the node that this moment is about: its value is there, or its gradient has grown."""
        _, node, edge, _ = self.moment(moment)
        return node if edge is None else self._columns.parent[edge]

    def step_at(self, moment: int) -> int:
        """The step that a moment of the backward pass belongs to."""
        return bisect_right(self.turns, moment) - 1

    def node_after(self, moment: int) -> int:
        """When the next node's turn is; the end, if there is none."""
        if moment < self.start:
            return moment + 1
        following = self.step_at(moment) + 1
        return self.of_step(following) if following < self._columns.steps else self.end

    def node_before(self, moment: int) -> int:
        """When this node's turn began, or that of the one before; the beginning, if there is none."""
        if moment <= self.start:
            return max(moment - 1, 0)
        step = self.step_at(moment)
        began = self.of_step(step)
        if began < moment:
            return began
        return self.of_step(step - 1)

    def walked(self, moment: int) -> int:
        """How many edges have been walked at a moment of the backward pass, this one included."""
        step = self.step_at(moment)
        return self._columns.first[step] + moment - self.of_step(step)

    @cached_property
    def arrivals(self) -> Sequence[int]:
        """When the gradient of each node is complete: of an operation at its turn, of a leaf with its last edge."""
        columns = self._columns
        arrivals = array("q", [self.end]) * columns.leaves
        last = dict(zip(columns.parent, range(columns.edges), strict=True))  # edge of each parent: later ones replace
        for leaf in range(columns.leaves):
            if leaf in last:  # else it is the output
                arrivals[leaf] = self.of_edge(last[leaf])
        arrivals.extend(reversed(self.turns[: len(columns.nodes) - columns.leaves]))
        return arrivals

    def gradient(self, position: int, moment: int) -> float | None:
        """The gradient of a node at a moment; None for an operation before the backward pass, where it has none."""
        columns = self._columns
        is_leaf = position < columns.leaves
        if moment < self.start:
            return columns.prior[position] if is_leaf else None
        if moment == self.end and is_leaf:
            return columns.final[position]
        if not is_leaf and self.of_step(columns.step_of_node(position)) <= moment:
            return columns.upstream[columns.step_of_node(position)]
        into = columns.into[position]
        last = bisect_left(into, self.walked(moment)) - 1
        if last < 0:
            gradient, since = (columns.prior[position] if is_leaf else 0.0), self.start
        else:
            gradient, since = columns.before[into[last]] + columns.contribution(into[last]), self.of_edge(into[last])
        for change in columns.changes:
            if change.node == position and since <= change.moment <= moment:
                gradient = change.gradient
        return gradient
