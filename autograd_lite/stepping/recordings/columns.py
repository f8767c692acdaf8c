"""Columns: what a recording keeps of a pass, and what follows from that by the arithmetic of the pass itself."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.value import Value


class Change(NamedTuple):
    """The gradient of a node, by position, that was set by hand right after a moment."""

    moment: int
    node: int
    gradient: float


class Columns:
    """A pass in columns: nodes by their *positions* in topological order, steps and edges in the order of the pass.

    A step is an operation that hands its gradient on; its edges lead to its parents, operands from left to right. What
    can be changed later is kept. The graph itself cannot, so the parents are looked up in it when they are needed; and
    upstream and sums follow exactly, by the multiplications and additions of the pass.

    Attributes:
        nodes: leaves, then operations.
        labels, data: of each node, as they were.
        prior: the gradients of the leaves before the pass.
        first: the first edge of each step; one entry more, the number of all edges.
        local: the local gradient along each edge.
        handed: what the first steps did hand on, where that need not follow from the rest, since hooks were called.
        kept: the gradients of the leaves after the pass, where these need not follow; None where they do.
        changes: gradients that were set by hand, by moment.
        given: positions of the nodes whose data were set by hand, and are not what their operands give.
    """

    def __init__(
        self,
        nodes: Sequence[Value],
        labels: Sequence[str | None],
        data: Sequence[float],
        prior: Sequence[float],
        first: Sequence[int],
        local: Sequence[float],
        handed: Sequence[float] = (),
        final: Sequence[float] | None = None,
        changes: tuple[Change, ...] = (),
        given: frozenset[int] = frozenset(),
    ) -> None:
        self.nodes: Sequence[Value] = nodes
        self.labels: Sequence[str | None] = labels
        self.data: Sequence[float] = data
        self.prior = prior
        self.first = first
        self.local = local
        self.changes = changes
        self.given = given
        self.handed, self.kept = handed, final

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy finds out anew what follows, since that goes by the ids of the nodes and the hashes of the labels."""
        numbers = self.data, self.prior, self.first, self.local, self.handed, self.kept
        return type(self), (self.nodes, self.labels, *numbers, self.changes, self.given)

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return len(self.prior)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.first) - 1

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.local)

    @cached_property
    def parent(self) -> Sequence[int]:
        """The position of the parent, by edge."""
        found: list[int] = []
        at = {node: position for position, node in enumerate(self.nodes)}.__getitem__
        for node in reversed(self.nodes[self.leaves :]):
            # `node.parents` asks of each operand what the two tuples tell of all: that none is a constant.
            found += map(at, node.operands if node.receivers is node.operands else node.parents)
        return array("i", found)

    @cached_property
    def operand(self) -> Sequence[int]:
        """Which of the operands of its node the parent is, by edge: constants are counted, and have no edge."""
        found: list[int] = []
        for node in reversed(self.nodes[self.leaves :]):
            if node.receivers is node.operands:  # no constant among them
                found += range(len(node.operands))
            else:
                found += [i for i, operand in enumerate(node.operands) if type(operand) is not float]
        return array("i", found)

    @property
    def upstream(self) -> Sequence[float]:
        """What each step hands on."""
        return self._sums.upstream

    @property
    def before(self) -> Sequence[float]:
        """The gradient of the parent before each edge adds to it."""
        return self._sums.before

    @property
    def final(self) -> Sequence[float]:
        """The gradients of the leaves after the pass; hooks on leaves have their say at the end."""
        return self._sums.after if self.kept is None else self.kept

    @cached_property
    def into(self) -> Sequence[Sequence[int]]:
        """For each node the edges along which its gradient arrives, in their order."""
        return Rows(len(self.nodes), self.parent)

    @cached_property
    def _sums(self) -> Sums:
        return sums(self)

    def contribution(self, edge: int) -> float:
        """upstream * local."""
        return self.upstream[self.step_of_edge(edge)] * self.local[edge]

    def step_of_edge(self, edge: int) -> int:
        """The step that an edge belongs to."""
        return bisect_right(self.first, edge) - 1

    def node_of_step(self, step: int) -> int:
        """The position of the operation whose step it is: the steps go from the last one to the first."""
        return len(self.nodes) - 1 - step

    step_of_node = node_of_step

    def giver(self, edge: int) -> int:
        """The position of the operation that an edge comes from."""
        return self.node_of_step(self.step_of_edge(edge))

    def position(self, node: Value) -> int:
        """The position of a node; ``ValueError`` if it is not in this graph."""
        k = bisect_left(self._by_id, id(node), key=lambda position: id(self.nodes[position]))
        if k < len(self.nodes) and self.nodes[self._by_id[k]] is node:
            return self._by_id[k]
        raise ValueError(f"{node!r} is not in this recording, which has {len(self.nodes):,} nodes")

    @cached_property
    def _by_id(self) -> Sequence[int]:
        """The positions sorted by the ids of the nodes: a dict would take as much as all the rest."""
        ids = [*map(id, self.nodes)]
        return array("i", sorted(range(len(ids)), key=ids.__getitem__))

    def parents(self, position: int) -> Sequence[int]:
        """The positions of the parents of a node; a node that is used twice stands there twice."""
        if position < self.leaves:
            return ()
        step = self.step_of_node(position)
        return self.parent[self.first[step] : self.first[step + 1]]


