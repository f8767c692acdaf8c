"""Errors and accuracy are those of the network as it is used, on targets of every form."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value
from autograd_lite.nn import Module, SigmoidMLP, accuracy, mean_error, train
from tests.training_parts import Line, Noisy, squared

AND = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1])


def test_errors_are_measured_without_the_noise_of_training() -> None:
    net = Noisy(SigmoidMLP(2, 3, 1, seed=0), seed=1)
    drawn = net.noise[0].getstate()
    history = train(net, *AND, passes=0, loss=squared, validation=AND)
    assert net.noise[0].getstate() == drawn
    assert history.errors == history.validation_errors == [2.0 * mean_error(net.net, *AND)]
    net.training = False
    modes = []
    train(net, *AND, passes=1, loss=lambda output, y: (modes.append(net.training), squared(output, y))[1])
    assert modes == [False] * 4 + [True] * 4 + [False] * 4  # measured, learned, measured
    assert net.training is False


def test_a_part_that_is_in_use_while_the_network_is_in_training_stays_so() -> None:
    inner = Noisy(SigmoidMLP(2, 3, 1, seed=0), seed=1)
    net = Noisy(inner, seed=2)
    inner.training = False
    drawn = inner.noise[0].getstate()
    train(net, *AND, passes=2, loss=squared)
    accuracy(net, *AND)
    assert (net.training, inner.training) == (True, False)
    assert inner.noise[0].getstate() == drawn


@pytest.mark.parametrize(("errors", "mean"), [([1e308, 1e308], math.inf), ([math.inf, -math.inf], math.nan)])
def test_a_mean_error_beyond_the_numbers_does_not_raise(errors: list[float], mean: float) -> None:
    got = mean_error(Line(), [[1.0], [2.0]], [0, 1], loss=lambda output, y: Value(errors[y]))
    assert got == mean or (math.isnan(got) and math.isnan(mean))


def test_accuracy_with_several_outputs_takes_the_largest() -> None:
    net = SigmoidMLP(1, 1, 3, seed=0)
    for j, theta in enumerate((5.0, 0.0, 9.0)):
        net.theta[j].data = theta
    assert accuracy(net, [[1.0], [1.0]], [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]) == 0.5


def outputs_of(*columns: list[float]) -> Callable[[Any], Any]:
    """A network that puts out row k of these columns for the input k."""
    rows = list(zip(*columns, strict=True))
    return lambda x: [Value(y) for y in rows[int(x[0])]]


def test_accuracy_counts_classes_as_rows_or_as_numbers() -> None:
    net = outputs_of([0.1, 0.9, 0.2], [0.8, 0.3, 0.1], [0.3, 0.2, 0.6])
    X = [[0], [1], [2]]
    assert accuracy(net, X, [1, 0, 2]) == accuracy(net, X, np.array([1, 0, 2])) == 1.0
    assert accuracy(net, X, [1, 0, 0]) == accuracy(net, X, [[0, 1, 0], [1, 0, 0], [1, 0, 0]]) == 2 / 3
    logits = outputs_of([-0.2, 0.2])
    assert accuracy(logits, [[0], [1]], [0, 1]) == 0.5
    assert accuracy(logits, [[0], [1]], [0, 1], threshold=0.0) == 1.0
    assert accuracy(lambda x: Value(0.7), [[0], [1]], [1, 0]) == 0.5  # one Value is one output


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (3, r"Y\[0\] is 3, but the classes of 3 outputs are the ints 0 to 2"),
        (-1, r"Y\[0\] is -1, but"),
        (0.5, r"Y\[0\] is 0.5, but"),
        ([1.0], r"Y\[0\] has 1 numbers, and the network 3 outputs; a class is a plain number"),
    ],
)
def test_a_class_out_of_range_is_named(y: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        accuracy(outputs_of([0.1], [0.2], [0.3]), [[0]], [y])


@pytest.mark.parametrize("y", [2, -1, 0.5, [0.7]])
def test_a_single_output_has_the_classes_0_and_1(y: Any) -> None:
    with pytest.raises(ValueError, match=r"Y\[0\] is .*, but the classes of a single output are 0 and 1"):
        accuracy(outputs_of([0.1]), [[0]], [y])


def test_an_output_that_is_no_number_is_right_for_no_class() -> None:
    assert accuracy(lambda x: Value(math.nan), [[0], [1]], [0, 1]) == 0.0
    assert accuracy(outputs_of([math.nan, 0.1], [0.5, 0.9]), [[0], [1]], [0, 1]) == 0.5


def test_accuracy_takes_outputs_that_are_plain_numbers() -> None:
    assert accuracy(lambda x: 0.7, [[0], [1]], [1, 0]) == 0.5
    assert accuracy(lambda x: np.array([0.2, 0.7]), [[0], [1]], [1, 0]) == 0.5


class Switch:
    """A network with a mode and no ``modules()``."""

    def __init__(self) -> None:
        self.a, self.training, self.switched = Value(0.5), True, 0

    def parameters(self) -> list[Value]:
        return [self.a]

    def train(self, mode: bool) -> None:
        self.training = mode
        self.switched += 1

    def __call__(self, x: Any) -> list[Value]:
        return [self.a * x[0]]


def test_a_network_with_a_mode_needs_no_modules() -> None:
    net = Switch()
    modes = []
    train(net, [[1.0]], [1], passes=1, loss=lambda output, y: (modes.append(net.training), squared(output, y))[1])
    assert modes == [False, True, False]
    assert net.training
    assert net.switched == 4  # off and on again, twice


def test_ctrl_c_while_the_mode_is_switched_leaves_no_module_in_the_other_mode() -> None:
    class Slow(Module):
        """Ctrl-C comes at a chosen switch of its mode."""

        switches, at = 0, 0

        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __setattr__(self, name: str, thing: Any) -> None:
            super().__setattr__(name, thing)
            if name == "training":
                Slow.switches += 1
                if Slow.switches == Slow.at:
                    raise KeyboardInterrupt

        def __call__(self, x: Any) -> Any:
            return self.inner(x)

    for at in range(1, 13):
        net = Slow(Slow(SigmoidMLP(2, 3, 1, seed=0)))
        Slow.switches, Slow.at = 0, at
        with contextlib.suppress(KeyboardInterrupt):
            train(net, *AND, passes=2, loss=squared)
        assert Slow.switches >= at
        assert {module.training for module in net.modules()} == {True}
