"""``draw``: from a graph to what its picture says, and from there to the picture."""

from __future__ import annotations

import operator
import warnings
from typing import TYPE_CHECKING, cast

from autograd_lite.drawing.content.graph import graph_picture, what_is_left_out
from autograd_lite.drawing.content.numbers import Live
from autograd_lite.drawing.content.shown import Shown
from autograd_lite.drawing.content.state import (
    not_run_badge,
    other_gradients,
    repeated_badge,
    stale_badge,
    unknown_gradients,
)
from autograd_lite.drawing.content.tables import tabled
from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.folding.fold import COLLAPSE, fold
from autograd_lite.drawing.folding.view import view
from autograd_lite.drawing.output.style import THEMES
from autograd_lite.drawing.render import render
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Literal

    from autograd_lite.drawing.folding.view import View
    from autograd_lite.nn import Module
    from autograd_lite.value import Value

SHOW = ("gradient", "value", "structure")
DIRECTIONS = ("LR", "RL", "TB", "BT")
MOST_NODES = 5000  # nobody reads more, and no layout engine or browser enjoys it


def draw(
    values: Value | Iterable[Value] | Module,
    *,
    show: Literal["gradient", "value", "structure"] = "gradient",
    collapse: Literal["auto", "none", "neuron", "layer"] | Any = "auto",
    depth: int | None = None,
    focus: Value | Iterable[Value] | None = None,
    radius: int | None = None,
    max_nodes: int = 200,
    direction: Literal["LR", "RL", "TB", "BT"] = "LR",
    theme: Literal["auto", "light", "dark"] = "auto",
) -> Drawing:
    """The computation graph of ``values`` as a picture: every node with its operation, label, data and gradient.

    Arrows point from operands to results. Each carries its local derivative, d result / d operand: as text in pictures
    of up to 60 boxes, and in its tooltip always; it is the thicker the larger a contribution to a gradient flows along
    it. Constants stand beside the sign of the operation. Colours show the gradient on a symmetric logarithmic scale,
    orange positive and blue negative; boxes with a number that is not finite are hatched. Nodes made in a ``scope``, as
    the layers of networks are, stand in a frame with its name.

    Of a Module it is the picture of its layers, with shape, values and gradients of their parameters.

    Args:
        values: a Value, or several that share one picture; or a Module.
        show: the data and gradient of every node, its data alone, or neither.
        collapse: which nodes share a box. "auto" folds as little as it takes to have ``max_nodes`` boxes: neurons, then
            layers, then whole networks; outside of scopes, what repeats, such as the steps of a loop. It warns when it
            does. "none", "neuron" and "layer" say it; so does a function from a node to the name of its box, or None
            for a box of its own.
        depth: show only nodes at most so many edges away from ``values``.
        focus, radius: show only nodes at most ``radius`` edges (2 by default) away from this node, or these.
        max_nodes: how many boxes are too many for "auto". More than 5,000 are refused unless it is at least as many.
        direction: of the arrows; left to right, right to left, top to bottom or bottom to top.
        theme: the colours for light or for dark surroundings; "auto" follows those of the page or the system.

    Raises:
        TypeError: something is not a Value, or not a number of nodes.
        ValueError: no Value at all, an argument that is none of its choices, a focus that is not in the graph or more
            than ``depth`` edges away, a part of a Module, or more than 5,000 boxes.
        LayoutError: neither the embedded layout engine nor a Graphviz on the PATH works.

    >>> from autograd_lite import Value
    >>> w = Value(0.5, label="w")
    >>> E = (w * 3.0 - 1.0) ** 2
    >>> E.backward()
    >>> drawing = draw(E)
    >>> drawing.svg.count('class="node')
    4
    """
    _require("show", show, SHOW)
    _require("direction", direction, DIRECTIONS)
    _require("theme", theme, THEMES)
    if not callable(collapse):
        _require("collapse", collapse, COLLAPSE, "a function from a node to the name of its box")
    depth, radius = _count("depth", depth), _count("radius", radius)
    most = _count("max_nodes", max_nodes) or 0
    if hasattr(values, "named_parameters") and not isinstance(values, type):
        if any(chosen is not None for chosen in (depth, focus, radius)):
            raise ValueError(
                "depth, focus and radius choose nodes of a graph, and a Module is drawn by its layers; to draw a "
                "graph, pass a Value that it computed"
            )
        from autograd_lite.drawing.content.modules import module_picture

        picture = module_picture(cast("Module", values), show)
        refuse_too_many(len(picture.boxes), most, "Draw one of its modules")
        return render(picture, direction, theme)
    outputs = _nodes("draw()", values)
    around = [] if focus is None else _nodes("focus", focus)
    if radius is not None and not around:
        raise ValueError("radius is a distance from a node; name it by focus=...")

    part = view(outputs, depth, around, radius)
    folding = fold(part, collapse, most)
    items = tabled(part, folding.items)
    remedy = "Draw a part (focus=value, radius=2, or depth=3), let it fold (collapse='auto', or a function of names)"
    refuse_too_many(len(items), most, remedy)
    notes = what_is_left_out(part, items, folding.how, around, depth, radius)
    unknown = unknown_gradients(part, outputs) if show == "gradient" else frozenset()
    other = other_gradients(part, outputs) if show == "gradient" else {}
    shown = Shown(show, Live(unknown), None, frozenset(outputs), frozenset(around), other)
    badges = _badges(part, outputs, shown, unknown)
    picture = graph_picture(part, items, outputs, shown, notes=notes, badges=badges)
    if folding.how and collapse == "auto":
        warnings.warn(
            f"{notes[0]}; collapse='none' draws every node, max_nodes=... allows more boxes, and "
            "focus=value draws the surroundings of one",
            stacklevel=2,
        )
    return render(picture, direction, theme)


