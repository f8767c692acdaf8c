"""Functions of functions: what they compute, that they nest, which forms they take, and what they cost.

Random programs with reuse obey laws that hold for every function (duality, linearity, the chain rule), which need no
oracle. Bounds are relative to the sum of the absolute terms that the chain rule adds up, since their sum may cancel to
any size. test_transforms_jax.py compares such programs with JAX.
"""

from __future__ import annotations

import asyncio
import collections
import inspect
import itertools
import math
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import autograd_lite as ag
from autograd_lite import (
    StaleGraphError,
    Value,
    derivative,
    grad,
    gradients,
    graph,
    hessian,
    hvp,
    jacobian,
    jvp,
    linearization,
    value_and_grad,
    vjp,
)
from tests.straight_line import (
    AGREE,
    COORDINATES,
    Program,
    absolute_terms,
    gradient_terms,
    programs,
    vectors,
    within,
)

Function = Callable[..., Any]


# --- laws ------------------------------------------------------------------------------------------------------------


def column_terms(outputs: list[Any], leaves: list[Value], u: list[float]) -> list[float]:
    """For each leaf the sum of the absolute terms of sum_i u_i dy_i / d leaf."""
    return [inner(map(abs, u), column) for column in zip(*(gradient_terms(y, leaves) for y in outputs), strict=True)]


def inner(u: Any, v: Any) -> float:
    return math.fsum(a * b for a, b in zip(u, v, strict=True))


@given(st.data(), programs())
def test_forward_and_reverse_are_each_others_transpose(data: st.DataObject, program: Program) -> None:
    """<u, J v> = <u J, v>: both add up the same products, in another order."""
    point, v = list(program.point), data.draw(vectors(len(program.point)))
    value, changes = jvp(program.tail, (point,), (v,))
    u = data.draw(vectors(len(value)))
    same_value, pullback = vjp(program.tail, point)
    (pulled,) = pullback(u)
    leaves = list(map(Value, point))
    terms = inner(map(abs, u), absolute_terms(program.tail(leaves), leaves, v))
    assert same_value == value == program.tail(point)
    assert abs(inner(u, changes) - inner(pulled, v)) <= 1e-13 * terms


@given(st.data(), programs())
def test_the_jacobian_is_the_matrix_of_both_products(data: st.DataObject, program: Program) -> None:
    point, v = list(program.point), data.draw(vectors(len(program.point)))
    J = jacobian(program.tail)(point)
    value, changes = jvp(program.tail, (point,), (v,))
    u = data.draw(vectors(len(value)))
    (pulled,) = vjp(program.tail, point)[1](u)
    leaves = list(map(Value, point))
    outputs = program.tail(leaves)
    rows = absolute_terms(outputs, leaves, v)
    columns = column_terms(outputs, leaves, u)
    assert within(1e-13, changes, [inner(row, v) for row in J], rows)
    assert within(1e-13, pulled, [inner(u, column) for column in zip(*J, strict=True)], columns)


@given(vectors(2).flatmap(programs))
def test_a_jacobian_by_rows_is_the_same_by_columns(program: Program) -> None:
    """Two outputs of two inputs are differentiated by rows, four by columns."""
    point = list(program.point)
    by_rows = jacobian(lambda xs: program.run(xs)[-2:])(point)
    by_columns = jacobian(lambda xs: program.run(xs)[-2:] * 2)(point)
    leaves = list(map(Value, point))
    outputs = program.run(leaves)[-2:]
    terms = [gradient_terms(y, leaves) for y in outputs]
    assert by_columns[:2] == by_columns[2:]
    assert all(within(1e-13, a, b, t) for a, b, t in zip(by_rows, by_columns[:2], terms, strict=True))


@given(st.data(), programs())
def test_the_hessian_is_symmetric_and_the_matrix_of_its_product(data: st.DataObject, program: Program) -> None:
    point, v = list(program.point), data.draw(vectors(len(program.point)))
    H = hessian(program.last)(point)
    (product,) = hvp(program.last, (point,), (v,))
    leaves = list(map(Value, point))
    slopes = gradients(program.last(leaves), leaves, create_graph=True)
    terms = [gradient_terms(slope, leaves) for slope in slopes]
    assert within(AGREE, product, [inner(row, v) for row in H], absolute_terms(slopes, leaves, v))
    for i, j in itertools.combinations(range(len(point)), 2):
        assert abs(H[i][j] - H[j][i]) <= AGREE * (terms[i][j] + terms[j][i]) + 1e-30


two_programs = vectors(2).flatmap(lambda point: st.tuples(programs(point), programs(point)))


@given(two_programs, COORDINATES, COORDINATES)
def test_the_gradient_is_linear_in_the_function(fg: tuple[Program, Program], a: float, b: float) -> None:
    """grad(a f + b g) = a grad f + b grad g."""
    f, g = fg
    point = list(f.point)
    got = grad(lambda xs: a * f.last(xs) + b * g.last(xs))(point)
    df, dg = grad(f.last)(point), grad(g.last)(point)
    leaves = list(map(Value, point))
    terms = gradient_terms(a * f.last(leaves) + b * g.last(leaves), leaves)
    assert within(1e-13, got, [a * x + b * y for x, y in zip(df, dg, strict=True)], terms)


@given(two_programs)
def test_the_product_rule(fg: tuple[Program, Program]) -> None:
    """grad(f g) = f grad g + g grad f."""
    f, g = fg
    point = list(f.point)
    got = grad(lambda xs: f.last(xs) * g.last(xs))(point)
    (y, dy), (z, dz) = value_and_grad(f.last)(point), value_and_grad(g.last)(point)
    leaves = list(map(Value, point))
    terms = gradient_terms(f.last(leaves) * g.last(leaves), leaves)
    assert within(1e-13, got, [y * b + z * a for a, b in zip(dy, dz, strict=True)], terms)


@given(st.data(), programs())
def test_the_chain_rule(data: st.DataObject, f: Program) -> None:
    """J of g after f, in a direction, is J of g in the direction in which f then moves; and backwards likewise."""
    point = list(f.point)
    g = data.draw(programs(f.tail(point)))

    def composed(xs: Any) -> Any:
        return g.tail(f.tail(xs))

    v, u = data.draw(vectors(len(point))), data.draw(vectors(len(composed(point))))
    between, moved = jvp(f.tail, (point,), (v,))
    value, pushed = jvp(composed, (point,), (v,))
    assert value == g.tail(between)
    leaves = list(map(Value, point))
    outputs = composed(leaves)
    assert within(1e-13, pushed, jvp(g.tail, (between,), (moved,))[1], absolute_terms(outputs, leaves, v))

    (pulled,) = vjp(composed, point)[1](u)
    (sensitivities,) = vjp(g.tail, between)[1](u)
    (by_steps,) = vjp(f.tail, point)[1](sensitivities)
    assert within(1e-13, pulled, by_steps, column_terms(outputs, leaves, u))


