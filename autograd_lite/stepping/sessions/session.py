"""Session: a cursor on the timeline of a recording, with stop points; it neither reads nor writes anything."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.stepping.recordings import fork
from autograd_lite.stepping.sessions.calls import end_of_run
from autograd_lite.stepping.sessions.points import Points
from autograd_lite.stepping.sessions.stops import first_met

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograd_lite.stepping.recordings.recording import Edge, Recording
    from autograd_lite.stepping.recordings.timeline import Moment, Timeline
    from autograd_lite.stepping.sessions.stops import Breakpoint, StopPoint, Watchpoint


class Stop(NamedTuple):
    """Where a movement ended.

    Attributes:
        moment: see :class:`Moment`.
        met: the stop points that ended it, if any did.
    """

    moment: Moment
    met: tuple[StopPoint, ...] = ()


class Contribution(NamedTuple):
    """An edge into a node, and whether it has been walked yet."""

    edge: Edge
    moment: int
    arrived: bool


class Session:
    """A walk through a recording, forwards and backwards in time.

    It begins where the backward pass begins. Movements return where they ended. Those that go through moments end at
    the first stop point on their way; :meth:`goto` jumps.

    Args:
        recording: what to walk through.
        points: stop points from earlier sessions, or None for new ones.

    Attributes:
        recording: the one that is walked now; ``recordings`` are all, the first one and its forks, and ``forked`` says
            of each what was set in it.
        points: the stop points.
        at: the number of the moment.

    >>> from autograd_lite import Value, record
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> session = Session(record((w * x).exp()))
    >>> session.next().moment.number, session.step().moment.edge
    (6, 1)
    """

    def __init__(self, recording: Recording, points: Points | None = None) -> None:
        self.recording = recording
        self.recordings = [recording]
        self.forked = ["the pass that ran"]
        self.points = Points() if points is None else points
        self.at = recording.timeline.start

    # --- where one is ---

    @property
    def timeline(self) -> Timeline:
        """The timeline of the recording."""
        return self.recording.timeline

    @property
    def moment(self) -> Moment:
        """What happens now."""
        return self.timeline.moment(self.at)

    @property
    def edge(self) -> Edge | None:
        """The contribution that was added now, if that is what happens."""
        edge = self.moment.edge
        return None if edge is None else self.recording.edge(edge)

    def gradient(self, position: int) -> float | None:
        """What the gradient of a node is now; None for an operation in the forward pass."""
        return self.timeline.gradient(position, self.at)

    def contributions(self, position: int) -> list[Contribution]:
        """All that adds to the gradient of a node, the largest first, and whether it has arrived by now."""
        edges = [
            Contribution(self.recording.edge(e), moment, moment <= self.at)
            for e in self.recording.into[position]
            for moment in [self.timeline.of_edge(e)]
        ]
        return sorted(edges, key=lambda found: -_size(found.edge.contribution))

    # --- movements ---

    def next(self, count: int = 1) -> Stop:
        """To the next node, ``count`` times: in the backward pass all edges of this one are walked."""
        return self._through(lambda: self.timeline.node_after(self.at), count)

    def back(self, count: int = 1) -> Stop:
        """To the node before."""
        return self._through(lambda: self.timeline.node_before(self.at), count)

    def step(self, count: int = 1) -> Stop:
        """To the next edge, or node."""
        return self._through(lambda: self.at + 1, count)

    def step_back(self, count: int = 1) -> Stop:
        """To the edge, or node, before."""
        return self._through(lambda: self.at - 1, count)

    def finish(self) -> Stop:
        """To the end of the run of nodes, one after the other, that were made under the same call."""
        return self._to(end_of_run(self.recording, self.at))

    def run(self) -> Stop:
        """From the beginning to the first stop point, which may be the first moment, or the end."""
        self.at = -1
        return self.resume()

    def resume(self) -> Stop:
        """Onwards to the next stop point, or the end."""
        return self._to(self.timeline.end)

    def resume_back(self) -> Stop:
        """Back to the stop point before, or the beginning of the forward pass."""
        return self._to(0)

    def until(self, *positions: int) -> Stop:
        """Onwards to where a node is reached next: its value is there, or its gradient is complete.

        Of several nodes it is the one that is reached first. Raises ``ValueError`` if that is over.
        """
        arrivals = self.timeline.arrivals
        targets = [moment for p in positions for moment in (p, arrivals[p]) if moment > self.at]
        if not targets:
            last = max(arrivals[p] for p in positions)
            nodes = f"node #{positions[0]} was" if len(positions) == 1 else f"the last of {len(positions):,} nodes was"
            raise ValueError(f"{nodes} reached at moment {last}, and this is moment {self.at}; goto {last}")
        return self._to(min(targets))

    def goto(self, moment: int) -> Stop:
        """To the moment of this number, past all stop points; ``ValueError`` if there is none."""
        moment = operator.index(moment)
        if not 0 <= moment <= self.timeline.end:
            raise ValueError(f"there is no moment {moment}: they go from 0 to {self.timeline.end}")
        self.at = moment
        return Stop(self.moment)

    def _through(self, target: Callable[[], int], count: int) -> Stop:
        if count < 1:
            raise ValueError(f"a movement is made at least once, not {count} times")
        for _ in range(count):
            stop = self._to(target())
            if stop.met or self.at in {0, self.timeline.end}:
                break
        return stop

    def _to(self, target: int) -> Stop:
        """To ``target``, or the first stop point on the way."""
        target = min(max(target, 0), self.timeline.end)
        forwards = target > self.at
        low, high = (self.at + 1, target) if forwards else (target, self.at - 1)
        met = first_met(self.points.all, self.recording, low, high, forwards)
        self.at, points = (target, []) if met is None else met
        for point in points:
            if point.temporary:
                self.points.all.remove(point)
        return Stop(self.moment, tuple(points))

    # --- stop points ---

    def break_at(self, text: str, temporary: bool = False) -> Breakpoint:
        """A breakpoint at the nodes that are named, on a condition: see :meth:`.Points.break_at`."""
        return self.points.break_at(text, self.recording, self.file, temporary)

    def watch(self, text: str, temporary: bool = False) -> Watchpoint:
        """A watchpoint on the gradients of the nodes that are named, on a condition: see :meth:`.Points.watch`."""
        return self.points.watch(text, self.recording, self.file, temporary)

    @property
    def file(self) -> str | None:
        """The file whose code made the node of this moment, if that is known; on an edge, the one that hands on."""
        place = self.recording.nodes[self.moment.node].place
        return None if place is None else place[0].co_filename

    # --- forks ---

    def set_gradient(self, position: int, gradient: float) -> None:
        """Go on with another gradient of a node; see :func:`.fork.with_gradient`."""
        forked = fork.with_gradient(self.recording, self.at, position, gradient)
        self._enter(forked, f"grad of #{position} = {gradient!r} from moment {self.at} on")

    def set_data(self, position: int, data: float) -> None:
        """Go on with another value of a node, from where that is there; see :func:`.fork.with_data`."""
        self._enter(fork.with_data(self.recording, position, data), f"data of #{position} = {data!r}")
        self.at = position

    def use(self, number: int) -> None:
        """Go on in another one of the ``recordings``, at the same moment; ``ValueError`` for none of this number."""
        if not 0 <= number < len(self.recordings):
            raise ValueError(f"there is no fork {number}: they go from 0 to {len(self.recordings) - 1}")
        self.recording = self.recordings[number]

    def _enter(self, recording: Recording, how: str) -> None:
        before = self.recordings.index(self.recording)
        self.recordings.append(recording)
        self.forked.append(how + (f", in fork {before}" if before else ""))
        self.recording = recording


def _size(x: float) -> float:
    return abs(x) if x == x else float("inf")
