"""Checks of leaves by differences: f beside the value of a leaf, and the slope there, as the graph gives them again."""

from __future__ import annotations

import math
from array import array
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import StaleGraphError, Value, exp, log, primitive, record, relu, sin, sqrt, where
from autograd_lite import abs as abs_
from autograd_lite.datasets import load_watermelon3_alpha
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping import Recording, Session
from autograd_lite.stepping.web.checks import Check, checks, made

inf, nan = math.inf, math.nan


def checked(y: Value) -> list[Check]:
    return [*made(record(y, backward=False))]


def agrees(derivative: float, check: Check) -> bool:
    allowed = 10.0 * check.error + 1e-7 * max(abs(derivative), abs(check.slope))
    return math.isfinite(check.error) and abs(derivative - check.slope) <= allowed


# A function, a point, and its derivative there.
SMOOTH: list[tuple[Callable[[Any], Any], float, float]] = [
    (lambda x: x**2, 3.0, 6.0),
    (lambda x: 5.0 * x, 0.0, 5.0),
    (lambda x: x * x * x, 0.0, 0.0),
    (lambda x: sin(x), 0.5, math.cos(0.5)),
    (lambda x: exp(-x) * x, -2.0, 3.0 * math.exp(2.0)),
    (lambda x: log(x), 1e-5, 1e5),
    (lambda x: log(x), 1e-300, 1e300),
    (lambda x: x**2, 1e6, 2e6),
    (lambda x: 1.0 / x, -1e-3, -1e6),
    (lambda x: x.floor(), 2.4, 0.0),
    (lambda x: abs_(x), -3.0, -1.0),
    (lambda x: where(x > 1.0, x * x, x), 2.0, 4.0),
    (lambda x: x, 7.0, 1.0),
]


@pytest.mark.parametrize(("f", "x", "derivative"), SMOOTH)
def test_a_smooth_function_has_its_slope_and_values_beside(
    f: Callable[[Any], Any], x: float, derivative: float
) -> None:
    (check,) = checked(f(Value(x)))
    assert check.leaf == 0
    assert agrees(derivative, check)
    assert check.error <= 1e-9 * max(1.0, abs(derivative))
    assert check.step == float(f"1e{round(math.log10(check.step))}")
    assert (check.above, check.below) == (f(Value(x + check.step)).data, f(Value(x - check.step)).data)
    quotient = (check.above - check.below) / (2.0 * check.step)
    assert quotient == pytest.approx(derivative, rel=1e-4, abs=1e-9)


@given(st.floats(-1e3, 1e3), st.floats(-3.0, 3.0))
def test_slopes_of_two_leaves_are_their_partial_derivatives(a: float, b: float) -> None:
    def f(a: Any, b: Any) -> Any:
        return 2.0 * a * b + a + sin(b)

    x, y = Value(a), Value(b)
    by_x, by_y = checked(f(x, y))
    assert agrees(2.0 * b + 1.0, by_x)
    assert agrees(2.0 * a + math.cos(b), by_y)
    assert by_x.above == f(Value(a + by_x.step), y).data
    assert by_y.below == f(x, Value(b - by_y.step)).data  # the numbers of the other leaf are its own again


def test_the_parameters_of_the_books_network_have_the_books_gradients() -> None:
    data = load_watermelon3_alpha()
    net = SigmoidMLP(2, 3, 1, seed=0)
    recording = record(net.error(data.X[0], data.Y[0]), backward=False)
    by_label = {recording.labels[check.leaf]: check for check in made(recording)}
    book = net.book_gradients(data.X[0], data.Y[0])
    named = {"v₂₁": book["v"][1][0], "γ₃": book["gamma"][2], "w₃₁": book["w"][2][0], "θ₁": book["theta"][0]}
    assert len(by_label) == len(net.parameters())
    assert all(agrees(derivative, by_label[label]) for label, derivative in named.items())


def test_a_wrong_rule_is_seen() -> None:
    @primitive
    def halved(x: float) -> float:
        return x / 2.0

    @halved.rule
    def halved_rule(y: Any, x: Any) -> Any:
        def halved_gradient() -> tuple[float]:
            return (2.0,)

        return halved_gradient

    x = Value(3.0)
    halved(x).backward()
    (check,) = checked(halved(x))
    assert agrees(0.5, check)
    assert not agrees(x.grad, check)


# --- where differences say nothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "step", "above", "below"),
    [
        (abs_, 0.0, 0.01, 0.01, 0.01),  # kinks
        (relu, 0.0, 0.01, 0.01, 0.0),
        (lambda x: x.maximum(-x + 2.0), 1.0, 0.01, 1.01, 1.01),
        (sqrt, 0.0, 0.01, 0.1, nan),  # the border of a domain
        (lambda x: x.step(), 0.0, 0.01, 1.0, 0.0),  # a jump
        (lambda x: x / 0.0, 1.0, 0.01, inf, inf),  # a result that is not finite
        (lambda x: x * nan, 1.0, 0.01, nan, nan),
    ],
)
def test_where_there_is_no_slope_its_error_is_infinite(
    f: Callable[[Any], Any], x: float, step: float, above: float, below: float
) -> None:
    (check,) = checked(f(Value(x)))
    assert check.error == inf
    assert (check.step, check.above, check.below) == pytest.approx((step, above, below), nan_ok=True)


