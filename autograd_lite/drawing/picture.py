"""Picture: all that a picture says, before anything has a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.arrows import Arrow
    from autograd_lite.drawing.boxes import Box
    from autograd_lite.drawing.scale import Scale


@dataclass(frozen=True)
class Frame:
    """A rectangle with a title around boxes.

    Attributes:
        title: what is written in it.
        tooltip: the whole name, and how much is inside.
        boxes: what stands directly in it, by position.
        outer: the frame around it, by position; None for none.
    """

    title: str
    tooltip: str
    boxes: tuple[int, ...]
    outer: int | None


@dataclass(frozen=True)
class Picture:
    """All that a picture says; the layout decides where things are, and nothing else.

    Attributes:
        title, description: of the whole.
        badges: what has to be known before anything is read.
        notes: how to read it.
        boxes, arrows, frames: what is drawn.
        scale: of the colours, None where there are none.
        coloured_by: which number they show.
    """

    title: str
    description: str
    badges: Sequence[str]
    notes: Sequence[str]
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    frames: Sequence[Frame]
    scale: Scale | None
    coloured_by: str
