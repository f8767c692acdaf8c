"""Moving pictures: a graph laid out once, with room for all that a pass will show in it, and its boxes opened."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.drawing import text
from autograd_lite.drawing.content.graph import graph_picture, how_it_is_folded
from autograd_lite.drawing.content.numbers import Moving
from autograd_lite.drawing.content.scale import scale_of
from autograd_lite.drawing.content.shown import Shown
from autograd_lite.drawing.content.tables import tabled
from autograd_lite.drawing.folding.fold import Folding, fold
from autograd_lite.drawing.folding.stretches import stretches
from autograd_lite.drawing.folding.view import around, view
from autograd_lite.drawing.output import svg
from autograd_lite.drawing.placing.labels import place_callout, rectangle
from autograd_lite.drawing.placing.measures import CALLOUT, box_size
from autograd_lite.drawing.render import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.content.numbers import Course
    from autograd_lite.drawing.content.picture import Picture
    from autograd_lite.drawing.content.scale import Scale
    from autograd_lite.drawing.folding.items import Item
    from autograd_lite.drawing.folding.view import View
    from autograd_lite.value import Value

    Point = tuple[float, float]

LONG = 2000  # nodes of a stretch: beyond, it takes seconds to find again that its steps repeat
MOST_BOXES = 1000  # of all pictures of a pass together: about 2 MB, or 7 where many are tables, and some seconds


class Use(NamedTuple):
    """An edge, by its result and the operand's position in ``operands``, from 0."""

    node: Value
    operand: int


class DrawnArrow(NamedTuple):
    """An arrow that was drawn: its element, the edges that it stands for, its text's element, None if it has none, and
    where the product of an edge has room when that is current.
    """

    id: str
    uses: list[Use]
    text: str | None
    callout: Point


@dataclass
class Folded:
    """A box that stands for ``nodes``, and the scene in which they are seen, None if there is none."""

    nodes: list[Value]
    opens: int | None = None


@dataclass
class Plan:
    """What one of several pictures of a graph shows, before it is drawn.

    Attributes:
        outer: the number of the plan whose box it opens; None for the whole.
        name: of that box.
        part: the nodes and edges.
        items: which of them share a box.
        notes: how to read it.
        folded: those boxes that stand for several nodes, by their numbers.
    """

    outer: int | None
    name: str
    part: View
    items: Sequence[Item]
    notes: Sequence[str]
    folded: dict[int, Folded] = field(default_factory=dict)

    def picture(self, outputs: Sequence[Value], numbers: Moving, scale: Scale | None) -> Picture:
        """What it says at a moment; its measures are the same at all of them."""
        shown = Shown("gradient", numbers, scale, frozenset(outputs), frozenset(), {})
        return graph_picture(self.part, self.items, outputs, shown, notes=self.notes)


class Scene(NamedTuple):
    """A picture in which everything can be found again.

    Attributes:
        plan: what it shows.
        scale: of its colours, which all have.
        svg: the document.
        nodes: the ids of the nodes that have a box or a line of their own.
        boxes: the ids of the boxes that stand for several.
        arrows: all arrows.
    """

    plan: Plan
    scale: Scale | None
    svg: str
    nodes: list[tuple[Value, str]]
    boxes: list[tuple[str, Folded]]
    arrows: list[DrawnArrow]


def scenes(outputs: Sequence[Value], course: Course, *, max_nodes: int = 200, most: int = MOST_BOXES) -> list[Scene]:
    """The graph of ``outputs`` as :func:`.draw_moment` draws it, and pictures of what its folded boxes hold.

    They are drawn with the numbers of ``course``, and have room for those of all other moments; and all have one scale
    of colours. Nothing says where the pass is but for marks: no text is that of one moment only, beside the gradients.

    Args:
        max_nodes: how many boxes a picture has at most.
        most: how many all of them together have, the first one aside.
    """
    numbers = Moving(course)
    planned = plans(outputs, numbers, max_nodes, most)
    scale = scale_of(gradient for node in planned[0].part.nodes for gradient in course.gradients(node))
    return [_scene(plan, plan.picture(outputs, numbers, scale), number) for number, plan in enumerate(planned)]


