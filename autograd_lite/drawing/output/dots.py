"""The picture in the DOT language, for those who go on with Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

import graphviz

from autograd_lite.drawing.output.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.picture import Box, Picture

FONT = "DejaVu Sans Mono"
STAGES = {"current": {"penwidth": "4"}, "coming": {"style": "dotted", "arrowhead": "empty"}}  # of a recorded pass


def digraph(picture: Picture, direction: str) -> graphviz.Digraph:
    """The graph of ``picture`` with labels, tooltips, colours and clusters; nodes are called n0, n1, ..."""
    graph = graphviz.Digraph(
        comment=graphviz.escape(picture.title),
        graph_attr={"rankdir": direction, "fontname": FONT, "tooltip": graphviz.escape(picture.title)}
        | ({"label": graphviz.escape(picture.heading), "labelloc": "t"} if picture.heading else {}),
        node_attr={"shape": "box", "style": "rounded,filled", "fillcolor": LIGHT["box"], "fontname": FONT},
        edge_attr={"fontname": FONT, "fontsize": "10"},
    )
    for k, box in enumerate(picture.boxes):
        tooltip = graphviz.escape(box.tooltip or box.spoken)
        current = STAGES["current"] if "current" in box.classes.split() else {}
        graph.node(f"n{k}", graphviz.escape(_words(box)), tooltip=tooltip, fillcolor=_colour(box), **current)
    inner: dict[int | None, list[int]] = {}
    for k, frame in enumerate(picture.frames):
        inner.setdefault(frame.outer, []).append(k)

    def add(to: graphviz.Digraph, k: int) -> None:
        frame = picture.frames[k]
        attributes = {"label": graphviz.escape(frame.title), "tooltip": graphviz.escape(frame.tooltip)}
        with to.subgraph(name=f"cluster_{k}", graph_attr=attributes) as cluster:
            for number in frame.boxes:
                cluster.node(f"n{number}")
            for other in inner.get(k, ()):
                add(cluster, other)

    for k in inner.get(None, ()):
        add(graph, k)
    for arrow in picture.arrows:
        label = {"label": graphviz.escape(arrow.text)} if arrow.text else {}
        stage = STAGES[arrow.stage] if arrow.stage else {}
        graph.edge(f"n{arrow.tail}", f"n{arrow.head}", tooltip=graphviz.escape(arrow.tooltip), **label, **stage)
    return graph


def _words(box: Box) -> str:
    if box.lines:
        return "\n".join(_aligned([tuple([row.name for row in box.rows]), *(line.cells for line in box.lines)]))
    lines = [f"{row.name} {row.number}".strip() for row in box.rows]
    return "\n".join([box.sign, *lines] if box.sign else lines)


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a table in columns, names to the left and numbers to the right, for a font of one width."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join([name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))])
        for name, *cells in lines
    ]


def _colour(box: Box) -> str:
    return next((LIGHT[name] for name in box.classes.split() if name in LIGHT and name[1:].isdecimal()), LIGHT["box"])
