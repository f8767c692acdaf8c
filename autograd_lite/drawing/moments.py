"""``draw_moment``: a graph as it is at a moment of a recorded backward pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.graph import graph_picture, what_is_left_out
from autograd_lite.drawing.content.numbers import Recorded
from autograd_lite.drawing.content.shown import Shown
from autograd_lite.drawing.content.tables import tabled
from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.folding.fold import fold
from autograd_lite.drawing.folding.view import view
from autograd_lite.drawing.graphs import refuse_too_many
from autograd_lite.drawing.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from autograd_lite.drawing.content.numbers import Moment
    from autograd_lite.value import Value


def draw_moment(
    outputs: Sequence[Value],
    moment: Moment,
    *,
    focus: Sequence[Value] = (),
    radius: int | None = None,
    max_nodes: int = 200,
    direction: Literal["LR", "RL", "TB", "BT"] = "LR",
    theme: Literal["auto", "light", "dark"] = "auto",
) -> Drawing:
    """The graph of ``outputs`` at ``moment``: what has arrived in each node so far, and where the pass is.

    It is the picture of :func:`autograd_lite.draw`, but with the numbers of the moment and its note above. The box
    of the current node has a thick border; so has its line, where the current edge comes from a table. The current
    arrow is thick and says upstream × local = contribution. Where nothing has flowed yet, arrows are dotted, and boxes
    have a dash for their gradient. What is folded is noted below, and no warning is given.

    Args:
        outputs: what the backward pass began from; more than one where several results share the picture.
        moment: see :class:`~autograd_lite.drawing.content.numbers.Moment`.
        focus, radius, max_nodes, direction, theme: as for ``draw``.

    Raises:
        ValueError: a focus that is not in the graph, or more than 5,000 boxes.
        LayoutError: neither the embedded layout engine nor a Graphviz on the PATH works.
    """
    numbers = Recorded(moment)
    part = view(outputs, None, focus, radius, numbers.locals_of)
    folding = fold(part, "auto", max_nodes)
    items = tabled(part, folding.items)
    refuse_too_many(len(items), max_nodes, "Draw a part (focus=node, radius=2)")
    shown = Shown("gradient", numbers, None, frozenset(outputs), frozenset(focus), {})
    notes = what_is_left_out(part, items, folding.how, focus, None, radius)
    heading = text.shortened(text.printable(moment.note), text.TOOLTIP)
    return render(graph_picture(part, items, outputs, shown, notes=notes, heading=heading), direction, theme)