def plans(outputs: Sequence[Value], numbers: Moving, max_nodes: int, most: int) -> list[Plan]:
    """What is to be drawn: the whole, and what is in its folded boxes, those in these, and so on, the outer ones first.

    Each shows the nodes of a box and their neighbours, these dashed where they have others.
    """
    whole = view(outputs, locals_of=numbers.locals_of)
    everything = range(len(whole.nodes))
    folding = fold(whole, "auto", max_nodes)
    if len(folding.items) > max_nodes:  # nothing in it repeats
        folding = Folding(stretches(whole, everything, everything))
    items = tabled(whole, folding.items)
    found = [Plan(None, "", whole, items, how_it_is_folded(whole, items, folding.how))]
    closed = deque(_closed(0, found[0], everything, everything))
    while closed:
        number, box, members = closed.popleft()
        outer = found[number]
        part, order = around(whole, members)
        items, how = _opened(outer.items[box], part, members, order, max_nodes)
        if len(items) > most:
            break
        most -= len(items)
        outer.folded[box].opens = len(found)
        name = outer.items[box].name
        shown = text.shortened(text.printable(name))
        notes = how_it_is_folded(part, items, how)
        notes.append(
            f"{len(part.nodes):,} of {part.whole:,} nodes: those in {shown}, and one edge away; "
            "a dashed box has neighbours that are not shown"
        )
        found.append(Plan(number, name, part, items, notes))
        closed.extend(_closed(len(found) - 1, found[-1], order, members))
    return found


def _opened(
    opened: Item, part: View, members: Sequence[int], order: Sequence[int], max_nodes: int
) -> tuple[list[Item], str]:
    """The boxes of the part that shows these nodes, and how it is folded: in none of them is more than half of them.

    Else one would open "99,998 more like this", and see one step, "99,996 more like this", and another one.
    """
    if opened.kind not in {"repeat", "stretch"} or len(members) <= LONG:
        folding = fold(part, "auto", max_nodes)
        within = set(members)
        largest = max(sum(order[k] in within for k in item.members) for item in folding.items)
        if len(folding.items) <= max_nodes and 2 * largest <= max(2, len(members)):
            return tabled(part, folding.items), folding.how
    place = {k: number for number, k in enumerate(order)}
    folding = Folding(stretches(part, [place[k] for k in members], order))
    return tabled(part, folding.items), folding.how


def _closed(
    number: int, plan: Plan, order: Sequence[int], members: Sequence[int]
) -> Iterable[tuple[int, int, list[int]]]:
    """The folded boxes of a plan, each with those of its nodes that it would show: not its neighbours."""
    within = set(members)
    for box, item in enumerate(plan.items):
        if item.kind not in {"node", "table"}:
            plan.folded[box] = Folded([plan.part.nodes[k] for k in item.members])
            own = [order[k] for k in item.members if order[k] in within]
            if own:
                yield number, box, own


def _scene(plan: Plan, picture: Picture, number: int) -> Scene:
    layout = placed(picture, "LR")
    drawn = svg.draw(picture, layout, "auto")
    if number:  # the first one has the styles of all
        drawn.root.remove(next(drawn.root.iter("style")))
    prefix = svg.set_ids(drawn.root, f"p{number}")
    nodes: list[tuple[Value, str]] = []
    boxes = []
    for box, (item, elements) in enumerate(zip(plan.items, drawn.nodes, strict=True)):
        ids = [element.get("id", "") for element in elements]
        if box in plan.folded:
            boxes.append((ids[0], plan.folded[box]))
        else:
            nodes += zip([plan.part.nodes[k] for k in item.members], ids, strict=True)
    arrows = []
    left, top = drawn.origin
    obstacles = [rectangle(at, *box_size(box)) for box, at in zip(picture.boxes, layout.centres, strict=True)]
    for k, (arrow, curve, element, words) in enumerate(
        zip(picture.arrows, layout.curves, drawn.arrows, drawn.written, strict=True)
    ):
        if words is not None:
            words.set("id", f"{prefix}-text-{k}")
        uses = [Use(plan.part.nodes[edge.head], edge.position - 1) for edge in arrow.edges]
        x, y = place_callout(curve[:-1], CALLOUT, obstacles)
        at = round(left + x, 1), round(top + y, 1)
        arrows.append(DrawnArrow(element.get("id", ""), uses, None if words is None else words.get("id"), at))
    return Scene(plan, picture.scale, svg.serialized(drawn.root), nodes, boxes, arrows)