@given(st.data(), programs())
def test_a_recorded_gradient_holds_at_other_points(data: st.DataObject, program: Program) -> None:
    """The kinks are primitives, so the graph recorded at one point is the program's everywhere, to the last bit."""
    leaves = list(map(Value, program.point))
    elsewhere = data.draw(vectors(len(leaves)))
    slopes = grad(program.last)(leaves)
    at = dict(zip(leaves, elsewhere, strict=True))
    got = [graph.evaluate(slope, at) for slope in slopes]
    np.testing.assert_array_equal(got, grad(program.last)(elsewhere))  # nan, outside a domain, is nan


# --- derivatives of one number, by every transform -------------------------------------------------------------------

FIRST: dict[str, Callable[[Function], Function]] = {
    "grad": grad,
    "value_and_grad": lambda f: lambda x: value_and_grad(f)(x)[1],
    "vjp": lambda f: lambda x: vjp(f, x)[1](1.0)[0],
    "jvp": lambda f: lambda x: jvp(f, (x,), (1.0,))[1],
    "jacobian": jacobian,
    "jacobian by columns": lambda f: lambda x: jacobian(lambda x: [f(x), f(x)])(x)[0],
    "derivative": derivative,
}
SECOND: dict[str, Callable[[Function], Function]] = {
    "hessian": hessian,
    "hvp": lambda f: lambda x: hvp(f, (x,), (1.0,))[0],
    "derivative": lambda f: derivative(f, 2),
}


@pytest.mark.parametrize("operators", [pytest.param(o, id="-".join(o)) for o in itertools.product(FIRST, repeat=2)])
def test_any_transform_in_any_other_gives_second_derivatives(operators: tuple[str, str]) -> None:
    outer, within_it = (FIRST[name] for name in operators)
    x = 0.7
    expected = math.exp(math.sin(x)) * (math.cos(x) ** 2 - math.sin(x))
    assert outer(within_it(lambda x: ag.exp(ag.sin(x))))(x) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("operators", [pytest.param(o, id="-".join(o)) for o in itertools.product(FIRST, repeat=3)])
def test_any_three_transforms_give_third_derivatives(operators: tuple[str, ...]) -> None:
    f: Function = lambda x: x**4 + x**2  # noqa: E731
    for name in operators:
        f = FIRST[name](f)
    assert f(2.0) == 48.0


@pytest.mark.parametrize("outer", SECOND)
@pytest.mark.parametrize("within_it", SECOND)
def test_second_derivatives_of_second_derivatives(outer: str, within_it: str) -> None:
    assert SECOND[outer](SECOND[within_it](lambda x: x**5))(2.0) == 240.0


# The scalar functions of HIPS autograd's own tests and more, and the exact ones of mpmath.
CURVES: dict[str, tuple[Function, Function]] = {
    "exp": (ag.exp, mp.exp),
    "log": (lambda x: ag.log(x + 3.0), lambda x: mp.log(x + 3)),
    "sin": (ag.sin, mp.sin),
    "cos": (ag.cos, mp.cos),
    "tan": (ag.tan, mp.tan),
    "sinh": (ag.sinh, mp.sinh),
    "cosh": (ag.cosh, mp.cosh),
    "tanh": (ag.tanh, mp.tanh),
    "exp2": (ag.exp2, lambda x: mpf(2) ** x),
    "expm1": (ag.expm1, mp.expm1),
    "log2": (lambda x: ag.log2(x + 3.0), lambda x: mp.log(x + 3, 2)),
    "log10": (lambda x: ag.log10(x + 3.0), lambda x: mp.log10(x + 3)),
    "log1p": (lambda x: ag.log1p(x + 3.0), lambda x: mp.log1p(x + 3)),
    "arcsin": (lambda x: ag.asin(x / 4.0), lambda x: mp.asin(x / 4)),
    "arccos": (lambda x: ag.acos(x / 4.0), lambda x: mp.acos(x / 4)),
    "arctan": (ag.atan, mp.atan),
    "arcsinh": (ag.asinh, mp.asinh),
    "arccosh": (lambda x: ag.acosh(x + 4.0), lambda x: mp.acosh(x + 4)),
    "arctanh": (lambda x: ag.atanh(x / 4.0), lambda x: mp.atanh(x / 4)),
    "arctan2": (lambda x: ag.atan2(x, x * x), lambda x: mp.atan2(x, x * x)),
    "square": (ag.square, lambda x: x * x),
    "reciprocal": (ag.reciprocal, lambda x: 1 / x),
    "degrees": (ag.degrees, mp.degrees),
    "radians": (ag.radians, mp.radians),
    "erf": (ag.erf, mp.erf),
    "gelu": (ag.gelu, lambda x: x * mp.ncdf(x)),
    "softplus": (ag.softplus, lambda x: mp.log1p(mp.exp(x))),
    "logit": (lambda x: ag.logit(0.5 + x / 8.0), lambda x: mp.log((4 + x) / (4 - x))),
    "digamma": (lambda x: ag.digamma(x + 2.0), lambda x: mp.digamma(x + 2)),
    "sigmoid": (ag.sigmoid, lambda x: 1 / (1 + mp.exp(-x))),
    "sqrt": (lambda x: ag.sqrt(x + 3.0), lambda x: mp.sqrt(x + 3)),
    "abs": (abs, abs),
    "-x": (lambda x: -x, lambda x: -x),
    "2 / x": (lambda x: 2.0 / x, lambda x: 2 / x),
    "x^x": (lambda x: abs(x) ** x, lambda x: abs(x) ** x),
    "x^2.5": (lambda x: abs(x) ** 2.5, lambda x: abs(x) ** mpf(2.5)),
    "3^x": (lambda x: 3.0**x, lambda x: mpf(3) ** x),
    "max": (lambda x: ag.max(x * x, x), lambda x: max(x * x, x)),
    "relu": (lambda x: ag.relu(x) * x, lambda x: max(x, mpf(0)) * x),
}


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("x", [0.7, -1.2, 2.5])
def test_derivatives_up_to_the_third_are_exact(name: str, x: float) -> None:
    ours, exact = CURVES[name]
    with mp.workdps(60):
        expected = [float(mpmath.diff(exact, mpf(x), n)) for n in range(4)]
    close = {"rel": 1e-11, "abs": 1e-11}
    assert [derivative(ours, n)(x) for n in range(4)] == pytest.approx(expected, **close)
    by_reverse, by_forward = FIRST["grad"], FIRST["jvp"]
    assert by_reverse(by_reverse(by_reverse(ours)))(x) == pytest.approx(expected[3], **close)
    assert by_forward(by_forward(by_forward(ours)))(x) == pytest.approx(expected[3], **close)


@pytest.mark.parametrize("n", range(7))
def test_a_power_differentiates_down_to_its_factorial_and_then_to_nothing(n: int) -> None:
    expected = [math.perm(n, k) * 2.0 ** (n - k) if k <= n else 0.0 for k in range(n + 2)]
    assert [derivative(lambda x: x**n, k)(2.0) for k in range(n + 2)] == expected


def test_the_derivative_of_order_zero_is_the_function() -> None:
    assert derivative(ag.exp, 0) is ag.exp


def test_the_taylor_series_of_the_exponential() -> None:
    assert [derivative(ag.exp, n)(0.0) for n in range(7)] == [1.0] * 7


# --- fan-out, scopes, and functions that hardly depend on their argument ---------------------------------------------


