"""Forks: what the pass would be with another number in it, as a recording of its own."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from autograd_lite.primitives import number
from autograd_lite.stepping.recordings.columns import Change
from autograd_lite.stepping.recordings.evaluation import check_fresh, edges_of, evaluated

if TYPE_CHECKING:
    from autograd_lite.stepping.recordings.recording import Recording


def with_gradient(recording: Recording, moment: int, position: int, gradient: float) -> Recording:
    """The pass that goes on from ``moment`` with this gradient of a node; hooks are not called from there on.

    Raises ``ValueError`` in the forward pass, where there are no gradients, and for an operation that has handed on its
    gradient already; ``IndexError`` for a moment or a node that there is not.
    """
    x = number(gradient)
    _check_position(recording, position)
    recording.timeline.moment(moment)
    if moment < recording.timeline.start:
        raise ValueError(
            f"moment {moment} is in the forward pass, where there are no gradients; go to the backward pass, which "
            f"begins at moment {recording.timeline.start}"
        )
    arrival = recording.timeline.arrivals[position]
    is_leaf = position < recording.leaves
    if moment > arrival and not is_leaf:
        raise ValueError(
            f"node #{position} has handed its gradient on already, at moment {arrival}; set it there, or before"
        )
    changes = tuple(change for change in recording.changes if change.moment <= moment)
    before = moment if is_leaf else min(moment, arrival - 1)
    handed = recording.upstream[: recording.timeline.step_at(before) + 1]  # hooks were called, and stay so
    final = None
    if moment == recording.timeline.end:  # those of the leaves, too
        final = array("d", recording.final)
        final[position] = x
    return recording.with_numbers(handed=handed, final=final, changes=(*changes, Change(moment, position, x)))


def with_data(recording: Recording, position: int, data: float) -> Recording:
    """Both passes with another value of a node: what depends on it is evaluated again, as recorded.

    Python's own branches are not taken again, and hooks are not called. The local gradients of the node itself remain,
    as its value no longer comes from its operands; nor will it after another call that changes these.

    Raises :class:`StaleGraphError` if a leaf had been changed between the forward pass and the recording;
    ``IndexError`` for a node that there is not.
    """
    _check_position(recording, position)
    numbers, local = array("d", recording.data), array("d", recording.local)
    numbers[position] = number(data)
    given = recording.given | {position}
    changed = {position}
    for p in range(max(position + 1, recording.leaves), len(recording.nodes)):
        if p not in given and not changed.isdisjoint(recording.parents(p)):
            changed.add(p)
            check_fresh(recording, p)
            numbers[p], gradients = evaluated(recording, p, numbers)
            local[edges_of(recording, p)] = array("d", gradients)
    return recording.with_numbers(data=numbers, local=local, given=given)


def _check_position(recording: Recording, position: int) -> None:
    if not 0 <= position < len(recording.nodes):
        raise IndexError(f"there is no node #{position}: they go from #0 to #{len(recording.nodes) - 1:,}")
