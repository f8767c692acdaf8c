"""Where things are: boxes, frames and arrows placed by Graphviz's ``dot``. Only geometry comes from there."""

from __future__ import annotations

import json
import math
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import graphviz

from autograd_lite.drawing.placing.engines import LayoutError, first_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograd_lite.drawing.content.picture import Frame

Point = tuple[float, float]

STRAIGHT = "6"  # how much more a bend costs in an arrow from one operation to the next one of a neuron
MANY = 1000  # boxes, beyond which nobody sees the last corrections, and engines take a third of the time without them
PATIENCE = "8"  # corrections for each box: what a dense graph of 210 boxes gains beyond them takes ten times as long
HASTE = {"nslimit": "2", "nslimit1": "2", "mclimit": "0.2", "splines": "polyline"}
FAN = 8  # more arrows than that arrive at one point, in the middle of a side, or they would cover each other
FRAME = 20.0  # from a frame to what is in it: room for its title
POINTS_PER_INCH = 72.0  # DOT measures boxes in inches, and places them in points; our pixels are its points


@dataclass(frozen=True)
class Layout:
    """Where everything is, in pixels, y downwards.

    Attributes:
        width, height: the extent of the picture.
        centres: the centre of each box.
        curves: for each arrow the points of a Bézier spline, 3k + 1 of them, and then the tip.
        frames: left, top, right and bottom of each frame.
    """

    width: float
    height: float
    centres: list[Point]
    curves: list[list[Point]]
    frames: list[tuple[float, float, float, float]]


def layout(
    boxes: Sequence[tuple[float, float]],
    arrows: Sequence[tuple[int, int]],
    direction: str,
    frames: Sequence[Frame] = (),
    *,
    gap: float = 54.0,
    later: Sequence[tuple[int, int]] = (),
) -> Layout:
    """Place ``boxes``, each (width, height) in pixels, and ``arrows``, each (tail, head) by the boxes' positions.

    Args:
        direction: where arrows point, as Graphviz's ``rankdir``: LR, RL, TB or BT.
        frames: what is to be drawn around boxes; an outer frame comes before the ones in it.
        gap: from one rank of boxes to the next, in pixels.
        later: pairs of boxes of which the second has a later rank, without an arrow between them.

    Raises:
        LayoutError: no engine is there, or all of them failed.
    """

    def placed(newrank: bool) -> Layout:
        # Graphviz 2.43 crashes on one in eight of the graphs with frames and an order of operands, never without one.
        orders = (True, False) if frames else (True,)
        problems = [_dot(boxes, arrows, direction, frames, gap, later, order, newrank) for order in orders]
        return first_layout(problems, lambda answer: _read(answer, len(boxes), len(arrows), len(frames)))

    found = placed(newrank=False)
    if frames and _backward(found, arrows):  # frames that feed each other; ranks that ignore them are less compact
        with suppress(LayoutError):  # the first one is good enough
            found = min(found, placed(newrank=True), key=lambda tried: _backward(tried, arrows))
    width, height = found.width, found.height
    if _is_reversed(found, arrows):
        found = _moved(found, lambda x, y: (width - x, y), width, height)
    if direction == "LR":
        return _moved(found, lambda x, y: (y, x), height, width)
    if direction == "RL":
        return _moved(found, lambda x, y: (height - y, x), height, width)
    return _moved(found, lambda x, y: (x, height - y), width, height) if direction == "BT" else found


def _backward(found: Layout, arrows: Sequence[tuple[int, int]]) -> int:
    """How many arrows point up."""
    return sum(found.centres[tail][1] >= found.centres[head][1] for tail, head in arrows)


