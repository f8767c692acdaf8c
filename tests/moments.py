"""A moment of a backward pass, found by walking it from the beginning; a small stand-in for a recording."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograd_lite import Value
from autograd_lite.graph import operations


def edges_of(loss: Value) -> list[tuple[Value, int]]:
    """The edges in the order in which the pass walks them, each by its result and the operand's position."""
    return [
        (node, position)
        for node in reversed(operations(loss))
        for position, operand in enumerate(node.operands)
        if isinstance(operand, Value)
    ]


@dataclass
class Moment:
    """The moment after the contribution of step ``number``, from 0, was added; before the first one for -1."""

    loss: Value
    number: int
    note: str = ""
    current_node: Value | None = None
    current_edge: tuple[Value, int] | None = None
    gradients: dict[Value, float] = field(default_factory=dict)
    done: set[tuple[Value, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        edges = edges_of(self.loss)
        self.gradients[self.loss] = 1.0
        self.current_node = self.loss
        for node, position in edges[: self.number + 1]:
            operand = node.operands[position]
            term = self.gradients[node] * self.local(node, position)
            self.gradients[operand] = self.gradients.get(operand, 0.0) + term
            self.done.add((node, position))
            self.current_node, self.current_edge = node, (node, position)
        if not self.note:
            self.note = f"step {self.number + 1} of {len(edges)}"

    def data(self, node: Value) -> float:
        return node.data

    def gradient(self, node: Value) -> float | None:
        return self.gradients.get(node)

    def local(self, node: Value, position: int) -> float:
        assert isinstance(node.operands[position], Value)  # nobody asks for that of a constant
        return node.local_gradient()[position]

    def walked(self, node: Value, position: int) -> bool:
        return (node, position) in self.done