def test_what_is_used_several_times_counts_as_often() -> None:
    assert grad(lambda x: x + x)(3.0) == 2.0
    assert grad(lambda x: x * x * x)(2.0) == 12.0
    assert grad(lambda x: ag.sum([x] * 5) + ag.dot([x, x], [x, 1.0]))(2.0) == 5.0 + 4.0 + 1.0
    assert grad(lambda x: x * ag.sin(x) + ag.sin(x))(0.0) == 1.0


def test_a_variable_of_an_enclosing_scope_is_a_constant_here_and_a_variable_there() -> None:
    """d/dx of x d/dy (x y^2) at y = x, which is 2 x^2 y, is 6 x^2."""

    def outer(x: Any) -> Any:
        return x * grad(lambda y: x * y**2)(x)

    assert grad(outer)(2.0) == 6.0 * 2.0**2


def test_a_function_defined_in_a_transform_sees_the_variables_around_it() -> None:
    """f = x^3 y^2 z: differentiated inside out by z, y and x it is 6 x^2 y."""

    def by_x(x: Any) -> Any:
        def by_y(y: Any) -> Any:
            return grad(lambda z: x**3 * y**2 * z)(7.0)

        return grad(by_y)(3.0)

    assert grad(by_x)(2.0) == 6.0 * 2.0**2 * 3.0


@pytest.mark.parametrize("constant", [7.0, 7, Fraction(1, 2), np.float64(2.0), np.array(2.0), np.array([2.0])])
def test_a_constant_function_has_derivative_zero(constant: Any) -> None:
    def f(x: Any) -> Any:
        return constant

    assert value_and_grad(f)([3.0, 4.0]) == (float(np.ravel(constant)[0]), [0.0, 0.0])
    assert hessian(f)([3.0, 4.0]) == [[0.0, 0.0], [0.0, 0.0]]
    assert hvp(f, (3.0,), (1.0,)) == (0.0,)
    assert derivative(f, 3)(2.0) == 0.0
    assert grad(lambda x: x * grad(f)(x))(5.0) == 0.0


def test_constants_among_the_results_have_rows_of_zeros() -> None:
    def f(x: Any) -> Any:
        return [7.0, x[0], 3]

    assert jacobian(f)([1.0, 2.0]) == [[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    assert jvp(f, ([1.0, 2.0],), ([5.0, 6.0],)) == ([7.0, 1.0, 3.0], [0.0, 5.0, 0.0])
    assert vjp(f, [1.0, 2.0])[1]([1.0, 10.0, 100.0]) == ([10.0, 0.0],)


def test_what_an_argument_is_not_used_for_has_derivative_zero() -> None:
    assert grad(lambda x, y: x * x, argnums=(0, 1))(3.0, 4.0) == (6.0, 0.0)
    assert jacobian(lambda x, y: [x, y], argnums=1)(3.0, 4.0) == [0.0, 1.0]


def test_the_identity_has_slope_one() -> None:
    assert value_and_grad(lambda x: x)(3.0) == (3.0, 1.0)
    assert jvp(lambda x: x, (3.0,), (5.0,)) == (3.0, 5.0)
    assert vjp(lambda x: (x, x), 3.0)[1]((2.0, 5.0)) == (7.0,)
    assert derivative(lambda x: x, 2)(3.0) == 0.0
    assert hessian(lambda x: x)(3.0) == 0.0


# The corner cases that the Haskell package `ad` has been asked about: powers at 0, products through 0, kinks.
@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        (lambda x: x**2, 0.0, [0.0, 0.0, 2.0, 0.0]),
        (lambda x: x**1, 0.0, [0.0, 1.0, 0.0, 0.0]),
        (lambda x: x**0, 0.0, [1.0, 0.0, 0.0, 0.0]),
        (lambda x: x**3, 0.0, [0.0, 0.0, 0.0, 6.0]),
        (lambda x: x * 0.0, 5.0, [0.0, 0.0, 0.0, 0.0]),
        (lambda x: x * x * x, 0.0, [0.0, 0.0, 0.0, 6.0]),
        (lambda x: x - x, 5.0, [0.0, 0.0, 0.0, 0.0]),
        (abs, 0.0, [0.0, 0.0, 0.0, 0.0]),
        (ag.relu, 0.0, [0.0, 0.0, 0.0, 0.0]),
        (lambda x: ag.max(x, x), 3.0, [3.0, 1.0, 0.0, 0.0]),
        (lambda x: ag.max(x, 3.0), 3.0, [3.0, 0.5, 0.0, 0.0]),
        (lambda x: ag.sigmoid(1000.0 * x), -1.0, [0.0, 0.0, 0.0, 0.0]),
        (lambda x: x / x, 3.0, [1.0, 0.0, 0.0, 0.0]),
        (lambda x: 1.0**x, 3.0, [1.0, 0.0, 0.0, 0.0]),
    ],
)
def test_corner_cases(f: Function, x: float, expected: list[float]) -> None:
    assert [derivative(f, n)(x) for n in range(4)] == pytest.approx(expected, abs=1e-15)
    assert [g(x) for g in (f, grad(f), grad(grad(f)), grad(grad(grad(f))))] == pytest.approx(expected, abs=1e-15)


def test_infinite_slopes_are_infinite() -> None:
    assert grad(ag.sqrt)(0.0) == math.inf
    assert value_and_grad(ag.log)(0.0) == (-math.inf, math.inf)
    assert math.isnan(grad(ag.log)(-1.0))


def test_a_product_with_zeros_among_its_factors() -> None:
    """By no division: the derivative by a factor is the product of all others."""

    def product(xs: Any) -> Any:
        return math.prod(xs)

    assert grad(product)([2.0, 0.0, 3.0]) == [0.0, 6.0, 0.0]
    assert grad(product)([2.0, 0.0, 0.0]) == [0.0, 0.0, 0.0]
    assert hessian(product)([2.0, 0.0, 0.0]) == [[0.0, 0.0, 0.0], [0.0, 0.0, 2.0], [0.0, 2.0, 0.0]]


# --- perturbation confusion ------------------------------------------------------------------------------------------

DIFFERENTIATORS = [pytest.param(operator, id=name) for name, operator in FIRST.items()]
in_each_way = pytest.mark.parametrize("d", DIFFERENTIATORS)


@in_each_way
def test_siskind_and_pearlmutters_example(d: Callable[[Function], Function]) -> None:
    """d/dx (x d/dy (x + y)) = 1. Who confuses the perturbations of x and y gets 2."""
    assert d(lambda x: x * d(lambda y: x + y)(2.0))(1.0) == 1.0
    assert d(lambda x: x * d(lambda y: x * y)(2.0))(3.0) == 6.0


@in_each_way
def test_the_point_at_which_an_inner_derivative_is_taken_is_not_its_variable(d: Callable[[Function], Function]) -> None:
    """d/dy (x y) at y = x is x, although x and y are the same number, from the same node."""
    assert d(lambda x: d(lambda y: x * y)(x))(3.0) == 1.0
    assert d(lambda x: d(lambda y: x * y * y)(x))(3.0) == 4.0 * 3.0
    assert d(lambda x: d(lambda y: x)(x))(3.0) == 0.0
    x = Value(3.0)
    assert float(d(lambda y: x * y)(x).data) == 3.0


