"""Drawing a computation graph: what stands in each box and on each arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import svg, text
from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.layout import layout
from autograd_lite.graph import topological_order
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Literal

    from autograd_lite.value import Value

NOT_RUN = "backward() has not run"
SUMMED = "gradients of several passes have added up in some leaves; zero_grad() sets them to 0"
DIRECTIONS = ("LR", "RL", "TB", "BT")
MOST_NODES = 5000  # nobody reads more, and no layout engine or browser enjoys it
ROUNDING = 1e-9  # of the sum of the absolute terms: the order of adding may differ, another pass does not hide below it
WRITTEN_ARROWS = 60  # up to so many nodes, local derivatives are written on the arrows; beyond, they would overlap


def draw(values: Value | Iterable[Value], *, direction: Literal["LR", "RL", "TB", "BT"] = "LR") -> Drawing:
    """The computation graph of ``values`` as a picture: every node with its operation, label, data and gradient.

    Arrows point from operands to results. Each carries its local derivative, d result / d operand: as text in graphs of
    up to 60 nodes, and in its tooltip always. Constants stand beside the sign of the operation.

    Args:
        values: a Value, or several that share one picture.
        direction: of the arrows; left to right, right to left, top to bottom or bottom to top.

    Raises:
        TypeError: something is not a Value.
        ValueError: no Value at all, another direction, or a graph of more than 5,000 nodes.
        LayoutError: neither the embedded layout engine nor a Graphviz on the PATH works.

    >>> from autograd_lite import Value
    >>> w = Value(0.5, label="w")
    >>> E = (w * 3.0 - 1.0) ** 2
    >>> E.backward()
    >>> drawing = draw(E)
    >>> drawing.svg.count('class="node')
    4
    """
    outputs = _outputs(values)
    if direction not in DIRECTIONS:
        raise ValueError(f"direction is one of {', '.join(DIRECTIONS)}, not {direction!r:.80}")
    nodes = topological_order(*outputs)
    if len(nodes) > MOST_NODES:
        raise ValueError(
            f"this graph has {len(nodes):,} nodes, and a picture shows {MOST_NODES:,} at most; "
            "draw a part of it: pass an earlier Value of your computation"
        )

    ran = any(output.grad != 0.0 for output in outputs)
    ends = set(outputs)
    summed = _summed(nodes, ends) if ran else {}
    boxes = [_box(node, node in ends, ran, summed.get(node)) for node in nodes]
    arrows = _arrows(nodes, ran)
    place = layout([(box.width, box.height) for box in boxes], [(a.tail, a.head) for a in arrows], direction)
    names = ", ".join(_name(output) for output in outputs[:3]) + (", …" if len(outputs) > 3 else "")
    return Drawing(
        svg.document(
            boxes,
            arrows,
            place,
            title=f"Computation graph of {names}",
            description=f"{len(nodes)} nodes, {len(arrows)} arrows from operands to results."
            + ("" if ran else f" {NOT_RUN}."),
            note="on an arrow: d result / d operand" if arrows and len(nodes) <= WRITTEN_ARROWS else None,
            badge=NOT_RUN if not ran else SUMMED if summed else None,
        )
    )


def _outputs(values: Any) -> list[Value]:
    single = is_node(values) or isinstance(values, str) or not hasattr(values, "__iter__")
    outputs = [values] if single else list(values)
    for output in outputs:
        if not is_node(output):
            raise TypeError(f"draw() takes Values, not {output!r:.80} of type {type(output).__name__}")
    if not outputs:
        raise ValueError("draw() takes at least one Value, not an empty sequence")
    return outputs


def _summed(nodes: list[Value], outputs: set[Value]) -> dict[Value, float]:
    """The leaves whose gradient is not that of this graph alone, with the one that is: leaves accumulate."""
    gradients = {node: [1.0] if node in outputs else [] for node in nodes if not node.operands}
    for node in nodes:
        for operand, local in zip(node.operands, node.local_gradient(), strict=False):
            if type(operand) is not float and operand in gradients:
                gradients[operand].append(node.grad * local)
    return {
        leaf: sum(terms)
        for leaf, terms in gradients.items()
        if not leaf.notes.hooks and abs(leaf.grad - sum(terms)) > ROUNDING * sum(map(abs, terms))
    }


def _box(node: Value, is_output: bool, ran: bool, own: float | None) -> svg.Box:
    """The box of a node; ``own`` is the part of its gradient that comes from this graph, where it is not the whole."""
    operation = node.primitive.name if node.primitive else None
    data, grad = text.digits(node.data), text.digits(node.grad) if ran else "–"
    label = text.shortened(text.printable(node.label)) if node.label else None
    tooltip = [_name(node), f"data {node.data!r}", f"grad {node.grad!r}" if ran else NOT_RUN]
    if own is not None:
        tooltip.append(f"of which {own!r} from this graph: the gradients of several passes add up in a leaf")
    constants = [f"{operand!r}" for operand in node.operands if type(operand) is float]
    if constants:
        tooltip.append(f"constant{'s' * (len(constants) > 1)} {text.shortened(', '.join(constants), text.TOOLTIP)}")
    return svg.Box(
        sign=text.shortened(text.operation(node)) if operation else None,
        rows=((label or "data", data), ("grad", grad)),
        labelled=label is not None,
        classes=f"node {f'op-{operation}' if operation else 'leaf'}{' output' if is_output else ''}",
        tooltip="\n".join(tooltip),
        spoken=f"{_name(node)}, data {data}, gradient {grad if ran else NOT_RUN}",
    )


def _name(node: Value) -> str:
    """What the node is, in words: its label and its operation."""
    label = text.shortened(text.printable(node.label), text.TOOLTIP) if node.label else ""
    if node.primitive is None:
        return label or "leaf"
    count = len(node.operands) - node.primitive.static
    operation = f"{node.primitive.name} of {count} operand{'s' * (count != 1)}"
    return f"{label} = {operation}" if label else operation


def _arrows(nodes: list[Value], ran: bool) -> list[svg.Arrow]:
    """One arrow for every use of a node as an operand: ``a * a`` has two."""
    index = {node: k for k, node in enumerate(nodes)}
    arrows = []
    for node in nodes:
        operands = enumerate(zip(node.operands, node.local_gradient(), strict=False), start=1)
        for position, (operand, local) in operands:  # static parameters, at the end, have no local gradient
            if type(operand) is float:
                continue
            tooltip = f"operand {position} of {_name(node)}\nlocal derivative {local!r}"
            if ran:
                tooltip += f"\nupstream {node.grad!r} × local = contribution {node.grad * local!r}"
            written = text.digits(local) if len(nodes) <= WRITTEN_ARROWS else None
            arrows.append(svg.Arrow(index[operand], index[node], written, tooltip))
    return arrows
