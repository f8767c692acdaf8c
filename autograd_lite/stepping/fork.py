"""Forks: what the pass would be with another number in it, as a recording of its own."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from autograd_lite.primitives import number
from autograd_lite.staleness import StaleGraphError
from autograd_lite.stepping.columns import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.stepping.recording import Recording
    from autograd_lite.value import Value


def with_gradient(recording: Recording, moment: int, position: int, gradient: float) -> Recording:
    """The pass that goes on from ``moment`` with this gradient of a node; hooks are not called.

    Raises ``ValueError`` in the forward pass, where there are no gradients, and for an operation that has handed on its
    gradient already.
    """
    x = number(gradient)
    if moment < recording.timeline.start:
        raise ValueError(
            f"moment {moment} is in the forward pass, where there are no gradients; go to the backward pass, which "
            f"begins at moment {recording.timeline.start}"
        )
    arrival = recording.timeline.arrivals[position]
    if position >= recording.leaves and moment > arrival:
        raise ValueError(
            f"node #{position} has handed its gradient on already, at moment {arrival}; set it there, or before"
        )
    changes = tuple(change for change in recording.changes if change.moment <= moment)
    return recording.with_numbers(changes=(*changes, Change(moment, position, x)))


def with_data(recording: Recording, position: int, data: float) -> Recording:
    """Both passes with another value of a node: what depends on it is evaluated again, as recorded.

    Python's own branches are not taken again, and hooks are not called. The local gradients of the node itself remain,
    as its value no longer comes from its operands.

    Raises :class:`StaleGraphError` if a leaf had been changed between the forward pass and the recording.
    """
    numbers, local = array("d", recording.data), array("d", recording.local)
    numbers[position] = number(data)
    changed = {recording.nodes[position]}
    for p in range(max(position + 1, recording.leaves), len(recording.nodes)):
        node = recording.nodes[p]
        if not changed.isdisjoint(node.parents):
            changed.add(node)
            _check(recording, p)
            operands = _operands(recording, node, numbers)
            primitive: Any = node.primitive
            numbers[p] = y = primitive.value(*operands)
            gradients = primitive.gradient(y, *operands)()
            k = recording.step_of_node(p)
            local[recording.first[k] : recording.first[k + 1]] = array(
                "d", [slope for x, slope in zip(node.operands, gradients, strict=False) if type(x) is not float]
            )
    return recording.with_numbers(data=numbers, local=local)


def _operands(recording: Recording, node: Value, data: Sequence[float]) -> list[float]:
    return [x if type(x) is float else data[recording.position(x)] for x in node.operands]


def _check(recording: Recording, p: int) -> None:
    """Raise if a node is not what its operands give: the recording would be of two points at once."""
    node: Any = recording.nodes[p]
    y = node.primitive.value(*_operands(recording, node, recording.data))
    if y != recording.data[p] and (y == y or recording.data[p] == recording.data[p]):
        raise StaleGraphError(
            f"leaf changed since the graph was recorded: {node!r} would now have the value {y!r}. Run your computation "
            "again, and record that"
        )