@pytest.mark.parametrize("a", DIFFERENTIATORS)
@pytest.mark.parametrize("b", DIFFERENTIATORS)
def test_forward_and_reverse_in_one_another_do_not_confuse_their_variables(a: Any, b: Any) -> None:
    assert a(lambda x: x * b(lambda y: x + y)(2.0))(1.0) == 1.0
    assert a(lambda x: b(lambda y: x**2 * y**3)(x))(2.0) == 12.0 * 2.0**3


@in_each_way
def test_three_deep(d: Callable[[Function], Function]) -> None:
    """d/dx d/dy d/dz of x y z + x^2 y^2 z^2, each at the point of the one around it."""

    def f(x: Any, y: Any, z: Any) -> Any:
        return x * y * z + x**2 * y**2 * z**2

    # d/dz is x y + 2 x^2 y^2 z; at z = y, d/dy (with that y moving too) is x + 6 x^2 y^2; at y = x, x + 6 x^4.
    assert d(lambda x: d(lambda y: d(lambda z: f(x, y, z))(y))(x))(2.0) == 1.0 + 24.0 * 2.0**3
    assert d(lambda x: d(lambda y: d(lambda z: f(x, y, z))(1.0))(1.0))(2.0) == 1.0 + 8.0 * 2.0
    assert d(lambda x: x * d(lambda y: y * d(lambda z: x + y + z)(4.0))(3.0))(2.0) == 1.0


@in_each_way
def test_functions_that_return_functions(d: Callable[[Function], Function]) -> None:
    """(s u f)(x) = f(x + u), differentiated by u at 0, is f', and applied twice f'' (Manzyuk et al., 2019)."""

    def shift(u: Any) -> Callable[[Function], Function]:
        return lambda f: lambda x: f(x + u)

    def by_shift(f: Function) -> Function:
        return lambda x: d(lambda u: shift(u)(f)(x))(0.0)

    assert by_shift(ag.exp)(1.0) == math.e
    assert by_shift(by_shift(ag.exp))(1.0) == math.e
    assert by_shift(by_shift(by_shift(lambda x: x**3)))(5.0) == 6.0


def test_a_curried_function_keeps_its_outer_variable() -> None:
    def scale(x: Any) -> Function:
        return lambda y: x**2 * y

    assert grad(lambda x: grad(scale(x))(5.0))(3.0) == 6.0


def test_a_function_that_escapes_with_a_variable_still_has_derivatives() -> None:
    """The variable of a finished transform is a constant to all others."""
    _, escaped = grad(lambda x: (x * x, lambda y: x * y), has_aux=True)(3.0)
    assert grad(escaped)(2.0) == 3.0


def test_a_hessian_by_nested_gradients_with_closures() -> None:
    """f = x^2 y + sin(x y): f_xy, by y inside and by x outside."""
    x, y = 1.0, 2.0
    mixed = grad(lambda a: grad(lambda b: a**2 * b + ag.sin(a * b))(y))(x)
    assert mixed == pytest.approx(2.0 * x + math.cos(x * y) - x * y * math.sin(x * y), rel=1e-14)


def test_newtons_method_inside_a_gradient() -> None:
    """The root of z^2 = a by four steps of Newton, differentiated by a, is 1 / (2 sqrt a)."""

    def root(a: Any) -> Any:
        z = a
        for _ in range(8):
            value, slope = value_and_grad(lambda z: z * z - a)(z)
            z = z - value / slope
        return z

    assert value_and_grad(root)(2.0) == pytest.approx((math.sqrt(2.0), 0.5 / math.sqrt(2.0)), rel=1e-14)


# --- forms of arguments and results ----------------------------------------------------------------------------------

Point = collections.namedtuple("Point", ["x", "y"])


class Weights(list[Any]):
    """A list of one's own."""


def total(tree: Any) -> Any:
    """The sum of k x_k^2 over the numbers of a tree, in order."""
    return ag.sum([k * x * x for k, x in enumerate(flat(tree), start=1)])


def flat(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, np.ndarray):
        yield from tree.flat
    elif isinstance(tree, (list, tuple)):
        for part in tree:
            yield from flat(part)
    else:
        yield tree


FORMS: list[tuple[Any, Any]] = [
    (3.0, 6.0),
    (3, 6.0),
    (Fraction(1, 2), 1.0),
    (np.float32(0.5), 1.0),
    ([1.0, 2], [2.0, 8.0]),
    ((1.0, 2.0), (2.0, 8.0)),
    ({"w": 1.0, "b": 2.0}, {"w": 2.0, "b": 8.0}),
    (Point(1.0, 2.0), Point(2.0, 8.0)),
    (Weights([1.0, 2.0]), Weights([2.0, 8.0])),
    ({"w": [1.0, (2.0, {"deep": 3.0})], 0: 4.0}, {"w": [2.0, (8.0, {"deep": 18.0})], 0: 32.0}),
    (collections.OrderedDict(b=1.0, a=2.0), collections.OrderedDict(b=2.0, a=8.0)),
    (collections.defaultdict(list, a=[1.0]), collections.defaultdict(list, a=[2.0])),
    ([[], 1.0, {}, ()], [[], 2.0, {}, ()]),
    ([], []),
]


@pytest.mark.parametrize(("x", "expected"), FORMS)
def test_a_gradient_has_the_form_of_its_argument(x: Any, expected: Any) -> None:
    got = grad(total)(x)
    assert got == expected
    assert type(got) is type(expected)
    assert hvp(total, (x,), (expected,)) == (grad(total)(expected),)  # total is quadratic: H v = grad(v)


def test_other_dicts_stay_what_they_are() -> None:
    class Weights(dict[str, float]):
        def __getattr__(self, name: str) -> float:
            return self[name]

    slope = grad(lambda w: w.a**2)(Weights(a=3.0))
    assert (type(slope), slope) == (Weights, {"a": 6.0})
    assert grad(lambda counts: counts["a"] ** 2)(collections.Counter(a=3)) == {"a": 6.0}


def test_a_default_dict_stays_one() -> None:
    got = grad(total)(collections.defaultdict(list, a=[1.0]))
    assert got["absent"] == []


@pytest.mark.parametrize(
    "x",
    [
        np.array([1.0, 2.0, 3.0]),
        np.array([[1, 2], [3, 4]]),
        np.array([1.5, 2.5], np.float32),
        np.asfortranarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])[:, ::2],
        np.array([Fraction(1, 2), 2, 3.0], object),
        np.array(3.0),
        np.array(3),
        np.zeros((0, 2)),
    ],
)
def test_an_array_has_a_gradient_of_floats_in_its_shape(x: Any) -> None:
    seen = []

    def f(x: Any) -> Any:
        seen.append((type(x), x.shape))
        return total(x)

    got = grad(f)(x)
    assert seen == [(np.ndarray, x.shape)]
    assert (type(got), got.dtype, got.shape) == (np.ndarray, np.float64, x.shape)
    np.testing.assert_array_equal(got.ravel(), [2.0 * k * float(v) for k, v in enumerate(x.ravel(), start=1)])


