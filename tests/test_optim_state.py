"""Resuming an optimiser and its schedule from their states is bit-equal to never having stopped."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.optim import SGD, Adam, AdamW, CosineAnnealingLR, LRScheduler, Optimizer, StepLR
from tests.recorded.optimisations import OPTIMISERS, START, error

MAKERS: dict[str, Callable[[list[Value]], Optimizer]] = {
    case: lambda w, name=name, options=options: {"SGD": SGD, "Adam": Adam, "AdamW": AdamW}[name](w, **options)
    for case, (name, options) in OPTIMISERS.items()
}
SCHEDULES: dict[str, Callable[[Optimizer], LRScheduler]] = {
    "StepLR": lambda optimiser: StepLR(optimiser, 2, gamma=0.7),
    "CosineAnnealingLR": lambda optimiser: CosineAnnealingLR(optimiser, 5, eta_min=1e-5),
}


def run(w: list[Value], optimiser: Optimizer, schedule: LRScheduler, steps: range) -> list[str]:
    for step in steps:
        optimiser.zero_grad()
        error(w, step).backward()
        optimiser.step()
        schedule.step()
    return [p.data.hex() for p in w]


@pytest.mark.parametrize("stop", [0, 1, 4])
@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("case", MAKERS)
def test_a_resumed_run_is_bit_equal_to_an_uninterrupted_one(case: str, kind: str, stop: int) -> None:
    make, scheduled = MAKERS[case], SCHEDULES[kind]
    w = [Value(x) for x in START]
    optimiser = make(w)
    schedule = scheduled(optimiser)
    run(w, optimiser, schedule, range(stop))
    saved = json.dumps([[p.data for p in w], optimiser.state_dict(), schedule.state_dict()])
    uninterrupted = run(w, optimiser, schedule, range(stop, 9))

    numbers, state, schedule_state = json.loads(saved)
    resumed = [Value(x) for x in numbers]
    again = make(resumed)
    schedule_again = scheduled(again)
    again.load_state_dict(state)
    schedule_again.load_state_dict(schedule_state)
    assert run(resumed, again, schedule_again, range(stop, 9)) == uninterrupted


@pytest.mark.parametrize("make", [lambda w: SGD(w, momentum=0.9), Adam])
def test_a_run_that_diverged_is_resumed_as_it_was(make: Any) -> None:
    a, b = Value(1.0), Value(1.0)
    a.grad, b.grad = math.nan, math.inf
    optimiser = make([a, b])
    optimiser.step()
    other = make([a, b])
    other.load_state_dict(json.loads(json.dumps(optimiser.state_dict())))
    assert repr(other.state_dict()) == repr(optimiser.state_dict())


def test_settings_come_with_the_state() -> None:
    saved, loaded = SGD([Value(1.0)], lr=0.5, momentum=0.9, nesterov=True), SGD([Value(2.0)])
    loaded.load_state_dict(saved.state_dict())
    assert (loaded.lr, loaded.momentum, loaded.nesterov) == (0.5, 0.9, True)
    loaded.lr = 0.25
    assert saved.lr == 0.5


def test_a_state_is_a_copy() -> None:
    a = Value(1.0)
    optimiser = SGD([a], momentum=0.5)
    a.grad = 1.0
    optimiser.step()
    state = optimiser.state_dict()
    state["momentum_buffer"][0] = 7.0
    assert optimiser.state_dict()["momentum_buffer"] == [1.0]
    optimiser.load_state_dict(state)
    state["momentum_buffer"][0] = 8.0
    assert optimiser.state_dict()["momentum_buffer"] == [7.0]


def sgd(count: int = 2) -> SGD:
    parameters = [Value(1.0) for _ in range(count)]
    optimiser = SGD(parameters, momentum=0.9)
    optimiser.step()
    return optimiser


def adam() -> Adam:
    optimiser = Adam([Value(1.0), Value(1.0)])
    optimiser.step()
    return optimiser


def step_lr() -> StepLR:
    return StepLR(sgd(), 2)


WRONG: list[Any] = [
    (sgd, adam().state_dict(), "optimizer = 'Adam', and here it is 'SGD'"),
    (adam, AdamW([Value(1.0), Value(1.0)]).state_dict(), "optimizer = 'AdamW', and here it is 'Adam'"),
    (sgd, sgd(3).state_dict(), "parameters = 3, and here it is 2"),
    (sgd, {}, "it lacks 'optimizer', 'parameters', 'lr', 'momentum', 'dampening'"),
    (sgd, [1.0], r"\[1.0\] is of type list; pass what state_dict\(\) gave"),
    (sgd, {"lr": math.nan}, "the learning rate must be a finite number >= 0, not nan"),
    (sgd, {"lr": "0.1"}, "the learning rate: '0.1' is of type str"),
    (sgd, {"lr": None}, "the learning rate: None"),
    (sgd, {"momentum": 2.0}, "momentum must be a number from 0 to 1, not 2.0"),
    (sgd, {"weight_decay": 10**400}, "beyond the range of doubles"),
    (sgd, {"nesterov": 1}, "nesterov must be True or False, not 1"),
    (sgd, {"nesterov": True, "dampening": 0.5}, "nesterov=True needs a momentum > 0 and dampening=0"),
    (sgd, {"momentum_buffer": [1.0]}, "momentum_buffer has 1 numbers for 2 parameters"),
    (sgd, {"momentum_buffer": None}, "momentum_buffer must be a list of numbers, not None"),
    (sgd, {"momentum_buffer": [1.0, "nan"]}, r"momentum_buffer\[1\]: 'nan' is of type str"),
    (sgd, {"velocity": [1.0]}, "it has the unknown 'velocity'"),
    (adam, {"betas": [0.9]}, r"betas must be two numbers such as \(0.9, 0.999\), not \[0.9\]"),
    (adam, {"betas": [0.9, 1.0]}, r"betas\[1\] must be a number >= 0 and < 1, not 1.0"),
    (adam, {"eps": 0.0}, "eps must be a finite number > 0, not 0.0"),
    (adam, {"steps": 1.0}, "steps must be an int, not 1.0 of type float"),
    (adam, {"steps": -1}, "steps must be an int >= 0, not -1"),
    (adam, {"exp_avg": [0.0]}, "exp_avg has 1 numbers for 2 parameters"),
    (adam, {"exp_avg_sq": [0.0, -1.0]}, r"exp_avg_sq\[1\] is a mean of squares, not -1.0"),
    (adam, {"exp_avg_sq": []}, "exp_avg_sq has 0 numbers for 2 parameters"),
    (step_lr, CosineAnnealingLR(sgd(), 3).state_dict(), "schedule = 'CosineAnnealingLR', and here it is 'StepLR'"),
    (step_lr, {"last_epoch": True}, "last_epoch must be an int, not True of type bool"),
    (step_lr, {"step_size": 0}, "step_size must be an int >= 1, not 0"),
    (step_lr, {"gamma": math.inf}, "gamma must be a finite number >= 0, not inf"),
]


@pytest.mark.parametrize(("make", "state", "message"), WRONG)
def test_a_wrong_state_is_named_and_changes_nothing(make: Any, state: Any, message: str) -> None:
    loaded = make()
    before = loaded.state_dict()
    if isinstance(state, dict) and state and {"optimizer", "schedule"}.isdisjoint(state):
        state = {**before, **state}
    with pytest.raises(ValueError, match=f"this state cannot be loaded into {type(loaded).__name__}: .*{message}"):
        loaded.load_state_dict(state)
    assert loaded.state_dict() == before
