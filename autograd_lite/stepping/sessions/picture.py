"""The picture of a moment: the nodes around the one of a session, with the numbers that are there by then."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from autograd_lite.drawing.moments import draw_moment

if TYPE_CHECKING:
    from autograd_lite.drawing import Drawing
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.stepping.sessions.session import Session
    from autograd_lite.value import Value


def picture(session: Session, note: str, radius: int = 2) -> Drawing:
    """The nodes at most ``radius`` edges from those of this moment; ``note`` stands above them."""
    seen = Seen(session.recording, session.at, note)
    edge = session.edge
    around = [edge.node, edge.parent] if edge else [session.recording.nodes[session.moment.node]]
    return draw_moment([session.recording.nodes[-1]], seen, focus=around, radius=radius)


class Seen:
    """A moment of a recording, as :class:`autograd_lite.drawing.content.numbers.Moment` has it."""

    def __init__(self, recording: Recording, at: int, note: str) -> None:
        self._recording, self._at, self.note = recording, at, note
        moment = recording.timeline.moment(at)
        self.current_node: Value | None = recording.nodes[moment.node]
        self.current_edge: tuple[Value, int] | None = None
        if moment.edge is not None:
            edge = recording.edge(moment.edge)
            self.current_edge = edge.node, edge.operand
        self._edges_of = lru_cache(maxsize=None)(self._edges_out_of)

    def position(self, node: Value) -> int:
        """The position of a node in the recording."""
        return self._recording.position(node)

    def data(self, node: Value) -> float:
        return self._recording.data[self.position(node)]

    def gradient(self, node: Value) -> float | None:
        recording, position = self._recording, self.position(node)
        gradient = recording.timeline.gradient(position, self._at)
        into = recording.into[position]
        if gradient == 0.0 and into and recording.timeline.of_edge(into[0]) > self._at:
            return None  # nothing has arrived yet
        return gradient

    def local(self, node: Value, position: int) -> float:
        return self._recording.local[self._edges_of(node)[position]]

    def walked(self, node: Value, position: int) -> bool:
        return self._recording.timeline.of_edge(self._edges_of(node)[position]) <= self._at

    def _edges_out_of(self, node: Value) -> dict[int, int]:
        """The edges of a node by the places of its operands."""
        recording = self._recording
        step = recording.step_of_node(self.position(node))
        return {recording.operand[e]: e for e in range(recording.first[step], recording.first[step + 1])}