def test_arrays_take_part_in_numpys_own_functions() -> None:
    """Over arrays of Values: elementwise functions by the methods of Value, sums and products by its operators."""
    A = np.array([[2.0, 1.0], [1.0, 3.0]])
    x = np.array([0.5, -1.0])
    np.testing.assert_allclose(grad(lambda x: x @ A @ x)(x), 2.0 * A @ x, rtol=1e-15)
    np.testing.assert_allclose(grad(lambda x: np.sum(np.exp(x) * np.sin(x)))(x), np.exp(x) * (np.sin(x) + np.cos(x)))
    np.testing.assert_allclose(hessian(lambda x: x @ A @ x)(x), 2.0 * A, rtol=1e-15)
    np.testing.assert_allclose(jacobian(lambda x: A @ x)(x), A, rtol=1e-15)


def test_arrays_among_other_containers() -> None:
    parameters = {"w": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": 0.5}
    slopes = grad(lambda p: (p["w"] * p["w"]).sum() + 3.0 * p["b"])(parameters)
    np.testing.assert_array_equal(slopes["w"], 2.0 * parameters["w"])
    assert slopes["b"] == 3.0


def test_the_arguments_to_differentiate_by_are_chosen_by_position() -> None:
    def f(x: Any, y: Any, z: Any) -> Any:
        return x * y**2 * z**3

    assert grad(f)(2.0, 3.0, 1.0) == 9.0
    assert grad(f, 1)(2.0, 3.0, 1.0) == 12.0
    assert grad(f, -1)(2.0, 3.0, 1.0) == 54.0
    assert grad(f, (2, 0))(2.0, 3.0, 1.0) == (54.0, 9.0)
    assert grad(f, (0,))(2.0, 3.0, 1.0) == (9.0,)
    assert grad(f, ())(2.0, 3.0, 1.0) == ()
    assert value_and_grad(f, (0, -1))(2.0, 3.0, 1.0) == (18.0, (9.0, 54.0))
    assert hessian(f, (0, 1))(2.0, 3.0, 1.0) == ((0.0, 6.0), (6.0, 4.0))


def test_all_other_arguments_are_passed_on_as_they_are() -> None:
    marker = object()
    data = [1, "two", None]

    def f(x: Any, *others: Any, power: int, **more: Any) -> Any:
        assert others == (marker, data)
        assert others[1] is data
        assert more == {"flag": True}
        return x**power

    assert grad(f)(3.0, marker, data, power=2, flag=True) == 6.0
    assert jacobian(f)(3.0, marker, data, power=2, flag=True) == 6.0
    assert hessian(f)(3.0, marker, data, power=2, flag=True) == 2.0


def test_arguments_are_not_changed() -> None:
    x = {"w": [1.0, 2.0], "a": np.array([3.0])}
    grad(lambda p: p["w"][0] * p["a"][0] + p["w"].pop())(x)
    assert x == {"w": [1.0, 2.0], "a": np.array([3.0])}


def test_an_auxiliary_result_goes_past_the_gradient() -> None:
    def f(x: Any) -> Any:
        return x * x, {"x": x, "twice": [x + x, "text", None], "array": np.array([x, 1.0], object), "pure": [1, 2]}

    slope, aux = grad(f, has_aux=True)(3.0)
    assert slope == 6.0
    assert (aux["x"], aux["twice"], aux["pure"]) == (3.0, [6.0, "text", None], [1, 2])
    assert aux["array"].dtype == np.float64
    assert aux["array"].tolist() == [3.0, 1.0]
    (value, aux), slope = value_and_grad(f, has_aux=True)(3.0)
    assert (value, aux["x"], slope) == (9.0, 3.0, 6.0)
    value, pullback, aux = vjp(f, 3.0, has_aux=True)
    assert (value, pullback(1.0), aux["x"]) == (9.0, (6.0,), 3.0)
    value, tangent, aux = jvp(f, (3.0,), (2.0,), has_aux=True)
    assert (value, tangent, aux["x"]) == (9.0, 12.0, 3.0)
    for transform, expected in ((jacobian, 6.0), (hessian, 2.0)):
        derivatives, aux = transform(f, has_aux=True)(3.0)
        assert (derivatives, aux["x"]) == (expected, 3.0)
    product, aux = hvp(f, (3.0,), (5.0,), has_aux=True)
    assert (product, aux["x"]) == ((10.0,), 3.0)


def test_an_auxiliary_result_is_kept_where_results_are() -> None:
    """Here because the direction is a Value."""
    v = Value(2.0)
    _, tangent, aux = jvp(lambda x: (x * x, x), (3.0,), (v,), has_aux=True)
    assert isinstance(aux, Value)
    assert gradients(tangent, v) == 6.0


def test_an_auxiliary_result_without_values_is_the_same_object() -> None:
    aux: list[Any] = [{"anything": object()}]
    aux.append(aux)  # and it may contain itself
    assert grad(lambda x: (x, aux), has_aux=True)(3.0)[1] is aux


def test_an_auxiliary_result_of_an_inner_transform_is_differentiated_by_the_outer_one() -> None:
    def f(x: Any) -> Any:
        slope, aux = grad(lambda y: (y**3, x * y), has_aux=True)(x)
        return slope * aux

    assert grad(f)(2.0) == 12.0 * 2.0**3  # 3 x^2 times x^2


def test_empty_jacobians() -> None:
    assert jacobian(lambda x: [])([1.0]) == []
    assert jacobian(lambda x: [1.0, 2.0])([]) == [[], []]
    assert jacobian(lambda x: x)(np.zeros(0)).shape == (0, 0)
    assert jacobian(lambda x: x)(np.zeros((0, 2))).shape == (0, 2, 0, 2)
    assert hessian(lambda x: 1.0)([]) == []
    assert vjp(lambda: 3.0)[0] == 3.0
    assert vjp(lambda: 3.0)[1](1.0) == ()
    assert hvp(lambda: 3.0, (), ()) == ()


def test_products_have_the_forms_of_what_goes_in_and_comes_out() -> None:
    def f(p: Any, x: Any) -> Any:
        return {"y": p["w"] * x, "z": (p["w"].sum(), 7.0)}

    p, x = {"w": np.array([1.0, 2.0])}, 3.0
    value, tangent = jvp(f, (p, x), [{"w": np.array([10, 20])}, np.float64(1.0)])
    np.testing.assert_array_equal(value["y"], [3.0, 6.0])
    np.testing.assert_array_equal(tangent["y"], [31.0, 62.0])
    assert (value["z"], tangent["z"]) == ((3.0, 7.0), (30.0, 0.0))
    value, pullback = vjp(f, p, x)
    by_p, by_x = pullback({"z": [1.0, 5.0], "y": np.array([1.0, 10.0])})  # another order of keys, a list for a tuple
    np.testing.assert_array_equal(by_p["w"], [1.0 * 3.0 + 1.0, 10.0 * 3.0 + 1.0])
    assert by_x == 21.0
    assert hvp(lambda x, y: x * y, [1.0, 2.0], (3.0, 4.0)) == [4.0, 3.0]
    assert jvp(lambda x: 2.0 * x, (3.0,), (np.array(1.0),)) == (6.0, 2.0)


def test_lists_that_change_later_change_no_result() -> None:
    """The form of a result is that of the arguments when the function was called."""
    xs, ys = [1.0, 2.0], [0.0]
    _, pullback = vjp(lambda x: x[0] * x[1], xs)
    xs.append(3.0)
    assert pullback(1.0) == ([2.0, 1.0],)
    xs.pop()
    _, pullback = vjp(lambda x: (ys.__setitem__(0, x[0] * x[1]), ys)[1], xs)
    ys.append(1.0)
    assert pullback([1.0]) == ([2.0, 1.0],)
    assert grad(lambda x: (xs.append(0.0), x[0] * x[1])[1])(xs) == [2.0, 1.0]
    xs.pop()
    assert hvp(lambda x: (xs.append(0.0), x[0] * x[1])[1], (xs,), ([1.0, 0.0],)) == ([0.0, 1.0],)


def test_a_pullback_can_be_called_again() -> None:
    _, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    assert [pullback(u) for u in (1.0, 10.0, 0.0, 1)] == [(3.0, 2.0), (30.0, 20.0), (0.0, 0.0), (3.0, 2.0)]


@pytest.mark.once
def test_scipy_minimises_with_our_gradients() -> None:
    """Rosenbrock's function, from the usual start; the minimum is at 1."""
    import scipy.optimize

    def rosenbrock(x: Any) -> Any:
        return ag.sum([100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2 for a, b in itertools.pairwise(x)])

    start = np.array([-1.2, 1.0, -1.2, 1.0])
    by_bfgs = scipy.optimize.minimize(value_and_grad(rosenbrock), start, jac=True)
    by_newton = scipy.optimize.minimize(
        value_and_grad(rosenbrock), start, jac=True, hess=hessian(rosenbrock), method="trust-exact"
    )
    for found in (by_bfgs, by_newton):
        assert found.success
        np.testing.assert_allclose(found.x, np.ones(4), atol=1e-5)


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "place"),
    [
        ("text", r"argument 0: 'text' is of type str"),
        (None, r"argument 0: None is of type NoneType"),
        (True, r"argument 0: True is of type bool.*pass 0.0 or 1.0"),
        (1j, r"argument 0: 1j is of type complex"),
        ({1.0}, r"argument 0: \{1.0\} is of type set.*lists, tuples, dicts and NumPy arrays"),
        ({"w": [1.0, 2.0, "x"]}, r"argument 0, \['w'\]\[2\]: 'x' is of type str"),
        (Point(1.0, (2.0, None)), r"argument 0, \.y\[1\]: None"),
        (np.array([[1.0, 2.0], [3.0, None]]), r"argument 0, \[1, 1\]: None"),
        ([np.array([True, False])], r"argument 0, \[0\]\[0\]: True is of type bool"),
        (np.array("x"), r"argument 0: 'x' is of type str"),
        (np.array([1j]), r"argument 0, \[0\]: 1j is of type complex"),
    ],
)
def test_what_is_no_number_is_named_with_its_place(x: Any, place: str) -> None:
    for transform in (grad(total), jacobian(total), hessian(total), lambda x: vjp(total, x), derivative(total)):
        with pytest.raises(TypeError, match=place):
            transform(x)


