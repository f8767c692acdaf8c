"""Pictures: what they say is what the graph holds, whatever the graph and its labels are."""

from __future__ import annotations

import math
import os
import re
import stat
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_lite
from autograd_lite import Value, dot, draw, gradients, log, relu, sigmoid, sqrt
from autograd_lite import max as maximum
from autograd_lite import sum as sum_of
from autograd_lite.drawing import LayoutError, text
from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.output import style
from autograd_lite.drawing.placing import engines, layout, measures
from autograd_lite.drawing.placing.engines import VARIABLE
from autograd_lite.drawing.placing.labels import along, place_labels, rectangle
from autograd_lite.graph import topological_order
from autograd_lite.nn import Linear, Sequential, SigmoidMLP, Tanh
from autograd_lite.primitives import table

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: Drawing) -> ET.Element:
    return ET.fromstring(drawing.svg)


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    """The boxes ("node") or arrows ("arrow") of a picture, in order."""
    return [g for g in parsed(drawing).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def words(element: ET.Element) -> list[str]:
    """What is written in it; indices stand low, and are plain numbers otherwise."""
    return ["".join(t.itertext()) for t in element.iter(f"{SVG}text")]


def tooltip(element: ET.Element) -> str:
    title = element.find(f"{SVG}title")
    assert title is not None
    return title.text or ""


def squared_error() -> Value:
    w, x = Value(0.5, "w"), Value(3.0, "x")
    E = (w * x - 1.0) ** 2
    E.label = "E"
    return E


# --- what a picture says ----------------------------------------------------------------------------------------------


def test_every_node_shows_operation_label_data_and_gradient() -> None:
    E = squared_error()
    E.backward()
    boxes = groups(draw(E), "node")
    assert [words(box) for box in boxes] == [
        ["w =", "0.5", "grad", "3"],
        ["x =", "3", "grad", "0.5"],
        ["×", "data", "1.5", "grad", "1"],
        ["− 1", "data", "0.5", "grad", "1"],
        ["( )²", "E =", "0.25", "grad", "1"],
    ]
    assert [box.get("class") for box in boxes] == [
        "node leaf p5", "node leaf p4", "node op-mul p4", "node op-sub p4", "node op-power output p4",
    ]  # fmt: skip
    assert tooltip(boxes[0]) == "w\ndata 0.5\ngrad 3.0"
    assert tooltip(boxes[4]) == "E = power of 1 operand\nparameter 2.0\ndata 0.25\ngrad 1.0"
    assert boxes[4].get("aria-label") == "E = power of 1 operand, data 0.25, gradient 1"


def test_every_arrow_carries_its_local_derivative() -> None:
    E = squared_error()
    E.backward()
    drawing = draw(E)
    assert [t.text for t in parsed(drawing).iter(f"{SVG}text") if t.get("class") == "local"] == ["3", "0.5", "1", "1"]
    assert tooltip(groups(drawing, "arrow")[0]) == (
        "operand 1 of mul of 2 operands\nlocal derivative 3.0\nupstream 1.0 × local = contribution 3.0"
    )


def test_a_value_used_twice_has_two_arrows() -> None:
    a = Value(3.0, "a")
    square = a * a
    square.backward()
    assert [tooltip(arrow).split("\n")[0] for arrow in groups(draw(square), "arrow")] == [
        "operand 1 of mul of 2 operands",
        "operand 2 of mul of 2 operands",
    ]


def test_small_and_large_numbers_keep_four_digits() -> None:
    v = Value(0.000003, "tiny") * 123456.789
    v.backward()
    assert [words(box)[-3] for box in groups(draw(v), "node")] == ["3e−6", "0.3704"]
    assert words(groups(draw(v), "node")[0])[-1] == "1.235e5"


def test_infinite_and_undefined_numbers_stand_out() -> None:
    v = log(Value(0.0)) + Value(float("nan"), "n")
    v.backward()
    marked = [t.text for t in parsed(draw(v)).iter(f"{SVG}text") if "nonfinite" in t.get("class", "")]
    assert marked == ["inf", "nan", "−inf", "nan"]
    assert ["hatched" in box.get("class", "") for box in groups(draw(v), "node")] == [True] * 4
    fills = {r.get("fill") for r in parsed(draw(v)).iter(f"{SVG}rect") if r.get("class") == "hatch"}
    (pattern,) = parsed(draw(v)).iter(f"{SVG}pattern")
    assert fills == {f"url(#{pattern.get('id')})"}


def test_a_missing_backward_pass_is_said_and_is_no_zero() -> None:
    drawing = draw(squared_error())
    assert words(parsed(drawing))[0] == "backward() has not run, or every gradient is 0"
    assert {words(box)[-1] for box in groups(drawing, "node")} == {"–"}
    assert "contribution" not in drawing.svg
    E = squared_error()
    E.backward()
    assert "has not run" not in draw(E).svg


def test_constants_stand_beside_the_sign_and_are_no_boxes() -> None:
    x = Value(2.0)
    for value, sign in [(x * 0.5, "× 0.5"), (0.5 * x, "0.5 ×"), (1 / x, "1 ÷"), (x / 3, "÷ 3"), (x**-0.5, "( )^−0.5")]:
        _, operation = groups(draw(value), "node")
        assert words(operation)[0] == sign
    weighted = dot([x, x], [0.25, 4.0])
    assert "constants 0.25, 4.0" in tooltip(groups(draw(weighted), "node")[1])
    assert "constant 9.0" in tooltip(groups(draw(maximum(x, 9.0)), "node")[1])


def test_every_primitive_can_be_drawn() -> None:
    for primitive in table().values():
        count = primitive.value.__code__.co_argcount or 4  # four of any number
        operands = [Value(0.5) for _ in range(count - primitive.static)] + [2.0] * primitive.static
        node = Value.record_primitive(primitive, tuple(operands))
        drawing = draw(node)
        assert len(groups(drawing, "arrow")) == count - primitive.static  # fewer than a table is made of
        assert words(groups(drawing, "node")[-1])[0].strip()


def test_the_networks_picture_holds_every_parameter() -> None:
    net = SigmoidMLP(19, 5, 1, seed=0)
    E = net.error([0.5] * 19, [1.0])
    E.backward()
    drawing = draw(E)
    boxes = groups(drawing, "node")
    assert len(boxes) == len(topological_order(E))
    written = {words(box)[0] for box in boxes if "leaf" in (box.get("class") or "")}
    assert {"v19,5", "v11", "γ5 =", "w11", "θ1 ="} <= written
    assert {tooltip(box).split("\n")[0] for box in boxes} >= {p.label for p in net.parameters()}
    assert len(groups(drawing, "arrow")) == 6 + 5 * 3 + 5 + 3 + 3  # to each weighted sum one from the table of weights


def test_several_values_share_a_picture() -> None:
    x = Value(2.0, "x")
    y, z = x * 3.0, x + 1.0
    assert len(groups(draw([y, z]), "node")) == 3
    assert [box.get("class") for box in groups(draw(iter((y, z))), "node")][1:] == [
        "node op-mul output",
        "node op-add output",
    ]
    assert len(groups(draw(x), "node")) == 1  # a leaf alone


# --- any graph, any label ---------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "]]>", "&amp;", "a\x00b\x1b[31m", "\u202eright to left", "\ud800", "\ufffe",
    "x" * 10**5,
]  # fmt: skip
LABELS = st.one_of(st.none(), st.text(max_size=40), st.sampled_from(HOSTILE))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_graph_gives_a_well_formed_picture(data: st.DataObject) -> None:
    nodes = [Value(data.draw(st.floats()), data.draw(LABELS)) for _ in range(data.draw(st.integers(1, 4)))]
    pick = st.sampled_from
    for _ in range(data.draw(st.integers(0, 12))):
        a, b = data.draw(pick(nodes)), data.draw(st.one_of(pick(nodes), st.floats()))
        operations = {"mul": lambda a=a, b=b: a * b, "sub": lambda a=a, b=b: b - a, "sigmoid": lambda a=a: sigmoid(a)}
        nodes.append(data.draw(pick(sorted(operations)).map(operations.__getitem__))())
        nodes[-1].label = data.draw(LABELS)
    if data.draw(st.booleans()):
        nodes[-1].backward()
    drawing = draw(nodes[-1])
    order = topological_order(nodes[-1])
    assert len(groups(drawing, "node")) == len(order)  # at most 16: nothing is folded
    assert len(groups(drawing, "arrow")) == sum(len(node.parents) for node in order)
    assert drawing.svg == draw(nodes[-1]).svg
    known = {f"{SVG}{tag}" for tag in ("svg", "title", "desc", "style", "g", "rect", "path", "polygon")}
    known |= {f"{SVG}{tag}" for tag in ("text", "tspan", "defs", "pattern")}
    for element in parsed(drawing).iter():
        assert element.tag in known
        assert not [name for name in element.keys() if "href" in name or name.startswith("on")]  # noqa: SIM118
    ids = re.findall(r'\bid="([^"]*)"', drawing.svg)
    assert len(ids) == len(set(ids))
    drawing.svg.encode()  # no lone surrogate


