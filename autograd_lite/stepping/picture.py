"""The picture of the nodes around the one of a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import draw

if TYPE_CHECKING:
    from autograd_lite.drawing import Drawing
    from autograd_lite.stepping.session import Session


def picture(session: Session) -> Drawing:
    """The surroundings of the node of this moment."""
    recording = session.recording
    return draw(recording.nodes[-1], focus=recording.nodes[session.moment.node])
