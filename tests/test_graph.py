"""The computation graph: its order, the backward pass, gradients of gradients, evaluation elsewhere, and its cost.

The oracle of polynomials is exact: the same program run on rational numbers that carry their derivative along.
"""

from __future__ import annotations

import gc
import inspect
import itertools
import math
import sys
import weakref
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import autograd_lite as ag
from autograd_lite import StaleGraphError, Value, gradients, graph
from autograd_lite.linearization import Linearization
from autograd_lite.primitives import Primitive, table
from tests.oracles import ORACLES


class Tangent(NamedTuple):
    """A rational number and its derivative: exact forward differentiation, an oracle that shares nothing with ours."""

    value: Fraction
    slope: Fraction

    def __add__(self, other: Any) -> Tangent:
        other = tangent(other)
        return Tangent(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: Any) -> Tangent:
        other = tangent(other)
        return Tangent(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __pow__(self, n: int) -> Tangent:  # type: ignore[override]
        return Tangent(self.value**n, n * self.value ** (n - 1) * self.slope)

    def __truediv__(self, other: Any) -> Tangent:
        return self * tangent(other) ** -1

    def __rtruediv__(self, other: Any) -> Tangent:
        return tangent(other) / self

    def __neg__(self) -> Tangent:
        return self * -1

    def __sub__(self, other: Any) -> Tangent:
        return self + -tangent(other)

    def relu(self) -> Tangent:
        return self if self.value > 0 else tangent(0)

    __radd__ = __add__
    __rmul__ = __mul__  # type: ignore[assignment]


def tangent(x: Any) -> Tangent:
    """``x`` as a constant, unless it is a variable already."""
    return x if isinstance(x, Tangent) else Tangent(Fraction(x), Fraction(0))


def exact_slopes(f: Callable[..., Any], *point: float) -> list[Fraction]:
    """The partial derivatives of a rational function, exactly."""
    return [f(*(Tangent(Fraction(x), Fraction(i == j)) for j, x in enumerate(point))).slope for i in range(len(point))]


# --- random graphs ---------------------------------------------------------------------------------------------------


class Program(NamedTuple):
    """A straight-line program over + - *: each line takes two of the results so far, and any may be used again."""

    inputs: tuple[int, ...]
    lines: tuple[tuple[str, int, int], ...]

    def run(self, *inputs: Any) -> list[Any]:
        """All results, the inputs first."""
        results = list(inputs)
        for op, i, j in self.lines:
            a, b = results[i], results[j]
            results.append(a + b if op == "+" else a - b if op == "-" else a * b)
        return results


INPUTS = st.integers(-3, 3)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Programs on small integers in which every number, derivative and second derivative is an exact double.

    For that it is enough that the program with all signs positive stays below 2^50 on the inputs 6: by Taylor's
    series this bounds the derivatives at 3, where all inputs are at most.
    """
    inputs = draw(st.lists(INPUTS, min_size=1, max_size=4))
    bounds = [6] * len(inputs)
    lines: list[tuple[str, int, int]] = []
    for _ in range(draw(st.integers(1, 25))):
        results = st.integers(0, len(bounds) - 1)
        op, i, j = draw(st.sampled_from("+-*")), draw(results), draw(results)
        bound = bounds[i] * bounds[j] if op == "*" else bounds[i] + bounds[j]
        if bound < 2**50:
            lines.append((op, i, j))
            bounds.append(bound)
    return Program(tuple(inputs), tuple(lines))


@given(programs())
def test_every_node_comes_once_and_after_its_operands(program: Program) -> None:
    leaves = list(map(Value, program.inputs))
    order = graph.topological_order(program.run(*leaves)[-1])
    position = {id(node): i for i, node in enumerate(order)}
    assert len(position) == len(order)
    for node in order:
        assert all(position[id(parent)] < position[id(node)] for parent in node.parents)


@given(programs())
def test_the_order_lists_what_the_output_depends_on_and_nothing_else(program: Program) -> None:
    output = program.run(*map(Value, program.inputs))[-1]
    reached, todo = {output}, [output]
    while todo:
        new = set(todo.pop().parents) - reached
        reached |= new
        todo.extend(new)
    order = graph.topological_order(output)
    assert set(order) == reached
    assert graph.operations(output) == [node for node in order if node.operands]


@given(programs())
def test_the_order_is_a_function_of_the_program(program: Program) -> None:
    """It follows the operands from left to right, not the addresses of nodes, so every run adds up alike."""

    def shape() -> list[int]:
        results = program.run(*map(Value, program.inputs))
        number = {id(node): i for i, node in enumerate(results)}
        return [number[id(node)] for node in graph.topological_order(results[-1])]

    assert shape() == shape()


@given(programs())
def test_several_outputs_share_one_order(program: Program) -> None:
    results = program.run(*map(Value, program.inputs))
    order = graph.topological_order(*results)
    assert len(order) == len(set(order)) == len(results)
    assert set(order) == set(results)


def test_leaves_come_in_the_order_of_use_and_operands_from_left_to_right() -> None:
    x, y, z = (Value(1.0, label=name) for name in "xyz")
    output = (z * x) + (y * x)
    assert [node.label or node._op for node in graph.topological_order(output)] == ["z", "x", "y", "*", "*", "+"]
    assert graph.operations(output) == [*output.parents, output]


def test_a_leaf_is_a_graph_of_its_own() -> None:
    x = Value(2.0)
    assert graph.topological_order(x) == [x]
    assert graph.operations(x) == []
    x.backward()
    assert x.grad == 1.0
    assert gradients(x, x) == 1.0


@given(programs())
def test_gradients_of_polynomials_are_exact(program: Program) -> None:
    """Small integers throughout: nothing is rounded, so the derivatives agree to the last bit."""
    leaves = list(map(Value, program.inputs))
    output = program.run(*leaves)[-1]
    expected = exact_slopes(lambda *x: program.run(*x)[-1], *program.inputs)
    assert gradients(output, leaves) == expected
    output.backward()
    assert [leaf.grad for leaf in leaves] == expected
    assert [slope.data for slope in gradients(output, leaves, create_graph=True)] == expected


@given(programs(), st.lists(INPUTS, min_size=4, max_size=4))
def test_recorded_gradients_are_gradients_at_every_point(program: Program, elsewhere: list[int]) -> None:
    leaves = list(map(Value, program.inputs))
    point = elsewhere[: len(leaves)]
    slopes = gradients(program.run(*leaves)[-1], leaves, create_graph=True)
    at = dict(zip(leaves, point, strict=True))
    assert [graph.evaluate(slope, at) for slope in slopes] == exact_slopes(lambda *x: program.run(*x)[-1], *point)


@given(programs())
def test_second_derivatives_are_symmetric(program: Program) -> None:
    leaves = list(map(Value, program.inputs))
    slopes = gradients(program.run(*leaves)[-1], leaves, create_graph=True)
    hessian = [gradients(slope, leaves) for slope in slopes]
    assert hessian == [list(column) for column in zip(*hessian, strict=True)]


# --- micrograd's own checks ------------------------------------------------------------------------------------------


def sanity_check(x: Any) -> Any:
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x


def more_ops(a: Any, b: Any) -> Any:
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


@pytest.mark.parametrize(("program", "point"), [(sanity_check, (-4.0,)), (more_ops, (-4.0, 2.0))])
def test_micrograds_sanity_checks(program: Callable[..., Any], point: tuple[float, ...]) -> None:
    leaves = list(map(Value, point))
    y = program(*leaves)
    y.backward()
    assert y.data == pytest.approx(float(program(*map(tangent, point)).value), rel=1e-14)
    assert [leaf.grad for leaf in leaves] == pytest.approx(list(map(float, exact_slopes(program, *point))), rel=1e-14)


# --- the backward pass -----------------------------------------------------------------------------------------------


def test_a_square_has_two_edges_to_its_root_and_both_count() -> None:
    a = Value(3.0)
    square = a * a
    assert square.parents == (a, a)
    assert square.local_gradient() == (3.0, 3.0)
    square.backward()
    assert a.grad == 6.0


def test_the_same_operand_counts_as_often_as_it_is_used() -> None:
    a = Value(2.0)
    assert gradients(ag.sum([a] * 5), a) == 5.0
    assert gradients(ag.dot([a, a], [a, 3.0]), a) == 2.0 * 2.0 + 3.0
    assert gradients(ag.max(a, a, a), a) == pytest.approx(1.0, rel=1e-15)
    assert gradients(a**a, a) == pytest.approx(4.0 * (1.0 + math.log(2.0)), rel=1e-15)


@given(programs(), st.integers(1, 4))
def test_leaves_accumulate_and_interior_nodes_start_afresh(program: Program, times: int) -> None:
    leaves = list(map(Value, program.inputs))
    output = program.run(*leaves)[-1]
    interior = graph.operations(output)
    output.backward()
    once, inside = [leaf.grad for leaf in leaves], [node.grad for node in interior]
    for _ in range(times - 1):
        output.backward()
    assert [leaf.grad for leaf in leaves] == [times * slope for slope in once]
    assert [node.grad for node in interior] == inside


def test_graphs_that_share_a_leaf_add_up_there() -> None:
    x = Value(5.0)
    (x * 2.0).backward()
    (x * x).backward()
    assert x.grad == 2.0 + 10.0


def test_interior_gradients_are_those_of_the_last_pass() -> None:
    x = Value(5.0)
    inner = x * x
    (inner * 3.0).backward()
    (inner * 7.0).backward()
    assert inner.grad == 7.0
    assert x.grad == (3.0 + 7.0) * 10.0


def test_a_leaf_changed_after_the_forward_pass_does_not_change_its_backward_pass() -> None:
    x, y = Value(3.0), Value(4.0)
    z = x * y
    x.data = 1000.0
    z.backward()
    assert (x.grad, y.grad) == (4.0, 3.0)


def five_point(f: Callable[[float], float], x: float, h: float) -> float:
    """The derivative of f to the order h^4."""
    return (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)


EXPRESSIONS: list[Callable[[Any, Any], Any]] = [
    lambda x, y: ag.exp(ag.sin(x) * y) / (1.0 + x * x),
    lambda x, y: ag.log(x * x + ag.exp(y)) * ag.tanh(x - y),
    lambda x, y: ag.sqrt(ag.abs(x) + 1.0) ** y + ag.sigmoid(x * y),
    lambda x, y: ag.dot([x, y, 2.0], [y, x, x]) - ag.max(x, y, 0.25) * ag.min(x, y),
    lambda x, y: ag.relu(x - y) * ag.relu(y - x + 3.0) + ag.cos(x) ** 3 - 2.0**y,
]


@pytest.mark.parametrize("f", EXPRESSIONS)
@pytest.mark.parametrize(("x", "y"), [(1.3, 0.4), (-0.7, 1.9), (2.1, -0.6)])
def test_gradients_are_what_finite_differences_approach(f: Callable[[Any, Any], Any], x: float, y: float) -> None:
    """The programs run on floats as well: there they are plain functions, of which differences can be taken."""
    leaves = [Value(x), Value(y)]
    by_differences = [five_point(lambda t: f(t, y), x, 1e-3), five_point(lambda t: f(x, t), y, 1e-3)]
    assert gradients(f(*leaves), leaves) == pytest.approx(by_differences, rel=1e-9, abs=1e-10)


# --- gradients() -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("create_graph", [False, True])
def test_gradients_leave_grad_alone(create_graph: bool) -> None:
    x, y = Value(2.0), Value(3.0)
    product = x * y
    output = product + x**2
    nodes = [x, y, product, output]
    for i, node in enumerate(nodes):
        node.grad = 10.0 + i
    gradients(output, [x, y, product], create_graph=create_graph)
    assert [node.grad for node in nodes] == [10.0, 11.0, 12.0, 13.0]


def test_one_input_one_derivative_a_sequence_a_list() -> None:
    x, y = Value(2.0), Value(3.0)
    z = x * y
    assert gradients(z, x) == 3.0
    assert gradients(z, [x]) == [3.0]
    assert gradients(z, (x, y)) == [3.0, 2.0]
    assert gradients(z, []) == []
    assert gradients(z, [y, x, y]) == [2.0, 3.0, 2.0]


def test_what_the_output_does_not_depend_on_has_derivative_zero() -> None:
    x, stranger = Value(2.0), Value(3.0)
    y = x * x
    downstream = y * 2.0
    assert gradients(y, [stranger, x, downstream]) == [0.0, 4.0, 0.0]
    zero = gradients(y, stranger, create_graph=True)
    assert isinstance(zero, Value)
    assert zero.data == 0.0


def test_an_interior_node_is_an_input_like_any_other() -> None:
    x = Value(2.0)
    inner = x * x
    output = inner * inner + x
    by_inner, by_x = gradients(output, [inner, x])
    assert by_inner == 2.0 * 4.0  # x held fixed: the direct derivative
    assert by_x == 4.0 * 8.0 + 1.0  # through both paths
    assert gradients(output, output) == 1.0


def test_paths_through_several_inputs_are_told_apart() -> None:
    x = Value(3.0)
    a = x * 2.0
    b = a * a
    c = b + a
    assert gradients(c, [b, a, x]) == [1.0, 2.0 * 6.0 + 1.0, 2.0 * 13.0]


@pytest.mark.parametrize("wrong", [3.0, "x", None, [1.0]])
def test_gradients_name_what_is_no_value(wrong: Any) -> None:
    x = Value(2.0)
    kind = type(wrong).__name__
    with pytest.raises(TypeError, match=rf"its output .* is of type {kind}; pass the Value"):
        gradients(wrong, [x])
    with pytest.raises(TypeError, match=rf"its input .* is of type {kind}; pass the Value"):
        gradients(x * 2.0, [x, wrong])


def test_gradients_by_a_name_say_that_a_value_is_meant() -> None:
    x = Value(2.0, label="x")
    with pytest.raises(TypeError, match=r"its input 'x' is of type str; pass the Value"):
        gradients(x * x, "x")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"its output 'y' is of type str"):
        gradients("y", x)  # type: ignore[call-overload]


# --- gradients of gradients ------------------------------------------------------------------------------------------


def derivatives(f: Callable[[Any], Any], x: float, order: int) -> list[float]:
    """f(x), f'(x), f''(x), ... by gradients of gradients."""
    leaf = Value(x)
    y = f(leaf)
    results = [y.data]
    for _ in range(order):
        y = gradients(y, leaf, create_graph=True)
        results.append(y.data)
    return results


CURVES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "exp(sin x)": (lambda x: ag.exp(ag.sin(x)), lambda x: mp.exp(mp.sin(x))),
    "x^3 / (1 + x^2)": (lambda x: x**3 / (1.0 + x * x), lambda x: x**3 / (1 + x * x)),
    "sigmoid": (ag.sigmoid, lambda x: 1 / (1 + mp.exp(-x))),
    "tanh": (ag.tanh, mp.tanh),
    "sqrt(1 + x^2)": (lambda x: ag.sqrt(1.0 + x * x), lambda x: mp.sqrt(1 + x * x)),
    "1 / sqrt(2 + cos x)": (lambda x: 1.0 / ag.sqrt(2.0 + ag.cos(x)), lambda x: 1 / mp.sqrt(2 + mp.cos(x))),
    "log(2 + sin x)": (lambda x: ag.log(2.0 + ag.sin(x)), lambda x: mp.log(2 + mp.sin(x))),
    "2^x": (lambda x: 2.0**x, lambda x: mpf(2) ** x),
    "(1 + x^2)^x": (lambda x: (1.0 + x * x) ** x, lambda x: (1 + x * x) ** x),
    "|x|^-2.5": (lambda x: ag.abs(x) ** -2.5, lambda x: abs(x) ** mpf(-2.5)),
    "x |x|": (lambda x: x * ag.abs(x), lambda x: x * abs(x)),
    "relu(x)^4": (lambda x: ag.relu(x) ** 4, lambda x: max(x, mpf(0)) ** 4),
    "max(x^2, x^3)": (lambda x: ag.max(x**2, x**3), lambda x: max(x**2, x**3)),
    "dot([x, sin x], [x^2, x])": (
        lambda x: ag.dot([x, ag.sin(x)], [x * x, x]),
        lambda x: x**3 + x * mp.sin(x),
    ),
}


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("x", [0.7, -1.2, 2.5])
def test_third_derivatives_are_exact(name: str, x: float) -> None:
    ours, exact = CURVES[name]
    with mp.workdps(60):
        expected = [float(mpmath.diff(exact, mpf(x), n)) for n in range(4)]
    assert derivatives(ours, x, 3) == pytest.approx(expected, rel=1e-11, abs=1e-11)