class Sums(NamedTuple):
    """What a pass adds up: the upstream of each step, what was there before each edge, and the leaves at the end."""

    upstream: Sequence[float]
    before: Sequence[float]
    after: Sequence[float]


def sums(columns: Columns) -> Sums:
    """The backward pass on numbers of its own, in the order of :func:`autograd_lite.graph.backward`."""
    leaves, count, handed = columns.leaves, len(columns.nodes), columns.handed
    now = [*columns.prior, *[0.0] * (count - leaves)]
    now[-1] += 1.0
    upstreams: list[float] = []
    befores: list[float] = []
    pending: dict[int, list[Change]] = {}
    for change in columns.changes:
        pending.setdefault(change.moment, []).append(change)
    edges = zip(columns.parent, columns.local, strict=True)
    moment = count
    for k, (start, end) in enumerate(pairwise(columns.first)):
        if moment in pending:
            _set(now, pending[moment])
        upstream = handed[k] if k < len(handed) else now[count - 1 - k]
        upstreams.append(upstream)
        for parent, local in islice(edges, end - start):
            before = now[parent]
            befores.append(before)
            now[parent] = before + upstream * local
            if pending:
                moment += 1
                _set(now, pending.get(moment, ()))
        moment = count + k + 1 + end
    if leaves == count:  # a leaf that is the output hands nothing on
        upstreams = [1.0]
    return Sums(array("d", upstreams), array("d", befores), array("d", now[:leaves]))


def _set(now: list[float], changes: Iterable[Change]) -> None:
    for change in changes:
        now[change.node] = change.gradient


class Rows(Sequence[Sequence[int]]):
    """The numbers 0, 1, ... sorted into rows, by the row of each: two arrays, and no list for each row.

    >>> list(map(list, Rows(3, [2, 0, 2])))
    [[1], [], [0, 2]]
    """

    def __init__(self, rows: int, row_of: Sequence[int]) -> None:
        counts = [0] * (rows + 1)
        for row in row_of:
            counts[row + 1] += 1
        self._first = array("q", accumulate(counts))
        self._numbers = array("i", bytes(array("i").itemsize * len(row_of)))
        free = self._first[:]
        for number, row in enumerate(row_of):
            self._numbers[free[row]] = number
            free[row] += 1

    def __getitem__(self, row: Any) -> Any:
        return self._numbers[self._first[row] : self._first[row + 1]]

    def __len__(self) -> int:
        return len(self._first) - 1
