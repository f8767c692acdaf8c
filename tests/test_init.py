"""Initialisers: PyTorch's scales, exact bounds, and the moments of the distributions they draw from."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value
from autograd_lite.nn import Linear, init
from tests.recorded.recordings import TORCH_NN, data, near


def weight(outputs: int, inputs: int) -> list[list[Value]]:
    return [[Value(0.0) for _ in range(inputs)] for _ in range(outputs)]


def flat(tree: Any) -> list[float]:
    return [x for row in data(tree) for x in row]


RANDOM = [
    init.uniform_,
    init.normal_,
    init.xavier_uniform_,
    init.xavier_normal_,
    init.kaiming_uniform_,
    init.kaiming_normal_,
]

# --- PyTorch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", TORCH_NN["gains"], ids=lambda case: f"{case['arguments']}")
def test_gains_are_pytorchs(case: dict[str, Any]) -> None:
    assert init.calculate_gain(*case["arguments"]) == near(case["gain"])


@pytest.mark.parametrize("case", TORCH_NN["initialisers"], ids=lambda case: f"{case['initialiser']}-{case['options']}")
def test_scales_are_pytorchs(case: dict[str, Any]) -> None:
    """A scale is what the numbers of the standard distribution are multiplied by."""
    standard = init.normal_ if "normal" in case["initialiser"] else lambda w, seed: init.uniform_(w, -1.0, 1.0, seed)
    drawn = flat(getattr(init, case["initialiser"])(weight(*case["shape"]), seed=0, **case["options"]))
    ratios = [x / y for x, y in zip(drawn, flat(standard(weight(*case["shape"]), seed=0)), strict=True)]
    assert ratios == near([case["scale"]] * len(ratios))


# --- formulas --------------------------------------------------------------------------------------------------------


def test_bounds_are_the_formulas() -> None:
    for initialiser, bound in (
        (init.xavier_uniform_, math.sqrt(6.0 / (20 + 50))),
        (init.kaiming_uniform_, math.sqrt(6.0 / 20)),
        (lambda w, seed: init.kaiming_uniform_(w, mode="fan_out", seed=seed), math.sqrt(6.0 / 50)),
        (lambda w, seed: init.kaiming_uniform_(w, a=math.sqrt(5.0), seed=seed), 1.0 / math.sqrt(20.0)),
        (lambda w, seed: init.uniform_(w, -0.5, 0.5, seed), 0.5),
    ):
        numbers = flat(initialiser(weight(50, 20), seed=0))
        assert -bound * (1.0 + 1e-15) <= min(numbers) < -0.99 * bound
        assert bound * (1.0 + 1e-15) > max(numbers) > 0.99 * bound


@pytest.mark.parametrize(
    ("initialiser", "mean", "variance", "kurtosis"),
    [
        (lambda w: init.uniform_(w, 2.0, 5.0, seed=1), 3.5, 9.0 / 12.0, 9.0 / 5.0),
        (lambda w: init.normal_(w, 2.0, 0.5, seed=1), 2.0, 0.25, 3.0),
        (lambda w: init.xavier_uniform_(w, gain=2.0, seed=1), 0.0, 4.0 * 2.0 / 200.0, 9.0 / 5.0),
        (lambda w: init.xavier_normal_(w, gain=2.0, seed=1), 0.0, 4.0 * 2.0 / 200.0, 3.0),
        (lambda w: init.kaiming_uniform_(w, seed=1), 0.0, 2.0 / 100.0, 9.0 / 5.0),
        (lambda w: init.kaiming_normal_(w, nonlinearity="tanh", seed=1), 0.0, 25.0 / 9.0 / 100.0, 3.0),
    ],
)
def test_moments_are_those_of_the_distribution(
    initialiser: Callable[[Any], Any], mean: float, variance: float, kurtosis: float
) -> None:
    numbers = flat(initialiser(weight(100, 100)))
    n = len(numbers)
    deviation = math.sqrt(variance)
    assert abs(statistics.fmean(numbers) - mean) < 4.0 * deviation / math.sqrt(n)
    assert abs(statistics.fmean((x - mean) ** 2 for x in numbers) / variance - 1.0) < 4.0 * math.sqrt(
        (kurtosis - 1.0) / n
    )
    assert statistics.fmean((x - mean) ** 4 for x in numbers) / variance**2 == pytest.approx(kurtosis, rel=0.1)


def test_normal_numbers_are_distributed_normally() -> None:
    numbers = sorted(flat(init.normal_(weight(100, 100), seed=5)))
    steps = [statistics.NormalDist().cdf(x) - k / len(numbers) for k, x in enumerate(numbers)]
    assert max(map(abs, steps)) < 1.63 / math.sqrt(len(numbers))  # Kolmogorov and Smirnov, 1 %


class Rigged:
    """A generator of the smallest and the largest numbers there are."""

    def __init__(self) -> None:
        self.numbers = [0.0, 1.0 - 2.0**-53] * 4

    def random(self) -> float:
        return self.numbers.pop()


def test_no_draw_is_infinite() -> None:
    assert all(abs(x) < 9.0 for x in flat(init.normal_(weight(2, 2), seed=Rigged())))
    assert sorted(flat(init.uniform_(weight(1, 2), -1.0, 1.0, seed=Rigged()))) == [-1.0, 1.0 - 2.0**-52]


def test_constants() -> None:
    assert flat(init.constant_(weight(2, 2), 3)) == [3.0] * 4
    assert flat(init.zeros_(init.constant_(weight(2, 2), 3))) == [0.0] * 4


# --- what is set, and by what ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("initialiser", RANDOM)
def test_it_is_done_in_place_and_repeatably(initialiser: Callable[..., Any]) -> None:
    before = random.getstate()
    w = weight(3, 2)
    leaves = [id(x) for row in w for x in row]
    assert initialiser(w, seed=7) is w
    assert [id(x) for row in w for x in row] == leaves
    assert flat(w) == flat(initialiser(weight(3, 2), seed=7)) == flat(initialiser(weight(3, 2), seed=random.Random(7)))
    assert flat(w) != flat(initialiser(weight(3, 2), seed=8))
    assert random.getstate() == before


@pytest.mark.parametrize("initialiser", RANDOM)
def test_without_a_seed_the_global_generator_is_drawn_from(initialiser: Callable[..., Any]) -> None:
    state = random.getstate()
    first = flat(initialiser(weight(3, 2)))
    random.setstate(state)
    assert flat(initialiser(weight(3, 2))) == first


def test_a_bias_and_a_single_parameter_can_be_set() -> None:
    layer = Linear(3, 2, seed=0)
    init.zeros_(layer.bias)
    assert [b.data for b in layer.bias] == [0.0, 0.0]
    init.normal_(layer.bias, seed=0)
    assert init.constant_(layer.bias[0], 4.0).data == 4.0
    array = np.array(layer.weight, dtype=object)
    init.constant_(array, 2.0)
    assert flat(layer.weight) == [2.0] * 6


def test_a_linear_layer_starts_as_by_kaiming_with_the_slope_sqrt_5() -> None:
    drawn = init.kaiming_uniform_(weight(2, 3), a=math.sqrt(5.0), seed=0)
    assert flat(Linear(3, 2, seed=0).weight) == pytest.approx(flat(drawn), rel=1e-14)


# --- misuse ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda w: init.uniform_(w, 1.0, 0.0), "finite numbers with a <= b, not from 1.0 to 0.0"),
        (lambda w: init.uniform_(w, 0.0, math.nan), "not from 0.0 to nan"),
        (lambda w: init.uniform_(w, 0.0, math.inf), "not from 0.0 to inf"),
        (lambda w: init.normal_(w, 0.0, -1.0), "a standard deviation >= 0, not 0.0 and -1.0"),
        (lambda w: init.normal_(w, math.nan), "a finite mean .*, not nan and 1.0"),
        (lambda w: init.kaiming_uniform_(w, mode="fan"), "mode is 'fan_in' or 'fan_out', not 'fan'"),
        (lambda w: init.kaiming_normal_(w, nonlinearity="gelu"), "'gelu', only for leaky_relu, linear, relu, selu, "),
        (lambda w: init.xavier_uniform_(w[0]), r"rows of inputs, one for each output; this one is of shape \(2,\)"),
        (lambda w: init.xavier_normal_([w]), r"this one is of shape \(1, 2, 2\)"),
        (lambda w: init.kaiming_normal_([]), "the weight is empty"),
        (lambda w: init.xavier_uniform_([w[0], w[1][:1]]), r"row 0 is of shape \(2,\), row 1 of shape \(1,\)"),
        (lambda _: init.calculate_gain("swish"), "'swish', only for leaky_relu, linear, relu, selu, sigmoid, tanh"),
    ],
)
def test_misuse_is_named_and_changes_nothing(call: Callable[[Any], Any], message: str) -> None:
    w = init.constant_(weight(2, 2), 5.0)
    with pytest.raises(ValueError, match=message):
        call(w)
    assert flat(w) == [5.0] * 4


def test_what_is_no_parameter_is_named_before_anything_is_set() -> None:
    w = Value(5.0)
    with pytest.raises(TypeError, match=r"an initialiser sets Values, but 0\.5 in the weight is a plain number"):
        init.zeros_([w, 0.5])
    assert w.data == 5.0
