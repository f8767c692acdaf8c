"""Which nodes a picture shows, and which of them share a box: nothing is lost, and a folded box says what is in it."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_lite
from autograd_lite import Value, dot, draw, scope, sigmoid
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing, graphs
from autograd_lite.drawing.content.tables import tabled
from autograd_lite.drawing.folding.fold import Folding, fold
from autograd_lite.drawing.folding.repeats import repeats
from autograd_lite.drawing.folding.scopes import places
from autograd_lite.drawing.folding.view import View, view
from autograd_lite.graph import topological_order
from autograd_lite.nn import Linear, Module, Sequential, SigmoidMLP, Tanh

SVG = "{http://www.w3.org/2000/svg}"


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    """The boxes ("node"), arrows ("arrow") or frames ("cluster") of a picture, in order."""
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def groups_of_text(drawing: Drawing, kind: str) -> list[str]:
    """The texts of this class."""
    return ["".join(t.itertext()) for t in ET.fromstring(drawing.svg).iter(f"{SVG}text") if t.get("class") == kind]


def tooltip(element: ET.Element) -> str:
    title = element.find(f"{SVG}title")
    assert title is not None
    return title.text or ""


def words(element: ET.Element) -> list[str]:
    return ["".join(t.itertext()) for t in element.iter(f"{SVG}text")]


# --- scopes -----------------------------------------------------------------------------------------------------------


def frames(drawing: Drawing) -> list[str]:
    """What the tooltips of the frames call them, with the paths of their scopes."""
    return [tooltip(g).removeprefix("scope ").split(":")[0] for g in groups(drawing, "cluster")]


def test_of_scopes_within_scopes_eight_have_frames() -> None:
    with ExitStack() as scopes:
        x = Value(1.0)
        for depth in range(1200):
            scopes.enter_context(scope(f"f{depth}"))
            x = x * 0.5
    near = draw(x, focus=topological_order(x)[12], radius=12)
    assert frames(near) == ["/".join(f"f{k}" for k in range(depth)) for depth in range(1, 9)]
    assert "scope f0/f1/f2/f3/f4/f5/f6/f7/f8" in tooltip(groups(near, "node")[9])  # the whole path is not lost
    with pytest.warns(UserWarning, match="1,201 nodes"):
        assert len(groups(draw(x), "node")) < 12


HOSTILE = ["<b>&amp;", "]]>", "a\x00\x1b[31m", "\u202eab", "\ud800", "\ufffe", '"\\N\\', "x" * 10**5, "a\nb", " ", "//"]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_of_a_scope_gives_a_well_formed_picture(name: str) -> None:
    with scope(name):
        y = sigmoid(Value(1.0) * 2.0)
    for drawing in (draw(y), draw(y, collapse="layer")):
        ET.fromstring(drawing.svg.encode())
        assert len(drawing.svg) < 30_000
        assert drawing.dot.source.encode()
    assert len(groups(draw(y), "cluster")) == name.count("/") + 1


# --- the part that is shown -------------------------------------------------------------------------------------------


def chain(length: int, label: str = "x") -> list[Value]:
    """A leaf, and what becomes of it in so many steps."""
    nodes = [Value(1.0, label)]
    for _ in range(length):
        nodes.append(nodes[-1] * 0.5)
    return nodes


def graph_from(data: st.DataObject, most: int = 12) -> list[Value]:
    """The nodes of a random graph, leaves first; some in scopes, and with leaves that are made in scopes."""
    names = st.lists(st.sampled_from(["a", "b", "0"]), max_size=3).map("/".join)
    nodes = [Value(float(k), f"x{k}") for k in range(data.draw(st.integers(1, 4)))]
    for k in range(data.draw(st.integers(0, most))):
        pick = st.sampled_from(nodes)
        with ExitStack() as scopes:
            if name := data.draw(names):
                scopes.enter_context(scope(name))
            kind = data.draw(st.sampled_from(["leaf", "neg", "sub", "dot"]))
            if kind == "leaf":
                nodes.append(Value(0.5, f"leaf{k}"))
            elif kind == "neg":
                nodes.append(-data.draw(pick))
            elif kind == "sub":
                nodes.append(data.draw(pick) - data.draw(pick))
            else:
                count = data.draw(st.integers(1, 3))
                weights, xs = ([data.draw(pick) for _ in range(count)] for _ in range(2))
                nodes.append(dot(weights, xs))
    return nodes


def same(found: Sequence[Value], expected: Sequence[Value]) -> bool:
    """Whether these are the same nodes; == compares their numbers."""
    return list(map(id, found)) == list(map(id, expected))


def distances(starts: Sequence[Value], neighbours: Callable[[Value], Sequence[Value]]) -> dict[Value, int]:
    """How many edges each node is away from the nearest of ``starts``."""
    found = dict.fromkeys(starts, 0)
    queue = list(starts)
    for node in queue:  # which grows
        for other in neighbours(node):
            if other not in found:
                found[other] = found[node] + 1
                queue.append(other)
    return found


@given(st.data(), st.integers(0, 6), st.integers(0, 4))
@settings(deadline=None)
def test_depth_and_radius_count_edges(data: st.DataObject, depth: int, radius: int) -> None:
    nodes = graph_from(data)
    outputs = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=3))
    order = topological_order(*outputs)
    above = {node: [user for user in order if any(node is operand for operand in user.parents)] for node in order}
    near = distances(outputs, lambda node: node.parents)
    part = view(outputs, depth=depth)
    assert same(part.nodes, [node for node in order if near[node] <= depth])

    focus = data.draw(st.lists(st.sampled_from(order), min_size=1, max_size=2))
    around = distances(focus, lambda node: [*node.parents, *above[node]])
    part = view(outputs, focus=focus, radius=radius)
    assert same(part.nodes, [node for node in order if around.get(node, radius + 1) <= radius])
    shown = set(part.nodes)
    edges = [(operand, node) for node in order for operand in node.parents]
    inner = [(a, b) for a, b in edges if a in shown and b in shown]
    assert Counter((part.nodes[edge.tail], part.nodes[edge.head]) for edge in part.edges) == Counter(inner)
    for node, cut in zip(part.nodes, part.cut, strict=True):  # its neighbours that are not shown
        assert cut == sum((a is node) + (b is node) for a, b in edges if (a in shown) != (b in shown))
    assert part.whole == len(order)

    if max(near[node] for node in focus) <= depth:
        part = view(outputs, depth, focus, radius)
        assert same(part.nodes, [node for node in order if near[node] <= depth and around.get(node, 9) <= radius])
    else:
        with pytest.raises(ValueError, match=f"is more than depth={depth} edges away"):
            view(outputs, depth, focus, radius)


def test_without_a_radius_the_surroundings_are_two_edges_wide() -> None:
    nodes = chain(9)
    assert same(view(nodes[-1:], focus=[nodes[4]]).nodes, nodes[2:7])
    assert "5 of 10 nodes, at most 2 edges from mul of 2 operands" in draw(nodes[-1], focus=nodes[4]).svg
    assert [("cut" in g.get("class", "").split()) for g in groups(draw(nodes[-1], focus=nodes[4]), "node")] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_any_number_of_edges_is_a_depth_or_a_radius() -> None:
    nodes = chain(3)
    for part in (view(nodes[-1:], depth=10**30), view(nodes[-1:], focus=nodes[:1], radius=10**30)):
        assert same(part.nodes, nodes)


# --- refusals ---------------------------------------------------------------------------------------------------------

x, y, *_, last = chain(5)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"show": "grad"}, ValueError, r"show is one of gradient, value, structure, not 'grad'"),
        ({"show": None}, ValueError, r"show is one of gradient, value, structure, not None"),
        ({"direction": "left"}, ValueError, r"direction is one of LR, RL, TB, BT, not 'left'"),
        ({"theme": ["dark"]}, ValueError, r"theme is one of auto, light, dark, not \['dark'\]"),
        (
            {"collapse": "neurons"},
            ValueError,
            r"collapse is one of auto, none, neuron, layer, or .* 'neurons'",
        ),
        ({"collapse": None}, ValueError, r"collapse is one of auto, none, neuron, layer, or .* not None"),
        ({"depth": 1.5}, TypeError, r"depth is a whole number, not 1.5 of type float"),
        ({"depth": True}, TypeError, r"depth is a whole number, not True of type bool"),
        ({"depth": -1}, ValueError, r"depth is a whole number from 0 on, not -1"),
        ({"focus": x, "radius": "2"}, TypeError, r"radius is a whole number, not '2' of type str"),
        ({"focus": x, "radius": -2}, ValueError, r"radius is a whole number from 0 on, not -2"),
        ({"radius": 2}, ValueError, r"radius is a distance from a node; name it by focus="),
        ({"max_nodes": None}, TypeError, r"max_nodes is a whole number, not None of type NoneType"),
        ({"max_nodes": float("inf")}, TypeError, r"max_nodes is a whole number, not inf of type float"),
        ({"max_nodes": -1}, ValueError, r"max_nodes is a whole number from 0 on, not -1"),
        ({"focus": "x"}, TypeError, r"focus takes Values, not 'x' of type str"),
        ({"focus": 1.0}, TypeError, r"focus takes Values, not 1.0 of type float"),
        ({"focus": []}, ValueError, r"focus takes at least one Value, not an empty sequence"),
        ({"focus": Value(7.0)}, ValueError, r"focus Value\(data=7.0.* is no node of this graph; pass one that the"),
        (
            {"focus": x, "depth": 4},
            ValueError,
            r"focus Value\(.*'x'.* is more than depth=4 edges.* leave depth",
        ),
        ({"collapse": len}, TypeError, "has no len"),
        (
            {"collapse": lambda node: 3},
            TypeError,
            r"collapse is to give the name of a box or None for .*, not 3 of",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named_with_the_remedy(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        draw(last, **options)


def test_whole_numbers_of_any_type_are_counts() -> None:
    assert draw(last, depth=np.int64(2)).svg == draw(last, depth=2).svg


def test_a_module_is_drawn_whole() -> None:
    net = SigmoidMLP(2, 2, 1, seed=0)
    for options in ({"focus": net.v[0][0]}, {"depth": 1}, {"radius": 1}):
        with pytest.raises(ValueError, match=r"depth, focus and radius choose nodes of a graph.* pass a Value"):
            draw(net, **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="collapse is one of"):
        draw(net, collapse="layers")
    for module in (SigmoidMLP, Sequential):
        with pytest.raises(TypeError, match=r"draw\(\) takes Values, not <class .* of type type"):
            draw(module)  # type: ignore[arg-type]


@pytest.mark.once
def test_more_than_5000_boxes_have_to_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = chain(5000)
    with pytest.raises(ValueError, match=r"would have 5,001 boxes, and more than 5,000 are not drawn.*max_nodes=5001"):
        draw(nodes[-1], collapse="none")
    with pytest.raises(ValueError, match="would have 5,001 boxes"):
        draw(nodes[-1], collapse="none", max_nodes=5000)
    asked = []
    monkeypatch.setattr(graphs, "render", lambda picture, *_: asked.append(len(picture.boxes)))  # takes 10 s
    draw(nodes[-1], collapse="none", max_nodes=5001)
    draw(nodes[-2], collapse="none")
    assert asked == [5001, 5000]


def test_what_a_function_for_collapse_raises_says_for_which_node() -> None:
    with pytest.raises(KeyError) as failure:
        draw(last, collapse=lambda node: {}[node.label])
    (note,) = failure.value.__notes__
    assert note == "This was raised by the function that collapse is, for Value(data=1.0, grad=0.0, label='x')"


# --- folding ----------------------------------------------------------------------------------------------------------


def folded(values: Sequence[Value], collapse: Any = "auto", most: int = 200) -> tuple[View, Folding]:
    part = view(values)
    return part, fold(part, collapse, most)


def test_a_function_is_asked_once_for_every_node_and_an_empty_name_is_none() -> None:
    asked = []

    def by_scope(node: Value) -> str:
        asked.append(node)
        return node.scope

    a = Value(1.0)
    with scope("s"):
        b = a * 2.0
        c = b * 2.0
    drawing = draw(-c, collapse=by_scope)
    assert same(asked[:3], [a, b, c])
    assert len(asked) == 4
    assert [words(box)[:2] for box in groups(drawing, "node")] == [["data", "1"], ["s", "nodes"], ["−( )", "data"]]
    assert "4 nodes in 3 boxes, folded as asked" in drawing.svg


def test_only_the_folding_of_auto_warns_and_at_the_line_that_draws(recwarn: pytest.WarningsRecorder) -> None:
    nodes = chain(300)
    draw(nodes[-1], collapse=lambda node: "all")
    draw(nodes[-1], collapse="none", max_nodes=5)
    draw(nodes[-1], collapse="layer", max_nodes=5)  # there are no scopes, so there is nothing to fold
    draw(nodes[5])
    assert not recwarn
    line = sys._getframe().f_lineno + 1
    draw(nodes[-1])
    (warning,) = recwarn
    assert str(warning.message) == (
        "301 nodes in 5 boxes, folded where it repeats; collapse='none' draws every node, max_nodes=... allows more "
        "boxes, and focus=value draws the surroundings of one"
    )
    assert (warning.filename, warning.lineno) == (__file__, line)


def test_a_picture_says_how_it_was_folded_and_nothing_else() -> None:
    net = SigmoidMLP(20, 30, 1, seed=0)
    y_hat = net([0.5] * 20)[0]
    with scope("loss"):
        E = (y_hat - 1.0) ** 2
    for most, how, boxes in (
        (1000, "", None),
        (200, "by neuron, and by scope", ["b₁", "b₂"]),
        (5, "by layer, and by scope", ["hidden", "output", "loss"]),
        (2, "by network, and by scope", ["network", "loss"]),
    ):
        _, folding = folded([E], most=most)
        assert folding.how == how
        if boxes:
            assert [item.name for item in folding.items if item.kind != "node"][: len(boxes)] == boxes
    assert folded([E], most=0)[1].how == "by network, and by scope"  # it cannot be done, and nothing repeats


def test_scopes_of_the_users_have_no_neurons() -> None:
    results: list[Value] = [Value(1.0)]
    for k in range(4):
        with scope(f"s{k}"):
            results.append(-total(results) if k else -sigmoid(results[0]))
    _, folding = folded(results[-1:], most=5)
    assert folding.how == "by scope"
    assert [item.name for item in folding.items] == ["", "s0", "s1", "s2", "s3"]


def test_a_few_boxes_with_many_arrows_fold() -> None:
    def dense(steps: int) -> Value:
        results = [Value(1.0)]
        for k in range(steps):  # each step uses all steps before
            with scope(f"s{k}"):
                results.append(-total([*results, 1.0]))
        return results[-1]

    assert folded([dense(12)])[1].how == ""  # 25 boxes, 78 + 12 arrows
    assert folded([dense(13)])[1].how == "by scope"  # 27 boxes, 91 + 13 arrows
    assert len(folded([dense(13)])[1].items) == 14


# --- where nodes belong -----------------------------------------------------------------------------------------------


def boxes_in_frames(drawing: Drawing) -> int:
    """How many boxes stand in frames; the text of DOT has a line for each."""
    return len(re.findall(r"^\t+n\d+$", drawing.dot.source, re.MULTILINE))


def scope_of(node: Value, part: View) -> list[str]:
    k = next(k for k, other in enumerate(part.nodes) if other is node)
    return [name.title for name in places(part).paths[k]]


def test_weights_stand_in_the_frame_of_their_layer_and_inputs_outside() -> None:
    net = Sequential(Linear(2, 3, seed=0), Tanh(), Linear(3, 1, seed=1))
    inputs = [Value(0.5, "x1"), Value(-0.5, "x2")]
    part = view(net(inputs))
    for p in net[0].parameters():
        assert scope_of(p, part) == ["layer 0"]
    for p in net[2].parameters():
        assert scope_of(p, part) == ["layer 2"]
    for leaf in inputs:
        assert scope_of(leaf, part) == []
    for node in part.nodes:
        if node.operands:
            assert scope_of(node, part) == [f"layer {node.scope}"]


class Scaled(Module):
    """A layer with a scope in it, and a leaf that it makes when it is called."""

    def __init__(self) -> None:
        self.scale = Value(2.0, "scale")

    def __call__(self, x: Sequence[Value]) -> list[Value]:
        offset = Value(1.0, "offset")
        with scope("inner"):
            return [z * self.scale + offset for z in x]


def test_inputs_stand_outside_of_a_layer_whatever_scopes_are_in_it() -> None:
    leaf = Value(1.0, "x")
    part = view(Sequential(Sequential(Scaled()))([leaf]))
    assert {node.label: scope_of(node, part) for node in part.nodes if not node.operands} == {
        "x": [],
        "scale": ["layer 0", "layer 0", "inner"],
        "offset": ["layer 0", "layer 0", "inner"],  # made in the layer, and used in a scope in it
    }
    assert len(frames(draw(Sequential(Sequential(Scaled()))([leaf])))) == 3


def test_networks_with_layers_of_the_same_name_have_frames_of_their_own() -> None:
    one, other = SigmoidMLP(2, 2, 1, seed=0), SigmoidMLP(2, 2, 1, seed=1)
    E = total([*one([0.5, 1.0]), *other([0.5, 1.0])])
    assert frames(draw(E)) == ["hidden", "output"] * 2
    assert frames(draw(one([0.5, 1.0]) + one([1.0, 0.0]))) == ["hidden", "output"]  # the same network twice
    assert frames(draw(E, collapse="layer")) == []
    names = sorted(words(box)[0] for box in groups(draw(E, collapse="layer"), "node"))
    assert names == ["hidden", "hidden", "output", "output", "Σ"]


def test_the_neurons_of_a_layer_fold_with_their_own_weights() -> None:
    net = SigmoidMLP(3, 2, 1, seed=0)
    box_1, box_2, out = groups(draw(net([1.0, 2.0, 3.0]), collapse="neuron"), "node")
    assert [words(box)[:5] for box in (box_1, box_2, out)] == [
        ["b1", "nodes", "7", "parameters", "4"],  # 3 weights and a threshold; the sum, the difference, the sigmoid
        ["b2", "nodes", "7", "parameters", "4"],
        ["ŷ1", "nodes", "6", "parameters", "3"],
    ]
    with scope("by hand"):
        w, b = Value(0.5, "w"), Value(0.1, "b")
        z = sigmoid(w * Value(2.0) + b)
    (box,) = groups(draw(z, collapse="neuron"), "node")
    assert words(box)[:5] == ["by hand", "nodes", "6", "leaves", "3"]


def test_a_neuron_that_works_on_several_examples_is_one_box() -> None:
    net = SigmoidMLP(2, 2, 1, seed=0)
    E = total([net([1.0, 2.0])[0], net([2.0, 1.0])[0]])
    boxes = groups(draw(E, collapse="neuron"), "node")
    assert sorted(words(box)[:5] for box in boxes) == [
        *(["b1", "nodes", "9", "parameters", "3"], ["b2", "nodes", "9", "parameters", "3"]),  # 3 operations an example
        *(["ŷ1", "nodes", "9", "parameters", "3"], ["Σ", "data", f"{E.data:.4g}", "grad", "–"]),
    ]


def test_a_recurrent_layer_has_a_frame_for_every_step_and_folds_into_one_box() -> None:
    cell = Sequential(Linear(2, 2, seed=0), Tanh())
    state = [Value(0.0, "h1"), Value(0.0, "h2")]
    for _ in range(5):
        state = cell(state)
    assert frames(draw(state)) == ["0", "1"] * 5
    drawing = draw(state, collapse="layer")
    assert sorted(words(box)[0] for box in groups(drawing, "node")) == ["h1 =", "h2 =", "layer 0", "layer 1"]
    assert len(groups(drawing, "arrow")) == 4  # both ways between the layers


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "tables"), [(4, 0), (5, 1), (64, 1), (65, 0)])
def test_five_to_64_leaves_of_a_node_are_the_lines_of_a_table(count: int, tables: int) -> None:
    s = total([Value(float(k), f"x{k}") for k in range(count)])
    s.backward()
    drawing = draw(s)
    assert len(groups(drawing, "table")) == tables
    assert len(groups(drawing, "node")) == count + 1  # each is there, as a box or as a line
    assert len(groups(drawing, "arrow")) == (1 if tables else count)
    assert f"{count + 1:,} nodes in {2 if tables else count + 1:,} boxes" in drawing.svg


def test_a_line_of_a_table_says_all_of_its_leaf_and_of_its_arrow() -> None:
    ws, xs = [Value(0.5 * k, f"w{k}") for k in range(1, 6)], [float(k) for k in range(1, 6)]
    y = dot(ws, xs) * 2.0
    y.backward()
    (table,) = groups(draw(y), "table")
    lines = [g for g in table if "node" in g.get("class", "")]
    assert [tooltip(line) for line in lines] == [
        f"w{k}\ndata {0.5 * k!r}\ngrad {2.0 * k!r}\noperand {k} of dot of 10 operands, which goes with {float(k)!r}\n"
        f"local derivative {float(k)!r}\nupstream 2.0 × local = contribution {2.0 * k!r}"
        for k in range(1, 6)
    ]
    assert words(lines[1]) == ["w2", "1", "2", "4"]
    assert table.get("aria-label") == "5 operands of dot of 10 operands"


def test_what_is_used_elsewhere_or_twice_or_in_another_frame_is_in_no_table() -> None:
    own = [Value(1.0, f"own{k}") for k in range(5)]
    twice, shared = Value(2.0, "twice"), Value(3.0, "shared")
    s = total([*own, twice, twice, shared]) * shared
    (table,) = groups(draw(s), "table")
    assert [words(line)[0] for line in table.iter(f"{SVG}g") if "leaf" in line.get("class", "")] == [
        f"own{k}" for k in range(5)
    ]
    assert len(groups(draw(s), "arrow")) == 1 + 2 + 1 + 2  # of the table, twice, shared; and into the product


def test_weights_and_inputs_of_one_neuron_are_two_tables() -> None:
    net = Sequential(Linear(6, 1, bias=False, seed=0))
    y = net([Value(float(k), f"x{k}") for k in range(6)])[0]
    tables = groups(draw(y), "table")
    assert [len(table.findall(f"{SVG}g")) for table in tables] == [6, 6]
    assert boxes_in_frames(draw(y)) == 2  # the table of weights and the sum; the inputs are outside


def test_a_dashed_leaf_is_in_no_table() -> None:
    xs = [Value(1.0, f"x{k}") for k in range(6)]
    s, other = total(xs), xs[0] * 2.0
    (table,) = groups(draw(s * other, focus=s, radius=1), "table")
    assert len(table.findall(f"{SVG}g")) == 5


def test_a_square_has_two_arrows_and_uses_between_boxes_that_stand_for_several_have_one() -> None:
    a = Value(3.0, "a")
    assert len(groups(draw(a * a), "arrow")) == 2
    with scope("s"):
        b = sigmoid(a * 2.0)
    (arrow,) = groups(draw(b * b, collapse="layer"), "arrow")
    assert tooltip(arrow).startswith("2 edges\nlocal derivatives from 0.997")


# --- what a folded box says -------------------------------------------------------------------------------------------


def test_a_folded_box_counts_every_node_with_a_number_that_is_not_finite() -> None:
    with scope("s"):
        a = Value(1.0, "a") * 2.0
        b = a * float("inf")
        c = b * 0.0
    c.backward()
    (box,) = groups(draw(c, collapse="layer"), "node")
    assert words(box) == ["s", "nodes", "4", "leaves", "1", "grad", "0 … 1", "not finite", "4"]
    assert "hatched" in box.get("class", "")
    assert tooltip(box).split("\n")[1:3] == ["data from 1.0 to 2.0, 2 not finite", "grad from 0.0 to 1.0, 2 not finite"]
    (box,) = groups(draw(c, collapse="layer", show="value"), "node")
    assert words(box)[5:] == ["data", "1 … 2", "not finite", "2"]
    (box,) = groups(draw(c, collapse="layer", show="structure"), "node")
    assert words(box) == ["s", "nodes", "4", "leaves", "1"]
    assert "hatched" not in box.get("class", "")


def test_an_arrow_that_stands_for_several_says_their_range_whatever_comes_first() -> None:
    for numbers in ([float("nan"), 3.0, -2.0], [3.0, -2.0, float("nan")]):
        with scope("s"):
            leaves = [Value(1.0, "x") for _ in numbers]
            middle = [-leaf for leaf in leaves]
        y = dot(middle, numbers)
        y.backward()
        (arrow,) = groups(draw(y, collapse=lambda node: node.scope), "arrow")
        assert tooltip(arrow).split("\n") == [
            "3 edges",
            "local derivatives from -2.0 to 3.0, 1 not finite",
            "contributions from -2.0 to 3.0, 1 not finite",
        ]


# --- repeating stretches ----------------------------------------------------------------------------------------------


def obvious_repeats(sequence: str) -> list[tuple[int, int, int]]:
    """From left to right, the shortest stretch that stands there four times or more, as often as it does."""
    found = []
    k = 0
    while k < len(sequence):
        for period in range(1, (len(sequence) - k) // 4 + 1):
            times = 1
            while sequence[k + times * period :][:period] == sequence[k : k + period]:
                times += 1
            if times >= 4:
                found.append((k, period, times))
                k += period * times
                break
        else:
            k += 1
    return found


@pytest.mark.once
@given(
    st.one_of(
        st.text("ab", max_size=35),  # up to a length of 35, a stretch that is there four times has at most 8 members
        st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.integers(1, 6)), max_size=3).map(
            lambda parts: "".join(part * times for part, times in parts)[:35]
        ),
    )
)
@settings(max_examples=500)
def test_repeats_are_found_as_an_obvious_search_finds_them(sequence: str) -> None:
    assert [tuple(repeat) for repeat in repeats(sequence)] == obvious_repeats(sequence)


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=30), st.integers(1, 9)), max_size=6))
def test_what_is_found_repeats_and_does_not_overlap(parts: list[tuple[str, int]]) -> None:
    sequence = "".join(part * times for part, times in parts)
    end = 0
    for start, period, times in repeats(sequence):
        assert start >= end
        assert times >= 4
        end = start + period * times
        assert sequence[start:end] == sequence[start : start + period] * times
        assert sequence[end : end + period] != sequence[start : start + period]  # as often as it is there


def test_a_long_step_is_found_by_what_is_rare_in_it() -> None:
    step = "".join(f"{chr(200 + k)}a" for k in range(256))  # 512 members, every other one the same
    assert repeats("a" + step * 5) == [(1, 512, 5)]
    assert repeats((step + "z") * 5) == []  # longer than what anybody would read twice


class Counted:
    """A member of a sequence that counts its comparisons."""

    compared = 0

    def __init__(self, name: object) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return isinstance(other, Counted) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


def test_stretches_that_repeat_too_seldom_are_not_compared_over_and_over() -> None:
    sequence = [Counted((block, k)) for block in range(20) for _ in range(3) for k in range(500)]
    Counted.compared = 0
    assert repeats(sequence) == []
    assert Counted.compared <= 5 * len(sequence)


# --- gradients of several passes --------------------------------------------------------------------------------------


def test_other_uses_of_a_leaf_are_no_other_passes() -> None:
    w = Value(2.0, "w")
    h = w * 3.0
    y = sigmoid(h) + w * w
    y.backward()
    for drawing in (draw(h), draw([y, w]), draw([h, w]), draw(w), draw(y, focus=h, radius=1), draw(y, depth=1)):
        assert groups_of_text(drawing, "badge") == []
    y.backward()
    assert groups_of_text(draw(y), "badge") != []


# --- any graph --------------------------------------------------------------------------------------------------------


def rich_graph(data: st.DataObject) -> list[Value]:
    """Several outputs over networks, scopes, shared leaves and loops."""
    nodes = graph_from(data, 8)
    net = SigmoidMLP(2, data.draw(st.integers(1, 3)), 1, seed=0)
    other = Sequential(Linear(2, 2, seed=0), Tanh(), Linear(2, 1, seed=0))
    recurrent = Sequential(Linear(1, 1, seed=0), Tanh())
    for _ in range(data.draw(st.integers(0, 4))):
        pick = st.sampled_from(nodes)
        kind = data.draw(st.sampled_from(["net", "other", "recurrent", "loop"]))
        if kind == "loop":
            x = data.draw(pick)
            for _ in range(data.draw(st.integers(1, 9))):
                x = x * 0.5 + data.draw(pick)
            nodes.append(x)
        elif kind == "recurrent":
            state = [data.draw(pick)]
            for _ in range(data.draw(st.integers(1, 5))):
                state = recurrent(state)
            nodes += state
        else:
            nodes += (net if kind == "net" else other)([data.draw(pick), data.draw(pick)])
    outputs = data.draw(st.lists(st.sampled_from(nodes[-4:]), min_size=1, max_size=3))
    total(outputs).backward()
    return outputs


COLLAPSE = [
    "auto",
    "none",
    "neuron",
    "layer",
    lambda node: node.scope,
    lambda node: node.primitive and node.primitive.name,
]


@pytest.mark.once
@given(st.data(), st.sampled_from(COLLAPSE), st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_folding_loses_no_node_and_shows_none_twice(data: st.DataObject, collapse: Any, most: int) -> None:
    outputs = rich_graph(data)
    part, folding = folded(outputs, collapse, most)
    items = tabled(part, folding.items)
    for boxes in (folding.items, items):
        assert sorted(k for item in boxes for k in item.members) == list(range(len(part.nodes)))
        assert all(list(item.members) == sorted(item.members) for item in boxes)
    if collapse == "none":
        assert len(folding.items) == len(part.nodes)
    if folding.how == "":
        assert all(len(item.members) == 1 for item in folding.items)
    paths = places(part).paths
    for item in folding.items:
        for k in item.members:  # a box stands in a frame only with all that is in it
            assert paths[k][: len(item.path)] == item.path


@given(st.data(), st.sampled_from(COLLAPSE), st.sampled_from(["gradient", "value", "structure"]))
@settings(max_examples=60, deadline=None)
def test_a_picture_is_true(data: st.DataObject, collapse: Any, show: Any) -> None:
    """Against the graph: arrows join what edges join, boxes count what they hold, frames hold their scopes."""
    outputs = rich_graph(data)
    drawn: list[Any] = []
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr(graphs, "render", lambda picture, *_: drawn.append(picture))
        draw(outputs, show=show, collapse=collapse, max_nodes=12)
    (picture,) = drawn
    part, folding = folded(outputs, collapse, 12)
    items = tabled(part, folding.items)
    number = {k: n for n, item in enumerate(items) for k in item.members}
    edges = [(number[e.tail], number[e.head]) for e in part.edges if number[e.tail] != number[e.head]]
    assert {(arrow.tail, arrow.head) for arrow in picture.arrows} == set(edges)
    single = {n for n, item in enumerate(items) if item.kind == "node"}
    times = Counter((arrow.tail, arrow.head) for arrow in picture.arrows)
    for pair, count in Counter(edges).items():
        assert times[pair] == (count if single.issuperset(pair) else 1)

    inside: list[set[int]] = [set(frame.boxes) for frame in picture.frames]
    for k in range(len(inside) - 1, -1, -1):
        outer = picture.frames[k].outer
        if outer is not None:
            assert outer < k
            inside[outer] |= inside[k]
    for n, item in enumerate(items):
        assert sum(n in boxes for boxes in inside) == len(item.path)

    for item, box in zip(items, picture.boxes, strict=True):
        nodes = [part.nodes[k] for k in item.members]
        if item.kind == "table":
            assert [line.cells[0] for line in box.lines] == [node.label for node in nodes]
        elif item.kind != "node":
            rows = {row.name: row.number for row in box.rows}
            assert rows["nodes"] == str(len(nodes))
            leaves = sum(not node.operands for node in nodes)
            assert rows.get("parameters", rows.get("leaves", "0")) == str(leaves)
            numbers = [node.grad if show == "gradient" else node.data for node in nodes]
            strange = sum(not math.isfinite(x) for x in numbers)
            if show != "structure" and not strange and "–" not in rows.values():
                assert (
                    f"{'grad' if show == 'gradient' else 'data'} from {min(numbers)!r} to {max(numbers)!r}"
                    in box.tooltip
                )


@pytest.mark.once
@given(st.data(), st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_auto_folds_where_it_has_to_and_finds_what_is_enough(data: st.DataObject, most: int) -> None:
    outputs = rich_graph(data)
    part, auto = folded(outputs, "auto", most)
    if len(part.nodes) <= min(most, 40) and len(part.edges) <= 2 * most:
        assert auto.how == ""
    assert len(auto.items) <= len(part.nodes)
    for collapse in ("neuron", "layer"):
        _, one = folded(outputs, collapse)
        number = {k: n for n, item in enumerate(one.items) for k in item.members}
        pairs = {(number[e.tail], number[e.head]) for e in part.edges if number[e.tail] != number[e.head]}
        if len(one.items) <= most and len(pairs) <= 2 * most and one.how:
            assert len(auto.items) <= most


def test_a_coarser_way_is_taken_only_where_it_makes_fewer_boxes() -> None:
    x = Value(1.0)
    with scope("outer"):
        for _ in range(5):
            x = sigmoid(x * 2.0) + 1.0
        with scope("inner"):
            x = sigmoid(x * 2.0)
    assert len(folded([x], "neuron")[1].items) == 2
    assert len(folded([x], "layer")[1].items) == 1 + 5 * 3 + 1  # the box of "inner"; the others are in no layer
    assert [len(folded([x], "auto", most)[1].items) for most in (2, 1)] == [2, 1]


def test_auto_keeps_to_max_nodes_where_all_is_in_networks_or_repeats() -> None:
    net = SigmoidMLP(10, 30, 2, seed=0)
    examples = total([total(net([0.1 * k] * 10)) for k in range(12)])
    loop = Value(1.0)
    for _ in range(60):
        for _ in range(7):
            loop = sigmoid(loop * 0.5)
        loop = loop + Value(1.0)
    wide = total([Value(1.0) * Value(2.0) for _ in range(500)])
    with scope("main"):
        for k in range(300):
            with scope(f"step {k}"):
                wide = sigmoid(wide) * 0.5
    for graph, fewest in ((examples, 10), (loop, 30), (wide, 30)):
        for most in (fewest, 60, 200):
            assert len(folded([graph], most=most)[1].items) <= most


# --- the same graph, the same picture ---------------------------------------------------------------------------------

PROGRAM = """
from autograd_lite import Value, draw, scope, sigmoid, sum
from autograd_lite.nn import Linear, Sequential, SigmoidMLP, Tanh
import hashlib, warnings
warnings.simplefilter("ignore")
one, other = SigmoidMLP(3, 4, 1, seed=0), SigmoidMLP(3, 4, 1, seed=1)
net = Sequential(Linear(3, 6, seed=0), Tanh(), Sequential(Linear(6, 2, seed=1)))
x = [Value(0.5, "x1"), Value(-1.0, "x2"), Value(float("nan"), "x3")]
with scope("both"):
    E = sum([*one(x), *other(x), *net(x)])