@pytest.mark.parametrize("n", range(8))
def test_a_power_differentiates_down_to_its_factorial_and_then_to_nothing(n: int) -> None:
    expected = [math.perm(n, k) * 2.0 ** (n - k) if k <= n else 0.0 for k in range(n + 2)]
    assert derivatives(lambda x: x**n, 2.0, n + 1) == expected


def test_the_exponential_is_its_own_derivative_to_any_order() -> None:
    assert derivatives(ag.exp, 1.0, 6) == [math.exp(1.0)] * 7


def test_a_hessian_of_two_variables() -> None:
    """f = x^2 y + sin(x y), at (1, 2)."""
    x, y = Value(1.0), Value(2.0)
    slopes = gradients(x**2 * y + ag.sin(x * y), [x, y], create_graph=True)
    s, c = math.sin(2.0), math.cos(2.0)
    assert [slope.data for slope in slopes] == pytest.approx([4.0 + 2.0 * c, 1.0 + c], rel=1e-15)
    fxx, fxy, fyy = 4.0 - 4.0 * s, 2.0 + c - 2.0 * s, -s
    assert gradients(slopes[0], [x, y]) == pytest.approx([fxx, fxy], rel=1e-14)
    assert gradients(slopes[1], [x, y]) == pytest.approx([fxy, fyy], rel=1e-14)


