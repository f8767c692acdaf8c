"""Recording: a backward pass that ran, as an immutable sequence of steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from autograd_lite.stepping.recordings.columns import Columns
from autograd_lite.stepping.recordings.groups import Groups
from autograd_lite.stepping.recordings.timeline import Timeline

if TYPE_CHECKING:
    from autograd_lite.stepping.recordings.columns import Change
    from autograd_lite.value import Value


class Edge(NamedTuple):
    """A contribution to a gradient: parent.grad += upstream * local.

    Attributes:
        node: the operation that hands its gradient on.
        operand: which of its operands the parent is; a node that is used twice has two edges.
        parent: the node that receives.
        upstream: the gradient of ``node``.
        local: d node / d operand.
        contribution: upstream * local.
        before, after: the gradient of ``parent``, without and with it.
    """

    node: Value
    operand: int
    parent: Value
    upstream: float
    local: float
    contribution: float
    before: float
    after: float


class Step(NamedTuple):
    """What the backward pass does at one node: its gradient is complete, and is handed on along each edge.

    Attributes:
        node: the operation.
        upstream: d output / d node.
        edges: to its parents, operands from left to right; constants have none.
    """

    node: Value
    upstream: float
    edges: tuple[Edge, ...]

    def __repr__(self) -> str:
        return f"Step(node={self.node!r}, upstream={self.upstream!r}, edges=<{len(self.edges):,}>)"


class Recording(Columns, Sequence[Step]):
    """The steps of a backward pass, from the output to the leaves; immutable, and made by :func:`record`.

    Later changes of the graph do not change it. Beside the steps it has all moments of the pass (``timeline``), the
    forward pass included, and its nodes by label, line and so on (``groups``).

    >>> from autograd_lite import Value, record
    >>> a = Value(3.0, label="a")
    >>> recording = record(a * a + a)
    >>> for step in recording:
    ...     print(step.node._op, step.upstream, [(edge.parent.label, edge.contribution) for edge in step.edges])
    + 1.0 [(None, 1.0), ('a', 1.0)]
    * 1.0 [('a', 3.0), ('a', 3.0)]
    """

    @overload
    def __getitem__(self, k: int) -> Step: ...
    @overload
    def __getitem__(self, k: slice) -> list[Step]: ...
    def __getitem__(self, k: int | slice) -> Step | list[Step]:
        if isinstance(k, slice):
            return [self[j] for j in range(*k.indices(len(self)))]
        if not -len(self) <= k < len(self):
            raise IndexError(f"there is no step {k:,}: this recording has {len(self):,}")
        k %= len(self)
        edges = [self.edge(e) for e in range(self.first[k], self.first[k + 1])]
        return Step(self.nodes[self.node_of_step(k)], self.upstream[k], tuple(edges))

    def __len__(self) -> int:
        return self.steps

    def edge(self, e: int) -> Edge:
        """The edge of this number, in the order of the pass; ``IndexError`` if there is none."""
        if not 0 <= e < self.edges:
            raise IndexError(f"there is no edge {e:,}: this recording has {self.edges:,}, numbered from 0")
        step = self.step_of_edge(e)
        before, contribution = self.before[e], self.contribution(e)
        return Edge(
            self.nodes[self.node_of_step(step)],
            self.operand[e],
            self.nodes[self.parent[e]],
            self.upstream[step],
            self.local[e],
            contribution,
            before,
            before + contribution,
        )

    @cached_property
    def timeline(self) -> Timeline:
        """The moments of the pass, and the gradients at each of them."""
        return Timeline(self)

    @cached_property
    def groups(self) -> Groups:
        """The nodes by operation, label, scope and line."""
        return Groups(self)

    def with_numbers(
        self,
        *,
        data: Sequence[float] | None = None,
        prior: Sequence[float] | None = None,
        local: Sequence[float] | None = None,
        handed: Sequence[float] = (),
        final: Sequence[float] | None = None,
        changes: tuple[Change, ...] | None = None,
        given: frozenset[int] | None = None,
    ) -> Recording:
        """The same pass over other numbers, computed and not performed."""
        return Recording(
            self.nodes,
            self.labels,
            self.data if data is None else data,
            self.prior if prior is None else prior,
            self.first,
            self.local if local is None else local,
            handed,
            final,
            self.changes if changes is None else changes,
            self.given if given is None else given,
        )

    def __repr__(self) -> str:
        output = self.labels[-1] if self.labels[-1] is not None else repr(self.nodes[-1])
        return f"<Recording of {output!s:.80}: {len(self):,} steps, {self.edges:,} edges>"
