"""Picture: all that a picture says, before anything has a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.numbers import Stage
    from autograd_lite.drawing.content.scale import Scale
    from autograd_lite.drawing.folding.view import Edge


@dataclass(frozen=True)
class Row:
    """A line in a box: a name on the left, and a number on the right or nothing; ``style`` is a CSS class.

    There is room for ``room`` in place of the number, which is what a picture that moves will show there.
    """

    name: str
    number: str = ""
    style: str = "name"
    room: str = ""


@dataclass(frozen=True)
class Line:
    """A node as a line of a table: its cells, a label and numbers, and the rest as for a :class:`Box`.

    There is room for ``room`` in the last cell.
    """

    cells: tuple[str, ...]
    classes: str
    tooltip: str
    spoken: str
    hatched: bool
    ever_hatched: bool = False
    room: str = ""


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
        ever_hatched: whether it will be so at another moment that the same picture shows.
        stacked: whether it hides nodes.
        lines: of a table, whose ``rows`` are the heads of its columns.
    """

    sign: str
    rows: tuple[Row, ...]
    classes: str
    tooltip: str
    spoken: str
    hatched: bool = False
    ever_hatched: bool = False
    stacked: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, given by their positions; ``text`` is written on it in its lines, "" for nothing.

    Its ``weight``, from 0 to 5, says how large a contribution to a gradient flows along it; ``strange`` is whether that
    or the local derivative is not finite; its ``stage``, whether a recorded pass is just there or still to come; and
    ``text_stage`` is what its text shows of that, nothing in a picture that moves. It stands for ``edges``.
    """

    tail: int
    head: int
    text: str
    tooltip: str
    weight: int = 0
    strange: bool = False
    stage: Stage = ""
    text_stage: Stage = ""
    edges: Sequence[Edge] = ()


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
        moving: whether it will show other moments of a pass, too.
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
    moving: bool = False

    @cached_property
    def stages(self) -> frozenset[Stage]:
        """What of a recorded pass is seen in it: what is "current" and what is "coming"."""
        if self.moving:
            return frozenset(("current", "coming"))
        stages: set[Stage] = {arrow.stage for arrow in self.arrows if arrow.stage}
        classes = [box.classes for box in self.boxes]
        classes += [line.classes for box in self.boxes for line in box.lines]
        if any("current" in names.split() for names in classes):
            stages.add("current")
        return frozenset(stages)

    @property
    def hatched(self) -> bool:
        """Whether a number in it is not finite, or will be."""
        ones: list[Box | Line] = [*self.boxes, *(line for box in self.boxes for line in box.lines)]
        return any(one.hatched or one.ever_hatched for one in ones)
