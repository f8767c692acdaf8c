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
from autograd_lite.nn import MLP, MSELoss, SigmoidMLP, accuracy, mean_error, train
from autograd_lite.optim import SGD
from tests.training_parts import Heavy, Line, Thirds

DATA = load_watermelon3()
AND = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1])


@pytest.mark.once
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


def test_long_work_shows_a_progress_bar_on_a_terminal_only() -> None:
    code = (
        "from autograd_lite.nn import SigmoidMLP, train\nfrom autograd_lite.nn.training import progress\n"
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
    train(net, *AND, **{"passes": 1, **make(net)})


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda net: {"optimizer": SGD(net.parameters(), 0.3), "learning_rate": 0.1}, ValueError, "rate, 0.3; pass"),
        (
            lambda net: {"optimizer": SGD},
            TypeError,
            r"SGD is a class, not an optimiser; pass an object of it, SGD\(\.\.\.\)",
        ),
        (lambda net: {"loss": MSELoss}, TypeError, r"the loss is the class MSELoss; pass an object of it, MSELoss\(\)"),
        (lambda net: {"loss": "mse"}, TypeError, "the loss is a function, not 'mse' of type str"),
        (lambda net: {"callbacks": [print, 3]}, TypeError, "a callback is a function, not 3 of type int"),
        (lambda net: {"callbacks": 3}, TypeError, "a callback is a function, not 3 of type int"),
        (lambda net: {"callbacks": Line}, TypeError, "a callback is the class Line; pass an object of it"),
        (lambda net: {"validation": AND[0]}, TypeError, r"validation is a pair, \(X, Y\), not .* of type list"),
        (lambda net: {"validation": 0.2}, TypeError, r"validation is a pair, \(X, Y\), not 0\.2 of type float"),
        (lambda net: {"batch_size": True}, ValueError, "batch_size is an int >= 1, not True"),
        (lambda net: {"passes": False}, ValueError, "passes is an int >= 0, not False"),
        (lambda net: {"checkpoint_every": True}, ValueError, "checkpoint_every is an int >= 1, not True"),
        (lambda net: {"seed": True}, ValueError, "seed is an int, not True"),
        (lambda net: {"seed": 0.5}, ValueError, "seed is an int, not 0.5"),
        (lambda net: {"stop_below": math.nan}, ValueError, "stop_below is a number, not nan"),
        (lambda net: {"stop_below": True}, TypeError, "stop_below: True is of type bool"),
        (lambda net: {"checkpoint": ""}, ValueError, "checkpoint='' is a directory; name a file in it"),
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
        (
            lambda net: {"loss": lambda output, y: Value((output[0].data - y) ** 2)},
            ValueError,
            r"a Value that was computed from none, .* not from their \.data or under no_grad",
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


def test_an_error_may_be_a_parameter_or_be_computed_from_nothing_on_some_rows() -> None:
    line = Line()
    train(line, [[1.0]], [0], passes=1, loss=lambda output, y: line.a)
    assert line.a.data == 0.4
    train(line, [[1.0], [2.0]], [0, 1], passes=1, loss=lambda output, y: output if y else Value(0.0))
    assert line.a.data < 0.3


def test_the_best_parameters_are_put_back_when_a_callback_raises() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    before = states(net)

    def fail(state: Any) -> None:
        if state.number == 5:
            assert state.history.best_pass == 0
            assert states(net) != before
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train(net, *AND, learning_rate=5.0, validation=([[0.0, 0.0]], [1]), patience=50, callbacks=fail)
    assert states(net) == before


def test_an_error_on_the_validation_rows_says_so() -> None:
    def loss(output: Any, y: int) -> Value:
        if y > 1:
            raise ValueError("no such class")
        return (output[0] - y) ** 2

    with pytest.raises(ValueError, match="no such class") as caught:
        train(SigmoidMLP(2, 3, 1), *AND, loss=loss, validation=([[0.0, 0.0]], [2]))
    assert caught.value.__notes__ == ["this was in measuring the error of the validation rows"]


@pytest.mark.parametrize("generator", [random.SystemRandom(), random, np.random.RandomState(0), random.Random])
def test_training_without_a_checkpoint_takes_any_generator(generator: Any) -> None:
    net = Line()
    net.generator = generator
    assert train(net, [[1.0]], [0], passes=1, loss=lambda output, y: output).passes == 1


@pytest.mark.parametrize(
    "rows", [{0: [1.0]}, {1.0}, frozenset([1.0]), {0: 1.0}.values(), b"a", bytearray(b"a"), "1", 5]
)
def test_what_holds_no_rows_in_an_order_is_named(rows: Any) -> None:
    for X, Y, name in ((rows, [0], "X"), ([[0.0]], rows, "Y")):
        with pytest.raises(TypeError, match=f"{name} holds rows of numbers in an order, as a list or an array, and is"):
            train(SigmoidMLP(1, 1, 1), X, Y)  # type: ignore[arg-type]


def test_an_array_without_dimensions_is_a_number() -> None:
    X = [[np.array(0.5)], np.array(1)]
    nets = [SigmoidMLP(1, 1, 1, seed=0) for _ in range(2)]
    assert train(nets[0], X, [np.array(0), np.array(1)], passes=1) == train(nets[1], [[0.5], [1.0]], [0, 1], passes=1)


def test_numpys_ints_are_ints() -> None:
    nets = [SigmoidMLP(2, 3, 1, seed=0) for _ in range(2)]
    two = np.int64(2)
    assert train(nets[0], *AND, batch_size=two, passes=two, seed=two) == train(  # type: ignore[arg-type]
        nets[1], *AND, batch_size=2, passes=2, seed=2
    )
    assert states(nets[0]) == states(nets[1])


def test_a_class_is_no_network() -> None:
    with pytest.raises(TypeError, match=r"SigmoidMLP is a class, not a network; pass an object of it"):
        train(SigmoidMLP, *AND)  # type: ignore[arg-type]