@given(st.text())
@settings(max_examples=300)
def test_printable_text_is_one_line_without_controls(label: str) -> None:
    printed = text.printable(label)
    assert not {unicodedata.category(c) for c in printed} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(c) for c in printed} & {
        "RLO",
        "LRO",
        "RLE",
        "LRE",
        "PDF",
        "RLI",
        "LRI",
        "FSI",
    }
    ET.fromstring(f"<a>{printed.replace('&', '').replace('<', '').replace(']]>', '')}</a>")


def test_a_long_label_is_shortened_and_boxes_are_as_wide_as_their_text() -> None:
    v = Value(1.0, "西瓜" * 100) * Value(2.0, "x" * 1000)
    v.backward()
    for box in groups(draw(v), "node"):
        rect = box.find(f"{SVG}rect")
        assert rect is not None
        longest = max(text.width(w) for w in words(box))
        assert longest <= 24.0 + 2 * 0.602
        assert float(rect.get("width", "0")) >= measures.FONT_SIZE * longest + 2 * measures.PAD
    assert text.width("ŷ₁") == text.width("y₁") == text.width("y_1") == pytest.approx(1.75 * 0.602)
    assert text.width("ŷ") == pytest.approx(0.602)  # a letter and the circumflex that combines with it


def test_a_deep_chain_is_drawn_without_recursion() -> None:
    x = Value(1.0)
    y = x
    for _ in range(2000):
        y = y * 1.001
    assert len(groups(draw(y, collapse="none"), "node")) == 2001
    with pytest.warns(UserWarning, match="2,001 nodes in 5 boxes, folded where it repeats"):
        assert len(groups(draw(y), "node")) == 5


