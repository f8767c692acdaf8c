"""The part of a graph that a picture shows: all of it, what is near its outputs, or the neighbourhood of a node."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.graph import topological_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    LocalsOf = Callable[["Value"], Iterable[float]]

    from autograd_lite.value import Value

RADIUS = 2  # of a neighbourhood: the operands of the operands, and what becomes of the results


class Edge(NamedTuple):
    """One use of a node as an operand; ``a * a`` has two.

    Attributes:
        tail, head: the operand and the result, by their positions in the view.
        position: which operand it is, from 1.
        local: d result / d operand.
    """

    tail: int
    head: int
    position: int
    local: float


@dataclass(frozen=True)
class View:
    """Nodes and edges to be shown.

    Attributes:
        nodes: in topological order.
        edges: between them, those into the first node first, and of each in the order of its operands.
        cut: for each node, how many of its operands and uses are not shown.
        whole: how many nodes the graph has.
    """

    nodes: list[Value]
    edges: list[Edge]
    cut: list[int]
    whole: int

    @property
    def partial(self) -> bool:
        """Whether there is more to the graph."""
        return len(self.nodes) < self.whole

    @cached_property
    def uses(self) -> list[list[Edge]]:
        """For each node the edges that start there."""
        uses: list[list[Edge]] = [[] for _ in self.nodes]
        for edge in self.edges:
            uses[edge.tail].append(edge)
        return uses

    @cached_property
    def into(self) -> list[list[Edge]]:
        """For each node the edges that end there."""
        into: list[list[Edge]] = [[] for _ in self.nodes]
        for edge in self.edges:
            into[edge.head].append(edge)
        return into


def view(
    outputs: Sequence[Value],
    depth: int | None = None,
    focus: Sequence[Value] = (),
    radius: int | None = None,
    locals_of: LocalsOf = operator.methodcaller("local_gradient"),
) -> View:
    """What to show of the graph of ``outputs``.

    Args:
        depth: only nodes at most so many edges away from an output.
        focus: only nodes at most ``radius`` edges, in either direction, away from one of these.
        locals_of: the local derivatives of a node, one for each operand.

    Raises ``ValueError`` when a node of ``focus`` is not in the graph, or not in the part that ``depth`` leaves.
    """
    nodes = topological_order(*outputs)
    if depth is None and not focus:
        return View(nodes, _edges(nodes, locals_of), [0] * len(nodes), len(nodes))
    position = {node: k for k, node in enumerate(nodes)}
    below = [[position[operand] for operand in node.operands if type(operand) is not float] for node in nodes]
    above: list[list[int]] = [[] for _ in nodes]
    for head, tails in enumerate(below):
        for tail in tails:
            above[tail].append(head)
    shown: set[int] = set(range(len(nodes)))
    if depth is not None:
        shown &= _near([position[output] for output in outputs], [below], depth)
    if focus:
        for node in focus:
            if node not in position:
                raise ValueError(f"the focus {node!r} is no node of this graph; pass one that the value depends on")
            if position[node] not in shown:
                raise ValueError(
                    f"the focus {node!r} is more than depth={depth} edges away from what is drawn; leave depth out"
                )
        steps = RADIUS if radius is None else radius
        shown &= _near([position[node] for node in focus], [below, above], steps)
    order = sorted(shown)
    kept = [nodes[k] for k in order]
    cut = [sum(other not in shown for side in (below, above) for other in side[k]) for k in order]
    return View(kept, _edges(kept, locals_of), cut, len(nodes))


def around(whole: View, members: Sequence[int]) -> tuple[View, list[int]]:
    """The part of ``whole`` that has these nodes and those one edge away, and where its nodes are in ``whole``."""
    near = set(members)
    for k in members:
        near.update(edge.tail for edge in whole.into[k])
        near.update(edge.head for edge in whole.uses[k])
    order = sorted(near)
    place = {k: number for number, k in enumerate(order)}
    edges = [
        Edge(place[edge.tail], place[k], edge.position, edge.local)
        for k in order
        for edge in whole.into[k]
        if edge.tail in near
    ]
    cut = [len(whole.into[k]) + len(whole.uses[k]) for k in order]
    for edge in edges:
        cut[edge.tail] -= 1
        cut[edge.head] -= 1
    return View([whole.nodes[k] for k in order], edges, cut, whole.whole), order


def _edges(nodes: Sequence[Value], locals_of: LocalsOf) -> list[Edge]:
    """The edges between these nodes."""
    position: dict[Any, int] = {node: k for k, node in enumerate(nodes)}
    return [
        Edge(position[operand], head, place, local)
        for head, node in enumerate(nodes)
        if node.operands
        for place, (operand, local) in _in_order(node, locals_of)
        if type(operand) is not float and operand in position
    ]


def is_weighted_sum(node: Value) -> bool:
    """Whether the first half of the operands are weights, and the others what they weigh, in the same order."""
    return node.primitive is not None and node.primitive.name == "dot"


def _in_order(node: Value, locals_of: LocalsOf) -> Iterable[tuple[int, tuple[Value | float, float]]]:
    """The operands with their places, from 1, and local derivatives; a weighted sum term by term: w1, x1, w2, x2."""
    # Static parameters, at the end, have no local derivative.
    numbered = list(enumerate(zip(node.operands, locals_of(node), strict=False), start=1))
    if not is_weighted_sum(node):
        return numbered
    half = len(numbered) // 2
    return [operand for pair in zip(numbered[:half], numbered[half:], strict=True) for operand in pair]


def _near(starts: Iterable[int], neighbours: Sequence[Sequence[Sequence[int]]], steps: int) -> set[int]:
    """The nodes at most so many steps away."""
    found = set(starts)
    border = list(found)
    for _ in range(steps):
        border = [k for node in border for side in neighbours for k in side[node] if k not in found]
        border = list(dict.fromkeys(border))
        if not border:
            break
        found.update(border)
    return found