def test_a_gradient_can_be_part_of_a_loss() -> None:
    """The penalty (f')^2 with f = x^3 is 9 x^4, whose derivative is 36 x^3."""
    x = Value(2.0)
    slope = gradients(x**3, x, create_graph=True)
    (slope**2).backward()
    assert x.grad == 36.0 * 8.0


def test_a_recorded_derivative_is_a_node_of_its_own() -> None:
    """d(x y)/dx is y, but to name the derivative is not to name y."""
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    inner = ag.exp(y)
    for derivative in (gradients(x * y, x, create_graph=True), gradients(x * inner, x, create_graph=True)):
        derivative.label = "slope"
    assert (x.label, y.label, inner.label) == ("x", "y", None)
    by_x, by_y = gradients(ag.sin(x + y), [x, y], create_graph=True)
    assert by_x is not by_y
    assert by_x.data == by_y.data == math.cos(5.0)
    assert gradients(gradients(x * inner, x, create_graph=True), y) == inner.data


# --- sweeps in both directions ---------------------------------------------------------------------------------------


def linearized(program: Program) -> tuple[list[Value], list[Value], Linearization]:
    """Leaves, results (the leaves among them) and the linear map from the ones to the others."""
    leaves = list(map(Value, program.inputs))
    results = program.run(*leaves)
    return leaves, results, Linearization(graph.operations(*results), leaves)


