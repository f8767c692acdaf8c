"""Plots: the curve that is drawn is the one that was recorded, and the map separates what the network separates."""

from __future__ import annotations

import math
import random
import re
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograd_lite import Value, gradients
from autograd_lite.datasets import load_watermelon3, load_watermelon3_alpha
from autograd_lite.drawing import Drawing, decision_map, gradient_flow, learning_curves
from autograd_lite.drawing.plots import figures
from autograd_lite.drawing.plots.plane import BANDS, _step
from autograd_lite.nn import MLP, Dropout, History, Linear, Module, Sequential, SigmoidMLP, Tanh, accuracy, train
from autograd_lite.nn.layers import layers_of
from autograd_lite.optim import Adam
from tests.training_parts import Noisy, examples, squared

X, Y = examples(9, 1)
LAYERS = {"hidden": ("v", "gamma"), "output": ("w", "theta")}


@pytest.fixture
def axes() -> Axes:
    return Figure(figsize=(6, 4)).subplots()


def shown(axes: Axes) -> list[str]:
    """What the legend says."""
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


# --- gradients of a training ------------------------------------------------------------------------------------------


def sizes(net: Any) -> dict[str, float]:
    """The root mean squares, by one backward pass through the mean error of all examples."""
    total = sum(net.error(x, [y]) for x, y in zip(X, Y, strict=True)) / len(X)
    found = {}
    for layer in net.layer_gradients(total):
        found[layer.layer] = math.sqrt(sum(slope**2 for slope in layer.dz_dw.values()) / len(layer.dz_dw))
    return found


@pytest.mark.parametrize("how", [{"mode": "standard"}, {"mode": "accumulated"}, {"batch_size": 4, "seed": 2}])
def test_the_gradient_is_recorded_where_the_error_is(how: dict[str, Any]) -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    seen = [sizes(net)]
    history = train(
        net, X, Y, learning_rate=2.0, passes=5, gradients=True, callbacks=lambda _: seen.append(sizes(net)), **how
    )
    assert list(history.gradients) == ["hidden", "output"]
    for layer, recorded in history.gradients.items():
        assert recorded == pytest.approx([each[layer] for each in seen], rel=1e-12)
        assert len(recorded) == len(history.errors)


def test_the_recorded_gradient_is_the_books() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    by_hand: dict[str, list[float]] = {"hidden": [], "output": []}
    books = [net.book_gradients(x, [y]) for x, y in zip(X, Y, strict=True)]
    for layer, parts in LAYERS.items():
        by_hand[layer] = np.concatenate([np.mean([book[part] for book in books], axis=0).ravel() for part in parts])
    history = train(net, X, Y, passes=0, gradients=True)
    for layer, slopes in by_hand.items():
        assert history.gradients[layer] == pytest.approx([np.sqrt(np.mean(np.square(slopes)))], rel=1e-12)


def test_measuring_changes_nothing_else() -> None:
    def trained(measured: bool) -> tuple[Any, ...]:
        net = Sequential(Linear(2, 4, seed=1), Tanh(), Dropout(0.5, seed=2), Linear(4, 1, seed=3))
        grads: list[list[float]] = []
        history = train(
            net,
            X,
            Y,
            loss=squared,
            passes=4,
            gradients=measured,
            callbacks=lambda _: grads.append([p.grad for p in net.parameters()]),
        )
        return history.errors, net.state_dict(), grads, history.gradients

    *plain, none = trained(False)
    *measured, found = trained(True)
    assert plain == measured
    assert none == {}
    assert list(found) == ["0", "3"]  # without dropout, so once more the same:
    assert found == trained(True)[-1]


def test_a_measurement_that_fails_leaves_the_gradients_as_they_were() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    for k, p in enumerate(net.parameters()):
        p.grad = float(k)

    def failing(output: Any, y: Any) -> Value:
        if y == Y[-1]:
            raise ZeroDivisionError
        return squared(output, y)

    with pytest.raises(ZeroDivisionError):
        train(net, X, Y, loss=failing, gradients=True)
    assert [p.grad for p in net.parameters()] == [float(k) for k in range(len(net.parameters()))]


