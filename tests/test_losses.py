"""Losses: PyTorch's numbers in the middle of the range, mpmath's in its tails, and one meaning for every shape."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

from autograd_lite import Value, check_gradients, grad, hessian, logsumexp, nn, sigmoid, softmax
from autograd_lite.nn import functional
from autograd_lite.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
)
from tests.oracles.oracle import is_right
from tests.oracles.points import magnitudes
from tests.recorded.recordings import TORCH_NN, data, gradients, near, variables, weighted

ELEMENTWISE = [mse_loss, l1_loss, huber_loss, binary_cross_entropy_with_logits]

# --- PyTorch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", TORCH_NN["losses"], ids=lambda case: f"{case['loss']}-{case['options']}")
def test_values_and_gradients_are_pytorchs(case: dict[str, Any]) -> None:
    inputs = variables(case["input"])
    output = getattr(functional, case["loss"])(inputs, case["target"], **case["options"])
    weighted(output).backward()
    assert data(output) == near(case["output"])
    assert gradients(inputs) == near(case["gradient"])


def test_every_loss_and_every_reduction_is_recorded() -> None:
    recorded = {(case["loss"], case["options"]["reduction"]) for case in TORCH_NN["losses"]}
    assert recorded == {(name, reduction) for name in functional.__all__ for reduction in ("mean", "sum", "none")}


# --- mpmath: a few ulps, wherever the logits are ---------------------------------------------------------------------


def logits(n: int, seed: int) -> list[list[float]]:
    """Rows of ``n`` logits: of all magnitudes, in saturation, near each other, and near each other far away."""
    draw = random.Random(seed)
    rows = [magnitudes(n, -997, 997, seed=k) for k in range(40)]
    rows += [[draw.uniform(-width, width) for _ in range(n)] for width in (700.0, 40.0, 5.0, 1e-8) for _ in range(25)]
    rows += [[c + draw.uniform(-50.0, 50.0) for _ in range(n)] for c in magnitudes(40, 10, 50)]
    return [*rows, [0.0] * n, [1e300] * n, [-1e-300] * n, [1e300, -1e300, *[1e-300] * (n - 2)]]


def exact_cross_entropy(xs: list[float], q: list[float]) -> tuple[Any, list[Any], list[Any]]:
    """The loss, its gradient and the size of what the gradient is the difference of, without cancellation."""
    n, m = len(xs), xs.index(max(xs))
    e = [mp.exp(mpf(x) - mpf(xs[m])) for x in xs]
    others = mp.fsum(e[i] for i in range(n) if i != m)
    total = mp.fsum(q)
    value = mp.fsum(mpf(q[i]) * (mpf(xs[m]) - mpf(xs[i])) for i in range(n)) + total * mp.log1p(others)
    p = [total * e[i] / (1 + others) for i in range(n)]
    # Where p and q are both nearly 1, what counts is how near.
    without = [
        (mp.fsum(mpf(q[k]) for k in range(n) if k != i), mp.fsum(p[k] for k in range(n) if k != i)) for i in range(n)
    ]
    gradient = [p[i] - mpf(q[i]) if q[i] <= 0.5 else without[i][0] - without[i][1] for i in range(n)]
    scale = [max(p[i], mpf(q[i])) if q[i] <= 0.5 else max(without[i]) for i in range(n)]
    return value, gradient, scale


@pytest.mark.parametrize("n", [2, 3, 10])
def test_the_cross_entropy_of_a_class_is_exact_for_logits_of_any_size(n: int) -> None:
    draw = random.Random(n)
    for xs in logits(n, seed=n):
        variables_, t = [Value(x) for x in xs], draw.randrange(n)
        loss = cross_entropy(variables_, t)
        loss.backward()
        value, gradient, _ = exact_cross_entropy(xs, [float(i == t) for i in range(n)])
        assert is_right(loss.data, value), (xs, t)
        assert [i for i in range(n) if not is_right(variables_[i].grad, gradient[i])] == [], (xs, t)


@pytest.mark.parametrize("n", [2, 3, 10])
def test_the_cross_entropy_of_probabilities_is_exact_up_to_the_difference_that_its_gradient_is(n: int) -> None:
    draw = random.Random(n)
    for xs in logits(n, seed=n):
        sure = draw.choice((1, 30))
        weights = [draw.random() ** sure for _ in range(n)]
        q = [weight / math.fsum(weights) for weight in weights]
        variables_ = [Value(x) for x in xs]
        loss = cross_entropy(variables_, q)
        loss.backward()
        value, gradient, scale = exact_cross_entropy(xs, q)
        assert is_right(loss.data, value), (xs, q)
        slack = [4 * mpf(2) ** -52 * size for size in scale]
        got = [variable.grad for variable in variables_]
        assert [i for i in range(n) if not is_right(got[i], gradient[i], slack[i])] == [], (xs, q)


@pytest.mark.parametrize("target", [0.0, 1.0, 0.5, 1e-20, 1.0 - 2.0**-53, 0.3])
def test_the_binary_cross_entropy_is_exact_for_logits_of_any_size(target: float) -> None:
    for (x,) in logits(1, seed=0)[:-1] + [[s * x] for s in (-1.0, 1.0) for x in (1e300, 1e-300, 37.0, 745.0)]:
        X, t = mpf(x), mpf(target)
        for y in (target, Value(target)):
            variable = Value(x)
            loss = binary_cross_entropy_with_logits(variable, y)
            loss.backward()
            small = mp.exp(-abs(X))  # sigmoid(x) and sigmoid(-x), of which neither is made of the other
            low, high = small / (1 + small), 1 / (1 + small)
            by_one, by_zero = (t * low, (1 - t) * high) if x > 0 else (t * high, (1 - t) * low)
            value = mp.log1p(small) + abs(X) * (1 - t if x > 0 else t)
            # With all digits of t and 1 - t: sigmoid(x) - t, or (1 - t) - sigmoid(-x).
            slack = 4 * mpf(2) ** -52 * (max(low, 1 - t) if x > 0 else max(low, t))
            assert is_right(loss.data, value), (x, y)
            assert is_right(variable.grad, by_zero - by_one, 0 if target in (0.0, 1.0) else slack), (x, y)


@pytest.mark.parametrize("delta", [1.0, 0.1, 1e-200, 1e200, math.inf])
def test_the_difference_losses_are_exact_for_numbers_of_any_size(delta: float) -> None:
    near_each_other = [(x, x * (1.0 + d)) for x in magnitudes(50, seed=8) for d in (1e-3, -1e-15)]
    for a, b in [*zip(magnitudes(200, seed=6), magnitudes(200, seed=7), strict=True), *near_each_other]:
        difference = mpf(a) - mpf(b)
        size, bound = abs(difference), mpf(delta)
        inside = size <= bound
        expected = {
            huber_loss: (size**2 / 2 if inside else bound * (size - bound / 2), min(size, bound)),
            mse_loss: (size**2, 2 * size),
            l1_loss: (size, mpf(1)),
        }
        for loss, (value, slope) in expected.items():
            x, t = Value(a), Value(b)
            result = loss([x], [t], **({"delta": delta} if loss is huber_loss else {}))
            result.backward()
            assert is_right(result.data, value), (loss, a, b)
            assert is_right(x.grad, slope * mp.sign(difference)), (loss, a, b)
            assert t.grad == -x.grad


# --- meaning ---------------------------------------------------------------------------------------------------------


def test_the_curvature_of_a_cross_entropy_is_that_of_softmax_and_sigmoid() -> None:
    for xs in ([0.1, -2.0, 1.5], [3.0, 2.0, 3.0], [30.0, 0.0, -30.0]):
        p = softmax(xs)
        expected = [[p[i] * (float(i == j) - p[j]) for j in range(3)] for i in range(3)]
        for target in (0, 1, 2, [0.2, 0.5, 0.3], [0.9, 0.1, 0.0]):
            for row, wanted in zip(hessian(lambda x, t=target: cross_entropy(x, t))(xs), expected, strict=True):
                assert row == pytest.approx(wanted, rel=1e-12, abs=1e-12)
    for x in (-40.0, -1.0, 0.0, 2.0, 40.0):
        for t in (0.0, 0.25, 1.0):
            assert grad(grad(lambda x, t=t: binary_cross_entropy_with_logits(x, t)))(x) == pytest.approx(
                sigmoid(x) * sigmoid(-x), rel=1e-12
            )


def test_hubers_two_pieces_meet_with_one_slope() -> None:
    for x, slope, curvature in (
        (0.5, 0.5, 1.0),
        (-2.5, -2.5, None),
        (2.5, 2.5, None),
        (3.0, 2.5, 0.0),
        (-9.0, -2.5, 0.0),
    ):
        derivative = grad(lambda x: huber_loss(x, 0.0, delta=2.5))
        assert derivative(x) == slope
        assert curvature is None or grad(derivative)(x) == curvature


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_the_mean_and_the_sum_are_over_all_numbers_of_any_shape(loss: Callable[..., Any]) -> None:
    input, target = [[[0.5, -2.0, 3.0], [1.0, 0.0, -1.5]]], [[[1.0, 0.0, 0.25], [0.5, 1.0, 1.0]]]
    terms = [loss(x, t) for x, t in zip(input[0][0] + input[0][1], target[0][0] + target[0][1], strict=True)]
    assert loss(input, target, reduction="none") == [[terms[:3], terms[3:]]]
    assert loss(input, target, reduction="sum") == pytest.approx(math.fsum(terms))
    assert loss(input, target) == loss(input, target, reduction="mean") == pytest.approx(math.fsum(terms) / 6)


def test_the_mean_of_a_cross_entropy_is_over_the_examples() -> None:
    rows, classes = [[0.5, -2.0, 3.0], [1.0, 0.0, -1.5]], [2, 1]
    terms = [cross_entropy(row, t) for row, t in zip(rows, classes, strict=True)]
    assert cross_entropy(rows, classes, reduction="none") == terms
    assert cross_entropy(rows, classes, reduction="sum") == terms[0] + terms[1]
    assert cross_entropy(rows, classes) == pytest.approx((terms[0] + terms[1]) / 2)
    assert {cross_entropy(rows[0], 2, reduction) for reduction in ("mean", "sum", "none")} == {terms[0]}


def test_a_class_is_the_distribution_that_is_certain_of_it() -> None:
    xs = [0.5, -2.0, 3.0]
    for t in range(3):
        certain = [float(i == t) for i in range(3)]
        assert cross_entropy(xs, t) == cross_entropy(xs, certain) == cross_entropy(xs, np.int64(t))
        assert cross_entropy(xs, t) == pytest.approx(logsumexp(xs) - xs[t])


def test_two_classes_are_the_binary_case() -> None:
    for x in (-800.0, -1.0, 0.0, 1e-20, 3.0, 50.0):
        for t in (0, 1):
            a, b = Value(x), Value(x)
            cross_entropy([0.0, a], t).backward()
            binary_cross_entropy_with_logits(b, t).backward()
            assert a.grad == pytest.approx(b.grad, rel=1e-15)


def test_targets_have_gradients_too() -> None:
    xs = [0.5, -2.0, 3.0]
    q = [Value(0.2), Value(0.7), Value(0.1)]
    cross_entropy(xs, q).backward()
    assert [p.grad for p in q] == pytest.approx([logsumexp(xs) - x for x in xs], rel=1e-14)
    for x in (-3.0, 0.0, 3.0):
        t = Value(0.25)
        binary_cross_entropy_with_logits(x, t).backward()
        assert t.grad == -x


def test_the_gradients_are_those_of_differences() -> None:
    rows = [[0.5, -2.0, 3.0], [1.0, 0.25, -1.5]]
    check_gradients(lambda x: cross_entropy(x, [1, 0]), rows)
    check_gradients(lambda x: cross_entropy(x, [[0.1, 0.3, 0.6], [0.8, 0.1, 0.1]], reduction="sum"), rows)
    for loss in ELEMENTWISE:
        check_gradients(lambda x, loss=loss: loss(x, [[1.0, 0.0, 0.125], [0.5, 1.0, 1.0]]), rows)


def test_an_infinite_logit_on_the_right_side_costs_nothing() -> None:
    assert binary_cross_entropy_with_logits([math.inf, -math.inf], [1.0, 0.0]) == 0.0
    assert binary_cross_entropy_with_logits([math.inf], [0.0]) == math.inf
    assert cross_entropy([0.0, math.inf], 1) == 0.0
    assert cross_entropy([0.0, -math.inf], 1) == math.inf


def test_nan_is_not_hidden() -> None:
    for loss in ELEMENTWISE:
        assert math.isnan(loss([math.nan, 0.0], [1.0, 1.0]))
    for t in (0, 1, 2, [0.1, 0.3, 0.6]):
        assert math.isnan(cross_entropy([0.0, math.nan, 1.0], t))


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_arrays_and_tuples_are_as_good_as_lists(loss: Callable[..., Any]) -> None:
    rows, targets = [[0.5, -2.0], [1.0, 0.25]], [[1.0, 0.0], [0.5, 1.0]]
    expected = loss(rows, targets)
    for form in (np.array, lambda x: tuple(map(tuple, x)), lambda x: list(map(np.array, x))):
        assert loss(form(rows), form(targets)) == expected
    nodes = np.array([[Value(x) for x in row] for row in rows], dtype=object)
    result = loss(nodes, np.array(targets, dtype=np.float32))
    result.backward()
    assert result.data == expected
    assert all(node.grad != 0.0 for node in nodes.flat)


def test_a_batch_in_arrays_has_its_classes_in_an_array() -> None:
    rows = [[0.5, -2.0], [1.0, 0.25]]
    nodes = np.array([[Value(x) for x in row] for row in rows], dtype=object)
    assert cross_entropy(nodes, np.array([1, 0])).data == cross_entropy(rows, [1, 0])


def test_one_term_is_no_mean() -> None:
    x = Value(3.0)
    assert mse_loss([x], [1.0]).primitive.name == "square"


# --- modules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize(
    ("module", "function"),
    [
        (nn.MSELoss, mse_loss),
        (nn.L1Loss, l1_loss),
        (nn.HuberLoss, huber_loss),
        (nn.BCEWithLogitsLoss, binary_cross_entropy_with_logits),
        (nn.CrossEntropyLoss, cross_entropy),
    ],
)
def test_the_modules_are_the_functions(module: Any, function: Callable[..., Any], reduction: str) -> None:
    input, target = [[0.5, -2.0], [1.0, 0.25]], [[1.0, 0.0], [0.5, 0.5]]
    assert module(reduction)(input, target) == module(reduction=reduction)(input, target)
    assert module(reduction)(input, target) == function(input, target, reduction=reduction)
    assert module()(input, target) == function(input, target)
    assert module().parameters() == []
    assert repr(module()) == f"{module.__name__}()"


def test_the_huber_module_has_a_delta() -> None:
    assert nn.HuberLoss(delta=2.0)(5.0, 0.0) == huber_loss(5.0, 0.0, delta=2.0) == 8.0


# --- misuse ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", [*ELEMENTWISE, cross_entropy])
def test_an_unknown_reduction_is_named(loss: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="reduction is one of 'mean', 'sum', 'none', not 'avg'"):
        loss([0.0, 1.0], [0.5, 0.5], reduction="avg")
    with pytest.raises(ValueError, match="not 'avg'"):
        nn.MSELoss("avg")


@pytest.mark.parametrize("loss", ELEMENTWISE)
@pytest.mark.parametrize(
    ("input", "target", "message"),
    [
        ([0.0, 1.0], [1.0], r"one shape, not of \(2,\) and \(1,\)"),
        ([[0.0], [1.0]], [0.0, 1.0], r"one shape, not of \(2, 1\) and \(2,\)"),  # PyTorch makes four terms of it
        ([0.0, 1.0], 1.0, r"one shape, not of \(2,\) and \(\)"),
        ([], [], "the input of .* is empty"),
        ([0.0], [], "the target of .* is empty"),
        ([[0.0, 1.0], [2.0]], [[0.0, 1.0], [2.0]], r"row 0 is of shape \(2,\), row 1 of shape \(1,\)"),
        ([[0.0], 1.0], [[0.0], 1.0], r"row 0 is of shape \(1,\), row 1 of shape \(\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(loss: Callable[..., Any], input: Any, target: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loss(input, target)


@pytest.mark.parametrize("loss", [*ELEMENTWISE, cross_entropy])
@pytest.mark.parametrize(
    ("input", "target", "message"),
    [
        ([0.0, "b"], [1.0, 0.0], "the input of .*: 'b' is of type str"),
        ([0.0, 0.0], [1.0, None], "the target of .*: None is of type NoneType"),
        ([0.0, 0.0], [1.0, True], "the target of .*: True is of type bool, .* pass 0.0 or 1.0"),
        ("ab", [1.0, 0.0], "the input of .*: 'ab' is of type str"),
        ({0.0, 1.0}, [1.0, 0.0], "the input of .*: {.*} is of type set"),
    ],
)
def test_what_is_no_number_is_named(loss: Callable[..., Any], input: Any, target: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        loss(input, target)


@pytest.mark.parametrize(
    ("input", "target", "message"),
    [
        ([0.0, 1.0, 2.0], 3, "a whole number from 0 to 2, as there are 3 logits, not 3.0"),
        ([0.0, 1.0, 2.0], -1, "from 0 to 2, .*, not -1.0"),
        ([0.0, 1.0, 2.0], 0.5, "a whole number .*, not 0.5"),
        ([0.0, 1.0, 2.0], math.nan, "a whole number .*, not nan"),
        ([[0.0, 1.0], [0.0, 1.0]], [0, 2], "from 0 to 1, .* not 2.0"),
        ([[0.0, 1.0], [0.0, 1.0]], [0], r"not input of shape \(2, 2\) with target of shape \(1,\)"),
        ([0.0, 1.0, 2.0], [1.0], r"not input of shape \(3,\) with target of shape \(1,\)"),
        (0.0, 0, r"not input of shape \(\) with target of shape \(\)"),
        ([0.0], 0, "at least 2 classes, not of 1.*binary_cross_entropy_with_logits"),
        ([], 0, "the input of cross_entropy is empty"),
        ([0.0, 1.0], [1.5, -0.5], "the probability of a class is from 0 to 1, not 1.5"),
        ([0.0, 1.0], [math.nan, 1.0], "from 0 to 1, not nan"),
        ([0.0, 1.0], [0.0, 0.0], "the probabilities of the classes sum to 1, not to 0.0"),
        ([0.0, 1.0, 0.0], [1, 1, 0], "sum to 1, not to 2.0"),
    ],
)
def test_what_is_no_class_and_no_distribution_is_named(input: Any, target: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cross_entropy(input, target)


def test_a_class_has_no_gradient() -> None:
    with pytest.raises(TypeError, match=r"a class is a whole number, without a gradient, not Value\(data=1.0"):
        cross_entropy([0.0, 1.0], Value(1.0))


@pytest.mark.parametrize("target", [1.5, -0.1, math.nan, Value(2.0)])
def test_a_binary_target_is_a_probability(target: Any) -> None:
    with pytest.raises(ValueError, match="a probability from 0 to 1, not"):
        binary_cross_entropy_with_logits([0.0], [target])


@pytest.mark.parametrize("delta", [0.0, -1.0, math.nan])
def test_delta_is_positive(delta: float) -> None:
    with pytest.raises(ValueError, match=f"a number > 0, not {delta}"):
        huber_loss([0.0], [1.0], delta=delta)
    with pytest.raises(ValueError, match=f"a number > 0, not {delta}"):
        nn.HuberLoss(delta=delta)


def test_a_cross_entropy_has_no_third_dimension() -> None:
    for target in ([[1]], [[[0.5, 0.5]]]):
        with pytest.raises(ValueError, match=r"cross_entropy takes logits of shape .* not input of shape \(1, 1, 2\)"):
            cross_entropy([[[0.0, 0.0]]], target)