DIRECTIONS = st.lists(INPUTS, min_size=30, max_size=30)


@given(programs(), DIRECTIONS)
def test_a_forward_sweep_is_the_exact_directional_derivative_of_every_result(
    program: Program, directions: list[int]
) -> None:
    leaves, results, linear = linearized(program)
    changes = linear.push(dict(zip(leaves, map(float, directions), strict=False)))
    moving = [Tangent(Fraction(x), Fraction(v)) for x, v in zip(program.inputs, directions, strict=False)]
    assert [changes[y] for y in results] == [y.slope for y in program.run(*moving)]


@given(programs(), DIRECTIONS, DIRECTIONS)
def test_the_two_sweeps_are_each_others_transpose(program: Program, us: list[int], vs: list[int]) -> None:
    """<u, J v> = <u J, v>, exactly: with weights of at most 3 on two results, adjoints stay below 2^53."""
    leaves, results, linear = linearized(program)
    us = us[: len(results[-2:])]
    changes = linear.push(dict(zip(leaves, map(float, vs), strict=False)))
    pulled = linear.pull(dict(zip(results[-2:], map(float, us), strict=True)))
    forward = sum(Fraction(u) * Fraction(changes[y]) for u, y in zip(us, results[-2:], strict=True))
    assert forward == sum(Fraction(g) * v for g, v in zip(pulled, vs, strict=False))


