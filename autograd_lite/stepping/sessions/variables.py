"""Variables: the names that conditions and ``print`` know, and what they are for a node at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from autograd_lite.stepping.recordings.recording import Recording

NUMBERS = ("node", "data", "grad", "upstream", "local", "contribution")
TEXTS = ("op", "label", "scope")
OF_EDGES = {"local", "contribution"}


def variables(recording: Recording, position: int, moment: int, names: Iterable[str]) -> dict[str, Any] | None:
    """The values of ``names`` for the node at ``position``; None if there is none of one of them at this moment.

    There are always ``node`` (its position), ``data``, ``op``, ``label`` and ``scope``. In the backward pass there is
    ``grad``, what has arrived of its gradient, and ``upstream``, the gradient that is handed on at this moment: its own
    at its turn, and on an edge that of the node the edge comes from. There alone are ``local`` and ``contribution``.
    """
    found = {name: _VALUES[name](recording, position, moment) for name in names}
    return None if None in found.values() else found


def _gradient(recording: Recording, position: int, moment: int) -> float | None:
    if moment < recording.timeline.start:
        return None  # leaves have one, from before, which is not that of this pass
    return recording.timeline.gradient(position, moment)


def _upstream(recording: Recording, position: int, moment: int) -> float | None:
    return None if moment < recording.timeline.start else recording.upstream[recording.timeline.step_at(moment)]


def _local(recording: Recording, position: int, moment: int) -> float | None:
    edge = recording.timeline.moment(moment).edge
    return None if edge is None else recording.local[edge]


def _contribution(recording: Recording, position: int, moment: int) -> float | None:
    edge = recording.timeline.moment(moment).edge
    return None if edge is None else recording.contribution(edge)


def _operation(recording: Recording, position: int, moment: int) -> str:
    primitive = recording.nodes[position].primitive
    return "" if primitive is None else primitive.name


_VALUES: dict[str, Callable[[Recording, int, int], Any]] = {
    "node": lambda recording, position, moment: float(position),
    "data": lambda recording, position, moment: recording.data[position],
    "grad": _gradient,
    "upstream": _upstream,
    "local": _local,
    "contribution": _contribution,
    "op": _operation,
    "label": lambda recording, position, moment: recording.labels[position] or "",
    "scope": lambda recording, position, moment: recording.nodes[position].scope,
}
