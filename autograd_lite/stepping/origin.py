"""Origins: from a number that is not finite back to the operation that produced it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.anomalies import cause, passed_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.anomalies import Cause
    from autograd_lite.stepping.recording import Recording


class Link(NamedTuple):
    """One of the numbers on the way back.

    Attributes:
        moment: when it became not finite.
        node: the position of the node whose number it is.
        edge: the edge along which it arrived, if it is a gradient; None for a value, and the start of a gradient.
        cause: "value" or "given" (a leaf that had it) for what was produced as a value; for a gradient see
            :func:`autograd_lite.anomalies.cause`; "operand" and "upstream" for what was passed on.
    """

    moment: int
    node: int
    edge: int | None
    cause: Cause

    @property
    def produced(self) -> bool:
        """Whether the number comes from here, and was not passed on."""
        return self.cause not in {"operand", "upstream"}


def origin(recording: Recording, position: int, moment: int) -> list[Link]:
    """The way from a node with a number that is not finite back to what produced it, which is the last link.

    A gradient that is not finite at ``moment`` comes first, then the value. Empty if both are finite.
    """
    gradient = recording.timeline.gradient(position, moment)
    if gradient is not None and not math.isfinite(gradient):
        edges = [e for e in recording.into[position] if recording.timeline.of_edge(e) <= moment]
        links = _of_gradient(recording, position, edges)
        last = links[-1]
        if last.cause == "local" and last.edge is not None:
            giver = recording.giver(last.edge)
            value = giver if not math.isfinite(recording.data[giver]) else _strange_operand(recording, giver)
            return links if value is None else [*links, *_of_value(recording, value)]
        return links
    return [] if math.isfinite(recording.data[position]) else _of_value(recording, position)


def _of_gradient(recording: Recording, position: int, edges: Sequence[int]) -> list[Link]:
    """Back along the edges on which a number that is not finite came; ``edges`` are the first to choose from."""
    links: list[Link] = []
    while True:
        found = next(((e, why) for e in edges if (why := edge_cause(recording, e))), None)
        if found is None:  # it was not finite before the pass, or was set, or a hook made it
            return links or [Link(recording.timeline.start, position, None, "given")]
        e, why = found
        links.append(Link(recording.timeline.of_edge(e), recording.parent[e], e, why))
        if why != "upstream":
            return links
        edges = recording.into[recording.giver(e)]


def _of_value(recording: Recording, position: int) -> list[Link]:
    """Back along the operands that are not finite."""
    links: list[Link] = []
    at: int | None = position
    while at is not None:
        before = _strange_operand(recording, at)
        why: Cause = "operand" if before is not None else "value" if at >= recording.leaves else "given"
        links.append(Link(at, at, None, why))
        at = before
    return links


def edge_cause(recording: Recording, e: int) -> Cause | None:
    """Why the gradient that an edge leads to is not finite after it; None if it is, or was not finite before."""
    upstream = recording.upstream[recording.step_of_edge(e)]
    return cause(upstream, recording.local[e], recording.before[e])


def producers(recording: Recording) -> list[int]:
    """The moments at which a number that is not finite is produced, or given: values, then gradients."""
    found = [p for p, x in enumerate(recording.data) if not math.isfinite(x) and _strange_operand(recording, p) is None]
    for k in range(len(recording)):
        upstream = recording.upstream[k]
        for e in range(recording.first[k], recording.first[k + 1]):
            strange = not math.isfinite(recording.before[e] + upstream * recording.local[e])
            if strange and cause(upstream, recording.local[e], recording.before[e]) not in {None, "upstream"}:
                found.append(recording.timeline.of_edge(e))
    return found


def _strange_operand(recording: Recording, p: int) -> int | None:
    """The position of the first operand of a node that is not finite; None if all are, or it is a constant."""
    parents = recording.parents(p)
    at = passed_on([recording.data[q] for q in parents])
    return None if at is None else parents[at]
