"""Pictures of a moment of a backward pass: the numbers are those of the moment, and one sees where the pass is."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, dot, draw, log, record, sigmoid
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing, text
from autograd_lite.drawing.moments import draw_moment
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping.sessions.picture import Seen
from tests.moments import Moment, edges_of

SVG = "{http://www.w3.org/2000/svg}"


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def current(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [g for g in groups(drawing, kind) if "current" in g.get("class", "").split()]


def coming(drawing: Drawing) -> list[ET.Element]:
    return [g for g in groups(drawing, "arrow") if "coming" in g.get("class", "").split()]


def words(element: ET.Element) -> list[str]:
    return ["".join(t.itertext()) for t in element.iter(f"{SVG}text")]


def written(drawing: Drawing, classes: str) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(drawing.svg).iter(f"{SVG}text") if t.get("class") == classes]


def tooltip(element: ET.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def product() -> Value:
    """y = (a b) a, with a = 3 and b = 0.5."""
    a, b = Value(3.0, "a"), Value(0.5, "b")
    y = (a * b) * a
    y.label = "y"
    return y


# --- moments of a recording -------------------------------------------------------------------------------------------


def test_a_moment_of_a_recording_is_that_which_a_walk_from_the_beginning_finds() -> None:
    a, b = Value(3.0, "a"), Value(0.5, "b")
    shared = total([1.0, a, b, a])
    y = (shared * b + sigmoid(a) * (a - a)) * shared
    recording = record(y, backward=False)
    for k, (node, place) in enumerate(edges := edges_of(y)):
        seen, walked = Seen(recording, recording.timeline.of_edge(k), ""), Moment(y, k)
        assert seen.current_edge is not None
        assert (seen.current_node is node, seen.current_edge[0] is node, seen.current_edge[1]) == (True, True, place)
        for other in recording.nodes:
            assert seen.data(other) == walked.data(other)
            assert seen.gradient(other) == walked.gradient(other)
        for other, at in edges:
            assert seen.local(other, at) == walked.local(other, at)
            assert seen.walked(other, at) == walked.walked(other, at)


def test_what_an_earlier_pass_left_in_a_leaf_has_arrived() -> None:
    a = Value(3.0)
    a.grad = 2.0
    recording = record(a * 5.0)
    assert Seen(recording, recording.timeline.start, "").gradient(a) == 2.0


# --- the numbers ------------------------------------------------------------------------------------------------------


def test_what_has_arrived_is_shown_and_what_has_not_is_a_dash() -> None:
    y = product()
    gradients = [[words(box)[-1] for box in groups(draw_moment([y], Moment(y, k)), "node")] for k in range(-1, 4)]
    assert gradients == [  # of a, b, a b and y
        ["–", "–", "–", "1"],
        ["–", "–", "3", "1"],
        ["1.5", "–", "3", "1"],
        ["3", "–", "3", "1"],
        ["3", "9", "3", "1"],
    ]


def test_the_picture_is_of_the_moment_whatever_became_of_the_nodes() -> None:
    y = product()
    moment = Moment(y, 1)
    before = draw_moment([y], moment).svg
    y.backward()
    y.backward()
    assert draw_moment([y], moment).svg == before


class Changed(Moment):
    """Of a recording with other numbers than those in the graph."""

    def data(self, node: Value) -> float:
        return 10.0 * node.data

    def local(self, node: Value, position: int) -> float:
        return 7.0


def test_every_number_comes_from_the_moment() -> None:
    y = product()
    drawing = draw_moment([y], Changed(y, 0))
    assert [words(box)[-3] for box in groups(drawing, "node")] == ["30", "5", "15", "45"]
    assert written(drawing, "local coming") == ["7"] * 3
    assert written(drawing, "local current") == ["1 × 7", "= 7"]
    assert tooltip(groups(drawing, "node")[2]) == "mul of 2 operands\ndata 15.0\ngrad 7.0"


def test_it_says_nothing_of_the_state_of_the_graph() -> None:
    """Of leaves that were changed since, of a pass that has not run or has run twice: the moment is what it was."""
    y = product()
    (a,) = (node for node in y.parents if node.label == "a")
    a.data = 99.0
    assert "was changed" in draw(y).svg
    for passes in range(3):
        drawing = draw_moment([y], Moment(y, 1))
        assert not [rect for rect in ET.fromstring(drawing.svg).iter(f"{SVG}rect") if rect.get("class") == "badge"]
        for claim in ("was changed", "has not run", "other passes", f"{passes} times"):
            assert claim not in drawing.svg
        y.backward()
    missing = groups(draw_moment([y], Moment(y, 1)), "node")[1]
    assert tooltip(missing).endswith("nothing has arrived here yet")
    assert (missing.get("aria-label") or "").endswith("gradient nothing has arrived here yet")


@st.composite
def graphs(draw: st.DrawFn) -> Value:
    nodes = [Value(draw(st.floats(-3.0, 3.0)), f"x{k}") for k in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(1, 7))):
        a, b = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        kind = draw(st.sampled_from(["mul", "sub", "sigmoid", "dot", "constant"]))
        made = {
            "mul": lambda a=a, b=b: a * b,
            "sub": lambda a=a, b=b: a - b,
            "sigmoid": lambda a=a: sigmoid(a),
            "dot": lambda a=a, b=b: dot([a, 2.0], [b, a]),
            "constant": lambda a=a: 2.0 - a,
        }
        nodes.append(made[kind]())
    return nodes[-1]


@given(graphs())
@settings(max_examples=12)
def test_after_the_last_step_it_is_the_picture_after_the_pass(loss: Value) -> None:
    last = draw_moment([loss], Moment(loss, len(edges_of(loss)) - 1))
    loss.backward()
    assert [words(box) for box in groups(last, "node")] == [words(box) for box in groups(draw(loss), "node")]
    assert not coming(last)


# --- where the pass is ------------------------------------------------------------------------------------------------


@given(graphs(), st.data())
@settings(max_examples=20)
def test_the_current_arrow_says_its_product_and_arrows_to_come_are_told_apart(loss: Value, data: st.DataObject) -> None:
    edges = edges_of(loss)
    k = data.draw(st.integers(0, len(edges) - 1))
    moment = Moment(loss, k)
    drawing = draw_moment([loss], moment)
    (arrow,) = current(drawing, "arrow")
    node, position = edges[k]
    assert tooltip(arrow).startswith(f"operand {position + 1} of {text.name_of(node)}")
    upstream, local = moment.gradients[node], node.local_gradient()[position]
    assert f"upstream {upstream!r} × local = contribution {upstream * local!r}" in tooltip(arrow)
    factors = f"{text.digits(upstream)} × {text.digits(local)}"
    assert written(drawing, "local current") in ([factors, f"= {text.digits(upstream * local)}"], [])  # or no room
    (box,) = current(drawing, "node")
    assert tooltip(box).startswith(text.name_of(node))
    assert (box.get("aria-label") or "").endswith(", current")
    assert len(coming(drawing)) == len(edges) - k - 1
    for other in coming(drawing):
        assert tooltip(other).endswith("its contribution is still to come")
        assert "upstream" not in tooltip(other)
    ids = re.findall(r'\bid="([^"]*)"', drawing.svg)
    assert len(ids) == len(set(ids))


def test_before_the_first_step_everything_is_to_come() -> None:
    y = product()
    drawing = draw_moment([y], Moment(y, -1))
    assert len(coming(drawing)) == len(groups(drawing, "arrow")) == 4
    assert current(drawing, "arrow") == []
    assert [words(box)[1] for box in current(drawing, "node")] == ["y ="]


def test_of_two_parallel_arrows_one_is_current() -> None:
    a = Value(3.0, "a")
    square = a * a
    first, second = (draw_moment([square], Moment(square, k)) for k in range(2))
    marks = [[arrow.get("class") for arrow in groups(drawing, "arrow")] for drawing in (first, second)]
    assert marks == [["arrow w5 current", "arrow w0 coming"], ["arrow w5", "arrow w5 current"]]
    assert [words(groups(drawing, "node")[0])[-1] for drawing in (first, second)] == ["3", "6"]
    assert written(second, "local current") == ["1 × 3", "= 3"]
    assert written(second, "local") == ["3"]


def test_a_line_of_a_table_is_current_with_its_arrow() -> None:
    weights = [Value(0.1 * k, f"w{k}") for k in range(6)]
    y = dot(weights, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    drawing = draw_moment([y], Moment(y, 3))
    line, box = current(drawing, "node")
    assert words(line) == ["w3", "0.3", "8", "8"]
    assert (line.get("aria-label") or "").endswith(", current")
    assert words(box)[0] == "Σ w·x"
    assert [words(other)[-1] for other in groups(drawing, "node")] == ["1", "2", "4", "8", "–", "–", "1"]
    (arrow,) = current(drawing, "arrow")
    assert written(drawing, "local current") == ["1 × 8", "= 8"]
    assert "2 of them still to come" in tooltip(arrow)
    assert "current: operand 4 of dot of 12 operands" in tooltip(arrow)


def test_a_current_edge_within_a_folded_box_marks_the_box() -> None:
    net = SigmoidMLP(4, 6, 1, seed=0)
    E = net.error([0.5, -1.0, 0.25, 2.0], [1.0])
    k = next(k for k, (node, _) in enumerate(edges_of(E)) if node.label == "α₃")
    drawing = draw_moment([E], Moment(E, k), max_nodes=20)  # and no warning
    (box,) = current(drawing, "node")
    assert words(box)[0] == "b3"
    assert "current: α₃ = dot of 8 operands" in tooltip(box)
    assert current(drawing, "arrow") == []
    assert any("folded by neuron" in note for note in written(drawing, "note"))


def test_an_arrow_of_several_edges_is_current_with_one_of_them() -> None:
    net = SigmoidMLP(4, 6, 1, seed=0)
    E = net.error([0.5, -1.0, 0.25, 2.0], [1.0])
    k = next(k for k, (node, _) in enumerate(edges_of(E)) if node.label == "β₁") + 8
    drawing = draw_moment([E], Moment(E, k), max_nodes=8)
    (arrow,) = current(drawing, "arrow")
    assert tooltip(arrow).startswith("6 edges\n")
    assert "of them still to come" in tooltip(arrow)
    assert "\ncurrent: operand 9 of β₁" in tooltip(arrow)
    assert len(written(drawing, "local current")) == 2


def test_the_neighbourhood_of_the_current_node_knows_what_lies_beyond() -> None:
    net = SigmoidMLP(4, 3, 1, seed=0)
    E = net.error([0.5, -1.0, 0.25, 2.0], [1.0])
    moment = Moment(E, 12)
    assert moment.current_node is not None
    drawing = draw_moment([E], moment, focus=[moment.current_node], radius=1)
    (box,) = current(drawing, "node")
    assert {"focus", "current"} <= set((box.get("class") or "").split())
    assert 1 < len(groups(drawing, "node")) < len(edges_of(E))
    assert "at most 1 edge from" in drawing.svg


def test_numbers_that_are_not_finite_stand_out_here_too() -> None:
    y = log(Value(0.0, "x")) * Value(2.0, "w")
    drawing = draw_moment([y], Moment(y, 2))
    assert math.isinf(Moment(y, 2).gradients[edges_of(y)[2][0].parents[0]])
    assert written(drawing, "local current") == ["2 × inf", "= inf"]
    (arrow,) = current(drawing, "arrow")
    assert arrow.get("class") == "arrow w5 strange current"


# --- what is said around it -------------------------------------------------------------------------------------------


def legend(drawing: Drawing) -> list[str]:
    return [word for group in groups(drawing, "legend") for word in words(group)]


def test_the_legend_explains_what_is_seen_and_in_other_pictures_nothing_changes() -> None:
    y = product()
    drawing = draw_moment([y], Moment(y, 1))
    assert legend(drawing)[-2:] == ["current", "still to come"]
    (group,) = groups(drawing, "legend")
    assert "The current box has a thick border" in (group.get("aria-label") or "")
    assert "on the current arrow: upstream × local = contribution" in written(drawing, "note")
    end = Moment(y, 3)
    assert legend(draw_moment([y], end))[-1] == "current"
    end.current_node = end.current_edge = None
    assert not {"current", "still to come"} & set(legend(draw_moment([y], end)))
    y.backward()
    for word in ("current", "coming", "heading"):
        assert word not in draw(y).svg


def test_the_note_stands_above_and_is_read_out() -> None:
    y = product()
    note = "step 2 of 4: d y / d a += upstream 1.0 × local 1.5"
    drawing = draw_moment([y], Moment(y, 1, note))
    assert words(ET.fromstring(drawing.svg))[0] == note
    assert note in (ET.fromstring(drawing.svg).get("aria-label") or "")
    assert note in str(drawing.dot.source)


def test_a_note_with_labels_that_try_to_get_out_is_text() -> None:
    y = product()
    drawing = draw_moment([y], Moment(y, 1, "</text><script>alert(1)</script>\x00\u202e" + "x" * 10_000))
    (heading,) = written(drawing, "heading")
    assert heading.startswith("</text><script>alert(1)</script>\ufffdx")
    assert len(heading) == text.TOOLTIP
    assert "<script" not in drawing.svg


def test_the_dot_form_tells_them_apart() -> None:
    y = product()
    source = str(draw_moment([y], Moment(y, 1)).dot.source)
    assert source.count("penwidth=4") == 2  # the current box and the current arrow
    assert source.count("style=dotted") == 2
    assert "1 × 1.5\n= 1.5" in source
    y.backward()
    assert "penwidth" not in str(draw(y).dot.source)


def test_the_same_moment_gives_the_same_bytes() -> None:
    y = product()
    assert draw_moment([y], Moment(y, 1)).svg == draw_moment([y], Moment(y, 1)).svg
    assert draw_moment([y], Moment(y, 1)).svg != draw_moment([y], Moment(y, 2)).svg


def test_what_cannot_be_drawn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    y = product()
    with pytest.raises(ValueError, match="is no node of this graph"):
        draw_moment([y], Moment(y, 1), focus=[Value(1.0)])
    monkeypatch.setattr("autograd_lite.drawing.graphs.MOST_NODES", 3)
    with pytest.raises(ValueError, match=r"would have 4 boxes, and more than 3 are not drawn\..*focus=node"):
        draw_moment([y], Moment(y, 1), max_nodes=2)
