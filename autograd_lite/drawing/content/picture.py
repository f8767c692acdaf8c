"""Picture: all that a picture says, before anything has a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.numbers import Stage
    from autograd_lite.drawing.content.scale import Scale


@dataclass(frozen=True)
class Row:
    """A line in a box: a name on the left, and a number on the right or nothing; ``style`` is a CSS class."""

    name: str
    number: str = ""
    style: str = "name"


@dataclass(frozen=True)
class Line:
    """A node as a line of a table: its cells, a label and numbers, and the rest as for a :class:`Box`."""

    cells: tuple[str, ...]
    classes: str
    tooltip: str
    spoken: str
    hatched: bool


@dataclass(frozen=True)
class Box:
    """What stands in a box.

    Attributes:
        sign: the operation, in a field of its own on the left; "" for none.
        rows: the lines.
        classes: CSS classes.
        tooltip: the exact numbers.
        spoken: what a screen reader says.
        hatched: whether a number in it is not finite.
        stacked: whether it hides nodes.
        lines: of a table, whose ``rows`` are the heads of its columns.
    """

    sign: str
    rows: tuple[Row, ...]
    classes: str
    tooltip: str
    spoken: str
    hatched: bool = False
    stacked: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, given by their positions; ``text`` is written on it in its lines, "" for nothing.

    Its ``weight``, from 0 to 5, says how large a contribution to a gradient flows along it; ``strange`` is whether that
    or the local derivative is not finite; its ``stage``, whether a recorded pass is just there or still to come.
    """

    tail: int
    head: int
    text: str
    tooltip: str
    weight: int = 0
    strange: bool = False
    stage: Stage = ""


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
        heading: what stands above everything; "" for nothing.
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
    heading: str = ""

    @cached_property
    def stages(self) -> frozenset[Stage]:
        """What of a recorded pass is seen in it: what is "current" and what is "coming", both or neither."""
        stages: set[Stage] = {arrow.stage for arrow in self.arrows if arrow.stage}
        classes = [box.classes for box in self.boxes]
        classes += [line.classes for box in self.boxes for line in box.lines]
        if any("current" in names.split() for names in classes):
            stages.add("current")
        return frozenset(stages)
