"""The picture of a module: its layers in order, and of each array of parameters shape and ranges."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, draw
from autograd_lite.drawing import Drawing
from autograd_lite.nn import MLP, Dropout, Linear, Module, Sequential, SigmoidMLP, Tanh

SVG = "{http://www.w3.org/2000/svg}"


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def tooltip(element: ET.Element) -> str:
    title = element.find(f"{SVG}title")
    assert title is not None
    return title.text or ""


def cells(element: ET.Element) -> list[str]:
    return ["".join(t.itertext()) for t in element.findall(f"{SVG}text")]


def lines(drawing: Drawing) -> list[list[str]]:
    return [cells(g) for g in groups(drawing, "node")]


def layers(drawing: Drawing) -> list[str]:
    return [tooltip(g) for g in groups(drawing, "cluster")]


class Parts(Module):
    """A module with these attributes."""

    def __init__(self, **parts: Any) -> None:
        for name, part in parts.items():
            setattr(self, name, part)


def test_a_sequential_shows_every_layer_in_order_with_an_arrow_to_the_next() -> None:
    drawing = draw(Sequential(Linear(2, 3, seed=0), Tanh(), Dropout(0.5), Linear(3, 1, bias=False, seed=0)))
    assert layers(drawing) == [
        "layer 0: Linear: 9 parameters",
        "layer 1: Tanh(): 0 parameters",
        "layer 2: Dropout(p=0.5): 0 parameters",
        "layer 3: Linear: 3 parameters",
    ]
    assert [line[:2] for line in lines(drawing)] == [
        ["weight", "3 × 2"], ["bias", "3"], ["no parameters"], ["no parameters"], ["weight", "1 × 3"],
    ]  # fmt: skip
    assert [tooltip(arrow) for arrow in groups(drawing, "arrow")] == [
        "layer 0: Linear feeds layer 1: Tanh()",
        "layer 1: Tanh() feeds layer 2: Dropout(p=0.5)",
        "layer 2: Dropout(p=0.5) feeds layer 3: Linear",
    ]
    assert "Sequential: 12 parameters" in drawing.svg


def test_the_books_network_shows_its_two_layers() -> None:
    net = SigmoidMLP(3, 2, 1, seed=0)
    E = net.error([1.0, 2.0, 3.0], [1.0])
    E.backward()
    drawing = draw(net)
    assert layers(drawing) == ["hidden: 8 parameters", "output: 3 parameters"]
    v = [p for row in net.v for p in row]
    line = groups(drawing, "node")[0]
    assert cells(line)[:2] == ["v", "3 × 2"]
    assert tooltip(line).split("\n") == [
        "v: 3 × 2",
        f"data from {min(p.data for p in v)!r} to {max(p.data for p in v)!r}",
        f"grad from {min(p.grad for p in v)!r} to {max(p.grad for p in v)!r}",
    ]
    assert [tooltip(arrow) for arrow in groups(drawing, "arrow")] == ["hidden feeds output"]


def test_the_layers_of_any_module_are_its_parts_and_their_order_is_not_known() -> None:
    net = Parts(encoder=Linear(2, 2, seed=0), heads=[Linear(2, 1, seed=0), Tanh()], scale=Value(2.0))
    drawing = draw(net)
    assert layers(drawing) == ["encoder: 6 parameters", "heads.0: 3 parameters", "scale: 1 parameter"]
    assert groups(drawing, "arrow") == []
    assert [line[:2] for line in lines(drawing)] == [
        ["weight", "2 × 2"], ["bias", "2"], ["weight", "1 × 2"], ["bias", "1"], ["scale", "1"],
    ]  # fmt: skip
    assert len(layers(draw(MLP(2, [3, 3, 1])))) == 3


def test_a_layer_alone_is_one_layer() -> None:
    assert layers(draw(Linear(2, 1))) == ["Linear: 3 parameters"]
    assert lines(draw(Parts(w=[[Value(1.0), Value(2.0)], [Value(3.0)]]), show="value")) == [["w", "3", "1 … 3"]]
    assert [line[0] for line in lines(draw(Linear(2, 1)))] == ["weight", "bias"]


@pytest.mark.parametrize("net", [Parts(), Sequential(), Sequential(Tanh()), Tanh(), Parts(x=[1.0, "a"])])
def test_without_parameters_that_is_said(net: Module) -> None:
    for show in ("gradient", "value", "structure"):
        drawing = draw(net, show=show)
        assert lines(drawing) == [["no parameters"]]
        assert "0 parameters" in drawing.svg
        assert "has not run" not in drawing.svg


def test_the_parameters_of_a_layer_that_is_used_twice_count_once() -> None:
    layer = Linear(2, 2, seed=0)
    drawing = draw(Sequential(layer, Tanh(), layer))
    assert layers(drawing)[0::2] == ["layer 0: Linear: 6 parameters", "layer 2: Linear: 6 parameters"]
    assert "Sequential: 6 parameters" in drawing.svg
    assert "6 parameters in 3 layers." in drawing.svg
    assert layers(draw(Parts(a=layer, b=layer))) == ["a: 6 parameters"]


def test_what_is_shown_is_what_was_asked_for() -> None:
    net = Sequential(Linear(2, 1, seed=0))
    heads = {show: cells(groups(draw(net, show=show), "table")[0]) for show in ("gradient", "value", "structure")}
    assert heads == {
        "gradient": ["parameters", "shape", "data", "grad"],
        "value": ["parameters", "shape", "data"],
        "structure": ["parameters", "shape"],
    }
    unrun = draw(net)
    assert "backward() has not run" in unrun.svg
    assert {line[-1] for line in lines(unrun)} == {"–"}
    assert "has not run" not in draw(net, show="value").svg
    assert groups(draw(net, show="structure"), "legend") == groups(unrun, "legend") == []
    assert len(groups(draw(net, show="value"), "legend")) == 1
    net([1.0, 2.0])[0].backward()
    assert lines(draw(net))[0][-1] == "1 … 2"
    assert "has not run" not in draw(net).svg


def test_a_number_that_is_not_finite_is_counted_and_hatched_where_it_is_shown() -> None:
    net = Sequential(Linear(2, 1, seed=0))
    weight, bias = net[0].weight[0], net[0].bias
    net([1.0, 2.0])[0].backward()
    weight[1].data = float("nan")
    bias[0].grad = float("inf")

    def hatched(show: Any) -> list[bool]:
        return ["hatched" in g.get("class", "").split() for g in groups(draw(net, show=show), "node")]

    assert hatched("gradient") == [True, True]
    assert hatched("value") == [True, False]
    assert hatched("structure") == [False, False]
    assert tooltip(groups(draw(net), "node")[0]).split("\n")[1].endswith(", 1 not finite")
    assert lines(draw(net))[1][3] == "not finite"
    for p in net.parameters():
        p.data = p.grad = float("nan")
    assert hatched("gradient") == [True, True]
    assert lines(draw(net))[0][2:] == ["not finite"] * 2
    assert tooltip(groups(draw(net), "node")[1]) == "bias: 1\ndata not finite\ngrad not finite"


HOSTILE = [
    "<b>&amp;",
    "]]>",
    "a\x00\x1b[31m",
    "\u202eab",
    "\ud800",
    "\ufffe",
    '"\\N\\',
    "x" * 10**5,
    "a\nb",
    " ",
    "a.b",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_key_gives_a_well_formed_picture(name: str) -> None:
    drawing = draw(Parts(layers={name: Linear(1, 1), "other": Linear(1, 1)}, named={name: Value(1.0)}))
    ET.fromstring(drawing.svg.encode())
    assert drawing.dot.source.encode()
    assert len(drawing.svg) < 40_000
    assert len(layers(drawing)) == 3


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5), st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_shapes_hold_all_parameters(sizes: list[int], bias: bool, random: Any) -> None:
    net = Sequential(*[Linear(m, n, bias, seed=random) for m, n in pairwise(sizes)])
    drawing = draw(net, show="value")
    shapes = [line[1].split(" × ") for line in lines(drawing)]
    assert sum(int(shape[0]) * int(shape[-1] if len(shape) > 1 else 1) for shape in shapes) == len(net.parameters())
    assert f"Sequential: {len(net.parameters()):,} parameter" in drawing.svg