@pytest.mark.parametrize("inputs", [2, 8], ids=["boxes", "lines of a table"])
def test_the_node_in_focus_is_marked(inputs: int) -> None:
    weights = [Value(0.5, f"w{k}") for k in range(inputs)]
    y = sigmoid(dot(weights, [1.0] * inputs))
    marked = [box for box in groups(draw(y, focus=weights[1], radius=2), "node") if "focus" in box.get("class", "")]
    assert [words(box)[0].removesuffix(" =") for box in marked] == ["w1"]
    assert "focus" not in "".join(box.get("class", "") for box in groups(draw(y), "node"))


def test_a_folded_box_with_the_node_in_focus_is_marked() -> None:
    net = SigmoidMLP(3, 2, 1, seed=0)
    E = net.error([0.0, 0.5, 1.0], [1.0])
    E.backward()
    boxes = groups(draw(E, focus=net.v[0][0], radius=9, collapse="neuron"), "node")
    assert [words(box)[0] for box in boxes if " focus" in box.get("class", "")] == ["b1"]


# --- where things are -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
def test_boxes_do_not_overlap_and_arrows_join_the_boxes_they_name(direction: str) -> None:
    E = SigmoidMLP(3, 2, 2, seed=0).error([1.0, 2.0, -1.0], [0.0, 1.0])
    nodes = topological_order(E)
    boxes = [(80.0 + 10 * (k % 3), 40.0) for k in range(len(nodes))]
    index = {node: k for k, node in enumerate(nodes)}
    arrows = [(index[parent], index[node]) for node in nodes for parent in node.parents]
    place = layout.layout(boxes, arrows, direction)
    corners = [rectangle(centre, *size) for centre, size in zip(place.centres, boxes, strict=True)]
    for k, (left, top, right, bottom) in enumerate(corners):
        assert left >= -1.0
        assert top >= -1.0
        assert right <= place.width + 1.0
        assert bottom <= place.height + 1.0
        for other in corners[:k]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    for (tail, head), curve in zip(arrows, place.curves, strict=True):
        assert len(curve) % 3 == 2  # a spline of 3k + 1 points, and the tip
        for (x, y), (left, top, right, bottom) in ((curve[0], corners[tail]), (curve[-1], corners[head])):
            assert left - 2 <= x <= right + 2
            assert top - 2 <= y <= bottom + 2
        (x1, y1), (x2, y2) = place.centres[tail], place.centres[head]
        assert {"LR": x1 < x2, "RL": x2 < x1, "TB": y1 < y2, "BT": y2 < y1}[direction]


