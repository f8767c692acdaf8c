"""micrograd's programs run unchanged, and their numbers come out as micrograd's did.

micrograd adds up gradients in the order of a set, which differs from run to run, so its own numbers are repeatable to
rounding only; that is why losses are compared to 1e-9 and not bit by bit. The forward pass has one order in both, and
is held to the last bit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.nn import MLP, Layer, Neuron
from tests.recorded.programs import moons, quick_start

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "recorded" / "micrograd.json").read_text(encoding="utf-8")
)


def test_the_quick_start_prints_what_micrograds_readme_says() -> None:
    result = quick_start(Value)
    assert [f"{result[name]:.4f}" for name in ("g", "dg/da", "dg/db")] == ["24.7041", "138.8338", "645.5773"]


def test_the_quick_start_is_micrograds_to_rounding() -> None:
    assert quick_start(Value) == pytest.approx(RECORDED["quick_start"], rel=1e-14)


@pytest.mark.once
def test_the_moons_are_learnt_step_by_step_as_by_micrograd() -> None:
    recorded = RECORDED["moons"]
    initial, history = moons(Value, MLP, recorded["points"], recorded["labels"], len(recorded["loss"]))
    losses = [loss for loss, _ in history]
    assert initial == recorded["initial_parameters"]
    assert losses[0] == recorded["loss"][0]  # nothing but a forward pass
    assert losses == pytest.approx(recorded["loss"], rel=1e-9)
    assert [accuracy for _, accuracy in history] == recorded["accuracy"]
    assert recorded["accuracy"][-1] == 1.0


def test_the_recording_is_of_the_demo() -> None:
    """100 points, 337 parameters, and the first loss that the notebook in micrograd's repository shows."""
    recorded = RECORDED["moons"]
    assert len(recorded["points"]) == len(recorded["labels"]) == len(recorded["loss"]) == 100
    assert sorted(set(recorded["labels"])) == [-1, 1]
    assert len(recorded["initial_parameters"]) == 337
    assert recorded["loss"][0] == pytest.approx(0.8958441028683222, rel=1e-12)


def test_the_classes_print_as_micrograds() -> None:
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Layer(2, 2)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2)]"
    assert repr(MLP(2, [2, 1])) == "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"


def test_the_readme_neuron_has_micrograds_names() -> None:
    """What micrograd's drawing code reads of a node: its parents, its operation, its number and its gradient."""
    neuron = Neuron(2)
    y = neuron([Value(1.0), Value(-2.0)])
    y.backward()
    (activation,) = y._prev
    assert y._op == "ReLU"
    assert Value(1.0)._op == ""
    assert set(neuron.parameters()) < activation._prev
    assert activation.data == pytest.approx(neuron.w[0].data - 2.0 * neuron.w[1].data)
    assert neuron.b.grad == (1.0 if activation.data > 0.0 else 0.0)