@given(programs())
def test_basis_vectors_pushed_and_pulled_give_the_same_matrix(program: Program) -> None:
    leaves, results, linear = linearized(program)
    columns = [linear.push({x: 1.0}) for x in leaves]
    rows = [linear.pull({y: 1.0}) for y in results]
    assert rows == [[column.get(y, 0.0) for column in columns] for y in results]


def test_an_input_that_does_not_change_pushes_nothing() -> None:
    """0 times an infinite slope would be nan: what is missing among the tangents takes no part."""
    x, y = Value(0.0), Value(2.0)
    z = ag.sqrt(x) + y
    linear = Linearization(graph.operations(z), [x, y])
    assert linear.push({y: 1.0}) == {y: 1.0, z: 1.0}
    assert math.isnan(linear.push({x: 0.0, y: 1.0})[z])


def test_inputs_that_depend_on_one_another_add_to_what_reaches_them() -> None:
    """With inputs x and a = 2 x, and b = a^2: a changes by its own tangent, and by twice that of x."""
    x = Value(3.0)
    a = x * 2.0
    b = a * a
    linear = Linearization(graph.operations(b), [x, a])
    changes = linear.push({x: 1.0, a: 10.0})
    assert (changes[a], changes[b]) == (12.0, 12.0 * 12.0)
    assert linear.pull({b: 1.0}) == [24.0, 12.0]


def test_cotangents_may_stand_at_any_node() -> None:
    x, stranger = Value(3.0), Value(1.0)
    a = x * 2.0
    b = a * a
    linear = Linearization(graph.operations(b), [x])
    assert linear.pull({a: 10.0, b: 1.0, x: 0.5, stranger: 7.0}) == [24.0 + 20.0 + 0.5]
    assert linear.pull({}) == [0.0]


def test_a_sweep_passes_by_what_no_input_reaches() -> None:
    x, y = Value(2.0), Value(3.0)
    apart = ag.exp(y) * y
    z = x * apart
    assert Linearization(graph.operations(z), [x]).nodes == [z]


def test_the_order_stops_at_nodes_that_are_known() -> None:
    x = Value(2.0)
    before = ag.exp(x) * x
    middle = before + 1.0
    after = middle * 3.0 + x
    assert graph.operations(after, known=[middle]) == [after.operands[0], after]
    assert graph.operations(middle, known=[middle]) == []


def test_recorded_sweeps_share_the_local_gradients() -> None:
    """They are recorded once, however many rows are asked for."""
    x = Value(0.5)
    y = ag.tanh(x)
    linear = Linearization(graph.operations(y), [x], create_graph=True)
    (first,), (second,), pushed = linear.pull({y: 1.0}), linear.pull({y: 1.0}), linear.push({x: 1.0})[y]
    assert first is second is pushed
    assert gradients(first, x) == pytest.approx(-2.0 * math.tanh(0.5) / math.cosh(0.5) ** 2, rel=1e-15)


def test_a_recorded_sweep_refuses_a_stale_graph() -> None:
    x = Value(2.0, label="x")
    y = x * x
    x.data = 3.0
    assert Linearization(graph.operations(y), [x]).push({x: 1.0})[y] == 4.0
    with pytest.raises(StaleGraphError, match="label='x'"):
        Linearization(graph.operations(y), [x], create_graph=True)


# --- a recorded gradient is right everywhere, not only where it was recorded -----------------------------------------


def alike(a: float, b: float) -> bool:
    """The same number, to the rounding of another association; nan is nan, infinities count with their sign."""
    return (math.isnan(a) and math.isnan(b)) or a == b or math.isclose(a, b, rel_tol=1e-14)


def arity(row: Primitive) -> int | None:
    """How many operands the row takes, static parameters included; None for any number."""
    parameters = inspect.signature(row.value).parameters.values()
    return None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)


ROWS = [pytest.param(row, id=name) for name, row in table().items()]
COORDINATES = [2.0, 0.5, 1.0, -1.0, 0.0, -0.5, -3.0, 40.0, -40.0, 800.0]
SEVERAL = [(1.0, 2.0, 0.5, 3.0), (2.0, 2.0, 1.0, 0.0), (1.0, 1.0, 1.0, 1.0), (-1.0, -2.0, -2.0, 4.0), (0.0,) * 4]


