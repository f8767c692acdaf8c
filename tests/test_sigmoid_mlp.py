"""The book's network: its gradients are the four hand-derived formulas, and the formulas are the derivatives of E."""

from __future__ import annotations

import random

import mpmath
import pytest

from autograd_lite import Value
from autograd_lite.datasets import load_watermelon3
from autograd_lite.graph import operations
from autograd_lite.nn import SigmoidMLP, book, train

SIZES = [(1, 1, 1), (2, 3, 1), (19, 5, 1), (8, 10, 1), (5, 4, 3), (3, 12, 12), (64, 16, 10), (128, 16, 3)]
LIMIT = 1e-12


def example(d: int, l: int, rng: random.Random) -> tuple[list[float], list[float]]:
    return [rng.uniform(-1.0, 1.0) for _ in range(d)], [rng.choice((0.0, 0.25, 1.0)) for _ in range(l)]


@pytest.mark.parametrize(("d", "q", "l"), SIZES)
def test_every_gradient_is_the_books(d: int, q: int, l: int) -> None:
    rng = random.Random(d * q * l)
    net = SigmoidMLP(d, q, l, seed=1)
    for _ in range(5):
        assert net.difference_from_book(*example(d, l, rng)) <= LIMIT


@pytest.mark.parametrize("mode", ["standard", "accumulated"])
def test_every_gradient_is_the_books_after_training_too(mode: str) -> None:
    data = load_watermelon3()
    net = SigmoidMLP(19, 5, 1, seed=2)
    train(net, data.X, data.Y, mode=mode, learning_rate=1.0, passes=60)
    assert max(net.difference_from_book(x, y) for x, y in zip(data.X, data.Y, strict=True)) <= LIMIT


def test_every_gradient_is_the_books_in_saturation() -> None:
    net = SigmoidMLP(3, 2, 2, seed=0)
    for parameter in net.parameters():
        parameter.data = 20.0 * parameter.data  # sigmoids within 1e-10 of 1, where y (1 - y) has lost ten digits
    assert net.difference_from_book([1.0, 0.5, 1.0], [0.0, 1.0]) <= LIMIT


def test_the_difference_from_the_book_sees_a_wrong_gradient() -> None:
    net = SigmoidMLP(2, 3, 2, seed=4)
    right = book.book_gradients
    try:
        book.book_gradients = lambda v, gamma, w, theta, x, y: right(v, gamma, w, theta, [x[0], x[1] + 1e-9], y)
        assert net.difference_from_book([0.5, 1.0], [0.0, 1.0]) > LIMIT
    finally:
        book.book_gradients = right


@pytest.mark.parametrize(("d", "q", "l"), [(2, 3, 1), (3, 4, 2)])
def test_the_four_formulas_are_the_derivatives_of_the_error(d: int, q: int, l: int) -> None:
    """Independently of engine and formulas: mpmath differentiates E at 50 digits."""
    rng = random.Random(7)
    net = SigmoidMLP(d, q, l, seed=5)
    x, y = example(d, l, rng)
    parameters = dict(net.named_parameters())

    def E(state: dict[str, mpmath.mpf]) -> mpmath.mpf:
        def sigma(t: mpmath.mpf) -> mpmath.mpf:
            return 1 / (1 + mpmath.exp(-t))

        b = [sigma(sum(state[f"v.{i}.{h}"] * x[i] for i in range(d)) - state[f"gamma.{h}"]) for h in range(q)]
        y_hat = [sigma(sum(state[f"w.{h}.{j}"] * b[h] for h in range(q)) - state[f"theta.{j}"]) for j in range(l)]
        return sum((y_hat[j] - y[j]) ** 2 for j in range(l)) / 2

    with mpmath.workdps(50):
        at = {name: mpmath.mpf(p.data) for name, p in parameters.items()}
        by_hand = dict(book.named(net.book_gradients(x, y)))
        assert by_hand.keys() == parameters.keys()
        for name, derivative in by_hand.items():
            exact = mpmath.diff(lambda t, name=name: E({**at, name: t}), at[name])
            assert abs(derivative - exact) <= LIMIT * abs(exact)


def test_nodes_carry_the_books_names() -> None:
    net = SigmoidMLP(12, 3, 1, seed=0)
    E = net.error([0.0] * 12, [1.0])
    forward = net.activations([0.0] * 12)
    assert [net.v[0][1].label, net.v[0][2].label, net.gamma[2].label] == ["v₁₂", "v₁₃", "γ₃"]
    assert [net.v[11][0].label, net.w[1][0].label, net.theta[0].label] == ["v₁₂,₁", "w₂₁", "θ₁"]
    assert [node.label for node in forward.alpha] == ["α₁", "α₂", "α₃"]
    assert [node.label for node in forward.b] == ["b₁", "b₂", "b₃"]
    assert [forward.beta[0].label, forward.y_hat[0].label, E.label] == ["β₁", "ŷ₁", "E"]
    assert SigmoidMLP(1, 12, 1).v[0][11].label == "v₁,₁₂"


def test_a_weighted_sum_is_one_node() -> None:
    net = SigmoidMLP(4, 3, 2, seed=0)
    names = [node.primitive.name for node in operations(*net([1.0, 2.0, 3.0, 4.0]))]
    assert names.count("dot") == 3 + 2
    assert sorted(set(names)) == ["dot", "sigmoid", "sub"]


def test_initial_values_are_uniform_in_0_1_and_repeatable() -> None:
    net = SigmoidMLP(30, 30, 2, seed=3)
    values = [parameter.data for parameter in net.parameters()]
    assert all(0.0 < value < 1.0 for value in values)
    assert 0.45 < sum(values) / len(values) < 0.55
    assert values == [parameter.data for parameter in SigmoidMLP(30, 30, 2, seed=3).parameters()]
    assert values != [parameter.data for parameter in SigmoidMLP(30, 30, 2, seed=4).parameters()]


def test_inputs_may_be_values_and_have_gradients() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    x = [Value(0.3), Value(0.7)]
    E = net.error(x, [1.0])
    E.backward()
    h = 1e-6
    for i in range(2):
        plus, minus = ([v.data + sign * h * (k == i) for k, v in enumerate(x)] for sign in (1, -1))
        numeric = (net.error(plus, [1.0]).data - net.error(minus, [1.0]).data) / (2 * h)
        assert x[i].grad == pytest.approx(numeric, rel=1e-6)


@pytest.mark.parametrize("wrong", [[0.0], [0.0] * 3, []])
def test_an_input_of_the_wrong_length_is_refused(wrong: list[float]) -> None:
    net = SigmoidMLP(2, 3, 1)
    for call in (lambda: net(wrong), lambda: net.error(wrong, [1.0]), lambda: net.book_gradients(wrong, [1.0])):
        with pytest.raises(ValueError, match=rf"SigmoidMLP\(2, 3, 1\) has 2 inputs, but was given {len(wrong)}"):
            call()


def test_a_target_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has 1 output, but was given 2"):
        SigmoidMLP(2, 3, 1).error([0.0, 0.0], [1.0, 0.0])


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, -1, 1), (1, 1, 2.0), (1, True, 1)])
def test_sizes_are_positive_ints(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="number of neurons"):
        SigmoidMLP(*sizes)
