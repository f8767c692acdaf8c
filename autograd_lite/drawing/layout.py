"""Where things are: boxes, frames and arrows placed by Graphviz's ``dot``. Only geometry comes from there.

The engine is a program that reads DOT and writes JSON. First choice is the one that is installed together with this
package (graphviz-pure, from PyPI); ``dot`` on the PATH is used when that one is missing or fails. The environment
variable ``AUTOGRAD_LITE_LAYOUT`` set to ``embedded`` or ``dot`` allows that one only.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import graphviz

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograd_lite.drawing.picture import Frame

Point = tuple[float, float]

VARIABLE = "AUTOGRAD_LITE_LAYOUT"
CURES = (
    "pip install --force-reinstall graphviz-pure, "
    "or install Graphviz (https://graphviz.org/download) so that `dot` is on the PATH"
)
SECONDS = 120.0  # a graph of thousands of nodes takes seconds; longer than this is a hang
STRAIGHT = "6"  # how much more a bend costs in an arrow from one operation to the next one of a neuron
FAN = 8  # more arrows than that arrive at one point, in the middle of a side, or they would cover each other
FRAME = 20.0  # from a frame to what is in it: room for its title
POINTS_PER_INCH = 72.0  # DOT measures boxes in inches, and places them in points; our pixels are its points


class LayoutError(RuntimeError):
    """No layout engine could place the picture."""


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
    placed = json.loads(_run(_dot(boxes, arrows, direction, frames, gap, later)))
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
    found = Layout(
        width,
        height,
        [centres[str(k)] for k in range(len(boxes))],
        [curves[str(k)] for k in range(len(arrows))],
        [rectangles[f"cluster{k}"] for k in range(len(frames))],
    )
    if _is_reversed(found, arrows):
        found = _moved(found, lambda x, y: (width - x, y), width, height)
    if direction == "LR":
        return _moved(found, lambda x, y: (y, x), height, width)
    if direction == "RL":
        return _moved(found, lambda x, y: (height - y, x), height, width)
    return _moved(found, lambda x, y: (x, height - y), width, height) if direction == "BT" else found


def _is_reversed(found: Layout, arrows: Sequence[tuple[int, int]]) -> bool:
    """Whether operands stand in the wrong order more often than in the right one: some engines turn frames over."""
    before: dict[int, float] = {}
    reversed_pairs = 0
    for tail, head in arrows:
        here = found.centres[tail][0]
        if head in before:
            reversed_pairs += (before[head] > here) - (before[head] < here)
        before[head] = here
    return reversed_pairs > 0


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
) -> str:
    """The layout problem in the DOT language: boxes without text, since text and its measures are ours.

    Arrows always point down here, and the result is turned: the engines differ in how they turn frames.
    """
    across = direction in {"LR", "RL"}
    graph = graphviz.Digraph(
        graph_attr={"nodesep": "0.18" if across else "0.2", "ranksep": f"{gap / POINTS_PER_INCH:.4f}"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowsize": "0.6"},
    )
    uses = Counter(head for _, head in arrows)
    frame_of = {box: k for k, frame in enumerate(frames) for box in frame.boxes}
    for k, size in enumerate(boxes):
        width, height = reversed(size) if across else size
        order = {"ordering": "in"} if uses[k] > 1 else {}  # a - b shows a first, and a weighted sum term by term
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


def _run(dot: str) -> str:
    """What the first engine that works makes of ``dot``."""
    failures = []
    for engine in _engines():
        try:
            command = [engine(), "-Kdot", "-Tjson0"]
            done = subprocess.run(
                command, input=dot, capture_output=True, encoding="utf-8", timeout=SECONDS, check=True
            )
        except FileNotFoundError as missing:
            failures.append(str(missing))
        except subprocess.TimeoutExpired:
            failures.append(f"{command[0]} took longer than {SECONDS:.0f} s")
        except (subprocess.CalledProcessError, OSError) as failure:
            reason = (getattr(failure, "stderr", None) or str(failure)).strip().splitlines()
            failures.append(f"{command[0]} failed: {reason[-1] if reason else failure}")
        else:
            return done.stdout
    raise LayoutError(f"no layout engine works ({'; '.join(failures)}). Cure: {CURES}")


def _engines() -> list[Callable[[], str]]:
    wanted = os.environ.get(VARIABLE)
    engines = {"embedded": _embedded, "dot": _on_path}
    if not wanted:
        return list(engines.values())
    if wanted not in engines:
        raise LayoutError(
            f"{VARIABLE}={wanted!r:.80} names no layout engine; set it to 'embedded' or 'dot', or unset it"
        )
    return [engines[wanted]]


def _embedded() -> str:
    """The program that the package graphviz-pure installed, wherever the environment's programs are."""
    try:
        files = importlib.metadata.files("graphviz-pure") or []
    except importlib.metadata.PackageNotFoundError:
        raise FileNotFoundError("the package graphviz-pure is not installed") from None
    for file in files:
        if file.stem == "graphviz-pure" and file.suffix in {"", ".exe"}:
            return str(Path(file.locate()).resolve())
    raise FileNotFoundError("the package graphviz-pure lists no program")


def _on_path() -> str:
    dot = shutil.which("dot")
    if dot is None:
        raise FileNotFoundError("there is no `dot` on the PATH")
    return dot
