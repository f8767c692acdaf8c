"""Which nodes a picture shows, and which of them share a box: nothing is lost, and a folded box says what is in it."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, dot, draw, scope, sigmoid
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing, graphs
from autograd_lite.drawing.folding import Folding, fold
from autograd_lite.drawing.view import View, view
from autograd_lite.graph import topological_order
from autograd_lite.nn import Sequential, SigmoidMLP

SVG = "{http://www.w3.org/2000/svg}"


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    """The boxes ("node"), arrows ("arrow") or frames ("cluster") of a picture, in order."""
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


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
