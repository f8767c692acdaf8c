"""From what a picture says to the picture: the layout engine places it, and the SVG is ours."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.output import svg
from autograd_lite.drawing.output.dots import digraph
from autograd_lite.drawing.placing.layout import FRAME, layout
from autograd_lite.drawing.placing.measures import arrow_text_size, box_size

if TYPE_CHECKING:
    from autograd_lite.drawing.content.picture import Picture
    from autograd_lite.drawing.placing.layout import Layout


GAP = 54.0  # from one rank of boxes to the next, at least: an arrow has to be seen
CLEAR = 24.0  # what of an arrow is seen beside the text on it


def render(picture: Picture, direction: str, theme: str) -> Drawing:
    """The drawing of ``picture`` whose arrows point in ``direction``."""
    return Drawing(svg.document(picture, placed(picture, direction), theme), partial(digraph, picture, direction))


def placed(picture: Picture, direction: str) -> Layout:
    """Where everything in ``picture`` is, if its arrows point in ``direction``."""
    gap = GAP
    if direction in {"LR", "RL"}:  # the texts of parallel arrows, as those of a * a, stand one behind the other
        parallel = Counter((arrow.tail, arrow.head) for arrow in picture.arrows)
        for arrow in picture.arrows:
            if arrow.text:
                gap = max(gap, parallel[arrow.tail, arrow.head] * (arrow_text_size(arrow)[0] + CLEAR))
    return layout(
        [box_size(box) for box in picture.boxes],
        [(arrow.tail, arrow.head) for arrow in picture.arrows],
        direction,
        picture.frames,
        gap=gap + (FRAME if picture.frames else 0.0),
        later=_one_after_the_other(picture),
    )


def _one_after_the_other(picture: Picture) -> list[tuple[int, int]]:
    """Pairs of boxes that keep frames one behind the other: the weights of a layer stand behind what they weigh.

    Without them, weights would stand next to the boxes that feed the same weighted sum, and the frames of two layers,
    which may not overlap, above each other.
    """
    frame_of = {box: k for k, frame in enumerate(picture.frames) for box in frame.boxes}
    heads = {arrow.head for arrow in picture.arrows}
    first_use: dict[int, int] = {}
    for arrow in picture.arrows:
        first_use[arrow.tail] = min(arrow.head, first_use.get(arrow.tail, arrow.head))
    outer: dict[int, list[int]] = {}  # for each box in a frame, what it uses from outside
    leaves: dict[int, list[int]] = {}  # and from inside, if nothing else has to be there first
    for arrow in picture.arrows:
        if arrow.head in frame_of:
            inside = frame_of.get(arrow.tail) == frame_of[arrow.head]
            if not inside:
                outer.setdefault(arrow.head, []).append(arrow.tail)
            elif arrow.tail not in heads:
                leaves.setdefault(arrow.head, []).append(arrow.tail)
    pairs = [
        (before[(2 * k + 1) * len(before) // (2 * len(after))], leaf)  # each behind its share of them
        for head, before in outer.items()
        for after in [leaves.get(head, [])]
        for k, leaf in enumerate(after)
    ]
    return [(before, leaf) for before, leaf in pairs if before < first_use[leaf]]  # not what the leaf itself leads to
