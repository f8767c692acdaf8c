"""Training: both kinds of backpropagation reach the book's result, and do what their definitions say."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value
from autograd_lite.datasets import load_watermelon3
from autograd_lite.nn import MLP, Module, Pass, SigmoidMLP, accuracy, mean_error, train
from autograd_lite.optim import SGD
from tests.training_parts import Heavy, Noisy, Thirds, examples, squared

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


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("batch_size", [1, 2, 3, 5, 17, 100])
def test_a_batch_is_a_step_along_the_gradient_of_its_mean_error(batch_size: int, seed: int | None) -> None:
    """To the last bit: what the definition says, in the shortest form."""
    net, reference = SigmoidMLP(19, 2, 1, seed=0), SigmoidMLP(19, 2, 1, seed=0)
    history = train(net, DATA.X, DATA.Y, batch_size=batch_size, learning_rate=0.7, passes=3, seed=seed)
    rows = list(zip(DATA.X, DATA.Y, strict=True))
    shuffler = random.Random(seed)
    errors = [mean_error(reference, DATA.X, DATA.Y)]
    for _ in range(3):
        if seed is not None:
            shuffler.shuffle(rows)
        for k in range(0, 17, batch_size):
            batch = rows[k : k + batch_size]
            reference.zero_grad()
            for x, y in batch:
                (1.0 / len(batch) * reference.error(x, y)).backward()
            for parameter in reference.parameters():
                parameter.data -= 0.7 * parameter.grad
        errors.append(mean_error(reference, DATA.X, DATA.Y))
    assert states(net) == states(reference)
    assert history.errors == errors
    assert history.mode == {1: "standard", 17: "accumulated", 100: "accumulated"}.get(batch_size, "mini-batch")


def test_the_modes_are_the_two_ends_of_the_sizes_of_a_batch() -> None:
    def trained(**arguments: Any) -> Any:
        net = SigmoidMLP(2, 3, 1, seed=0)
        return train(net, *AND, passes=3, **arguments), states(net)

    assert trained() == trained(mode="standard") == trained(batch_size=1)
    assert trained(mode="accumulated") == trained(batch_size=4)
    assert trained(batch_size=4) != trained(batch_size=2) != trained(batch_size=1)


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
        ({"batch_size": 0}, "batch_size is an int >= 1, not 0"),
        ({"batch_size": 2, "mode": "accumulated"}, "mode='accumulated' is the name of a batch size; pass it or batch"),
        ({"patience": 3}, "patience waits for the validation error; pass validation"),
        ({"patience": 0, "validation": AND}, "patience is an int >= 1, not 0"),
        ({"checkpoint_every": 0}, "checkpoint_every is an int >= 1, not 0"),
        ({"validation": ([], [])}, "validation X has 0 rows and validation Y has 0"),
        ({"validation": ([[0.0, math.nan]], [1])}, r"validation X\[0\]\[1\] is nan"),
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


# --- parts of one's own ----------------------------------------------------------------------------------------------


def test_an_optimiser_and_a_schedule_move_the_parameters_and_the_rate() -> None:
    net, reference = SigmoidMLP(2, 3, 1, seed=0), SigmoidMLP(2, 3, 1, seed=0)
    optimizer = Heavy(net.parameters(), lr=0.9)
    history = train(net, *AND, batch_size=2, passes=7, optimizer=optimizer, schedule=Thirds(optimizer))
    rates = [0.9, 0.9, 0.9, 0.9 / 3, 0.9 / 3, 0.9 / 3, 0.9 / 3 / 3]
    assert history.learning_rates == rates

    velocities = [0.0] * len(reference.parameters())
    for rate in rates:
        for k in (0, 2):
            reference.zero_grad()
            for x, y in zip(AND[0][k : k + 2], AND[1][k : k + 2], strict=True):
                (0.5 * reference.error(x, [y])).backward()
            for i, parameter in enumerate(reference.parameters()):
                velocities[i] = 0.9 * velocities[i] + parameter.grad
                parameter.data -= rate * velocities[i]
    assert states(net) == states(reference)


def test_sgd_is_the_default_optimiser() -> None:
    nets = [SigmoidMLP(2, 3, 1, seed=0) for _ in range(2)]
    histories = [
        train(nets[0], *AND, learning_rate=0.3, passes=3),
        train(nets[1], *AND, optimizer=SGD(nets[1].parameters(), lr=0.3), passes=3),
    ]
    assert states(nets[0]) == states(nets[1])
    assert histories[0] == histories[1]
    assert histories[0].learning_rates == [0.3] * 3
    assert len(histories[0].seconds) == 3


def with_parts(net: SigmoidMLP, make: Callable[[SigmoidMLP], dict[str, Any]]) -> None:
    train(net, *AND, passes=1, **make(net))


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda net: {"optimizer": SGD(net.parameters(), 0.3), "learning_rate": 0.1}, ValueError, "rate, 0.3; pass"),
        (lambda net: {"optimizer": SGD}, TypeError, None),
        (
            lambda net: {"optimizer": net},
            TypeError,
            "SigmoidMLP is not an optimiser: it has no step, lr; training uses",
        ),
        (
            lambda net: {"optimizer": SGD(SigmoidMLP(2, 3, 1).parameters())},
            ValueError,
            "13 of the 13 parameters .* anew",
        ),
        (
            lambda net: {"optimizer": SGD([*net.theta, Value(1.0)])},
            ValueError,
            "1 of the 2 parameters of the optimiser",
        ),
        (lambda net: {"schedule": Thirds(Heavy(net.parameters()))}, ValueError, "pass that one as optimizer"),
        (lambda net: {"schedule": 0.1}, TypeError, "float is not a schedule: it has no step, state_dict, load_state_d"),
        (
            lambda net: {"schedule": Thirds(Heavy(net.parameters())), "optimizer": SGD(net.parameters())},
            ValueError,
            "the schedule was made for another optimiser",
        ),
        (lambda net: {"loss": lambda output, y: 0.5}, TypeError, "the loss gave 0.5 of type float; it is to give one"),
        (lambda net: {"callbacks": lambda state: state.history.error}, TypeError, "returns True to stop training, or"),
    ],
)
def test_parts_that_cannot_be_used_are_named(make: Any, kind: type[Exception], message: str | None) -> None:
    with pytest.raises(kind, match=message):
        with_parts(SigmoidMLP(2, 3, 1, seed=0), make)


def test_any_module_is_trained_with_a_loss() -> None:
    random.seed(1)
    net = MLP(2, [4, 1])
    X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [-1, 1, 1, 3]

    def loss(output: Value, y: int) -> Value:
        assert type(y) is int
        return (output - y) ** 2

    with pytest.raises(ValueError, match=r"MLP has no error\(x, y\) of its own; pass loss="):
        train(net, X, Y, passes=1)
    history = train(net, X, Y, batch_size=2, learning_rate=0.05, passes=200, loss=loss)
    assert history.error < 1e-3
    assert mean_error(net, X, Y, loss=loss) == history.error
    with pytest.raises(ValueError, match="MLP has no error"):
        mean_error(net, X, Y)


def test_a_loss_gets_rows_for_rows_and_numbers_for_numbers() -> None:
    seen = []

    def loss(output: list[Value], y: Any) -> Value:
        seen.append(y)
        return output[0]

    net = SigmoidMLP(1, 1, 1)
    for Y in ([[1]], [1], [0.5], np.array([3]), np.array([2.0], dtype=np.float32), np.array([[4]])):
        mean_error(net, [[0.0]], Y, loss=loss)
    assert seen == [[1.0], 1, 0.5, 3, 2.0, [4.0]]
    assert [type(y) for y in seen] == [list, int, float, int, float, list]


# --- validation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passes", [55, 100])
def test_patience_ends_training_and_keeps_the_best_parameters(passes: int) -> None:
    """On noisy labels the validation error rises again."""
    rows, held_out = examples(6, 1), examples(40, 2)
    net = SigmoidMLP(2, 3, 1, seed=5)
    after = []
    history = train(
        net,
        *rows,
        learning_rate=2.0,
        passes=passes,
        validation=held_out,
        patience=10,
        callbacks=lambda state: after.append(states(net)),
    )
    smallest = min(history.validation_errors)
    best = history.validation_errors.index(smallest)
    assert 0 < best < passes
    assert history.kept == history.best_pass == best
    assert history.passes == min(best + 10, passes)
    assert history.outcome == ("patience" if history.passes == best + 10 else "passes")
    assert states(net) == after[best - 1]
    assert mean_error(net, *held_out) == smallest
    assert len(history.validation_errors) == history.passes + 1


def test_the_best_pass_may_be_none_at_all() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    train(net, *AND, learning_rate=1.0, passes=300)
    before = states(net)
    history = train(net, AND[0], [1, 1, 1, 0], learning_rate=1.0, validation=AND, patience=3)
    assert (history.outcome, history.passes, history.kept) == ("patience", 3, 0)
    assert states(net) == before


def test_validation_alone_is_only_measured() -> None:
    nets = [SigmoidMLP(2, 3, 1, seed=0) for _ in range(2)]
    history = train(nets[0], *AND, passes=5, validation=([[0.5, 0.5]], [0]))
    train(nets[1], *AND, passes=5)
    assert states(nets[0]) == states(nets[1])
    assert history.validation_errors[-1] == mean_error(nets[0], [[0.5, 0.5]], [0])
    assert history.kept == 5


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


# --- callbacks -------------------------------------------------------------------------------------------------------


def test_callbacks_see_every_pass_and_may_stop() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    seen: list[Any] = []

    def look(state: Pass) -> None:
        assert state.net is net
        assert state.history.passes == state.number
        seen.append((state.number, state.history.error, mean_error(net, *AND)))

    def enough(state: Pass) -> bool:
        return state.number == 4

    history = train(net, *AND, passes=10, callbacks=[enough, look])
    assert history.outcome == "callback"
    assert [number for number, *_ in seen] == [1, 2, 3, 4]
    assert [error for _, error, _ in seen] == [error for *_, error in seen] == history.errors[1:]
    assert train(net, *AND, passes=2, callbacks=look).outcome == "passes"


def test_a_callback_may_set_the_learning_rate() -> None:
    def slower(state: Pass) -> None:
        state.optimizer.lr = 0.5**state.number

    history = train(SigmoidMLP(2, 3, 1, seed=0), *AND, learning_rate=1.0, passes=4, callbacks=slower)
    assert history.learning_rates == [1.0, 0.5, 0.25, 0.125]


def test_an_error_in_a_callback_is_the_callers_and_the_parameters_stay() -> None:
    net, reference = SigmoidMLP(2, 3, 1, seed=0), SigmoidMLP(2, 3, 1, seed=0)

    def broken(state: Pass) -> None:
        if state.number == 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train(net, *AND, passes=5, callbacks=broken)
    train(reference, *AND, passes=2)
    assert states(net) == states(reference)


# --- divergence ------------------------------------------------------------------------------------------------------


class Line(Module):
    """y = a x, whose squared error explodes for a learning rate that is too large."""

    def __init__(self) -> None:
        self.a = Value(0.5)

    def __call__(self, x: Any) -> Value:
        return self.a * x[0]


def test_a_divergence_ends_training_before_it_costs_anything() -> None:
    net, reference = Line(), Line()
    optimizer, other = Heavy(net.parameters(), lr=1e60), Heavy(reference.parameters(), lr=1e60)
    rows: Any = [[1.0], [2.0]], [3.0, 6.0]

    def loss(output: Value, y: float) -> Value:
        return (output - y) ** 2

    with pytest.warns(RuntimeWarning, match=r"the error after 3 passes is inf\. .* of pass 2; .* rate below 1e\+60"):
        history = train(net, *rows, "accumulated", optimizer=optimizer, passes=10, loss=loss, seed=1)
    assert history.diverged
    assert (history.passes, history.kept) == (3, 2)
    assert [math.isfinite(error) for error in history.errors] == [True, True, True, False]
    train(reference, *rows, "accumulated", optimizer=other, passes=2, loss=loss, seed=1)
    assert net.a.data == reference.a.data
    assert math.isfinite(net.a.data)
    assert optimizer.state_dict() == other.state_dict()


@pytest.mark.parametrize("error", [math.nan, math.inf, -math.inf])
def test_an_error_that_is_no_number_before_the_first_pass_is_one_too(error: float) -> None:
    net = Line()
    with pytest.warns(RuntimeWarning, match="the error after 0 passes is"):
        history = train(net, [[1.0], [2.0]], [0, 1], loss=lambda output, y: output * (error if y else -1.0))
    assert (history.passes, history.kept, history.outcome) == (0, 0, "divergence")
    assert net.a.data == 0.5


@pytest.mark.parametrize(("errors", "mean"), [([1e308, 1e308], math.inf), ([math.inf, -math.inf], math.nan)])
def test_a_mean_error_beyond_the_numbers_does_not_raise(errors: list[float], mean: float) -> None:
    got = mean_error(Line(), [[1.0], [2.0]], [0, 1], loss=lambda output, y: Value(errors[y]))
    assert got == mean or (math.isnan(got) and math.isnan(mean))


# --- accuracy --------------------------------------------------------------------------------------------------------


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