def test_the_place_of_a_number_that_is_too_large_is_named() -> None:
    with pytest.raises(OverflowError, match=r"argument 1, \[0\]: a number of type int beyond the range"):
        grad(lambda x, y: x, argnums=1)(1.0, [10**400])


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (lambda x: [x, x], r"f is to return one number, but it returned \[Value.* of type list; .*jacobian"),
        (lambda x: (x, x), r"of type tuple; for \(value, auxiliary\) pass has_aux=True, .*jacobian"),
        (lambda x: {"y": x}, r"of type dict; .*jacobian"),
        (lambda x: np.array([x, x]), r"of type ndarray; .*jacobian"),
        (lambda x: np.array([]), r"of type ndarray; .*jacobian"),
        (lambda x: None, r"returned None of type NoneType; return the number"),
        (lambda x: "x", r"returned 'x' of type str; return the number"),
        (lambda x: x > 0.0, r"returned True of type bool; return the number"),
        (lambda x: lambda y: x * y, r"of type function; return the number"),
    ],
)
def test_a_function_that_returns_no_number_is_told_what_it_returned(returned: Function, message: str) -> None:
    def f(x: Any) -> Any:
        return returned(x)

    for transform in (grad(f), value_and_grad(f), hessian(f), derivative(f), lambda x: hvp(f, (x,), (1.0,))):
        with pytest.raises(TypeError, match=message):
            transform(3.0)


def test_an_array_of_one_number_is_one_number() -> None:
    assert value_and_grad(lambda x: x * x)(np.array([3.0])) == (9.0, np.array([6.0]))
    assert value_and_grad(lambda x: np.array([[x * x]], object))(3.0) == (9.0, 6.0)


@pytest.mark.parametrize("returned", [3.0, [1.0, 2.0], (1.0,), (1.0, 2.0, 3.0), None])
def test_an_auxiliary_result_that_is_missing_is_missed(returned: Any) -> None:
    for transform in (grad, value_and_grad):
        with pytest.raises(TypeError, match=r"with has_aux=True, <lambda> returns a pair \(value, auxiliary\), but"):
            transform(lambda x: returned, has_aux=True)(3.0)
    with pytest.raises(TypeError, match=r"with has_aux=True"):
        vjp(lambda x: returned, 3.0, has_aux=True)


def test_results_that_are_no_numbers_are_named_with_their_place() -> None:
    for transform in (jacobian(lambda x: {"a": [x, None]}), lambda x: vjp(lambda x: {"a": [x, None]}, x)):
        with pytest.raises(TypeError, match=r"what <lambda> returned, \['a'\]\[1\]: None is of type NoneType"):
            transform(1.0)


@pytest.mark.parametrize(
    ("call", "usage"),
    [
        (lambda f: grad(f), "grad(f)(x)"),
        (lambda f: value_and_grad(f), "value_and_grad(f)(x)"),
        (lambda f: jacobian(f), "jacobian(f)(x)"),
        (lambda f: hessian(f), "hessian(f)(x)"),
        (lambda f: derivative(f), "derivative(f)(x)"),
        (lambda f: vjp(f, 1.0), "vjp(f, x)"),
        (lambda f: jvp(f, (1.0,), (1.0,)), "jvp(f, (x,), (v,))"),
        (lambda f: hvp(f, (1.0,), (1.0,)), "hvp(f, (x,), (v,))"),
    ],
)
def test_a_number_in_place_of_a_function_is_named(call: Function, usage: str) -> None:
    with pytest.raises(TypeError) as caught:
        call(Value(3.0))
    assert str(caught.value).startswith(
        f"f in {usage} is a function, not Value(data=3.0, grad=0.0) of type Value; pass"
    )


def test_positions_that_are_none_are_named() -> None:
    def f(x: Any, y: Any) -> Any:
        return x * y

    for wrong in ("x", 1.0, True, [0], (0, "y"), None):
        with pytest.raises(TypeError, match=r"argnums is the position of an argument or a tuple of positions, not"):
            grad(f, wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"argnums=2 differentiates f by its argument 2, but it was called with 2 posi"):
        grad(f, 2)(1.0, 2.0)
    with pytest.raises(TypeError, match=r"its argument -3, but it was called with 1 positional argument; pass"):
        grad(f, -3)(1.0)
    with pytest.raises(TypeError, match=r"called with 0 positional arguments; pass the argument by position"):
        grad(f)(x=1.0, y=2.0)
    with pytest.raises(ValueError, match=r"argnums=\(0, -2\) names an argument of f twice"):
        grad(f, (0, -2))(1.0, 2.0)


