"""Calls: the user's functions that made nodes, and nodes that were made one after the other under the same call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograd_lite.sites import stack_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from autograd_lite.sites import Site
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.value import Value

# Before Python 3.12 a comprehension is a function of its own.
COMPREHENSION = re.compile(r"\.?<(list|set|dict)comp>")


def end_of_run(recording: Recording, moment: int) -> int:
    """The moment at which the run of nodes ends that the node of ``moment`` belongs to; the next run's, if it is that.

    A run are nodes that follow each other in the pass, and that the same function made, called from the same places.
    (Calls one after the other from one place are one run: that they are several, nothing tells.)
    """
    end = _end(recording, moment)
    return end if end > moment else _end(recording, recording.timeline.node_after(moment))


def _end(recording: Recording, moment: int) -> int:
    """The last moment of the run that the node of a moment belongs to."""
    _, node, _, backward = recording.timeline.moment(moment)
    call, nodes = call_of(recording.nodes[node]), recording.nodes
    if not backward:
        while node + 1 < len(nodes) and call_of(nodes[node + 1]) == call:
            node += 1
        return node
    while node > recording.leaves and call_of(nodes[node - 1]) == call:
        node -= 1
    step = recording.step_of_node(node)
    return recording.timeline.of_step(step) + recording.first[step + 1] - recording.first[step]


def call_of(node: Value) -> Hashable:
    """The function that made a node, and where it was called from; None where that was not captured."""
    place = node.place
    if place is None:
        return None
    code, *callers = stack_of(place)
    return id(code[0]), tuple((id(caller[0]), caller[1]) for caller in callers)


def function_of(site: Site) -> str:
    """The function of a site, by the names that the user gave; "" outside of any."""
    function = COMPREHENSION.sub("", site.function).replace(".<locals>", "")
    return "" if function == "<module>" else function
