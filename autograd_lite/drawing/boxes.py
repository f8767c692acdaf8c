"""What stands in a box: operation, label, numbers, and in its tooltip all digits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.items import Item
    from autograd_lite.drawing.scale import Scale
    from autograd_lite.drawing.view import Edge, View
    from autograd_lite.value import Value

NOT_RUN = "backward() has not run"
CONSTANTS = 3  # that are written in a box; the tooltip has them all


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
class Showing:
    """What a picture shows of every node.

    Attributes:
        show: "gradient", "value" or "structure".
        ran: whether ``backward()`` has run, so that gradients are there.
        scale: of the colours.
        outputs: the nodes whose graph it is.
        summed: of leaves whose gradient is not that of this graph alone, the part that is.
        focus: the nodes whose neighbourhood it is.
    """

    show: str
    ran: bool
    scale: Scale | None
    outputs: frozenset[Value]
    summed: dict[Value, float]
    focus: frozenset[Value]

    def marks(self, nodes: Iterable[Value]) -> str:
        """The CSS classes of a box with these nodes: " output", " focus", both or neither."""
        marked = {" output": self.outputs, " focus": self.focus}
        return "".join(name for name, those in marked.items() if any(node in those for node in nodes))

    def number(self, node: Value) -> float | None:
        """The number of a node that colours it; None if no number does."""
        if self.show == "value":
            return node.data
        return node.grad if self.show == "gradient" and self.ran else None


def box(item: Item, view: View, showing: Showing) -> Box:
    """The box of an item."""
    if item.kind == "table":
        return _table(item, view, showing)
    if item.kind != "node":
        return _folded(item, [view.nodes[k] for k in item.members], showing)
    (k,) = item.members
    return _single(view.nodes[k], view.cut[k], showing)


def colour(number: float | None, scale: Scale | None) -> str:
    """The CSS class of a number's colour: " p1" to " p5" and " n1" to " n5" by sign and magnitude, "" for none."""
    level = scale.level(number) if scale and number is not None and math.isfinite(number) else 0
    return f" {'p' if level > 0 else 'n'}{abs(level)}" if level else ""


def name_of(node: Value) -> str:
    """What a node is, in words: its label and its operation."""
    label = label_of(node, text.TOOLTIP)
    if node.primitive is None:
        return label or "leaf"
    count = len(node.operands) - node.primitive.static
    operation = f"{node.primitive.name} of {count} operand{'s' * (count != 1)}"
    return f"{label} = {operation}" if label else operation


def label_of(node: Value, limit: int = text.LIMIT) -> str:
    """The label as a picture writes it, "" if there is none."""
    return text.shortened(text.printable(node.label), limit) if node.label else ""


def _single(node: Value, cut: int, showing: Showing) -> Box:
    primitive = node.primitive
    label = label_of(node)
    data, grad = text.digits(node.data), text.digits(node.grad) if showing.ran else "–"
    first = Row(label, "", "label") if label else None
    if showing.show == "structure":
        rows = [first] if first else [] if primitive else [Row("leaf")]
    else:
        rows = [Row(f"{label} =", data, "label") if label else Row("data", data)]
        if showing.show == "gradient":
            rows.append(Row("grad", grad))
    constants = _constants(node)
    written = [text.digits(x) for x in constants]
    if primitive and primitive.name not in text.INFIX and primitive.name != "dot" and constants:
        more = ", …" if len(constants) > CONSTANTS else ""
        rows.append(Row(f"with {', '.join(written[:CONSTANTS])}{more}", "", "small"))
    number = showing.number(node)
    kind = f"op-{primitive.name}" if primitive else "leaf"
    spoken = [name_of(node), f"data {data}"]
    if showing.show == "gradient":
        spoken.append(f"gradient {grad if showing.ran else NOT_RUN}")
    return Box(
        sign=text.shortened(text.printable(text.operation(node))) if primitive else "",
        rows=tuple(rows),
        classes=f"node {kind}{showing.marks([node])}{' cut' if cut else ''}{colour(number, showing.scale)}",
        tooltip="\n".join(_tooltip(node, cut, constants, showing)),
        spoken=", ".join(spoken),
        hatched=showing.show != "structure" and not _finite([node], showing),
    )


def _table(item: Item, view: View, showing: Showing) -> Box:
    edges = {edge.tail: edge for edge in view.edges if edge.tail in set(item.members)}
    heads = {"gradient": ("operand", "data", "local", "grad"), "value": ("operand", "data", "local")}
    lines = []
    for k in item.members:
        single = _single(view.nodes[k], 0, showing)
        node, edge = view.nodes[k], edges[k]
        head = view.nodes[edge.head]
        cells = [label_of(node) or f"{edge.position}"]
        if showing.show != "structure":
            cells += [text.digits(node.data), text.digits(edge.local)]
        if showing.show == "gradient":
            cells.append(text.digits(node.grad) if showing.ran else "–")
        tooltip = f"{single.tooltip}\n{about_edge(edge, head, showing)}"
        lines.append(Line(tuple(cells), single.classes, tooltip, single.spoken, single.hatched))
    return Box(
        sign="",
        rows=tuple([Row(head, "", "head") for head in heads.get(showing.show, ("operand",))]),
        classes="table",
        tooltip="",
        spoken=f"{len(lines)} operands of {name_of(view.nodes[edges[item.members[0]].head])}",
        lines=tuple(lines),
    )