def test_text_on_arrows_keeps_clear_of_boxes_and_of_other_text() -> None:
    line = [(0.0, 0.0), (30.0, 0.0), (60.0, 0.0), (90.0, 0.0)]
    size = (10.0, 10.0)
    first, second, none, third = place_labels([line] * 4, [size, size, None, size], [rectangle((45.0, 0.0), 8.0, 8.0)])
    assert first == pytest.approx((36.0, 0.0))
    assert second == pytest.approx((54.0, 0.0))
    assert none is None
    assert third is not None
    assert abs(third[0] - 45.0) >= 18.0


@pytest.mark.parametrize("base", [10.0, 1e-70, 1e70])
def test_the_powers_of_the_legend_keep_clear_of_each_other(base: float) -> None:
    y = Value(1.0)
    for _ in range(5):
        y = y * base**0.9
    y.backward()
    (legend,) = (g for g in parsed(draw(y)).iter(f"{SVG}g") if g.get("class") == "legend")
    fences = [t for t in legend.iter(f"{SVG}text") if t.get("class") == "fence"]
    centres = [float(t.get("x", "")) for t in fences]
    halves = [measures.text_width(t.text or "", measures.SMALL) / 2 for t in fences]
    for k in range(1, len(fences)):
        assert centres[k] - centres[k - 1] >= halves[k] + halves[k - 1] + 2.0


@pytest.mark.parametrize("x", [3.0, -0.61763])
def test_the_texts_of_parallel_arrows_stand_beside_each_other(x: float) -> None:
    a = Value(x)
    first, second = (t for t in parsed(draw(a * a)).iter(f"{SVG}text") if t.get("class") == "local")
    centres = [(float(t.get("x", "")), float(t.get("y", ""))) for t in (first, second)]
    width = measures.text_width(first.text or "", measures.SMALL)
    (x1, y1), (x2, y2) = centres
    assert abs(x1 - x2) >= width or abs(y1 - y2) >= measures.SMALL


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=4, max_size=4), st.floats(0.0, 1.0))
def test_a_point_along_a_curve_divides_its_length(points: list[tuple[float, float]], part: float) -> None:
    there, back = along(points, part), along(points[::-1], 1.0 - part)
    extent = max(max(p) for p in points) - min(min(p) for p in points)
    assert there == pytest.approx(back, abs=1e-6 + 1e-9 * extent)
    assert along(points, 0.0) == pytest.approx(points[0], abs=1e-6)
    assert along(points, 1.0) == pytest.approx(points[-1], abs=1e-6)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_text_has_contrast(colours: dict[str, str]) -> None:
    levels = [f"{sign}{level}" for sign in "pn" for level in range(1, 6)]
    pairs = [("ink", ground) for ground in ("box", "sign", "hatch", *levels)]
    pairs += [("dim", ground) for ground in ("ground", "box", "frame")]
    pairs += [("alarm", ground) for ground in ("ground", "box", "hatch")]
    for ink, ground in pairs:
        a, b = sorted((luminance(colours[ink]), luminance(colours[ground])))
        assert (b + 0.05) / (a + 0.05) >= 4.5, (ink, ground)
    assert colours.keys() == style.LIGHT.keys()
    assert set(re.findall(r"var\(--(\w+)\)", style.css())) == set(colours)


# --- layout engines ---------------------------------------------------------------------------------------------------