def places(row: Primitive) -> Iterator[tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]]:
    """Where to record, where to evaluate (the operands), and the static parameters that are the same at both.

    The points lie on both sides of every kink, on it, and outside the domains.
    """
    n = arity(row)
    free = 4 if n is None else n - row.static
    points = SEVERAL if n is None else [(a,) for a in COORDINATES] if free == 1 else []
    if free == 2:
        points = [(a, b) for a in COORDINATES for b in (2.0, 1.0, 0.0, -1.0, 0.5)]
    if free == 3:
        points = list(itertools.product((2.0, 0.0, -1.0), repeat=3))
    for static in ORACLES[row.name].static:
        yield from ((here, there, static) for here in points for there in points)


@pytest.mark.once
@pytest.mark.parametrize("row", ROWS)
def test_recorded_gradients_hold_at_every_other_point(row: Primitive) -> None:
    for here, there, static in places(row):
        leaves = list(map(Value, here))
        slopes = gradients(Value.record_primitive(row, (*leaves, *static)), leaves, create_graph=True)
        at = dict(zip(leaves, there, strict=True))
        direct = row.gradient(row.value(*there, *static), *there, *static)()
        for slope, expected in zip(slopes, direct, strict=True):
            assert isinstance(slope, Value)
            assert alike(graph.evaluate(slope, at), expected), (here, there, static)


@pytest.mark.once
@pytest.mark.parametrize("row", ROWS)
def test_recorded_second_derivatives_hold_at_every_other_point(row: Primitive) -> None:
    for here, there, static in list(places(row))[::7]:
        leaves, others = list(map(Value, here)), list(map(Value, there))
        at = dict(zip(leaves, there, strict=True))
        recorded = gradients(Value.record_primitive(row, (*leaves, *static)), leaves, create_graph=True)
        direct = gradients(Value.record_primitive(row, (*others, *static)), others, create_graph=True)
        for slope, expected in zip(recorded, direct, strict=True):
            curvatures = gradients(slope, leaves, create_graph=True)
            for curvature, number in zip(curvatures, gradients(expected, others), strict=True):
                assert alike(graph.evaluate(curvature, at), number), (here, there, static)


def test_a_relu_recorded_above_zero_is_flat_below() -> None:
    x = Value(2.0)
    slope = gradients(ag.relu(x), x, create_graph=True)
    assert [graph.evaluate(slope, {x: at}) for at in (-3.0, 0.0, 3.0)] == [0.0, 0.0, 1.0]


def test_a_maximum_recorded_without_a_tie_splits_a_later_one() -> None:
    x, y = Value(1.0), Value(2.0)
    slopes = gradients(ag.max(x, y), [x, y], create_graph=True)
    assert [graph.evaluate(slope, {x: 5.0, y: 5.0}) for slope in slopes] == [0.5, 0.5]
    assert [graph.evaluate(slope, {x: 6.0, y: 5.0}) for slope in slopes] == [1.0, 0.0]


# --- evaluate --------------------------------------------------------------------------------------------------------


def test_evaluation_elsewhere_leaves_the_graph_as_it_is() -> None:
    x, y = Value(2.0), Value(3.0)
    z = x * y + ag.exp(y)
    before = [(node.data, node.grad) for node in graph.topological_order(z)]
    assert graph.evaluate(z, {x: 10.0, y: 0.0}) == 1.0
    assert [(node.data, node.grad) for node in graph.topological_order(z)] == before


def test_evaluation_where_nothing_changes_gives_the_recorded_value() -> None:
    x, y = Value(2.0), Value(3.0)
    z = ag.sin(x) ** y / ag.tanh(y)
    assert graph.evaluate(z, {}) == z.data
    assert graph.evaluate(z, {x: 2, y: Fraction(3)}) == z.data
    assert graph.evaluate(x, {}) == 2.0
    assert graph.evaluate(x, {x: 4.0}) == 4.0


def test_an_interior_node_can_be_given_a_value() -> None:
    x = Value(2.0)
    inner = x * x
    assert graph.evaluate(inner + x, {inner: 100.0}) == 102.0


@given(programs(), st.lists(INPUTS, min_size=4, max_size=4))
def test_evaluation_elsewhere_is_running_the_program_there(program: Program, elsewhere: list[int]) -> None:
    leaves = list(map(Value, program.inputs))
    at = dict(zip(leaves, elsewhere, strict=False))
    assert graph.evaluate(program.run(*leaves)[-1], at) == program.run(*map(float, elsewhere[: len(leaves)]))[-1]


# --- stale graphs ----------------------------------------------------------------------------------------------------


def test_a_stale_graph_names_the_leaf_that_changed() -> None:
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    y = ag.exp(x) + w * 2.0
    w.data = 5.0
    with pytest.raises(StaleGraphError, match=r"leaf changed since the graph was recorded: .*label='w'") as caught:
        gradients(y, [x, w], create_graph=True)
    assert "label='x'" not in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_stale_graph_says_what_would_be_different() -> None:
    x, w = Value(2.0), Value(0.0)
    y = w * x
    x.data = 3.0  # w x is 0 all the same
    with pytest.raises(
        StaleGraphError, match=r"would now have local gradients \(3\.0, 0\.0\) in place of \(2\.0, 0\.0\)"
    ):
        gradients(y, w, create_graph=True)
    w.data = 1.0
    with pytest.raises(StaleGraphError, match=r"would now have the value 3\.0"):
        gradients(y, w, create_graph=True)


