"""Evaluation: an operation of a recording again, at other operands or at its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_lite.staleness import StaleGraphError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.stepping.recordings.recording import Recording


def operands_at(recording: Recording, position: int, data: Sequence[float]) -> list[float]:
    """The operands of an operation, constants included, where the nodes have these ``data``."""
    parents = iter(recording.parents(position))
    return [x if type(x) is float else data[next(parents)] for x in recording.nodes[position].operands]


def evaluated(recording: Recording, position: int, data: Sequence[float]) -> tuple[float, list[float]]:
    """The value of an operation where the nodes have these ``data``, and the local gradients along its edges."""
    node: Any = recording.nodes[position]
    operands = operands_at(recording, position, data)
    y = node.primitive.value(*operands)
    gradients = node.primitive.gradient(y, *operands)()
    return y, [local for x, local in zip(node.operands, gradients, strict=False) if type(x) is not float]


def edges_of(recording: Recording, position: int) -> slice:
    """The edges of an operation."""
    step = recording.step_of_node(position)
    return slice(recording.first[step], recording.first[step + 1])


def check_fresh(recording: Recording, position: int) -> None:
    """Raise :class:`StaleGraphError` if an operation is not what its operands give.

    The recording would be of two points at once.
    """
    try:
        y, gradients = evaluated(recording, position, recording.data)
    except Exception as error:  # a primitive of the user's, now outside its domain
        raise _stale(recording, position, f"no value: {error}") from error
    now, then = [y, *gradients], [recording.data[position], *recording.local[edges_of(recording, position)]]
    if any(a != b and (a == a or b == b) for a, b in zip(now, then, strict=True)):
        raise _stale(recording, position, f"the value {y!r} and the local gradients {gradients!r:.80}")


def _stale(recording: Recording, position: int, what: str) -> StaleGraphError:
    return StaleGraphError(
        f"leaf changed since the graph was recorded: {recording.nodes[position]!r} would now have {what:.160}. "
        "Run your computation again, and record that"
    )
