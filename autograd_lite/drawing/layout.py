"""Where things are: boxes and arrows placed by Graphviz's ``dot`` algorithm. Only geometry comes from there.

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

Point = tuple[float, float]

VARIABLE = "AUTOGRAD_LITE_LAYOUT"
CURES = (
    "pip install --force-reinstall graphviz-pure, "
    "or install Graphviz (https://graphviz.org/download) so that `dot` is on the PATH"
)
SECONDS = 120.0  # a graph of thousands of nodes takes seconds; longer than this is a hang
FAN = 8  # more arrows than that arrive at one point, in the middle of a side, or they would cover each other
SIDES = {"LR": "w", "RL": "e", "TB": "n", "BT": "s"}  # where arrows arrive, by direction
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
    """

    width: float
    height: float
    centres: list[Point]
    curves: list[list[Point]]


def layout(boxes: Sequence[tuple[float, float]], arrows: Sequence[tuple[int, int]], direction: str) -> Layout:
    """Place ``boxes``, each (width, height) in pixels, and ``arrows``, each (tail, head) by the boxes' positions.

    Args:
        direction: where arrows point, as Graphviz's ``rankdir``: LR, RL, TB or BT.

    Raises:
        LayoutError: no engine is there, or all of them failed.
    """
    placed = json.loads(_run(_dot(boxes, arrows, direction)))
    _, _, width, height = map(float, placed["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return float(x), height - float(y)

    centres = {box["name"]: point(box["pos"]) for box in placed["objects"]}
    curves: dict[str, list[Point]] = {}
    for arrow in placed.get("edges", ()):
        tip, *spline = arrow["pos"].removeprefix("e,").split(" ")
        curves[arrow["id"]] = [*map(point, spline), point(tip)]
    return Layout(
        width, height, [centres[str(k)] for k in range(len(boxes))], [curves[str(k)] for k in range(len(arrows))]
    )


def _dot(boxes: Sequence[tuple[float, float]], arrows: Sequence[tuple[int, int]], direction: str) -> str:
    """The layout problem in the DOT language: boxes without text, since text and its measures are ours."""
    across = direction in {"LR", "RL"}
    graph = graphviz.Digraph(
        graph_attr={"rankdir": direction, "nodesep": "0.12" if across else "0.2", "ranksep": "0.75"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowsize": "0.6"},
    )
    uses = Counter(head for _, head in arrows)
    for k, (width, height) in enumerate(boxes):
        order = {"ordering": "in"} if uses[k] == 2 else {}  # a - b shows a first; a long sum may be untangled
        graph.node(str(k), **order, width=f"{width / POINTS_PER_INCH:.4f}", height=f"{height / POINTS_PER_INCH:.4f}")
    for k, (tail, head) in enumerate(arrows):
        port = {"headport": SIDES[direction]} if uses[head] > FAN else {}
        graph.edge(str(tail), str(head), id=str(k), **port)
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