@pytest.mark.parametrize(("before", "after"), [(4.0, -1.0), (-1.0, 4.0)])
def test_a_number_that_has_become_nan_is_a_change(before: float, after: float) -> None:
    x = Value(before)
    y = ag.sqrt(x)
    x.data = after
    with pytest.raises(StaleGraphError):
        gradients(y, x, create_graph=True)


def test_a_leaf_that_is_used_twice_is_named_once() -> None:
    x = Value(2.0, label="x")
    y = x * x
    x.data = 3.0
    with pytest.raises(StaleGraphError) as caught:
        gradients(y, x, create_graph=True)
    assert str(caught.value).count("label='x'") == 1


def stale(node: Value) -> str:
    with pytest.raises(StaleGraphError) as caught:
        gradients(node, node.parents[0], create_graph=True)
    return str(caught.value)


def test_of_the_operands_of_one_node_the_changed_one_is_named() -> None:
    """The slopes of the others tell: in a weighted sum only that of its partner has changed."""
    weights, inputs = ([Value(float(i), label=f"{name}{i}") for i in range(50)] for name in "wx")
    for changed in (weights[7], inputs[23]):
        before, node = changed.data, ag.dot(weights, inputs)
        changed.data = 9.5
        assert f"recorded: {changed!r}; Value(" in stale(node)
        changed.data = before
    for now in (9.5, 0.0, -0.5, math.inf):
        weights[1].data = 1.0
        node = weights[1] * inputs[2]
        weights[1].data = now
        assert f"recorded: {weights[1]!r}; Value(" in stale(node)
    weights[1].data = 1.0
    node = weights[1] * inputs[2]
    weights[1].data = 9.5
    assert f"recorded: {weights[1]!r}; Value(" in stale(node)


def test_where_slopes_do_not_tell_a_few_of_the_leaves_are_named() -> None:
    leaves = [Value(float(i), label=f"x{i}") for i in range(1000)]
    for n in (50, 1000):
        node = ag.sum(leaves[:n])
        leaves[7].data += 2.0
        said = stale(node)
        assert f"'x2') or Value(data=3.0, grad=0.0, label='x3') or one of {n - 4} more; Value(" in said
        assert len(said) < 500
    for pick in (ag.max, lambda a, b: a % b, ag.hypot, ag.copysign):
        x, y = Value(5.0, label="x"), Value(-3.0, label="y")
        for changed, now in ((x, 2.0), (y, 6.0)):
            before, node = changed.data, pick(x, y)
            changed.data = now
            if node.data != pick(x, y).data:
                assert repr(changed) in stale(node)
            changed.data = before
    two = leaves[0] + leaves[1]
    leaves[0].data = 3.0
    assert "'x0') or Value(data=1.0, grad=0.0, label='x1'); Value(" in stale(two)


def test_a_node_whose_own_number_was_set_is_named() -> None:
    x = Value(2.0, label="x")
    y = x * x
    z = ag.exp(y)
    y.data = 7.0
    assert "Value(data=7.0, grad=0.0, op='*') would now have the value 4.0 (unless its own was set)" in stale(z)
    y.data = 4.0
    z.data = 7.0
    assert "recorded: Value(data=7.0, grad=0.0, op='exp'); Value(" in stale(z)


def test_the_domain_of_a_users_primitive_does_not_hide_the_changed_leaf() -> None:
    @ag.primitive
    def picky(x: float, y: float) -> float:
        if not 0.0 < x < 3.0:
            raise ValueError("x is too large")
        return x * y

    @picky.rule
    def picky_rule(z: Any, x: Any, y: Any) -> Any:
        def picky_gradient() -> tuple[Any, Any]:
            return y, x

        return picky_gradient

    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    z = picky(x, y)
    x.data = 2.9
    assert "label='x'" in stale(z)
    x.data = 3.5
    assert "would now have no value: x is too large" in stale(z)


def test_a_stale_graph_deep_below_is_found() -> None:
    x = Value(0.5, label="depth")
    y = x * 1.0
    for _ in range(100):
        y = ag.sin(y) + 0.1
    x.data = 0.25
    with pytest.raises(StaleGraphError, match="label='depth'"):
        gradients(y, x, create_graph=True)


@pytest.mark.parametrize(
    ("f", "before", "after"),
    [
        (lambda x: x * Value(0.0), 2.0, 5.0),
        (lambda x: ag.dot([x, 1.0], [Value(0.0), 3.0]), 2.0, 5.0),
        (lambda x: x**2, 2.0, -2.0),
        (ag.cos, 0.5, -0.5),
        (abs, 1.0, -1.0),
        (lambda x: ag.max(x, 3.0), 2.0, 3.0),
    ],
)
def test_a_change_that_no_value_shows_is_found_by_the_slopes(
    f: Callable[[Any], Any], before: float, after: float
) -> None:
    """With w = 0, x w is 0 for every x, but its derivative by w is x."""
    x = Value(before, label="x")
    other = Value(1.0, label="unchanged")
    y = f(x) + other
    x.data = after
    assert graph.evaluate(y, {}) == y.data
    with pytest.raises(StaleGraphError, match=r"leaf changed since the graph was recorded: .*label='x'") as caught:
        gradients(y, [other, x], create_graph=True)
    assert "unchanged" not in str(caught.value)