def test_a_gradient_that_overflows_when_squared_is_right() -> None:
    net = Scaled(1e200)
    history = train(net, [[1.0]], [0.0], loss=lambda output, _: output, passes=0, gradients=True)
    assert history.gradients["a"] == [1e200]


def test_a_divergence_is_recorded_as_it_is() -> None:
    net = Scaled(1.0)
    with pytest.warns(RuntimeWarning, match="diverged"):
        history = train(
            net, [[1.0]], [0.0], loss=lambda o, _: (o * 1e160) ** 2, learning_rate=1e10, passes=9, gradients=True
        )
    assert history.diverged
    assert len(history.gradients["a"]) == len(history.errors)
    assert not math.isfinite(history.gradients["a"][-1])


class Scaled(Module):
    """y = s a x."""

    def __init__(self, s: float) -> None:
        self.a, self.s = Value(1e-3), s

    def __call__(self, x: Any) -> Value:
        return self.a * self.s * x[0]


class Blocks(Module):
    """A network of the user's, with a body of blocks, a part that is a Sequential, and weights of its own."""

    def __init__(self) -> None:
        self.blocks = [Linear(2, 2), Linear(2, 2)]
        self.heads = {"a": Linear(2, 1), "b": self.blocks[0]}
        self.body = Sequential(Linear(2, 2), Tanh(), Linear(2, 2))
        self.single = Linear(2, 1)
        self.scale, self.shift = Value(1.0), [Value(0.0), Value(0.0)]
        self.name = "blocks"

    def __call__(self, x: Any) -> Any:
        return x


class Nameless:
    """What train() takes at least."""

    def __init__(self) -> None:
        self.net = Linear(2, 1)

    def __call__(self, x: Any) -> Any:
        return self.net(x)

    def parameters(self) -> list[Value]:
        return self.net.parameters()


class Frozen(Blocks):
    """Of which only a part is learned."""

    def parameters(self) -> list[Value]:
        return self.single.parameters()