def test_leaves_that_are_not_finite_are_left_out() -> None:
    x = Value(2.0)
    assert [check.leaf for check in checked(Value(inf) * 0.0 + x + Value(nan))] == [1]


def test_a_primitive_that_raises_elsewhere_has_no_value_there() -> None:
    calls: list[float] = []

    @primitive
    def picky(x: float) -> float:
        calls.append(x)
        if x > 2.0:
            raise RuntimeError("no more than 2")
        return x * x

    @picky.rule
    def picky_rule(y: Any, x: Any) -> Any:
        def picky_gradient(x: Any = x) -> tuple[Any]:
            return (2.0 * x,)

        return picky_gradient

    x, z = Value(2.0), Value(1.0)
    y = picky(x) * z
    calls.clear()
    of_x, of_z = checked(y)
    assert math.isnan(of_x.above)
    assert (of_x.below, of_x.error) == (1.99 * 1.99, inf)
    assert agrees(4.0, of_z)
    assert len(calls) < 1000
    calls.clear()
    assert len(checked(y.detach() * Value(3.0))) == 2
    assert calls == []  # nothing depends on it


# --- forks, hooks and what was there before --------------------------------------------------------------------------


def columns(recording: Recording) -> dict[str, list[float]]:
    found = checks(recording)
    assert found is not None
    return {name: [*array("i" if name == "leaf" else "d", b64decode(text))] for name, text in found.items()}


def test_columns_are_the_checks() -> None:
    recording = record(Value(3.0) * Value(4.0))
    assert columns(recording) == {name: [getattr(check, name) for check in made(recording)] for name in Check._fields}


def test_a_graph_without_finite_leaves_has_empty_columns() -> None:
    assert columns(record(Value(inf) * 2.0)) == {name: [] for name in Check._fields}


def test_a_changed_leaf_leaves_nothing_to_check() -> None:
    w, x = Value(2.0), Value(3.0)
    y = w * x
    w.data = 5.0
    assert checks(record(y)) is None


def test_a_changed_leaf_is_seen_by_local_gradients_too() -> None:
    x = Value(-3.0)
    y = abs_(x)
    x.data = 3.0
    assert checks(record(y)) is None


def test_a_leaf_that_was_changed_to_where_there_is_no_value_leaves_nothing_to_check() -> None:
    @primitive(replace=True)
    def shy(x: float) -> float:
        if x < 0.0:
            raise LookupError("not there")
        return x * x

    @shy.rule
    def shy_rule(y: Any, x: Any) -> Any:
        def shy_gradient(x: Any = x) -> tuple[Any]:
            return (2.0 * x,)

        return shy_gradient

    x = Value(3.0)
    y = shy(x)
    x.data = -3.0
    assert checks(record(y)) is None
    with pytest.raises(StaleGraphError, match=r"leaf changed since .* would now have no value: not there"):
        Session(record(y * x)).set_data(0, 1.0)


def test_a_fork_with_another_leaf_is_checked_there_and_others_are_not() -> None:
    w = Value(3.0, "w")
    session = Session(record(w * w))
    session.set_data(0, 5.0)
    assert columns(session.recording)["slope"] == pytest.approx([10.0])
    session.set_data(1, 4.0)
    assert checks(session.recording) is None
    session.use(1)
    session.goto(session.timeline.start)
    session.set_gradient(1, 2.0)
    assert checks(session.recording) is None


def test_hooks_and_earlier_gradients_do_not_change_the_slope() -> None:
    w = Value(3.0, "w")
    h = w * w
    h.on_gradient(lambda gradient: 100.0 * gradient)
    w.grad = 7.0
    recording = record(h + 1.0)
    assert recording.final[0] == 607.0
    assert columns(recording)["slope"] == pytest.approx([6.0])


# --- the budget ------------------------------------------------------------------------------------------------------


def test_what_would_take_too_long_is_left_out() -> None:
    chain = x = Value(1.0)
    for _ in range(100):
        chain = chain * 1.01
    recording = record(chain + Value(2.0) * x, backward=False)
    assert [check.leaf for check in made(recording)] == [0, 1]
    assert [check.leaf for check in made(recording, budget=2_000)] == [1]
    assert [*made(recording, budget=0)] == []


@pytest.mark.large
@pytest.mark.once
def test_a_million_nodes_are_not_evaluated() -> None:
    y: Value = Value(1.0)
    for _ in range(200_000):
        y = y * Value(1.0)
    graph = record(y, backward=False)
    calls = 0
    value = y.primitive.value

    def counted(*operands: float) -> float:
        nonlocal calls
        calls += 1
        return value(*operands)

    y.primitive.value = counted
    try:
        columns(graph)
    finally:
        y.primitive.value = value
    assert calls < 1_000_000