@pytest.mark.parametrize(
    ("primals", "tangents", "message"),
    [
        (
            ([1.0, 2.0],),
            ([1.0],),
            r"tangents: nothing at \[0\]\[1\], where a single entry is expected; give it the form",
        ),
        (([1.0, 2.0],), ([1.0, 2.0, 3.0],), r"tangents: a single entry at \[0\]\[2\], where nothing is expected"),
        ((1.0, 2.0), (1.0,), r"tangents: nothing at \[1\], where a single entry"),
        (({"w": 1.0},), ({"v": 1.0},), r"tangents: nothing at \[0\]\['w'\]"),
        (
            (np.ones(2),),
            (np.ones(3),),
            r"an array of shape \(3,\) at \[0\], where an array of shape \(2,\) is expected",
        ),
        ((np.ones(2),), ([1.0, 1.0],), r"tangents: nothing at \[0\], where an array of shape \(2,\)"),
        ((1.0,), 1.0, r"tangents: nothing at \[0\]"),
    ],
)
def test_tangents_have_the_form_of_the_primals(primals: Any, tangents: Any, message: str) -> None:
    for transform in (jvp, hvp):
        with pytest.raises(ValueError, match=message):
            transform(lambda *xs: 1.0, primals, tangents)


def test_cotangents_have_the_form_of_the_value() -> None:
    _, pullback = vjp(lambda x: [x, x], 3.0)
    with pytest.raises(ValueError, match=r"the cotangent: a single entry, where nothing is expected|nothing at \[0\]"):
        pullback(1.0)
    with pytest.raises(TypeError, match=r"the cotangent, \[1\]: 'x' is of type str"):
        pullback([1.0, "x"])
    with pytest.raises(ValueError, match=r"the cotangent: nothing, where a single entry is expected"):
        vjp(lambda x: x, 3.0)[1]([1.0])


def test_arguments_of_directional_derivatives_come_as_a_tuple() -> None:
    for name, transform in (("jvp", jvp), ("hvp", hvp)):
        with pytest.raises(TypeError) as caught:
            transform(lambda x: x, 3.0, 1.0)  # type: ignore[arg-type]
        assert str(caught.value).startswith(f"the arguments in {name}(f, (x,), (v,)) are a tuple, and so are")
        assert "not 3.0 of type float" in str(caught.value)


def test_a_derivative_is_one_of_one_number_and_of_a_whole_order() -> None:
    with pytest.raises(TypeError, match=r"derivative\(total\) is a function of one number, but was given \[1.0, 2.0\]"):
        derivative(total)([1.0, 2.0])
    for wrong in (1.0, True, "2", None):
        with pytest.raises(TypeError, match=r"the order of a derivative is a whole number, not"):
            derivative(total, wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"the order of a derivative is 0, 1, 2, ..., not -1"):
        derivative(total, -1)


def test_after_an_error_in_a_function_results_are_floats_again() -> None:
    def fails(x: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        grad(fails)(1.0)
    assert type(grad(total)(1.0)) is float


# --- floats outside, Values inside -----------------------------------------------------------------------------------


def leaves_of(tree: Any) -> set[type]:
    return {type(x) for x in flat(tree)}


def test_outside_results_are_floats() -> None:
    x = [1.0, 2.0]
    for result in (
        grad(total)(x),
        value_and_grad(total)(x)[0],
        jacobian(lambda x: [total(x), 7.0])(x),
        hessian(total)(x),
        jvp(total, (x,), (x,)),
        hvp(total, (x,), (x,)),
        vjp(total, x)[0],
        vjp(total, x)[1](1.0),
        derivative(total)(3.0),
    ):
        assert leaves_of(result) == {float}


def test_inside_another_transform_results_are_values() -> None:
    results: list[Any] = []

    def f(t: Any) -> Any:
        x = [1.0, 2.0]  # no Value: it is the surroundings that count
        results.extend((grad(total)(x), value_and_grad(total)(x)[0], jacobian(lambda x: [total(x), 7.0])(x)))
        results.extend((hessian(total)(x), jvp(total, (x,), (x,)), hvp(total, (x,), (x,)), derivative(total)(3.0)))
        results.extend((vjp(total, x)[0], vjp(total, x)[1](1.0), grad(lambda x: 7.0)(x)))
        arrays = grad(total)(np.array(x)), hessian(total)(np.array(x))
        assert [a.dtype for a in arrays] == [object, object]
        return t

    grad(f)(1.0)
    assert [leaves_of(result) for result in results] == [{Value}] * 10


def test_a_pullback_made_outside_gives_values_inside() -> None:
    _, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    inside: list[Any] = []
    assert grad(lambda u: inside.append(pullback(5.0)) or pullback(u)[0] * u)(7.0) == 2.0 * 3.0 * 7.0
    assert leaves_of(inside) == {Value}
    assert leaves_of(pullback(5.0)) == {float}


def test_a_value_among_the_arguments_keeps_its_graph() -> None:
    """A hand-made graph goes on through a transform, forwards and back."""
    x = Value(2.0)
    value, slope = value_and_grad(lambda t: t**3)(x)
    (value + 10.0 * slope).backward()
    assert (value.data, slope.data, x.grad) == (8.0, 12.0, 12.0 + 10.0 * 12.0)

    def cube(t: Any) -> Any:
        return t**3

    connected = {
        "3 x^2, by jvp": (jvp(cube, (x,), (1.0,))[1], 12.0),
        "3 x^2, by vjp": (vjp(cube, x)[1](1.0)[0], 12.0),
        "3 x^2, by jacobian": (jacobian(lambda t: [cube(t)])(x)[0], 12.0),
        "3 x^2, by derivative": (derivative(cube)(x), 12.0),
        "3 x^2, in an array": (grad(lambda a: cube(a["t"][0]))({"t": np.array([x])})["t"][0], 12.0),
        "12 x, by a tangent alone": (jvp(cube, (2.0,), (x,))[1], 12.0),
        "12 x, by a cotangent alone": (vjp(cube, 2.0)[1](x)[0], 12.0),
        "6 x, by hessian": (hessian(cube)(x), 6.0),
        "6 x, by hvp": (hvp(cube, (x,), (1.0,))[0], 6.0),
        "12 x, by hvp with a tangent alone": (hvp(cube, (2.0,), (x,))[0], 12.0),
    }
    assert {name: gradients(y, x) for name, (y, _) in connected.items()} == {k: d for k, (_, d) in connected.items()}


def test_a_value_among_the_other_arguments_counts_too() -> None:
    w = Value(5.0)
    for slope in (
        grad(lambda x, w: w * x * x)(3.0, w),
        grad(lambda x, *, ws: ws["w"][0] * x * x)(3.0, ws={"w": [w]}),
        grad(lambda x, ws: ws[0] * x * x)(3.0, np.array([w, 1.0])),
    ):
        assert (slope.data, gradients(slope, w)) == (30.0, 6.0)


def test_a_value_that_a_function_closes_over_is_a_constant() -> None:
    """It is no argument: a network in a loss should not turn the gradient by its input into a graph."""
    w = Value(5.0)
    slope = grad(lambda x: w * x)(3.0)
    assert type(slope) is float
    assert slope == 5.0


def test_transforms_leave_grad_alone() -> None:
    w, x = Value(5.0), Value(3.0)
    w.grad, x.grad = 100.0, 200.0

    def f(t: Any) -> Any:
        return w * t**2

    grad(f)(x)
    hessian(f)(x)
    jvp(f, (x,), (1.0,))
    vjp(f, x)[1](1.0)
    grad(grad(f))(3.0)
    assert (w.grad, x.grad) == (100.0, 200.0)


def test_a_leaf_changed_by_the_function_itself_is_found() -> None:
    """In a nested transform the graph is read again; it would be differentiated at another point than its value's."""
    w = Value(5.0, label="w")

    def f(x: Any) -> Any:
        y = w * x
        w.data = 6.0
        return y

    with pytest.raises(StaleGraphError, match="label='w'"):
        hvp(f, (3.0,), (1.0,))


def test_transforms_without_numpy_loaded() -> None:
    """The package never imports it: where nobody has, nobody has an array."""
    from tests.test_imports import python

    code = "from autograd_lite import grad; print(grad(lambda x: x['w'][0] ** 2)({'w': [3.0]}), 'numpy' in sys.modules)"
    assert python(code).split() == ["{'w':", "[6.0]}", "False"]


# --- threads and tasks -----------------------------------------------------------------------------------------------


def work(x: float) -> Any:
    """Nested transforms, whose results depend on the state of being inside one."""
    return value_and_grad(lambda x: ag.sin(x) * grad(lambda y: ag.exp(x * y))(x) + derivative(ag.tanh, 2)(x))(x)


def test_threads_have_the_same_results_to_the_last_bit() -> None:
    points = [0.1 * i for i in range(8)]
    expected = [work(x) for x in points]
    results: dict[int, list[Any]] = {}
    together = threading.Barrier(len(points))

    def run(i: int) -> None:
        together.wait()
        results[i] = [work(points[i]) for _ in range(20)]

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(points))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {i: [expected[i]] * 20 for i in range(len(points))}
    assert all(type(x) is float for runs in results.values() for run in runs for x in run)