def put_dot_on_the_path(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program named dot, and nothing else, on the PATH."""
    program = directory / "dot"
    program.write_text(f"#!{sys.executable}\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(directory))


ANSWER = '{"bb": "0,0,72,36", "objects": [{"name": "0", "pos": "36,18"}]}'


def test_dot_on_the_path_is_used_when_the_embedded_engine_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = layout.layout([(72.0, 36.0)], [], "TB")
    put_dot_on_the_path(
        tmp_path, monkeypatch, f"import sys; assert 'fixedsize=true' in sys.stdin.read(); print('{ANSWER}')"
    )
    monkeypatch.setattr(engines, "_embedded", lambda: os.devnull)
    assert layout.layout([(72.0, 36.0)], [], "TB") == expected
    monkeypatch.setenv(VARIABLE, "dot")
    assert len(groups(draw(Value(1.0)), "node")) == 1
    monkeypatch.setenv(VARIABLE, "embedded")
    with pytest.raises(LayoutError, match="pip install --force-reinstall graphviz-pure, or install Graphviz"):
        draw(Value(1.0))


def test_when_no_engine_works_the_error_says_why_and_names_both_cures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_dot_on_the_path(tmp_path, monkeypatch, "import sys; sys.exit('dot: trouble in init_rank')")
    monkeypatch.setattr(engines.importlib.metadata, "files", lambda name: [])
    with pytest.raises(LayoutError) as failure:
        draw(Value(1.0))
    assert "the package graphviz-pure lists no program" in str(failure.value)
    assert "dot failed with status 1: dot: trouble in init_rank" in str(failure.value)
    assert "pip install" in str(failure.value)
    assert "https://graphviz.org/download" in str(failure.value)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LayoutError, match="no `dot` on the PATH"):
        draw(Value(1.0))


def test_an_engine_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_dot_on_the_path(tmp_path, monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setenv(VARIABLE, "dot")
    monkeypatch.setattr(engines, "SECONDS", 0.2)
    with pytest.raises(LayoutError, match="dot took longer than 0 s"):
        draw(Value(1.0))


def test_an_unknown_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "neato")
    with pytest.raises(LayoutError, match="AUTOGRAD_LITE_LAYOUT='neato' names no layout engine"):
        draw(Value(1.0))


# --- the function and the file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (1.5, r"draw\(\) takes Values, not 1.5 of type float"),
        ("loss", r"draw\(\) takes Values, not 'loss' of type str"),
        ([Value(1.0), None], r"draw\(\) takes Values, not None of type NoneType"),
        ({Value(1.0)}, r"draw\(\) takes Values in order, and a set has none; pass a list"),
    ],
)
def test_what_is_no_value_is_refused(values: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        draw(values)  # type: ignore[arg-type]


def test_other_refusals() -> None:
    with pytest.raises(ValueError, match="at least one Value"):
        draw([])
    with pytest.raises(ValueError, match="direction is one of LR, RL, TB, BT, not 'left'"):
        draw(Value(1.0), direction="left")  # type: ignore[arg-type]
    x = Value(1.0)
    for _ in range(5000):
        x = -x
    with pytest.raises(ValueError, match=r"would have 5,001 boxes.*collapse='auto'.*max_nodes=5001"):
        draw(x, collapse="none")


def test_drawing_is_saved(tmp_path: Path) -> None:
    drawing = autograd_lite.draw(squared_error())
    path = drawing.save(tmp_path / "graph.svg")
    assert path.read_text("utf-8") == drawing.svg
    assert re.fullmatch(r"<Drawing, \d+,\d{3} bytes of SVG>", repr(drawing))
    assert [p.name for p in tmp_path.iterdir()] == ["graph.svg"]


def test_a_picture_says_when_leaves_hold_several_times_their_gradient() -> None:
    w = Value(0.5, "w")
    E = (w * 3.0 - 1.0) ** 2
    E.backward()
    assert "has backward() run" not in draw(E).svg
    E.backward()
    picture = draw(E).svg
    assert "the leaves have 2 times their gradients: has backward() run 2 times? zero_grad() sets them to 0" in picture
    assert f"grad {w.grad!r}\nthis picture alone makes it {w.grad / 2!r}" in picture
    E.zero_grad()
    E.backward()
    assert "has backward() run" not in draw(E).svg


def test_no_several_passes_are_claimed_where_there_may_have_been_one() -> None:
    w = Value(2.0, "w")
    h = w * 3.0
    E = h * w
    E.backward()
    assert "has backward() run" not in draw(h).svg  # the rest of its gradient comes from another part of the graph
    assert "this picture alone makes it 6.0" in draw(h).svg
    w.grad = 0.0  # as an optimiser's zero_grad() does
    assert "has backward() run" not in draw(E).svg
    x = Value(5.0, "x")
    product = w * x
    product.backward()
    assert "this picture alone" not in draw([w, product]).svg  # no pass began at w


def test_a_gradient_that_no_pass_reached_is_unknown_and_no_zero() -> None:
    a = Value(1.0, "a")
    F, G = a * 2.0, a * 3.0
    F.backward()
    drawing = draw([F, G])
    assert [words(box)[-1] for box in groups(drawing, "node")] == ["2", "1", "–"]
    assert words(parsed(drawing))[0] == "backward() has not run from mul of 2 operands, or the gradient there is 0"
    y = Value(-2.0, "y") * 3.0
    (relu(y) * 2.0).backward()
    assert words(parsed(draw(y)))[0] == "backward() has not run, or every gradient is 0"  # here it is 0


def test_a_leaf_that_was_changed_since_is_said() -> None:
    w, x = Value(2.0, "w"), Value(5.0, "x")
    E = dot([w], [x])
    E.backward()
    assert "was changed" not in draw(E).svg
    x.data = 100.0
    assert words(parsed(draw(E)))[0] == "x was changed after this graph was recorded: all other numbers are of before"


def test_a_gradient_that_a_hook_may_have_changed_is_said() -> None:
    w = Value(2.0, "w")
    w.on_gradient(lambda gradient: gradient * 0.5)
    E = (w * 3.0) ** 2
    E.backward()
    assert "a hook on its gradient may have changed it" in tooltip(groups(draw(E), "node")[0])
    assert "this picture alone" not in draw(E).svg


def test_an_arrow_with_a_number_that_is_not_finite_stands_out() -> None:
    w = Value(0.0, "w")
    E = sqrt(w) * 2.0
    E.backward()
    assert [arrow.get("class") for arrow in groups(draw(E), "arrow")] == ["arrow w5 strange", "arrow w5"]
    xs = [Value(1.0), Value(1.0) * math.nan, Value(1.0)]
    total = sum_of(xs)
    total.backward()
    names = dict.fromkeys(xs, "X")
    folded = draw(total, collapse=names.get)
    assert "3 edges\nlocal derivatives from 1.0 to 1.0\ncontributions from 1.0 to 1.0" in folded.svg


def test_many_arrows_between_two_boxes_are_one() -> None:
    x = Value(1.0, "x")
    assert len(groups(draw(sum_of([x] * 8)), "arrow")) == 8
    (arrow,) = groups(draw(sum_of([x] * 9)), "arrow")
    assert tooltip(arrow).startswith("9 edges\nlocal derivatives from 1.0 to 1.0")


def test_a_fan_of_many_arrows_carries_no_text() -> None:
    for count, written in ((12, 12), (13, 0)):
        xs = [sigmoid(Value(1.0)) for _ in range(count)]
        drawing = draw(sum_of(xs), max_nodes=100)
        locals_ = [t for t in parsed(drawing).iter(f"{SVG}text") if t.get("class") == "local" and t.text == "1"]
        assert len(locals_) == written


def test_arrows_never_run_backwards() -> None:
    """Not where a scope is entered again with what came out of it, nor where two scopes feed each other."""
    net = Sequential(Linear(2, 2, seed=0), Tanh(), Linear(2, 2, seed=1))
    h = net(net([Value(0.1, "a"), Value(0.2, "b")]))
    small = SigmoidMLP(2, 3, 1, seed=0)
    slopes = gradients((small([0.5, -1.0])[0] - 1.0) ** 2, small.parameters(), create_graph=True)
    for value in (h[0] + h[1], sum_of([slope * slope for slope in slopes])):
        drawing = draw(value, collapse="none")
        for arrow in groups(drawing, "arrow"):
            (curve,) = [p.get("d", "") for p in arrow.iter(f"{SVG}path") if p.get("class") != "reach"]
            numbers = [float(x) for x in re.findall(r"-?[0-9.]+", curve)]
            assert numbers[0] < numbers[-2]
    frames = [words(frame) for frame in groups(draw(h[0] + h[1], collapse="none"), "cluster")]
    assert len(frames) == 6


def claims_of_other_passes(drawing: Drawing) -> list[str]:
    """What a picture says of gradients that are not those of its graph."""
    return re.findall("has backward\\(\\) run|this picture alone makes it", drawing.svg)


@pytest.mark.once
def test_shared_operands_rounding_and_hooks_are_no_other_pass() -> None:
    xs = [Value(0.1 * i) for i in range(10)]
    y = sum(x * z for x in xs for z in xs)
    y.backward()
    assert claims_of_other_passes(draw(y)) == []
    x = Value(2.0)
    x.on_gradient(lambda gradient: 10.0 * gradient)
    y = x * x
    y.backward()
    assert claims_of_other_passes(draw(y)) == []
    x.zero_grad()
    x.backward()
    assert claims_of_other_passes(draw(x)) == []
