"""What stands in a box: operation, label, numbers, and in its tooltip all digits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.picture import Box, Row
from autograd_lite.drawing.content.shown import NOT_FINITE, UNKNOWN, colour, range_of
from autograd_lite.drawing.folding.view import is_weighted_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.content.shown import Shown
    from autograd_lite.drawing.folding.items import Item
    from autograd_lite.value import Value

CONSTANTS = 3  # that are written in a box; the tooltip has them all
NO_NAME = re.compile(r"[^\w-]+")  # what cannot stand in the name of a class of CSS


def node_box(node: Value, cut: int, shown: Shown) -> Box:
    """The box of one node, of whose neighbours ``cut`` are not in the picture."""
    primitive = node.primitive
    label = text.label_of(node)
    data, gradient = shown.numbers.data(node), shown.gradient(node)
    grad = UNKNOWN if gradient is None else text.digits(gradient)
    if shown.show == "structure":
        rows = [Row(label, "", "label")] if label else [] if primitive else [Row("leaf")]
    else:
        rows = [Row(f"{label} =", text.digits(data), "label") if label else Row("data", text.digits(data))]
        if shown.show == "gradient":
            rows.append(Row("grad", grad, room=shown.room([node])))
    constants = _constants(node)
    if primitive and primitive.name not in text.INFIX and not is_weighted_sum(node) and constants:
        more = ", …" if len(constants) > CONSTANTS else ""
        rows.append(Row(f"with {', '.join(map(text.digits, constants[:CONSTANTS]))}{more}", "", "small"))
    kind = f"op-{NO_NAME.sub('-', primitive.name)}" if primitive else "leaf"
    spoken = [text.name_of(node), f"data {text.digits(data)}"]
    if shown.show == "gradient":
        spoken.append(f"gradient {shown.numbers.missing if gradient is None else grad}")
    if node in shown.numbers.current:
        spoken.append("current")
    return Box(
        sign=text.shortened(text.printable(text.operation(node))) if primitive else "",
        rows=tuple(rows),
        classes=f"node {kind}{shown.marks([node])}{' cut' if cut else ''}{colour(shown.number(node), shown.scale)}",
        tooltip="\n".join(_tooltip(node, cut, constants, shown)),
        spoken=", ".join(spoken),
        hatched=shown.is_strange(node),
        ever_hatched=shown.will_be_strange(node),
    )


def _constants(node: Value) -> list[float]:
    static = node.primitive.static if node.primitive else 0
    return [x for x in node.operands[: len(node.operands) - static] if type(x) is float]


def _tooltip(node: Value, cut: int, constants: Sequence[float], shown: Shown) -> Iterable[str]:
    yield text.name_of(node)
    if node.primitive and node.primitive.static:
        yield f"parameter {', '.join(map(repr, node.operands[-node.primitive.static :]))}"
    yield f"data {shown.numbers.data(node)!r}"
    if shown.show == "gradient":
        gradient = shown.gradient(node)
        yield shown.numbers.missing if gradient is None else f"grad {gradient!r}"
    if node in shown.other:
        yield f"this picture alone makes it {shown.other[node]!r}; other passes add to it, or it was set"
    if shown.show == "gradient" and node.notes.hooks:
        yield "a hook on its gradient may have changed it"
    if constants:
        listed = text.shortened(", ".join(map(repr, constants)), text.TOOLTIP)
        yield f"constant{'s' * (len(constants) > 1)} {listed}"
    if node.scope:
        yield f"scope {text.shortened(text.printable(node.scope), text.TOOLTIP)}"
    if cut:
        yield f"{cut:,} of its operands and uses are not shown"
    site = node.site
    if site is not None:
        line = text.shortened(text.printable(site.text), text.TOOLTIP)
        yield f"made at {text.printable(Path(site.file).name)}, line {site.line}: {line}".rstrip(": ")


def folded_box(item: Item, nodes: Sequence[Value], shown: Shown) -> Box:
    """The box that stands for several nodes: how many, how many of them are leaves, and the range of their numbers."""
    leaves = sum(not node.operands for node in nodes)
    name = text.shortened(text.printable(item.name))
    what = "parameters" if item.kind in {"neuron", "layer", "network"} else "leaves"
    rows = [Row(name, "", "label"), Row("nodes", f"{len(nodes):,}")]
    if leaves:
        rows.append(Row(what, f"{leaves:,}"))
    exact = [f"{item.kind} {name}: {len(nodes):,} nodes, of which {leaves:,} are {what}"]
    spoken = [f"{name}: {len(nodes):,} nodes folded, {leaves:,} {what}"]
    data = range_of(map(shown.numbers.data, nodes))
    exact.append(f"data {data.exact()}")
    strange = sum(map(shown.is_strange, nodes))
    ever_strange = strange > 0 or any(map(shown.will_be_strange, nodes))
    strongest = None
    if shown.show == "value":
        rows.append(Row("data", str(data)))
        spoken.append(f"data {data}")
        strongest = data.strongest
    elif shown.show == "gradient":
        known = [gradient for node in nodes if (gradient := shown.gradient(node)) is not None]
        gradients = range_of(known)
        widest = shown.room(nodes)
        room = max(f"{widest} … {widest}" if widest else "", NOT_FINITE if ever_strange else "", key=len)
        rows.append(Row("grad", str(gradients) if known else UNKNOWN, room=room))
        exact.append(f"grad {gradients.exact()}" if known else shown.numbers.missing)
        spoken.append(f"gradient {gradients if known else shown.numbers.missing}")
        strongest = gradients.strongest
    if ever_strange:
        rows.append(Row(NOT_FINITE, f"{strange:,}", "alarm" if strange else "name", f"{len(nodes):,}"))
    if strange:
        exact.append(f"{strange:,} of the nodes have a number that is not finite")
        spoken.append(f"{strange:,} not finite")
    for node in shown.numbers.current.intersection(nodes):
        exact.append(f"current: {text.name_of(node)}")
        spoken.append("current")
    return Box(
        sign="",
        rows=tuple(rows),
        classes=f"node folded {item.kind}{shown.marks(nodes)}{colour(strongest, shown.scale)}",
        tooltip="\n".join(exact),
        spoken=", ".join(spoken),
        hatched=strange > 0,
        ever_hatched=ever_strange,
        stacked=True,
    )
