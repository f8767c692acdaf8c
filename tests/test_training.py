"""Training: both kinds of backpropagation reach the book's result, and do what their definitions say."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value
from autograd_lite.datasets import load_watermelon3
from autograd_lite.nn import SigmoidMLP, accuracy, mean_error, train

DATA = load_watermelon3()
AND = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("mode", "learning_rate"), [("standard", 0.1), ("accumulated", 0.1 * 17)])
def test_the_melons_are_learned(mode: str, learning_rate: float, seed: int) -> None:
    net = SigmoidMLP(19, 5, 1, seed=seed)
    history = train(net, DATA.X, DATA.Y, mode, learning_rate, passes=4000, stop_below=0.01)
    assert history.reached
    assert history.passes < 4000
    assert mean_error(net, DATA.X, DATA.Y) == history.error < 0.01
    assert all(error >= 0.01 for error in history.errors[:-1])
    assert accuracy(net, DATA.X, DATA.Y) == 1.0


def states(net: SigmoidMLP) -> list[float]:
    return [parameter.data for parameter in net.parameters()]


def step_by_the_book(net: SigmoidMLP, examples: list[tuple[list[float], list[float]]], eta: float) -> list[float]:
    """The parameters after one update with the mean of the book's gradients over ``examples``."""
    from autograd_lite.nn import book

    after = net.state_dict()
    for x, y in examples:
        for name, derivative in book.named(net.book_gradients(x, y)):
            after[name] -= eta * derivative / len(examples)
    return [after[name] for name, _ in net.named_parameters()]


def test_standard_bp_updates_after_every_example_with_its_own_gradient() -> None:
    net, reference = SigmoidMLP(2, 3, 1, seed=0), SigmoidMLP(2, 3, 1, seed=0)
    X, Y = AND
    train(net, X, Y, "standard", learning_rate=0.5, passes=1)
    for x, y in zip(X, Y, strict=True):
        for parameter, value in zip(reference.parameters(), step_by_the_book(reference, [(x, [y])], 0.5), strict=True):
            parameter.data = value
    assert states(net) == pytest.approx(states(reference), rel=1e-14)


def test_accumulated_bp_updates_once_a_pass_with_the_mean_gradient() -> None:
    net, reference = SigmoidMLP(2, 3, 1, seed=0), SigmoidMLP(2, 3, 1, seed=0)
    X, Y = AND
    train(net, X, Y, "accumulated", learning_rate=0.5, passes=1)
    expected = step_by_the_book(reference, [(x, [y]) for x, y in zip(X, Y, strict=True)], 0.5)
    assert states(net) == pytest.approx(expected, rel=1e-14)


def test_the_history_holds_the_mean_error_before_and_after_every_pass() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    before = mean_error(net, *AND)
    history = train(net, *AND, passes=3)
    assert len(history.errors) == 4
    assert history.passes == 3
    assert history.errors[0] == before
    assert history.error == history.errors[-1] == mean_error(net, *AND)
    assert not history.reached
    assert not history.interrupted


def test_no_passes_learn_nothing() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    before = states(net)
    assert train(net, *AND, passes=0).passes == 0
    assert states(net) == before


def test_shuffling_is_repeatable_and_changes_the_order() -> None:
    def trained(seed: int | None) -> list[float]:
        net = SigmoidMLP(2, 3, 1, seed=0)
        train(net, *AND, learning_rate=1.0, passes=5, seed=seed)
        return states(net)

    assert trained(1) == trained(1)
    assert trained(1) != trained(2)
    assert trained(1) != trained(None) == trained(None)


def test_rows_may_be_numpy_arrays_and_targets_plain_numbers() -> None:
    def trained(X: Any, Y: Any) -> list[float]:
        net = SigmoidMLP(2, 3, 1, seed=0)
        train(net, X, Y, passes=3)
        return states(net)

    X, Y = AND
    expected = trained(X, [[float(y)] for y in Y])
    for other_X, other_Y in (
        (np.array(X), np.array(Y)),
        (np.array(X, dtype=np.float32), np.array(Y).reshape(-1, 1)),
        (map(tuple, X), iter(Y)),
    ):
        assert trained(other_X, other_Y) == expected


class InterruptedMLP(SigmoidMLP):
    """A network during whose training somebody presses Ctrl-C."""

    calls = 0

    def error(self, x: Any, y: Any) -> Value:
        self.calls += 1
        if self.calls == 30:
            signal.raise_signal(signal.SIGINT)
        return super().error(x, y)


def test_ctrl_c_keeps_what_was_learned() -> None:
    net, reference = InterruptedMLP(2, 3, 1, seed=0), SigmoidMLP(2, 3, 1, seed=0)
    history = train(net, *AND, passes=1000)
    # 4 calls for the first error, then 8 a pass: the 30th call is the second update of the fourth pass.
    assert history.interrupted
    assert history.passes == 3
    train(reference, *AND, passes=3)
    train(reference, AND[0][:1], AND[1][:1], passes=1)
    assert states(net) == states(reference)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"X": [], "Y": []}, "at least one; X has 0 rows and Y has 0"),
        ({"X": [[0.0, 1.0]], "Y": [1, 0]}, "X has 1 rows and Y has 2"),
        ({"X": [[0.0, 1.0], [0.0, math.nan]], "Y": [1, 0]}, r"X\[1\]\[1\] is nan"),
        ({"X": [[0.0, 1.0]], "Y": [math.inf]}, r"Y\[0\]\[0\] is inf"),
        ({"mode": "batch"}, "'standard' or 'accumulated', not 'batch'"),
        ({"learning_rate": math.nan}, "learning rate must be a finite number >= 0, not nan"),
        ({"learning_rate": -0.1}, "not -0.1"),
        ({"passes": -1}, "passes is an int >= 0, not -1"),
        ({"X": [[0.0]], "Y": [1]}, "has 2 inputs, but was given 1"),
    ],
)
def test_misuse_is_named(arguments: dict[str, Any], message: str) -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    before = states(net)
    with pytest.raises(ValueError, match=message):
        train(net, **{"X": AND[0], "Y": AND[1], **arguments})
    assert states(net) == before


def test_a_word_among_the_numbers_is_named() -> None:
    with pytest.raises(TypeError, match=r"X\[0\]\[1\]: 'b' is of type str"):
        train(SigmoidMLP(2, 3, 1), [[1.0, "b"]], [1])


def test_accuracy_with_several_outputs_takes_the_largest() -> None:
    net = SigmoidMLP(1, 1, 3, seed=0)
    for j, theta in enumerate((5.0, 0.0, 9.0)):
        net.theta[j].data = theta
    assert accuracy(net, [[1.0], [1.0]], [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]) == 0.5


def test_long_work_shows_a_progress_bar_on_a_terminal_only() -> None:
    code = (
        "from autograd_lite.nn import SigmoidMLP, progress, train\n"
        "progress.DELAY = 0.0\n"
        "train(SigmoidMLP(1, 2, 1, seed=0), [[0.0], [1.0]], [0, 1], passes=20)\n"
    )
    master, slave = os.openpty()
    try:
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        subprocess.run([sys.executable, "-c", code], stderr=slave, env=environment, check=True)
        shown = os.read(master, 1 << 16).decode()
    finally:
        os.close(slave)
        os.close(master)
    assert "standard BP" in shown
    assert "20/20" in shown
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert piped.stdout == piped.stderr == b""