def _nodes(what: str, values: Any) -> list[Value]:
    if isinstance(values, (set, frozenset)):
        raise TypeError(f"{what} takes Values in order, and a set has none; pass a list")
    single = is_node(values) or isinstance(values, (str, type)) or not hasattr(values, "__iter__")
    nodes = [values] if single else list(values)
    for node in nodes:
        if not is_node(node):
            raise TypeError(f"{what} takes Values, not {node!r:.80} of type {type(node).__name__}")
    if not nodes:
        raise ValueError(f"{what} takes at least one Value, not an empty sequence")
    return nodes


def refuse_too_many(boxes: int, most: int, remedy: str) -> None:
    """Raise ``ValueError`` for a picture that nobody could read, nor any layout engine place in good time."""
    if boxes > max(MOST_NODES, most):
        raise ValueError(
            f"this picture would have {boxes:,} boxes, and more than {MOST_NODES:,} are not drawn. {remedy}, or ask "
            f"for all with max_nodes={boxes}"
        )


def _require(name: str, choice: Any, choices: Sequence[str], other: str = "") -> None:
    if not isinstance(choice, str) or choice not in choices:
        known = ", ".join(choices) + (f", or {other}" if other else "")
        raise ValueError(f"{name} is one of {known}, not {choice!r:.80}")


def _count(name: str, count: Any) -> int | None:
    if count is None and name != "max_nodes":
        return None
    try:
        number = operator.index(count)
    except TypeError:
        number = None
    if number is None or isinstance(count, bool):
        raise TypeError(f"{name} is a whole number, not {count!r:.80} of type {type(count).__name__}")
    if number < 0:
        raise ValueError(f"{name} is a whole number from 0 on, not {number}")
    return number


def _badges(part: View, outputs: Sequence[Value], shown: Shown, unknown: frozenset[Value]) -> list[str]:
    """What has to be known of the graph's state before its numbers are read."""
    badges = [stale_badge(part)] if shown.show != "structure" else []
    if shown.show == "gradient":
        badges += [not_run_badge(part, outputs, unknown), repeated_badge(part, outputs, shown.other)]
    return [badge for badge in badges if badge is not None]
