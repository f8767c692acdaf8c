"""Origins: from a number that is not finite back to the operation that produced it."""

from __future__ import annotations

import math
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.anomalies import cause, passed_on

if TYPE_CHECKING:
    from autograd_lite.anomalies import Cause
    from autograd_lite.stepping.recordings.recording import Recording


class Link(NamedTuple):
    """One of the numbers on the way back.

    Attributes:
        moment: when it became not finite.
        node: the position of the node whose number it is.
        edge: the edge along which it arrived, if it is a gradient; None for a value, and for what was given.
        cause: "value" or "given" (a leaf that had it) for what was produced as a value; for a gradient see
            :func:`autograd_lite.anomalies.cause`, or "given", if it was there before the pass, a hook made it, or it
            was set by hand; "operand" and "upstream" for what was passed on.
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
        links = [_of_gradient(recording, position, moment)]
        while links[-1].cause == "upstream" and links[-1].edge is not None:
            giver = recording.giver(links[-1].edge)
            links.append(_of_gradient(recording, giver, recording.timeline.arrivals[giver]))
        last = links[-1]
        if last.cause == "local" and last.edge is not None:
            giver = recording.giver(last.edge)
            value = giver if not math.isfinite(recording.data[giver]) else _strange_operand(recording, giver)
            return links if value is None else [*links, *_of_value(recording, value)]
        return links
    return [] if math.isfinite(recording.data[position]) else _of_value(recording, position)


def _of_gradient(recording: Recording, position: int, moment: int) -> Link:
    """How a gradient that is not finite at ``moment`` became so: along an edge, or not by the pass."""
    timeline = recording.timeline
    change = next((c for c in reversed(recording.changes) if c.node == position and c.moment <= moment), None)
    since = timeline.start if change is None else change.moment
    for e in reversed(recording.into[position]):
        why = edge_cause(recording, e) if since < timeline.of_edge(e) <= moment else None
        if why:
            return Link(timeline.of_edge(e), position, e, why)
    before = change.gradient if change else recording.prior[position] if position < recording.leaves else 0.0
    if math.isfinite(before):  # so a hook has made it, at the very end
        since = timeline.end if position < recording.leaves else timeline.arrivals[position]
    return Link(since, position, None, "given")


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
    before = recording.before[e]
    upstream = recording.upstream[recording.step_of_edge(e)]
    return cause(upstream, recording.local[e], before) if math.isfinite(before) else None


def producers(recording: Recording) -> list[int]:
    """The moments at which a number that is not finite is produced, or given: values, then gradients."""
    return list(dict.fromkeys(link.moment for link in produced(recording)))


def produced(recording: Recording) -> list[Link]:
    """All numbers that are not finite and were produced, or given, and not passed on; in the order of moments."""
    if _is_finite(recording):
        return []
    timeline, before, local = recording.timeline, recording.before, recording.local
    links = []
    for p, x in enumerate(recording.data):
        if not math.isfinite(x) and _strange_operand(recording, p) is None:
            links.append(Link(p, p, None, "value" if p >= recording.leaves else "given"))
    for leaf, x in enumerate(recording.prior):
        if not math.isfinite(x):
            links.append(Link(timeline.start, leaf, None, "given"))
    for change in recording.changes:
        if not math.isfinite(change.gradient):
            links.append(Link(change.moment, change.node, None, "given"))
    for k, upstream in enumerate(recording.upstream):
        for e in range(recording.first[k], recording.first[k + 1]):
            if not math.isfinite(before[e] + upstream * local[e]):
                why = edge_cause(recording, e)
                if why not in {None, "upstream"}:
                    links.append(Link(timeline.of_edge(e), recording.parent[e], e, why))
    complete = [(recording.node_of_step(k), timeline.of_step(k), x) for k, x in enumerate(recording.upstream)]
    complete += [(leaf, timeline.end, x) for leaf, x in enumerate(recording.final)]
    by_hooks = [_of_gradient(recording, p, moment) for p, moment, x in complete if not math.isfinite(x)]
    links += [link for link in by_hooks if link.cause == "given"]
    return sorted(dict.fromkeys(links), key=attrgetter("moment"))


def _is_finite(recording: Recording) -> bool:
    """Whether it is seen at once that all numbers are finite; what a sum became is the next one's ``before``."""
    if recording.handed or recording.changes:  # and a hook or a hand may have made it finite again
        return False
    columns = (recording.data, recording.prior, recording.before, recording.upstream, recording.final)
    return all(map(math.isfinite, chain.from_iterable(columns)))


def _strange_operand(recording: Recording, p: int) -> int | None:
    """The position of the first operand of a node that is not finite; None if all are, or it is a constant."""
    parents = recording.parents(p)
    at = passed_on([recording.data[q] for q in parents])
    return None if at is None else parents[at]
