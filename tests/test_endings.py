"""Why training ends, and what the network has learned then: patience, callbacks, divergence."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.nn import Pass, SigmoidMLP, mean_error, train
from tests.training_parts import Heavy, Line, examples

AND = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1])


def states(net: SigmoidMLP) -> list[float]:
    return [parameter.data for parameter in net.parameters()]


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
