"""What optimisers, schedules and clipping refuse, and in which words."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value
from autograd_lite.optim import (
    SGD,
    Adam,
    AdamW,
    CosineAnnealingLR,
    StepLR,
    clip_grad_norm_,
    clip_grad_value_,
)

# --- parameters ------------------------------------------------------------------------------------------------------

LEAF = Value(2.0, "w")
USED_UP = iter([Value(1.0)])
next(USED_UP)


@pytest.mark.parametrize(
    "use", [SGD, Adam, AdamW, lambda p: clip_grad_norm_(p, 1.0), lambda p: clip_grad_value_(p, 1.0)]
)
@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ([], ValueError, "at least one parameter; pass net.parameters()"),
        (USED_UP, ValueError, "this iterator gave none (one that has been read to its end is empty"),
        ([1.0], TypeError, "parameter 0, 1.0, is of type float"),
        ([LEAF, "w"], TypeError, "parameter 1, 'w', is of type str"),
        ([{"params": [LEAF]}], TypeError, "is of type dict"),
        ({LEAF}, TypeError, "of type set"),
        (3.0, TypeError, "not 3.0 of type float"),
        ([Value(1.0), LEAF, LEAF], ValueError, "parameter 1, Value(data=2.0, grad=0.0, label='w'), is given again as "),
        ([LEAF, LEAF * 2.0], ValueError, "parameter 1, Value(data=4.0, grad=0.0, op='*'), was computed from others"),
    ],
)
def test_what_is_no_list_of_parameters_is_named(use: Any, params: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        use(params)


def test_a_value_is_no_list_of_values_for_an_optimiser() -> None:
    with pytest.raises(TypeError, match=r"not Value\(data=2.0.* of type Value; pass net.parameters\(\), or a list"):
        SGD(LEAF)  # type: ignore[arg-type]


@pytest.mark.parametrize("params", [(LEAF,), {LEAF: 1}, {"w": LEAF}.values(), iter([LEAF]), (p for p in [LEAF])])
def test_every_ordered_collection_of_values_is_taken(params: Any) -> None:
    assert SGD(params).parameters == (LEAF,)


def test_equal_parameters_are_different_parameters() -> None:
    assert len(SGD([Value(0.0), Value(0.0)]).parameters) == 2


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [math.nan, math.inf, -1e-9])
def test_an_unusable_learning_rate_is_named(rate: float) -> None:
    with pytest.raises(ValueError, match=f"learning rate must be a finite number >= 0, not {rate}"):
        SGD([Value(1.0)], lr=rate)
    optimiser = SGD([Value(1.0)])
    with pytest.raises(ValueError, match="learning rate"):
        optimiser.lr = rate
    assert optimiser.lr == 1e-3


@pytest.mark.parametrize(
    ("make", "options", "message"),
    [
        (SGD, {"momentum": -0.1}, "momentum must be a number from 0 to 1, not -0.1"),
        (SGD, {"momentum": 9}, "momentum must be a number from 0 to 1, not 9"),
        (SGD, {"momentum": math.nan}, "momentum must be a number from 0 to 1, not nan"),
        (SGD, {"dampening": 1.5}, "dampening must be a number from 0 to 1, not 1.5"),
        (SGD, {"weight_decay": -1.0}, "weight_decay must be a finite number >= 0, not -1.0"),
        (SGD, {"nesterov": True}, "nesterov=True needs a momentum > 0 and dampening=0, not momentum=0.0"),
        (SGD, {"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "and dampening=0.1"),
        (Adam, {"lr": -1.0}, "the learning rate must be a finite number >= 0, not -1.0"),
        (Adam, {"betas": (1.0, 0.999)}, r"betas\[0\] must be a number >= 0 and < 1, not 1.0"),
        (Adam, {"betas": (0.9, -0.1)}, r"betas\[1\] must be a number >= 0 and < 1, not -0.1"),
        (AdamW, {"betas": (0.9, math.nan)}, r"betas\[1\] must be a number >= 0 and < 1, not nan"),
        (Adam, {"eps": 0.0}, "eps must be a finite number > 0, not 0.0"),
        (Adam, {"eps": math.nan}, "eps must be a finite number > 0, not nan"),
        (AdamW, {"weight_decay": math.inf}, "weight_decay must be a finite number >= 0, not inf"),
    ],
)
def test_a_setting_outside_its_range_is_named(make: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make([Value(1.0)], **options)


@pytest.mark.parametrize(
    ("make", "options", "message"),
    [
        (SGD, {"lr": "0.1"}, "the learning rate: '0.1' is of type str"),
        (SGD, {"momentum": True}, "momentum: True is of type bool"),
        (SGD, {"momentum": 0.9, "nesterov": "yes"}, "nesterov must be True or False, not 'yes'"),
        (Adam, {"betas": 0.9}, "betas must be two numbers such as"),
        (Adam, {"betas": ("a", 0.9)}, r"betas\[0\]: 'a' is of type str"),
    ],
)
def test_a_setting_of_another_type_is_named(make: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make([Value(1.0)], **options)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: clip_grad_norm_(p, -1.0), ValueError, "max_norm must be a number >= 0, not -1.0"),
        (lambda p: clip_grad_norm_(p, math.nan), ValueError, "max_norm must be a number >= 0, not nan"),
        (lambda p: clip_grad_norm_(p, 1.0, norm_type=0.0), ValueError, "norm_type must be a number > 0, .* not 0.0"),
        (lambda p: clip_grad_norm_(p, 1.0, norm_type=math.nan), ValueError, "norm_type must be a number > 0"),
        (lambda p: clip_grad_norm_(p, "1"), TypeError, "max_norm: '1' is of type str"),
        (lambda p: clip_grad_value_(p, -1.0), ValueError, "clip_value must be a number >= 0, not -1.0"),
    ],
)
def test_a_limit_that_is_none_is_named(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call([LEAF])


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        ([1.0, math.inf], r"is inf \(see parameter 1, Value\(data=1.0, grad=inf\)\)"),
        ([math.nan, math.inf], r"is nan \(see parameter 0, Value\(data=1.0, grad=nan\)\)"),
        ([1.7e308, 1.7e308], r"is inf \(all are finite, but their norm is not\)"),
    ],
)
def test_a_norm_that_is_not_finite_raises_when_asked_and_leaves_the_gradients(
    gradients: list[float], message: str
) -> None:
    parameters = [Value(1.0), Value(1.0)]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    with pytest.raises(RuntimeError, match=f"the norm of the gradients {message}, and they are unchanged"):
        clip_grad_norm_(parameters, 1.0, error_if_nonfinite=True)
    assert repr([parameter.grad for parameter in parameters]) == repr(gradients)


# --- schedules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda o: StepLR(o, 0), ValueError, "step_size must be an int >= 1, not 0"),
        (lambda o: StepLR(o, 2.0), TypeError, "step_size must be an int, not 2.0 of type float"),
        (lambda o: StepLR(o, 2, gamma=-1.0), ValueError, "gamma must be a finite number >= 0, not -1.0"),
        (lambda o: CosineAnnealingLR(o, -3), ValueError, "T_max must be an int >= 1, not -3"),
        (
            lambda o: CosineAnnealingLR(o, 3, eta_min=math.nan),
            ValueError,
            "eta_min must be a finite number >= 0, not nan",
        ),
        (lambda o: StepLR(o.parameters, 2), TypeError, "a schedule sets the learning rate of an optimiser, not of"),
    ],
)
def test_an_unusable_schedule_is_named(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make(SGD([LEAF]))


def test_a_rate_that_somebody_else_has_set_is_not_overwritten_in_silence() -> None:
    optimiser = SGD([LEAF], lr=0.5)
    first, second = StepLR(optimiser, 1), CosineAnnealingLR(optimiser, 3)
    first.step()
    with pytest.raises(RuntimeError, match=r"the learning rate is 0.05, and this CosineAnnealingLR had left it at 0.5"):
        second.step()
    assert (optimiser.lr, second.last_epoch) == (0.05, 0)
    first.step()


def test_a_rate_that_grows_beyond_all_numbers_is_named_and_the_epoch_not_counted() -> None:
    schedule = StepLR(SGD([LEAF]), 1, gamma=1e200)
    schedule.step()
    with pytest.raises(ValueError, match="the learning rate must be a finite number >= 0, not inf"):
        schedule.step()
    assert schedule.last_epoch == 1


@pytest.mark.parametrize(
    "use",
    [
        lambda p: SGD(p).step(),
        lambda p: SGD(p, momentum=0.9).step(),
        lambda p: Adam(p).step(),
        lambda p: clip_grad_norm_(p, 1.0),
        lambda p: clip_grad_value_(p, 1.0),
    ],
)
def test_a_gradient_that_is_none_is_named(use: Any) -> None:
    parameters = [Value(1.0), Value(2.0)]
    parameters[1].grad = None  # type: ignore[assignment]
    with pytest.raises(TypeError, match=r"parameter 1: grad is None: use zero_grad\(\), which sets 0\.0"):
        use(parameters)


def test_numpys_ints_are_ints() -> None:
    schedule = StepLR(SGD([Value(1.0)]), step_size=np.int64(3))  # type: ignore[arg-type]
    assert type(schedule.step_size) is int
    assert schedule.state_dict()["step_size"] == 3