def test_a_thread_that_is_not_inside_a_transform_gets_floats_while_another_one_is() -> None:
    found: list[Any] = []

    def f(x: Any) -> Any:
        thread = threading.Thread(target=lambda: found.append(grad(total)(3.0)))
        thread.start()
        thread.join()
        return x

    grad(f)(1.0)
    # Free-threaded Python lets a thread inherit the context of the one that starts it: it is inside, too.
    inherited = getattr(sys.flags, "thread_inherit_context", 0)
    assert [type(x) for x in found] == [Value if inherited else float]


def test_tasks_have_a_state_of_their_own() -> None:
    """A coroutine outside awaits its turn while f of another one would be running: neither sees the other's state."""

    async def one(x: float) -> Any:
        results = []
        for _ in range(5):
            results.append(work(x))
            await asyncio.sleep(0)
        return results

    async def many() -> list[Any]:
        return await asyncio.gather(*(one(0.1 * i) for i in range(8)))

    assert asyncio.run(many()) == [[work(0.1 * i)] * 5 for i in range(8)]


# --- names -----------------------------------------------------------------------------------------------------------


def loss(x: float, *, scale: float = 1.0) -> float:
    """The loss of x."""
    return scale * x * x


@pytest.mark.parametrize("transform", [grad, value_and_grad, jacobian, hessian, derivative])
def test_what_a_transform_returns_tells_of_its_function(transform: Function) -> None:
    function = transform(loss)
    assert function.__name__ == f"{transform.__name__}(loss)"
    assert "of loss" in function.__doc__
    assert "The loss of x." in function.__doc__
    assert function.__module__ == loss.__module__
    assert inspect.signature(function) == inspect.signature(loss)
    assert "grad(loss)" in repr(grad(loss))
    assert grad(grad(loss)).__name__ == "grad(grad(loss))"


def test_a_function_need_not_have_a_name() -> None:
    class Square:
        def __call__(self, x: Any) -> Any:
            return x * x

    assert grad(Square())(3.0) == 6.0
    assert grad(Square()).__name__ == "grad(Square)"


# --- cost ------------------------------------------------------------------------------------------------------------


def halves(x: Any, n: int = 1000) -> Any:
    for _ in range(n):
        x = 0.5 * (x + x)
    return x


def test_a_gradient_costs_the_edges_of_its_graph_and_not_its_paths() -> None:
    """1000 doublings, each halved: 2^1000 paths from x to y. Every transform, and every second derivative."""
    assert value_and_grad(halves)(3.0) == (3.0, 1.0)
    assert jvp(halves, (3.0,), (1.0,)) == (3.0, 1.0)
    assert hessian(halves)(3.0) == 0.0
    assert grad(grad(lambda x: halves(x) ** 2))(3.0) == 2.0
    assert hvp(lambda x: halves(x) ** 2, (3.0,), (1.0,)) == (2.0,)


@pytest.mark.parametrize(("results", "inputs"), [(1, 5), (3, 5), (5, 5), (6, 5), (5, 1)])
def test_a_jacobian_takes_the_fewer_sweeps(results: int, inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps: list[str] = []
    for name in ("pull", "push"):
        sweep = getattr(linearization.Linearization, name)
        monkeypatch.setattr(
            linearization.Linearization,
            name,
            lambda self, at, name=name, sweep=sweep: (sweeps.append(name), sweep(self, at))[1],
        )
    jacobian(lambda xs: [ag.sin(xs[i % inputs]) for i in range(results)])([1.0] * inputs)
    assert sweeps == (["pull"] * results if results <= inputs else ["push"] * inputs)


def test_an_inner_transform_does_not_walk_the_history_of_its_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    """In k steps of an inner gradient each reads its own few nodes, not those of all steps before: k, not k^2."""
    read = []
    check = linearization.check_not_stale
    monkeypatch.setattr(linearization, "check_not_stale", lambda order: (read.append(len(order)), check(order)))

    def descend(x: Any) -> Any:
        for _ in range(100):
            x = x - 0.1 * grad(lambda z: z * z)(x)
        return x

    assert grad(descend)(1.0) == pytest.approx(0.8**100, rel=1e-12)
    assert read == [1] * 100


@pytest.mark.large
@pytest.mark.once
def test_a_leaf_with_a_million_children() -> None:
    n = 1_000_000
    assert grad(lambda x: ag.sum([x * float(i) for i in range(n)]))(2.0) == n * (n - 1) / 2


@pytest.mark.large
@pytest.mark.once
def test_three_million_nodes_in_a_row() -> None:
    """Nothing recurses, forwards, backwards or when it is freed; and nothing is left."""
    kept: list[Any] = []

    def chain(x: Any) -> Any:
        for _ in range(3_000_000):
            x = x + 1.0
        kept.append(weakref.ref(x))
        return x

    assert value_and_grad(chain)(0.0) == (3e6, 1.0)
    assert kept[0]() is None
