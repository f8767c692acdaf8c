"""What each layer of a network hands back, against the book's formulas and against what backward() stores."""

from __future__ import annotations

import gc
import weakref

import pytest

from autograd_lite import Value, gradients, no_grad, scope, tanh
from autograd_lite.graph import operations
from autograd_lite.nn import Linear, Sequential, Sigmoid, SigmoidMLP
from autograd_lite.nn.book import named
from autograd_lite.nn.functional import mse_loss


def test_the_books_network_hands_back_the_books_gradients() -> None:
    net, x, y = SigmoidMLP(3, 4, 2, seed=2), [0.3, -0.7, 1.1], [1.0, 0.0]
    output, hidden = net.layer_gradients(net.error(x, y))
    by_hand = dict(named(net.book_gradients(x, y)))
    assert (output.layer, hidden.layer) == ("output", "hidden")
    assert {**hidden.dz_dw, **output.dz_dw} == pytest.approx(by_hand, rel=1e-13)
    g = net.book_gradients(x, y)["theta"]
    # dE/db_h = -sum_j w_hj g_j, from which the book makes e_h
    assert output.dz_dx == pytest.approx([-sum(w.data * g_j for w, g_j in zip(row, g, strict=True)) for row in net.w])
    assert all(parameter.grad == 0.0 for parameter in net.parameters())


def test_they_are_what_backward_stores() -> None:
    net, x = SigmoidMLP(3, 4, 2, seed=2), [Value(0.3), Value(-0.7), Value(1.1)]
    with scope("student"):
        b = net.activations(x).b
        E = net.error(x, [1.0, 0.0])
    output, hidden = net.layer_gradients(E)
    E.backward()
    assert hidden.dz_dx == [v.grad for v in x]
    stored = {name: p.grad for name, p in net.named_parameters()}
    assert {**hidden.dz_dw, **output.dz_dw} == stored
    assert len(output.dz_dx) == len(b)


def test_a_batch_hands_back_the_inputs_of_every_example() -> None:
    net = SigmoidMLP(2, 3, 1, seed=2)
    examples = [([Value(0.3), Value(-0.7)], [1.0]), ([Value(1.0), Value(0.5)], [0.0])]
    output, hidden = net.layer_gradients(net.error(*examples[0]) + net.error(*examples[1]))
    apart = [net.layer_gradients(net.error(*example)) for example in examples]
    assert output.dz_dx == apart[0][0].dz_dx + apart[1][0].dz_dx
    assert hidden.dz_dx == apart[0][1].dz_dx + apart[1][1].dz_dx


def test_two_networks_in_one_graph_are_told_apart() -> None:
    generator, critic = SigmoidMLP(1, 2, 2, seed=0), SigmoidMLP(2, 3, 1, seed=1)
    made = generator([0.4])
    z = critic(made)[0]
    _, hidden = critic.layer_gradients(z)
    output, _ = generator.layer_gradients(z)
    z.backward()
    assert hidden.dz_dx == [v.grad for v in made]
    assert list(output.dz_dw) == ["w.0.0", "w.0.1", "w.1.0", "w.1.1", "theta.0", "theta.1"]


def test_inputs_stand_in_their_order_whatever_the_order_of_use() -> None:
    a, b = Value(0.3), Value(0.7)
    net = Sequential(tanh)
    z = net([a, b])
    (only,) = net.layer_gradients(z[1] + 2.0 * z[0])
    assert only.dz_dx == gradients(z[1] + 2.0 * z[0], [a, b])
    (only,) = net.layer_gradients(z[1] * 1.0)
    assert only.dz_dx == [0.0, gradients(z[1], b)]
    rows = [[Value(0.1)], [Value(0.2)]]
    out = net(rows)
    loss = out[1][0] + 10.0 * out[0][0]
    assert net.layer_gradients(loss)[0].dz_dx == gradients(loss, [rows[0][0], rows[1][0]])


def test_a_layer_that_feeds_itself_has_both_inputs() -> None:
    x, net = Value(0.5), Sequential(Linear(1, 1, seed=0))
    h = net([x])
    z = net(h)[0]
    assert net.layer_gradients(z)[0].dz_dx == gradients(z, [x, h[0]])


def test_a_network_lives_no_longer_than_it_is_used() -> None:
    gc.collect()
    gc.disable()
    try:
        for make in (lambda: SigmoidMLP(2, 3, 1, seed=0), lambda: Sequential(Linear(2, 1))):
            net = make()
            loss = net([0.1, 0.2])[0]
            alive = weakref.ref(net.parameters()[0])
            del net
            assert alive() is not None  # in the graph
            del loss
            assert alive() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("other", [3.0, [Value(1.0)], None])
def test_it_takes_a_value(other: object) -> None:
    with pytest.raises(TypeError, match=r"layer_gradients\(\) takes a Value, not"):
        SigmoidMLP(1, 1, 1).layer_gradients(other)  # type: ignore[arg-type]


def test_a_loss_of_another_network_is_refused() -> None:
    net, other = SigmoidMLP(2, 3, 1, seed=2), SigmoidMLP(2, 3, 1, seed=2)
    with pytest.raises(
        ValueError, match=r"does not depend on this SigmoidMLP: none of its nodes was made by calling it"
    ):
        other.layer_gradients(net.error([0.3, 0.7], [1.0]))
    with no_grad():
        E = net.error([0.3, 0.7], [1.0])
    with pytest.raises(RuntimeError, match="no history"):
        net.layer_gradients(E)


def test_every_layer_of_a_sequential_hands_back_its_own() -> None:
    net = Sequential(Linear(2, 3, seed=0), Sigmoid(), Linear(3, 1, seed=1))
    x = [Value(0.3), Value(-0.7)]
    seen: list[list[Value]] = [x]
    for layer in net:
        seen.append(layer(seen[-1]))
    by_hand = mse_loss(seen[-1], [1.0])
    by_hand.backward()
    stored = {name: p.grad for name, p in net.named_parameters()}
    x = [Value(0.3), Value(-0.7)]
    last, activation, first = net.layer_gradients(mse_loss(net(x), [1.0]))
    assert [part.layer for part in (last, activation, first)] == ["2", "1", "0"]
    assert activation.dz_dw == {}
    assert [part.dz_dx for part in (first, activation, last)] == [[v.grad for v in xs] for xs in seen[:3]]
    assert {f"layers.{part.layer}.{k}": d for part in (first, last) for k, d in part.dz_dw.items()} == stored


def test_a_sequential_in_a_sequential_is_one_layer_of_it_and_has_layers_itself() -> None:
    inner = Sequential(Linear(3, 3, seed=1), Sigmoid())
    outer = Sequential(Linear(2, 3, seed=0), inner, Linear(3, 1, seed=2))
    loss = mse_loss(outer([0.3, -0.7]), [1.0])
    _, middle, _ = outer.layer_gradients(loss)
    activation, linear = inner.layer_gradients(loss)
    assert middle.dz_dx == linear.dz_dx
    assert {f"layers.0.{k}": d for k, d in linear.dz_dw.items()} == middle.dz_dw
    assert len(activation.dz_dx) == 3
    assert {node.scope for node in operations(loss)} == {"", "0", "1/0", "1/1", "2"}
