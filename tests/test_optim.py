"""Optimisers move parameters against their gradients, and refuse what they cannot move."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.optim import SGD


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


@pytest.mark.parametrize("rate", [math.nan, math.inf, -1e-9])
def test_an_unusable_learning_rate_is_named(rate: float) -> None:
    with pytest.raises(ValueError, match=f"learning rate must be a finite number >= 0, not {rate}"):
        SGD([Value(1.0)], lr=rate)
    optimiser = SGD([Value(1.0)])
    with pytest.raises(ValueError, match="learning rate"):
        optimiser.lr = rate
    assert optimiser.lr == 1e-3


@pytest.mark.parametrize(
    ("parameters", "message"), [([], "at least one parameter"), ([1.0], "parameter 0, 1.0, is of type float")]
)
def test_it_needs_values(parameters: list[Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        SGD(parameters)
