"""Optimisers, schedules and clipping compute what PyTorch computed (recorded), and where they can, more exactly."""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value, optim
from autograd_lite.optim import SGD, Adam, AdamW, CosineAnnealingLR, StepLR, clip_grad_norm_, clip_grad_value_
from tests.recorded.optimisations import CLIPPINGS, GRADIENTS, OPTIMISERS, SCHEDULES, STEPS, optimise

ROOT = Path(__file__).parent.parent
RECORDED: dict[str, Any] = json.loads((ROOT / "tests/recorded/torch_optim.json").read_text(encoding="utf-8"))


def to_rounding(expected: Any) -> Any:
    """Equal to 1e-12, relative alone; nan equals nan."""
    return pytest.approx(expected, rel=1e-12, abs=0.0, nan_ok=True)


def with_gradients(gradients: list[float]) -> list[Value]:
    parameters = [Value(1.0) for _ in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    return parameters


def gradients_of(parameters: list[Value]) -> list[float]:
    return [parameter.grad for parameter in parameters]


# --- as PyTorch ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", OPTIMISERS)
def test_every_step_is_pytorchs(case: str) -> None:
    name, options = OPTIMISERS[case]
    ours, theirs = optimise(getattr(optim, name), options, Value), RECORDED["optimisers"][case]
    assert len(ours) == len(theirs) == STEPS >= 5
    for a, b in zip(ours, theirs, strict=True):
        assert a == to_rounding(b)


@pytest.mark.parametrize("case", SCHEDULES)
def test_every_learning_rate_is_pytorchs(case: str) -> None:
    name, options, lr, epochs = SCHEDULES[case]
    schedule = getattr(optim, name)(SGD([Value(1.0)], lr=lr), **options)
    rates = []
    for _ in range(epochs):
        rates += schedule.get_last_lr()
        assert schedule.get_last_lr() == [schedule.optimizer.lr]
        schedule.step()
    assert rates == to_rounding(RECORDED["schedules"][case])


@pytest.mark.parametrize("gradients", GRADIENTS)
@pytest.mark.parametrize("case", CLIPPINGS)
def test_clipping_is_pytorchs(case: str, gradients: str) -> None:
    name, options = CLIPPINGS[case]
    parameters = with_gradients(GRADIENTS[gradients])
    recorded = RECORDED["clippings"][f"{case}, {gradients}"]
    returned = getattr(optim, name)(parameters, **options)
    assert returned == (None if recorded["returned"] is None else to_rounding(float(recorded["returned"])))
    assert gradients_of(parameters) == [to_rounding(float(g)) for g in recorded["gradients"]]


def test_the_recording_is_of_every_case() -> None:
    assert list(RECORDED["optimisers"]) == list(OPTIMISERS)
    assert list(RECORDED["schedules"]) == list(SCHEDULES)
    assert list(RECORDED["clippings"]) == [f"{case}, {gradients}" for case in CLIPPINGS for gradients in GRADIENTS]


if importlib.util.find_spec("torch"):

    def test_the_recording_is_what_this_pytorch_computes() -> None:
        code = "import json; from tests.recorded.record_torch_optim import record; print(json.dumps(record()))"
        command = [sys.executable, "-c", code]
        now = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        for case in OPTIMISERS:
            assert now["optimisers"][case] == [to_rounding(step) for step in RECORDED["optimisers"][case]]
        for case in SCHEDULES:
            assert now["schedules"][case] == to_rounding(RECORDED["schedules"][case])
        for case, recorded in RECORDED["clippings"].items():
            assert [float(g) for g in now["clippings"][case]["gradients"]] == to_rounding(
                [float(g) for g in recorded["gradients"]]
            )


# --- the rules -------------------------------------------------------------------------------------------------------


def test_sgd_subtracts_the_learning_rate_times_the_gradient() -> None:
    a, b = Value(1.0), Value(-2.0)
    optimiser = SGD([a, b], lr=0.25)
    (3.0 * a + b * b).backward()
    optimiser.step()
    assert (a.data, b.data) == (1.0 - 0.25 * 3.0, -2.0 - 0.25 * -4.0)
    assert (a.grad, b.grad) == (3.0, -4.0)
    optimiser.zero_grad()
    optimiser.step()
    assert (a.grad, b.grad) == (0.0, 0.0)
    assert (a.data, b.data) == (0.25, -1.0)


def test_the_learning_rate_can_be_changed_between_steps() -> None:
    a = Value(1.0)
    optimiser = SGD([a])
    assert optimiser.lr == 1e-3
    a.grad = 2.0
    optimiser.lr = 0.5
    optimiser.step()
    assert a.data == 0.0


@pytest.mark.parametrize("make", [SGD, lambda p: SGD(p, momentum=0.9), Adam, AdamW])
@pytest.mark.parametrize("gradient", [3, np.float64(3.0), np.float32(3.0), Fraction(3)])
def test_parameters_stay_plain_floats_whatever_number_a_gradient_is(make: Any, gradient: Any) -> None:
    a, b = Value(1.0), Value(1.0)
    a.grad, b.grad = gradient, 3.0
    for parameter in (a, b):
        optimiser = make([parameter])
        optimiser.step()
        json.dumps(optimiser.state_dict())
    assert type(a.data) is float
    assert a.data == b.data


@pytest.mark.parametrize("make", [SGD, lambda p: SGD(p, momentum=0.9), Adam, AdamW])
@pytest.mark.parametrize("gradient", [math.nan, math.inf])
def test_a_gradient_that_is_not_finite_spoils_its_parameter_and_no_other(make: Any, gradient: float) -> None:
    a, b = with_gradients([gradient, 1.0])
    optimiser = make([a, b])
    for _ in range(2):
        optimiser.step()
    assert not math.isfinite(a.data)
    assert 0.9 < b.data < 1.0


@given(st.floats(1e-150, 1e150), st.floats(0.0, 0.99), st.floats(0.0, 0.999))
def test_adams_first_step_is_the_learning_rate_whatever_the_gradient(
    gradient: float, beta1: float, beta2: float
) -> None:
    (a,) = with_gradients([gradient])
    Adam([a], lr=0.125, betas=(beta1, beta2), eps=1e-300).step()
    assert a.data == pytest.approx(1.0 - 0.125, rel=1e-12)


# --- schedules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("base", "lowest"), [(0.4, 0.0), (0.4, 0.03), (0.0, 0.1)])
def test_the_cosine_has_all_digits_where_it_is_lowest_and_does_not_drift(base: float, lowest: float) -> None:
    T = 1000
    schedule = CosineAnnealingLR(SGD([Value(1.0)], lr=base), T_max=T, eta_min=lowest)
    rates = schedule.get_last_lr()
    for _ in range(3 * T):
        schedule.step()
        rates += schedule.get_last_lr()
    assert [rates[t] for t in (0, T, 2 * T, 3 * T)] == [base, lowest, base, lowest]
    for t in [*range(0, 3 * T, 97), T - 1, T + 1, 3 * T - 1]:
        cosine = mpmath.cos(mpmath.pi * t / T)
        assert rates[t] == pytest.approx(float(lowest + (mpmath.mpf(base) - lowest) * (1 + cosine) / 2), rel=2e-15)


def test_a_step_schedule_does_not_drift() -> None:
    schedule = StepLR(SGD([Value(1.0)], lr=0.3), step_size=7, gamma=0.99)
    for _ in range(7000):
        schedule.step()
    assert schedule.get_last_lr() == [0.3 * 0.99**1000]


# --- clipping --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm_type", [0.5, 1.0, 2.0, 3.0, 40.0, math.inf])
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=5))
def test_the_norm_is_exact_at_every_magnitude(norm_type: float, gradients: list[float]) -> None:
    with mpmath.workdps(60):
        magnitudes = [abs(mpmath.mpf(g)) for g in gradients]
        powers = sum(x**norm_type for x in magnitudes if norm_type < math.inf)
        exact = powers ** (1 / mpmath.mpf(norm_type)) if norm_type < math.inf else max(magnitudes)
    assert clip_grad_norm_(with_gradients(gradients), math.inf, norm_type) == pytest.approx(float(exact), rel=1e-13)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=5), st.floats(1e-3, 1e3))
def test_no_norm_is_above_its_limit_afterwards_and_the_direction_stays(gradients: list[float], limit: float) -> None:
    parameters = with_gradients(gradients)
    norm = clip_grad_norm_(parameters, limit)
    assert math.hypot(*gradients_of(parameters)) <= limit * (1 + 1e-15)
    if norm + 1e-6 <= limit:
        assert gradients_of(parameters) == gradients
    assert [math.copysign(1.0, g) for g in gradients_of(parameters)] == [math.copysign(1.0, g) for g in gradients]


@given(st.lists(st.floats(allow_nan=False), min_size=1), st.floats(0.0, math.inf))
def test_values_are_clipped_into_the_interval(gradients: list[float], limit: float) -> None:
    parameters = with_gradients(gradients)
    clip_grad_value_(parameters, limit)
    assert gradients_of(parameters) == [max(-limit, min(limit, g)) for g in gradients]


def test_a_single_value_can_be_clipped() -> None:
    (a,) = with_gradients([-3.0])
    assert clip_grad_norm_(a, 1.0, norm_type=1.0) == 3.0
    clip_grad_value_(a, 0.5)
    assert a.grad == -0.5