y = E
for k in range(30):
    y = sigmoid(y * x[0])
y.backward()
for options in ({}, {"collapse": "neuron"}, {"collapse": "layer"}, {"max_nodes": 30}, {"show": "value"}, {"focus": E}):
    drawing = draw([y, E], **options)
    print(hashlib.sha256(drawing.svg.encode()).hexdigest(), hashlib.sha256(drawing.dot.source.encode()).hexdigest())
print(hashlib.sha256(draw(net).svg.encode()).hexdigest())
"""


@pytest.mark.once
def test_the_same_graph_gives_the_same_bytes_in_any_process() -> None:
    package = str(Path(autograd_lite.__file__).parent.parent)
    printed = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM * times],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": package},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, times in (("1", 1), ("2", 2))
    ]
    assert printed[0].count("\n") == 7
    assert printed[1] == printed[0] * 2


# --- the order of operands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["embedded", "dot"])
@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
@pytest.mark.parametrize("scoped", [False, True])
def test_operands_stand_in_their_order(
    engine: str, direction: str, scoped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRAD_LITE_LAYOUT", engine)
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    with ExitStack() as scopes:
        if scoped:
            scopes.enter_context(scope("s"))
        y = (b - a) / c
    boxes = groups(draw(y, direction=direction), "node")  # type: ignore[arg-type]
    centre = {}
    for box in boxes:
        x, y_ = map(float, re.findall(r"-?[\d.]+", box.get("transform", "")))
        rect = box.find(f"{SVG}rect")
        assert rect is not None
        centre[words(box)[0]] = (x + float(rect.get("width", "0")) / 2, y_ + float(rect.get("height", "0")) / 2)
    across = 1 if direction in {"LR", "RL"} else 0
    assert centre["b ="][across] < centre["a ="][across]
    assert centre["−"][across] < centre["c ="][across]
    along = 1 - across
    forward = 1 if direction in {"LR", "TB"} else -1
    assert forward * centre["a ="][along] < forward * centre["−"][along] < forward * centre["÷"][along]


# --- large graphs -----------------------------------------------------------------------------------------------------


def long_chain(size: int) -> Value:
    z = Value(1.0)
    for _ in range(size // 2):
        z = sigmoid(z * 0.5)
    return z


def wide_sum(size: int) -> Value:
    return total([Value(1.0) * Value(0.5) for _ in range(size // 3)])


def nested_loops(size: int) -> Value:
    z = Value(1.0)
    for _ in range(size // 22):
        for _ in range(10):
            z = sigmoid(z) * 0.5
        z = z + Value(1.0)
    return z


def scoped_steps(size: int) -> Value:
    z = Value(1.0)
    for k in range(size // 2):
        with scope(f"step {k}"):
            z = sigmoid(z * 0.5)
    return z


def examples(size: int) -> Value:
    net = SigmoidMLP(4, 3, 1, seed=0)
    return total([net.error([0.5, 1.0, 1.5, 2.0], [1.0]) for _ in range(size // 16)])


def network(size: int) -> Value:
    side = int(size**0.5)
    return SigmoidMLP(side, side, 1, seed=0).error([0.5] * side, [1.0])


@pytest.mark.once
@pytest.mark.parametrize("build", [long_chain, wide_sum, nested_loops, scoped_steps, examples, network])
def test_large_graphs_fold_to_what_a_person_reads_in_linear_time(build: Callable[[int], Value]) -> None:
    part, folding = folded([build(8_000)])
    assert len(part.nodes) > 6_000
    assert len(folding.items) <= (150 if build is network else 25)
    assert folding.how
    steps = []
    for size in (1_000, 4_000):  # operations of Python, which do not depend on the machine
        graph = build(size)
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            folded([graph])
        finally:
            sys.setprofile(None)
        steps.append(calls)
    assert steps[1] <= 5 * steps[0]


@pytest.mark.large
@pytest.mark.once
@pytest.mark.parametrize("build", [long_chain, network])
def test_a_graph_of_a_hundred_thousand_nodes_is_drawn(build: Callable[[int], Value]) -> None:
    y = build(100_000)
    y.backward()
    with pytest.warns(UserWarning, match=r"\d\d\d,\d\d\d nodes in \d+ boxes, folded"):
        drawing = draw(y)
    assert len(groups(drawing, "node")) <= 25


def test_a_network_made_in_a_scope_has_its_weights_in_its_layers() -> None:
    with scope("encoder"):
        x = [Value(0.1, "x_1"), Value(0.2, "x_2")]
        y = Sequential(Linear(2, 2, seed=1), Tanh())(x)
    part, folding = folded(y, collapse="none")
    paths = {part.nodes[item.members[0]].label: [name.name for name in item.path] for item in folding.items}
    assert paths["w₁₂"] == paths["b₁"] == ["encoder", "0"]
    assert paths["x_1"] == ["encoder"]
