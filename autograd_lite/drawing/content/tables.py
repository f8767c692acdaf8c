"""Tables: the many leaves of one sum or weighted sum, a line each, in place of a fan of boxes and arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.arrows import about, local_of
from autograd_lite.drawing.content.boxes import node_box
from autograd_lite.drawing.content.picture import Box, Line, Row
from autograd_lite.drawing.content.shown import UNKNOWN
from autograd_lite.drawing.folding.items import Item, box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.shown import Shown
    from autograd_lite.drawing.folding.scopes import Path
    from autograd_lite.drawing.folding.view import View

FEWEST = 5  # leaves: fewer are boxes with arrows, on which there is room for words
MOST = 64  # lines that a person may look through


def tabled(view: View, items: Sequence[Item]) -> list[Item]:
    """``items`` with one for all leaves that one node uses and nothing else does, where there are many.

    Those of different scopes, such as the weights of a layer and its inputs, are tables of their own.
    """
    boxes = box_of(items)
    groups: dict[tuple[int, Path], list[int]] = {}
    for number, item in enumerate(items):
        leaf = item.members[0]
        if item.kind == "node" and not view.nodes[leaf].operands and len(view.uses[leaf]) == 1 and not view.cut[leaf]:
            head = view.uses[leaf][0].head
            if items[boxes[head]].kind == "node":
                groups.setdefault((head, item.path), []).append(number)
    table_of = {number: numbers for numbers in groups.values() if FEWEST <= len(numbers) <= MOST for number in numbers}
    result = []
    for number, item in enumerate(items):
        numbers = table_of.get(number)
        if numbers is None:
            result.append(item)
        elif numbers[0] == number:
            members = tuple([items[other].members[0] for other in numbers])
            result.append(Item(members, item.path, "", "table"))
    return result


def table_box(item: Item, view: View, shown: Shown) -> Box:
    """The table of the leaves in ``item``: one line for each."""
    edges = [view.uses[k][0] for k in item.members]
    head = view.nodes[edges[0].head]
    heads = ["operand"]
    if shown.show != "structure":
        heads += ["data", "local"]
    if shown.show == "gradient":
        heads.append("grad")
    lines = []
    for edge in edges:
        node = view.nodes[edge.tail]
        cells = [text.label_of(node) or f"{edge.position}"]
        if shown.show != "structure":
            cells += [text.digits(shown.numbers.data(node)), local_of(edge, head)]
        if shown.show == "gradient":
            gradient = shown.gradient(node)
            cells.append(UNKNOWN if gradient is None else text.digits(gradient))
        alone = node_box(node, 0, shown)
        tooltip = f"{alone.tooltip}\n{about(edge, head, shown)}"
        classes, spoken = alone.classes, alone.spoken
        if shown.stage(edge, head) == "current" and node not in shown.numbers.current:
            classes, spoken = f"{classes} current", f"{spoken}, current"
        room = shown.room([node])
        lines.append(Line(tuple(cells), classes, tooltip, spoken, alone.hatched, alone.ever_hatched, room))
    return Box(
        sign="",
        rows=tuple([Row(name, "", "head") for name in heads]),
        classes="table",
        tooltip="",
        spoken=f"{len(lines)} operands of {text.name_of(head)}",
        lines=tuple(lines),
    )