@pytest.mark.parametrize(
    ("net", "layers"),
    [
        (SigmoidMLP(2, 3, 1), {"hidden": 9, "output": 4}),
        (Sequential(Linear(2, 3), Tanh(), Linear(3, 1)), {"0": 9, "2": 4}),
        (MLP(2, [3, 1]), {"0": 9, "1": 4}),
        (MLP(2, [3]), {"0": 9}),
        (Noisy(SigmoidMLP(2, 3, 1), seed=0), {"net.hidden": 9, "net.output": 4}),
        (Linear(2, 3), {"weight": 6, "bias": 3}),
        (
            Blocks(),
            {
                "blocks.0": 6,
                "blocks.1": 6,
                "heads.a": 3,
                "body.0": 6,
                "body.2": 6,
                "single": 3,
                "scale": 1,
                "shift": 2,
            },
        ),
        (Nameless(), {"parameters": 3}),
        (Frozen(), {"single": 3}),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_every_parameter_is_in_one_layer(net: Any, layers: dict[str, int]) -> None:
    found = layers_of(net)
    assert {layer: len(own) for layer, own in found.items()} == layers
    together = [p for own in found.values() for p in own]
    assert len(together) == len(set(together)) == len(net.parameters())
    assert set(together) == set(net.parameters())


def test_a_training_resumes_only_with_the_same_gradients(tmp_path: Path) -> None:
    def trained(**how: Any) -> History:
        return train(SigmoidMLP(2, 3, 1, seed=0), X, Y, checkpoint=tmp_path / "c.json", resume=True, **how)

    trained(passes=2, gradients=True)
    with pytest.raises(ValueError, match="it has the gradients of hidden, output, and those of no layer are to be"):
        trained(passes=4)
    whole = train(SigmoidMLP(2, 3, 1, seed=0), X, Y, passes=4, gradients=True)
    assert trained(passes=4, gradients=True) == whole
    with pytest.raises(TypeError, match="gradients is True or False, not 'hidden'"):
        train(SigmoidMLP(2, 3, 1), X, Y, gradients="hidden")  # type: ignore[arg-type]


# --- curves -----------------------------------------------------------------------------------------------------------

SMALL = History(
    "standard", [0.5] * 5, gradients={"hidden": [1e-3, 2e-3, 1e-3, 5e-4, 4e-4], "output": [0.1, 0.2, 0.1, 0.1, 0.1]}
)


def test_the_curves_are_the_recorded_ones(axes: Axes) -> None:
    assert gradient_flow(SMALL, axes=axes) is axes
    assert {line.get_label(): list(line.get_ydata()) for line in axes.get_lines()} == SMALL.gradients
    assert axes.get_yscale() == "log"
    assert shown(axes) == ["hidden", "output"]


def test_curves_are_told_apart_without_colour(axes: Axes) -> None:
    layers = {f"{k}": [0.5, 0.25, 0.125] for k in range(8)}
    gradient_flow([History(mode, [1.0] * 3, gradients=layers) for mode in ("standard", "accumulated")], axes=axes)
    looks = {(line.get_marker(), line.get_linestyle()) for line in axes.get_lines()}
    assert len(looks) == len(axes.get_lines()) == 16
    assert shown(axes)[0] == "0, standard BP"
    dashes = set(re.findall("stroke-dasharray: ([^;]*)", learning_curves([History("standard", [0.5, 0.2])] * 4).svg))
    assert len(dashes) == 3  # and one curve has none


def marks(axes: Axes) -> dict[str, set[float]]:
    """By what they mark, the passes that are marked at an edge: by a mark of their own or as the ends of a line."""
    meaning = {"v": "exactly 0", "^": "inf", "x": "nan"}
    found: dict[str, set[float]] = {}
    for line in axes.get_lines():
        at_an_edge = line.get_transform() == axes.get_xaxis_transform()
        if at_an_edge:
            first, last = line.get_xdata()[::3], line.get_xdata()[1::3]
            passes = {k for a, b in zip(first, last, strict=True) for k in range(int(a), int(b) + 1)}
            found.setdefault(meaning[line.get_marker()], set()).update(passes)
    return found


numbers = st.lists(st.sampled_from([0.0, 1e-300, 0.25, 3.0, math.inf, math.nan]), min_size=1, max_size=9)


@pytest.mark.once
@given(numbers)
def test_every_number_is_on_the_curve_or_marked_at_an_edge(recorded: list[float]) -> None:
    axes: Axes = Figure().subplots()
    gradient_flow(History("standard", [1.0], gradients={"hidden": recorded}), axes=axes)
    curve = axes.get_lines()[0].get_ydata()
    on_curve = {k for k, y in enumerate(curve) if math.isfinite(y)}
    assert all(curve[k] == recorded[k] for k in on_curve)
    expected: dict[str, set[float]] = {}
    for k, x in enumerate(recorded):
        if k not in on_curve:
            expected.setdefault("exactly 0" if x == 0.0 else str(x), set()).add(k)
    assert marks(axes) == expected
    assert set(shown(axes)) == {"hidden", *expected}


def test_a_point_alone_is_seen() -> None:
    """A line of one point would be nothing."""
    for history in (History("standard", [0.5]), History("standard", [0.5, math.inf, 0.25, 0.0])):
        axes = learning_curves(history, axes=Figure().subplots())
        alone = [line for line in axes.get_lines() if line.get_marker() == "o" and line.get_linestyle() == "None"]
        assert [list(line.get_ydata()) for line in alone] == [[x for x in history.errors if 0.0 < x < math.inf]]


def test_negative_errors_are_shown_on_a_linear_scale(axes: Axes) -> None:
    learning_curves([History("standard", [0.5, 0.0, -1.0])], axes=axes)
    assert axes.get_yscale() == "linear"
    assert list(axes.get_lines()[0].get_ydata()) == [0.5, 0.0, -1.0]


def test_there_is_no_half_of_a_pass() -> None:
    axes = gradient_flow(SMALL, axes=Figure().subplots())
    axes.figure.canvas.draw()
    assert all(tick == int(tick) for tick in axes.get_xticks())


@pytest.mark.parametrize(
    "draw",
    [
        lambda: learning_curves([History("standard", [0.5, 0.25]), History("accumulated", [0.5, 0.0])]),
        lambda: gradient_flow(SMALL),
        lambda: decision_map(SigmoidMLP(2, 3, 1, seed=0), X, Y, names=["密度", "含糖率"], classes=["否", "好瓜 <&"]),
    ],
)
def test_the_same_input_gives_the_same_bytes_whatever_the_users_settings(draw: Any) -> None:
    from matplotlib import rc_context

    first = draw()
    assert isinstance(first, Drawing)
    root = ET.fromstring(first.svg)
    assert "script" not in first.svg
    assert root.findtext("{http://www.w3.org/2000/svg}title")
    with rc_context({"font.size": 30, "axes.facecolor": "black", "svg.fonttype": "path", "lines.linewidth": 9}):
        assert draw().svg == first.svg


def test_a_font_with_chinese_is_behind_those_that_are_set(monkeypatch: pytest.MonkeyPatch, axes: Axes) -> None:
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["SimHei", "Noto Sans CJK SC", "Other"])
    assert figures.fonts() == ["sans-serif", "Noto Sans CJK SC", "SimHei"]
    decision_map(SigmoidMLP(2, 3, 1, seed=0), X, Y, names=["密度", "含糖率"], classes=["否", "是"], axes=axes)
    texts = [axes.xaxis.label, axes.yaxis.label, *axes.get_legend().get_texts()]
    assert {tuple(text.get_fontfamily()) for text in texts} == {("sans-serif", "Noto Sans CJK SC", "SimHei")}


def test_what_has_no_curve_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has no gradients; measure them by train\(\.\.\., gradients=True\)"):
        gradient_flow(History("standard", [0.5]))
    for plot in (learning_curves, gradient_flow):
        with pytest.raises(ValueError, match="there is no history to draw"):
            plot([])
        with pytest.raises(TypeError, match="histories are a History, or several, not 3 of type int"):
            plot(3)
        with pytest.raises(TypeError, match="histories are Histories, not 3 of type int"):
            plot([3])


def test_a_dollar_in_a_name_is_no_formula(axes: Axes) -> None:
    names = ["cost in $", "price, $\\bad$"]
    drawing = decision_map(SigmoidMLP(2, 2, 1, seed=0), X, Y, names=names, classes=["$\\frac{$", "b$c$"], resolution=3)
    for written in (*names, "$\\frac{$", "b$c$"):
        assert written in drawing.svg
    assert "$\\frac{$" in learning_curves(History("$\\frac{$", [1.0, 0.5])).svg


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for draw in (lambda: gradient_flow(SMALL), lambda: decision_map(SigmoidMLP(2, 3, 1), X, Y)):
        with pytest.raises(ImportError, match=r"pip install 'autograd-lite\[plot\]'"):
            draw()


# --- the decision map -------------------------------------------------------------------------------------------------


def boundaries(axes: Axes, width: float) -> np.ndarray:
    """The points of the lines of that width."""
    points = []
    for collection in axes.collections:
        for path, drawn in zip(collection.get_paths(), np.resize(collection.get_linewidths(), 99), strict=False):
            if drawn == width and len(path.vertices) and collection.get_array() is not None:
                points.append(path.vertices[path.codes != 79] if path.codes is not None else path.vertices)
    return np.concatenate(points)


def test_the_boundary_separates_what_the_network_separates(axes: Axes) -> None:
    data = load_watermelon3_alpha()
    net = SigmoidMLP(2, 5, 1, seed=0)
    train(net, data.X, data.Y, "accumulated", optimizer=Adam(net.parameters(), lr=0.1), passes=300)
    assert accuracy(net, data.X, data.Y) == 1.0
    decision_map(net, data.X, data.Y, names=data.inputs, axes=axes)
    line = boundaries(axes, 2.2)
    assert len(line) > 20
    for x in line:  # it is interpolated between points where the output was computed
        gradient = math.hypot(*gradients(net(inputs := [Value(float(t)) for t in x])[0], inputs))
        assert abs(net(x.tolist())[0].data - 0.5) < 0.01 * max(1.0, gradient)
    assert shown(axes) == ["class 0", "class 1"]  # none is wrong


def scattered(axes: Axes) -> dict[str, set[tuple[float, float]]]:
    """The examples on the map, by what the legend says of them."""
    from matplotlib.collections import PathCollection

    return {
        str(part.get_label()): {tuple(place) for place in part.get_offsets().tolist()}
        for part in axes.collections
        if isinstance(part, PathCollection) and not str(part.get_label()).startswith("_")
    }


@pytest.mark.parametrize("outputs", [1, 3])
def test_the_examples_are_at_their_places_and_the_wrong_ones_are_ringed(outputs: int, axes: Axes) -> None:
    rng = random.Random(3)
    rows = [[rng.random(), rng.random(), rng.random()] for _ in range(30)]
    labels = [rng.randrange(max(2, outputs)) for _ in rows]
    net = Sequential(Linear(3, outputs, seed=4))
    decision_map(net, rows, labels, columns=(2, "x₁"), threshold=0.2, axes=axes)
    places = [(x[2], x[0]) for x in rows]
    found = scattered(axes)
    for c in range(max(2, outputs)):
        assert found[f"class {c}"] == {place for place, y in zip(places, labels, strict=True) if y == c}
    ringed = next(places for label, places in found.items() if label.startswith("wrong"))
    right = [accuracy(net, [x], [y], threshold=0.2) for x, y in zip(rows, labels, strict=True)]
    assert ringed == {place for place, fine in zip(places, right, strict=True) if not fine}
    assert f"wrong: {len(ringed)} of 30" in shown(axes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x₃\nx₂ at their means", "x₁")
    markers = {str(part.get_paths()[0]) for part in axes.collections if str(part.get_label()).startswith("class")}
    assert len(markers) == max(2, outputs)


def test_a_section_goes_through_the_row_where_others_are_held() -> None:
    seen: list[list[float]] = []

    def net(x: Any) -> Value:
        seen.append(x)
        return Value(x[0])

    rows = [[0.0, 5.0, 1.0, 0.0], [1.0, 6.0, 3.0, 1.0]]
    for held, at in ((None, (2.0, 0.5)), (rows[1], (3.0, 1.0)), ([9, 9, 7, 8], (7.0, 8.0))):
        seen.clear()
        axes = decision_map(net, rows, [0, 1], held=held, resolution=4, axes=Figure().subplots())
        grid = seen[2:]
        assert len(grid) == 25
        assert {(x[2], x[3]) for x in grid} == {at}
        assert min(x[0] for x in grid) < 0.0 < 1.0 < max(x[0] for x in grid)
        assert axes.get_xlabel() == f"x₁\nx₃, x₄ {'held' if held else 'at their means'}"


def test_the_regions_of_several_outputs_are_where_each_is_the_largest(axes: Axes) -> None:
    def net(x: Any) -> list[Value]:
        return [Value(x[0]), Value(-x[0]), Value(x[1] - 5.0)]

    decision_map(net, [[-1.0, -1.0], [1.0, 1.0]], [1, 0], axes=axes)
    line = boundaries(axes, 1.4)
    assert np.abs(line[:, 0]).max() < 1e-9  # between 0 and 1; the third is the largest nowhere


def test_what_is_not_finite_is_hatched(axes: Axes) -> None:
    def net(x: Any) -> Value:
        return Value(math.nan if x[0] > 0.5 else math.inf if x[1] > 0.5 else 0.2)

    decision_map(net, X, Y, axes=axes)
    assert "not finite" in shown(axes)
    assert any("hatches" in vars(part) and part.hatches == ["xxx"] for part in axes.collections)


@pytest.mark.parametrize("output", [0.0, 0.5, 0.7, 1e-320, 0.5 + 1e-16, 1e308, -1e308, math.nan, math.inf])
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_a_network_that_says_the_same_everywhere_has_a_map(output: float, threshold: float) -> None:
    drawing = decision_map(lambda _: Value(output), X, Y, threshold=threshold, resolution=3)
    assert ("not finite" in drawing.svg) == (not math.isfinite(output))


@given(st.floats(1e-90, 1e90))
def test_bands_have_round_heights_and_reach_to_all_outputs(reach: float) -> None:
    step = _step(-reach, reach, 0.0)
    assert reach <= BANDS * step * (1 + 1e-12)
    assert BANDS * step <= 2.5 * reach * (1 + 1e-12)
    assert f"{step:.3e}"[0] in "125"


def test_the_network_is_in_use_and_then_as_it_was() -> None:
    net = Sequential(Dropout(0.9, seed=0), Linear(2, 1, seed=1))
    state = net.layers[0].generator.getstate()
    first = decision_map(net, X, Y, resolution=5).svg
    assert decision_map(net, X, Y, resolution=5).svg == first
    assert net.training
    assert net.layers[0].generator.getstate() == state


@pytest.mark.once
def test_a_data_frame_names_its_columns(axes: Axes) -> None:
    import pandas as pd

    frame = pd.DataFrame(X, columns=["weight", "size"])
    decision_map(SigmoidMLP(2, 2, 1, seed=0), frame, pd.Series(Y), columns=("size", -2), axes=axes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("size", "weight")


def test_all_melons_can_be_shown_over_two_of_their_inputs(axes: Axes) -> None:
    data = load_watermelon3()
    decision_map(
        SigmoidMLP(19, 5, 1, seed=0),
        data.X,
        data.Y,
        columns=("密度", "含糖率"),
        names=data.inputs,
        resolution=8,
        axes=axes,
    )
    assert axes.get_xlabel() == "密度\nthe 17 other inputs at their means"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"columns": (0, 0)}, r"columns are two different inputs, not \(0, 0\)"),
        ({"columns": (0, -2)}, "columns are two different inputs"),
        ({"columns": "x₁"}, "columns are two different inputs, not 'x₁'"),
        ({"columns": (0, 2)}, "there is no input 2; they are x₁, x₂, or 0 to 1"),
        ({"columns": (0, 1.0)}, r"there is no input 1\.0"),
        ({"columns": ("a", 0)}, "there is no input 'a'; they are x₁, x₂"),
        ({"names": ["a"]}, r"names is a list of 2, one for each input, not \['a'\]"),
        ({"names": "ab"}, "names is a list of 2, one for each input, not 'ab'"),
        ({"held": [1.0]}, r"held is a list of 2, one for each input, not \[1\.0\]"),
        ({"classes": ["a", "b", "c"]}, "classes is a list of 2, one for each class"),
        ({"threshold": math.nan}, "threshold is the finite output between two classes, not nan"),
        ({"resolution": 0}, "resolution is an int of at least 1, not 0"),
        ({"Y": [0.3] * 9}, r"Y\[0\] is 0\.3, but the classes of a single output are 0 and 1"),
        ({"X": [[1.0]] * 9}, "a decision map shows two inputs, and X has rows of one number"),
        ({"X": [[1.0, 2.0]] * 8 + [[1.0]]}, r"X\[8\] has 1 numbers, and X\[0\] has 2"),
    ],
)
def test_misuse_of_the_map_is_named(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decision_map(**{"net": SigmoidMLP(2, 2, 1), "X": X, "Y": Y, **more})


def test_a_picture_with_letters_that_no_font_has_gives_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = decision_map(SigmoidMLP(2, 2, 1, seed=0), X, Y, names=["\U000107a0", "𓀀"], resolution=3)
    assert "𓀀" in drawing.svg
