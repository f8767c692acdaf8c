"""The graph in the DOT language: Graphviz takes it, whatever the labels, and it is the graph of the picture."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, draw, scope, sigmoid
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.output import style
from autograd_lite.drawing.placing import engines
from autograd_lite.nn import Linear, Sequential, SigmoidMLP, Tanh

SVG = "{http://www.w3.org/2000/svg}"
PROGRAMS = {"embedded": engines._embedded, "dot": engines._on_path}
HOSTILE = [
    *('"', '\\', '\\"', "\\n", "\\N", "\\G", "\\l", "<b>", "<b>bold</b>", "<", ">", "<<>>", "&lt;", "&#65;", "{a|b}"),
    *("%", "//", "/*", "#", "]]>", "a\nb", "a\r\nb", "a\x00b", "\u202eab", "\ud800", "\U0001f600", "西瓜", "e\u0301"),
    *("x" * 10**5, "strict digraph {", '"];x[label="', "->", "n0", "cluster_0", "", " ", ";", "w_1", "w_{12}"),
]  # fmt: skip


def laid_out(drawing: Drawing, engine: str = "embedded") -> dict[str, Any]:
    """What an engine makes of it; raises where it complains."""
    source = drawing.dot.source
    done = subprocess.run(
        [PROGRAMS[engine](), "-Tjson0"], input=source, capture_output=True, encoding="utf-8", check=True
    )
    assert "rror" not in done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def tooltips(elements: list[ET.Element]) -> list[str]:
    return [element.findtext(f"{SVG}title", "") for element in elements]


def unescaped(text: str) -> str:
    """What Graphviz shows of an escaped string."""
    return text.replace("\\\\", "\\")


def pictures() -> dict[str, Drawing]:
    a = Value(3.0, "a")
    net = SigmoidMLP(6, 2, 1, seed=0)
    E = net.error([0.5] * 6, [1.0])
    E.backward()
    with scope("outer"):
        b = sigmoid(a * a)
        with scope("inner"):
            c = b * a - a
    nested = total([c, *Sequential(Linear(2, 2, seed=0), Tanh())([a, c])])
    return {
        "square": draw(a * a),
        "network": draw(E),
        "value": draw(E, show="value"),
        "structure": draw(E, show="structure", direction="TB"),
        "layers": draw(E, collapse="layer", direction="RL"),
        "neurons": draw(E, collapse="neuron"),
        "nested": draw(nested, direction="BT"),
        "module": draw(Sequential(Linear(2, 2, seed=0), Tanh())),
        "leaf": draw(a),
        "focus": draw(E, focus=net.w[0][0]),
    }


PICTURES = pictures()


@pytest.mark.parametrize("engine", PROGRAMS)
@pytest.mark.parametrize("name", PICTURES)
def test_every_engine_takes_it_and_it_has_what_the_picture_has(name: str, engine: str) -> None:
    drawing = PICTURES[name]
    graph = laid_out(drawing, engine)
    clusters = [thing for thing in graph["objects"] if thing["name"].startswith("cluster")]
    nodes = [thing for thing in graph["objects"] if not thing["name"].startswith("cluster")]
    in_tables = sum(len(table.findall(f"{SVG}g")) for table in groups(drawing, "table"))
    boxes = len(groups(drawing, "node")) - in_tables + len(groups(drawing, "table"))
    assert sorted(node["name"] for node in nodes) == sorted(f"n{k}" for k in range(boxes))
    assert len(graph.get("edges", [])) == len(groups(drawing, "arrow"))
    edges = sorted(graph.get("edges", []), key=lambda edge: edge["_gvid"])
    assert sorted(unescaped(edge["tooltip"]) for edge in edges) == sorted(tooltips(groups(drawing, "arrow")))
    assert sorted(unescaped(c["tooltip"]) for c in clusters) == sorted(tooltips(groups(drawing, "cluster")))
    texts = "\n".join(unescaped(node["label"]) for node in nodes)
    for box in groups(drawing, "node"):
        for text in box.iter(f"{SVG}text"):
            plain = re.sub(r"\d+", "", "".join(text.itertext()))  # indices are set low in SVG
            assert all(word in re.sub(r"[₀-₉_{}\d]+", "", texts) for word in plain.split())


@pytest.mark.parametrize("engine", PROGRAMS)
def test_frames_within_frames_are_clusters_within_clusters(engine: str) -> None:
    graph = laid_out(PICTURES["nested"], engine)
    named = {thing["_gvid"]: thing for thing in graph["objects"]}
    inside = {
        thing["label"]: sorted(named[k]["label"] for k in thing.get("subgraphs", []))
        for thing in graph["objects"]
        if thing["name"].startswith("cluster")
    }
    assert inside == {"outer": ["inner"], "inner": [], "layer 0": [], "layer 1": []}


def test_the_direction_is_that_of_the_picture() -> None:
    for direction in ("LR", "RL", "TB", "BT"):
        assert laid_out(draw(Value(1.0) * 2.0, direction=direction))["rankdir"] == direction  # type: ignore[arg-type]


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: ascii(label)[:20])
def test_any_label_is_text(label: str) -> None:
    x = Value(2.0, label)
    with scope(label or "s"):
        y = x * Value(3.0, label) + Value(1.0)
    y.label = label
    y.backward()
    drawing = draw(y)
    graph = laid_out(drawing)
    nodes = [thing for thing in graph["objects"] if thing["name"].startswith("n")]
    assert len(nodes) == 5
    assert len(graph["edges"]) == 4
    assert sorted(unescaped(node["tooltip"]) for node in nodes) == sorted(tooltips(groups(drawing, "node")))
    assert len(drawing.dot.source) < 20_000


@given(st.text(), st.text(min_size=1))
@settings(max_examples=25, deadline=None)
def test_no_label_changes_the_graph(label: str, name: str) -> None:
    with scope(name):
        y = sigmoid(Value(2.0, label))
    drawing = draw(y)
    graph = laid_out(drawing)
    assert [thing["name"] for thing in graph["objects"] if thing["name"].startswith("n")] == ["n0", "n1"]
    assert len(graph["edges"]) == 1
    shown = [unescaped(thing["tooltip"]) for thing in graph["objects"] if thing["name"].startswith("n")]
    assert shown == tooltips(groups(drawing, "node"))


@pytest.mark.parametrize("engine", PROGRAMS)
def test_graphviz_draws_the_text_and_no_markup(engine: str) -> None:
    y = Value(2.0, "<b>w</b>") * Value(3.0, '"\\N"')
    done = subprocess.run(
        [PROGRAMS[engine](), "-Tsvg"], input=draw(y).dot.source, capture_output=True, encoding="utf-8", check=True
    )
    written = " ".join("".join(t.itertext()) for t in ET.fromstring(done.stdout).iter(f"{SVG}text"))
    assert "<b>w</b>" in written
    assert '"\\N"' in written


def test_boxes_have_the_colours_of_the_light_theme() -> None:
    y = Value(2.0, "a") * -100.0
    y.backward()
    graph = laid_out(draw(y))
    fills = {node["name"]: node["fillcolor"] for node in graph["objects"]}
    assert fills == {"n0": style.LIGHT["n5"], "n1": style.LIGHT["p3"]}  # -100 and 1
    assert {node["fillcolor"] for node in laid_out(draw(y, show="structure"))["objects"]} == {style.LIGHT["box"]}


def test_what_is_changed_in_it_stays_and_does_not_touch_the_picture() -> None:
    drawing = draw(Value(2.0) * 3.0)
    svg = drawing.svg
    drawing.dot.node("n9", "mine")
    drawing.dot.edge("n1", "n9")
    assert {thing["name"] for thing in laid_out(drawing)["objects"]} == {"n0", "n1", "n9"}
    assert drawing.svg == svg


def test_the_columns_of_a_table_are_aligned() -> None:
    drawing = draw(total([Value(10.0**k, f"long name {k}") for k in range(5)] + [Value(-0.5, "x")]))
    table = next(node["label"] for node in laid_out(drawing)["objects"] if "operand" in node["label"])
    lines = table.split("\n")
    assert len(lines) == 7
    assert len({len(line) for line in lines}) == 1
    assert lines[0].startswith("operand      ")
    assert lines[6].startswith("x            ")
    end = lines[0].index("data") + len("data")  # of the column: numbers end there
    assert [line[:end].split()[-1] for line in lines[1:]] == ["1", "10", "100", "1000", "1e4", "−0.5"]