def _read(answer: str, boxes: int, arrows: int, frames: int) -> Layout:
    """The layout in an engine's answer. Raises ``ValueError``, ``KeyError`` and the like for what is none."""
    placed = json.loads(answer)
    _, _, width, height = map(float, placed["bb"].split(","))

    def point(text: str) -> Point:
        x, y = map(float, text.split(","))
        return x, height - y

    centres, rectangles = {}, {}
    for thing in placed["objects"]:
        if "pos" in thing:
            centres[thing["name"]] = point(thing["pos"])
        else:
            left, bottom, right, top = map(float, thing["bb"].split(","))
            rectangles[thing["name"]] = (left, height - top, right, height - bottom)
    curves: dict[str, list[Point]] = {}
    for arrow in placed.get("edges", ()):
        if "id" in arrow:
            tip, *spline = arrow["pos"].removeprefix("e,").split(" ")
            curves[arrow["id"]] = [*map(point, spline), point(tip)]
    return Layout(
        width,
        height,
        [centres[str(k)] for k in range(boxes)],
        [curves[str(k)] for k in range(arrows)],
        [rectangles[f"cluster{k}"] for k in range(frames)],
    )


def _is_reversed(found: Layout, arrows: Sequence[tuple[int, int]]) -> bool:
    """Whether operands stand in the wrong order more often than in the right one: some engines turn frames over.

    Those that are used once tell best, since nothing else decides where they stand.
    """
    uses = Counter(tail for tail, _ in arrows)

    def reversed_pairs(most: float) -> int:
        before: dict[int, float] = {}
        count = 0
        for tail, head in arrows:
            if uses[tail] <= most:
                here = found.centres[tail][0]
                if head in before:
                    count += (before[head] > here) - (before[head] < here)
                before[head] = here
        return count

    return (reversed_pairs(1) or reversed_pairs(math.inf)) > 0


def _moved(found: Layout, to: Callable[[float, float], Point], width: float, height: float) -> Layout:
    """The same with every point moved; what were the corners of frames still are."""
    frames = []
    for left, top, right, bottom in found.frames:
        (x1, y1), (x2, y2) = to(left, top), to(right, bottom)
        frames.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    curves = [[to(x, y) for x, y in curve] for curve in found.curves]
    return Layout(width, height, [to(x, y) for x, y in found.centres], curves, frames)


def _dot(
    boxes: Sequence[tuple[float, float]],
    arrows: Sequence[tuple[int, int]],
    direction: str,
    frames: Sequence[Frame],
    gap: float,
    later: Sequence[tuple[int, int]],
    in_order: bool,
    newrank: bool,
) -> str:
    """The layout problem in the DOT language: boxes without text, since text and its measures are ours.

    Arrows always point down here, and the result is turned: the engines differ in how they turn frames.
    """
    across = direction in {"LR", "RL"}
    graph = graphviz.Digraph(
        graph_attr={
            "nslimit": PATIENCE,
            "nodesep": "0.18" if across else "0.2",
            "ranksep": f"{gap / POINTS_PER_INCH:.4f}",
        }
        | ({"newrank": "true"} if newrank else {})
        | (HASTE if len(boxes) > MANY else {}),
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowsize": "0.6"},
    )
    uses = Counter(head for _, head in arrows)
    frame_of = {box: k for k, frame in enumerate(frames) for box in frame.boxes}
    for k, size in enumerate(boxes):
        width, height = reversed(size) if across else size
        order = (
            {"ordering": "in"} if in_order and uses[k] > 1 else {}
        )  # a - b shows a first, and a weighted sum term by term
        graph.node(str(k), **order, width=f"{width / POINTS_PER_INCH:.4f}", height=f"{height / POINTS_PER_INCH:.4f}")
    within: dict[int | None, list[int]] = {}
    for k, frame in enumerate(frames):
        within.setdefault(frame.outer, []).append(k)

    def add(to: graphviz.Digraph, k: int) -> None:
        with to.subgraph(name=f"cluster{k}", graph_attr={"margin": str(FRAME)}) as inner:
            for number in frames[k].boxes:
                inner.node(str(number))
            for other in within.get(k, ()):
                add(inner, other)

    for k in within.get(None, ()):
        add(graph, k)
    for k, (tail, head) in enumerate(arrows):
        options = {"tailport": "s", **({"headport": "n"} if uses[head] > FAN else {})}
        if (uses[tail] or uses[head] == 1) and frame_of.get(tail) == frame_of.get(head):
            options["weight"] = STRAIGHT
        graph.edge(str(tail), str(head), id=str(k), **options)
    for before, after in later:
        graph.edge(str(before), str(after), style="invis")
    return str(graph.source)