def about_edge(edge: Edge, head: Value, showing: Showing) -> str:
    """What there is to say of one use of a node: which operand it is, its local derivative, and its contribution."""
    _, partner = partner_of(head, edge.position)
    lines = [f"operand {edge.position} of {name_of(head)}" + (f", which goes with {partner}" if partner else "")]
    lines.append(f"local derivative {edge.local!r}")
    if showing.show == "gradient" and showing.ran:
        lines.append(f"upstream {head.grad!r} × local = contribution {head.grad * edge.local!r}")
    return "\n".join(lines)


def partner_of(node: Value, position: int) -> tuple[Value | None, str]:
    """What the operand at ``position`` of a weighted sum is multiplied by, if that is a node, and how to call it."""
    if node.primitive is None or node.primitive.name != "dot":
        return None, ""
    half = len(node.operands) // 2
    other = (position - 1 + half) % (2 * half)
    partner = node.operands[other]
    if type(partner) is float:
        return None, repr(partner)
    return partner, label_of(partner) or f"operand {other + 1}"


def _constants(node: Value) -> list[float]:
    static = node.primitive.static if node.primitive else 0
    return [x for x in node.operands[: len(node.operands) - static] if type(x) is float]


def _tooltip(node: Value, cut: int, constants: Sequence[float], showing: Showing) -> Iterable[str]:
    yield name_of(node)
    if node.primitive and node.primitive.static:
        yield f"parameter {', '.join(map(repr, node.operands[-node.primitive.static :]))}"
    yield f"data {node.data!r}"
    if showing.show == "gradient":
        yield f"grad {node.grad!r}" if showing.ran else NOT_RUN
    if node in showing.summed:
        own = showing.summed[node]
        yield f"of which {own!r} from this graph: the gradients of several passes add up in a leaf"
    if constants:
        listed = text.shortened(", ".join(map(repr, constants)), text.TOOLTIP)
        yield f"constant{'s' * (len(constants) > 1)} {listed}"
    if node.scope:
        yield f"scope {text.shortened(text.printable(node.scope), text.TOOLTIP)}"
    if cut:
        yield f"{cut:,} of its operands and uses are not shown"
    if node.notes.place is not None:
        site = site_of(node.notes.place)
        line = text.shortened(text.printable(site.text), text.TOOLTIP)
        yield f"made at {text.printable(Path(site.file).name)}, line {site.line}: {line}".rstrip(": ")


def _folded(item: Item, nodes: Sequence[Value], showing: Showing) -> Box:
    leaves = sum(not node.operands for node in nodes)
    name = text.shortened(text.printable(item.name))
    what = "parameters" if item.kind in {"neuron", "layer", "network"} else "leaves"
    rows = [Row(name, "", "label"), Row("nodes", f"{len(nodes):,}")]
    if leaves:
        rows.append(Row(what, f"{leaves:,}"))
    exact = [f"{item.kind} {name}: {len(nodes):,} nodes, of which {leaves:,} are {what}"]
    spoken = f"{name}: {len(nodes):,} nodes folded, {leaves:,} {what}"
    strongest = None
    if showing.show == "value" or showing.ran:
        numbers = [node.data if showing.show == "value" else node.grad for node in nodes]
        least, most, strange = range_of(numbers)
        word = "data" if showing.show == "value" else "grad"
        if showing.show != "structure":
            written = f"{text.digits(least)} … {text.digits(most)}" if least != most else text.digits(least)
            rows.append(Row(word, written))
            if strange:
                rows.append(Row("not finite", f"{strange:,}"))
            spoken += f", {word} from {text.digits(least)} to {text.digits(most)}"
            strongest = most if abs(most) >= abs(least) else least
        exact.append(f"{word} from {least!r} to {most!r}" + (f"; {strange:,} not finite" if strange else ""))
    elif showing.show == "gradient":
        rows.append(Row("grad", "–"))
        exact.append(NOT_RUN)
    return Box(
        sign="",
        rows=tuple(rows),
        classes=f"node folded {item.kind}{showing.marks(nodes)}{colour(strongest, showing.scale)}",
        tooltip="\n".join(exact),
        spoken=spoken,
        hatched=showing.show != "structure" and not _finite(nodes, showing),
        stacked=True,
    )


def range_of(numbers: Sequence[float]) -> tuple[float, float, int]:
    """The least and the greatest finite number, nan if there is none, and how many are not finite."""
    finite = [x for x in numbers if math.isfinite(x)]
    if not finite:
        return math.nan, math.nan, len(numbers)
    return min(finite), max(finite), len(numbers) - len(finite)


def _finite(nodes: Iterable[Value], showing: Showing) -> bool:
    gradients = showing.show == "gradient" and showing.ran
    return all(math.isfinite(node.data) and (not gradients or math.isfinite(node.grad)) for node in nodes)