def test_a_leaf_that_changed_back_is_no_matter() -> None:
    x = Value(2.0)
    y = x * x
    x.data = 3.0
    x.data = 2.0
    assert gradients(y, x, create_graph=True).data == 4.0


def test_nan_is_not_mistaken_for_a_change() -> None:
    """Neither as a value nor as a slope."""
    x, zero = Value(-1.0), Value(0.0)
    assert math.isnan(gradients(ag.log(x), x, create_graph=True).data)
    power = zero ** Value(0.0)
    assert power.data == 1.0
    assert math.isnan(power.local_gradient()[1])
    assert gradients(power, zero, create_graph=True).data == 0.0


def test_first_derivatives_need_no_fresh_graph() -> None:
    """They come from the closures, which remember their numbers."""
    x = Value(2.0)
    y = x * x
    x.data = 7.0
    assert gradients(y, x) == 4.0


# --- size ------------------------------------------------------------------------------------------------------------


@pytest.mark.large
def test_a_million_nodes_in_a_row() -> None:
    """Forward, backward and freeing: nothing recurses, and nothing is left."""
    n = 1_000_000
    x = Value(0.0)
    y = x + 1.0
    for _ in range(n - 1):
        y = y + 1.0
    y.backward()
    assert (y.data, x.grad) == (float(n), 1.0)
    first = weakref.ref(y)
    del y
    assert first() is None


def test_depth_beyond_the_recursion_limit_in_everything_that_reads_a_graph() -> None:
    n = 4 * sys.getrecursionlimit()
    x = Value(1.0)
    y = x
    for _ in range(n):
        y = y * 1.0
    assert len(graph.topological_order(y)) == n + 1
    assert gradients(y, x) == 1.0
    assert gradients(y, x, create_graph=True).data == 1.0
    assert graph.evaluate(y, {x: 3.0}) == 3.0
    assert len(repr(y)) < 100


@pytest.mark.large
def test_a_leaf_with_a_hundred_thousand_children() -> None:
    n = 100_000
    x = Value(2.0)
    total = ag.sum([x * float(i) for i in range(n)])
    total.backward()
    assert x.grad == n * (n - 1) / 2
    assert gradients(total, x) == x.grad


def test_a_graph_of_shared_nodes_costs_its_edges_and_not_its_paths() -> None:
    """200 doublings: 2^200 paths from x to y, 400 edges."""
    x = Value(1.0)
    y = x
    for _ in range(200):
        y = y + y
    y.backward()
    assert x.grad == 2.0**200
    assert gradients(y, x, create_graph=True).data == 2.0**200


def pieces() -> list[Any]:
    """200 nodes over all operations, with gradients that have run."""
    x, y = Value(0.5), Value(2.0)
    nodes = [x, y]
    for i in range(33):
        a = nodes[-1]
        nodes += [a * y, ag.sigmoid(a + i), ag.dot([a, x], [y, 3.0]), ag.max(a, x, y), a / y, abs(a) ** 1.5]
    nodes[-1].backward()
    return nodes


def test_a_dropped_graph_is_freed_at_once_and_leaves_the_collector_nothing() -> None:
    enabled = gc.isenabled()
    gc.disable()
    try:
        nodes = pieces()
        watched = [weakref.ref(node) for node in nodes]
        assert len(watched) == 200
        gc.collect()
        del nodes
        assert [ref for ref in watched if ref() is not None] == []
        assert gc.collect() == 0
    finally:
        if enabled:
            gc.enable()


def test_a_recorded_gradient_leaves_the_collector_nothing_either() -> None:
    enabled = gc.isenabled()
    gc.disable()
    try:
        x = Value(0.5)
        slope = gradients(ag.exp(ag.sin(x)) * x**2 + ag.max(x, 1.0 - x), x, create_graph=True)
        watched = [weakref.ref(node) for node in graph.topological_order(slope)]
        gc.collect()
        del x, slope
        assert [ref for ref in watched if ref() is not None] == []
        assert gc.collect() == 0
    finally:
        if enabled:
            gc.enable()


def test_the_collectors_settings_are_the_users() -> None:
    settings_before = gc.isenabled(), gc.get_threshold(), gc.get_debug()
    x = Value(1.0)
    y = ag.exp(x * 2.0)
    y.backward()
    gradients(y, x, create_graph=True)
    assert (gc.isenabled(), gc.get_threshold(), gc.get_debug()) == settings_before


@given(programs())
def test_the_last_reference_frees_the_graph(program: Program) -> None:
    leaves = list(map(Value, program.inputs))
    results = program.run(*leaves)
    watched = [weakref.ref(node) for node in results[len(leaves) :]]
    del results
    assert all(ref() is None for ref in watched)
    assert [leaf.data for leaf in leaves] == list(program.inputs)


def test_a_pass_may_be_given_the_order_of_operations() -> None:
    x = Value(3.0)
    y = x * x + x
    graph.backward(y, graph.operations(y))
    assert x.grad == 7.0
