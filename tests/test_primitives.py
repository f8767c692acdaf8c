"""Every row of the table against its mathematics.

The oracle of a primitive is its exact function and its exact derivatives, evaluated by mpmath at 60 digits. Errors
are counted in units in the last place of the exact result, over all magnitudes that doubles have. A row of the table
without an oracle fails.
"""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Iterator
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from autograd_lite import Value, primitives
from autograd_lite.primitives import Primitive, table
from autograd_lite.primitives.table import primitive
from tests.oracles import ORACLES, Oracle
from tests.oracles.nary import halves
from tests.oracles.oracle import everywhere
from tests.oracles.points import SMALLEST_NORMAL, Point, any_float, inf, nan

ROWS = [pytest.param(row, id=name) for name, row in table().items()]
every_row = pytest.mark.parametrize("row", ROWS)


def oracle_of(row: Primitive) -> Oracle:
    assert row.name in ORACLES, f"the primitive {row.name!r} has no oracle: add its exact function to ORACLES"
    return ORACLES[row.name]


def test_every_row_has_an_oracle_and_every_oracle_a_row() -> None:
    assert set(table()) == set(ORACLES)


@pytest.mark.once
@every_row
def test_the_oracles_derivatives_are_those_of_its_function(row: Primitive) -> None:
    """The closed forms above against mpmath's numerical differentiation of the function, at tame points."""
    exact = oracle_of(row)
    if exact.is_declared_constant:
        assert not any(any(exact.gradients(*map(mpf, point))) for point in points_of(row))
        return
    operands = [(point[: len(point) - row.static], point) for point in points_of(row)]
    tame = [point for xs, point in operands if all(0.05 < abs(x) < 20.0 for x in xs) and not tied(xs)]
    assert tame
    for point in tame[:40]:
        x = tuple(map(mpf, point))
        for i, derivative in enumerate(exact.gradients(*x)[: len(x) - row.static]):
            slope = mpmath.diff(lambda t, i=i, x=x: exact.value(*x[:i], t, *x[i + 1 :]), x[i])
            assert mpmath.almosteq(slope, derivative, rel_eps=mpf(10) ** -25, abs_eps=mpf(10) ** -25), (point, i)


# --- values and local gradients --------------------------------------------------------------------------------------


def arity(row: Primitive) -> int | None:
    """How many operands the row takes, static parameters included; None for any number."""
    parameters = inspect.signature(row.value).parameters.values()
    return None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)


def points_of(row: Primitive) -> Iterator[Point]:
    """The points of the row's oracle at which it is smooth."""
    exact = oracle_of(row)
    for point in exact.points():
        point = point if isinstance(point, tuple) else (point,)
        if exact.smooth is everywhere or exact.smooth(*map(mpf, point)):
            yield point


def tied(xs: Point) -> bool:
    return len(set(xs)) < len(xs)


@pytest.mark.thorough
@every_row
def test_the_value_is_exact_to_four_ulps(row: Primitive) -> None:
    exact = oracle_of(row)
    for point in points_of(row):
        got, operands = row.value(*point), tuple(map(mpf, point))
        assert type(got) is float
        assert exact.value_is_right(got, operands), (point, got, mpmath.nstr(exact.value(*operands), 20))


@pytest.mark.thorough
@every_row
def test_the_local_gradients_are_exact_to_four_ulps(row: Primitive) -> None:
    exact = oracle_of(row)
    for point in points_of(row):
        gradients = row.gradient(row.value(*point), *point)()
        assert [type(g) for g in gradients] == [float] * (len(point) - row.static)
        assert exact.wrong_gradients(gradients, tuple(map(mpf, point))) == [], point


# --- floats in, floats out, whatever they are ------------------------------------------------------------------------


def operands_of(row: Primitive, numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Point]:
    """Operands of a row: as many as it takes, and static parameters that it can have."""
    n = arity(row)
    if row.name == "dot":
        return st.integers(0, 4).flatmap(lambda n: st.tuples(*[numbers] * (2 * n)))
    counts = st.integers(1, 6) if n is None else st.just(n - row.static)
    variables = counts.flatmap(lambda n: st.tuples(*[numbers] * n))
    return st.tuples(variables, st.sampled_from(oracle_of(row).static)).map(lambda pair: pair[0] + pair[1])


def constant_power(a: float, b: float, k: float, m: float) -> bool:
    """Whether a derivative of a^b is that of 1, of x, or of 1^y."""
    return (m == 0.0 and b in range(int(k) + 1)) or (k == 0.0 and a == 1.0)


rows = st.sampled_from(list(table().values()))


@pytest.mark.thorough
@given(st.data(), rows)
@settings(max_examples=1000)
def test_no_primitive_raises_for_any_float(data: st.DataObject, row: Primitive) -> None:
    point = data.draw(operands_of(row, any_float))
    y = row.value(*point)
    gradients = row.gradient(y, *point)()
    assert type(y) is float
    assert [type(g) for g in gradients] == [float] * (len(point) - row.static)


@pytest.mark.thorough
@given(st.data(), rows)
@settings(max_examples=500)
def test_nan_is_never_swallowed_by_a_value(data: st.DataObject, row: Primitive) -> None:
    """Except where IEEE 754 says so: x^0 and 1^y are 1 for every x and y, nan included; nan equals nothing;
    and a length is infinite when a coordinate is.
    """
    numbers = list(data.draw(operands_of(row, any_float).filter(bool)))
    numbers[data.draw(st.integers(0, len(numbers) - row.static - 1))] = nan
    point = tuple(numbers)
    y = row.value(*point)
    known = {
        "power": point[-1] == 0.0 or point[0] == 1.0,
        "pow": point[-1] == 0.0 or point[0] == 1.0,
        "pow_derivative": constant_power(*point) if row.name == "pow_derivative" else False,
        "power_slope": point[1:2] == (0.0,),  # the derivative of a constant
        "equal": True,
        "exponent": True,
        "select": not math.isnan(point[0]) and not math.isnan(point[-1 if point[0] == 0.0 else len(point) // 2]),
        "copysign": not math.isnan(point[0]),  # nan has a sign
        "hypot": inf in map(abs, point),
    }
    assert math.isnan(y) != known.get(row.name, False)


def recorded(row: Primitive, point: Point) -> Value:
    """The node of the row on fresh leaves; its static parameters are numbers."""
    cut = len(point) - row.static
    operands: tuple[Any, ...] = (*map(Value, point[:cut]), *point[cut:])
    of_sequences = arity(row) is None and row.spread is not None
    arguments = halves(operands) if row.name == "dot" else (operands,) if of_sequences else operands
    node: Value = row(*arguments)
    return node


@every_row
def test_a_recorded_node_holds_value_and_gradients_of_the_row(row: Primitive) -> None:
    for point in itertools.islice(points_of(row), 50):
        node = recorded(row, point)
        assert node.primitive is row
        assert node.data == row.value(*point)
        assert node.local_gradient() == row.gradient(node.data, *point)()


@every_row
def test_the_closure_is_named_after_the_primitive(row: Primitive) -> None:
    """A debugger shows this name."""
    for point in itertools.islice(points_of(row), 50):
        assert recorded(row, point).local_gradient.__name__ == f"{row.name}_gradient"


@every_row
def test_the_closure_has_the_operands_by_the_names_of_the_value_function(row: Primitive) -> None:
    """Whoever stops in it sees what it computes with: operands, the result y, or how many operands there are."""
    point = next(points_of(row))
    y = row.value(*point)
    operands = inspect.signature(row.value).bind(*point).arguments
    variables = inspect.signature(recorded(row, point).local_gradient).parameters
    for name, variable in variables.items():
        assert variable.default == {"y": y, "n": len(point) - row.static, **operands}[name]


@every_row
def test_the_closure_holds_numbers_and_no_node(row: Primitive) -> None:
    """So a graph is no reference cycle, and a leaf changed later cannot reach into a recorded gradient."""
    for point in itertools.islice(points_of(row), 50):
        local_gradient = recorded(row, point).local_gradient
        assert local_gradient.__closure__ is None  # they are bound as defaults: a cell is an object to be collected
        for held in local_gradient.__defaults__ or ():
            numbers = held if isinstance(held, tuple) else (held,)
            assert {type(x) for x in numbers} <= {float, int}  # an int counts the operands of a sum


@every_row
def test_a_row_explains_itself(row: Primitive) -> None:
    assert row.__doc__
    assert ">>>" in row.__doc__
    assert row.__name__ == row.name


# --- calling a primitive ---------------------------------------------------------------------------------------------


def test_sums_run_from_left_to_right() -> None:
    """In plain doubles, whatever the built-in sum of this Python does: the 1 is lost in 1e16."""
    assert primitives.sum([1e16, 1.0, -1e16]) == 0.0
    assert primitives.sum([1e16, -1e16, 1.0]) == 1.0
    assert primitives.dot([1e16, 1.0, -1e16], [1.0, 1.0, 1.0]) == 0.0


def test_empty_sums_are_zero() -> None:
    assert primitives.sum([]) == 0.0
    assert primitives.dot([], []) == 0.0


def test_an_extremum_of_nothing_is_an_error() -> None:
    for extremum in (primitives.max, primitives.min):
        with pytest.raises(ValueError, match="at least one operand"):
            extremum([])


def test_dot_takes_sequences_of_one_length() -> None:
    with pytest.raises(ValueError, match="not of 2 and 3"):
        primitives.dot([1.0, 2.0], [1.0, 2.0, 3.0])


def test_extrema_take_arguments_or_a_sequence() -> None:
    assert primitives.max(1.0, 3.0, 2.0) == primitives.max([1.0, 3.0, 2.0]) == primitives.max(iter((1.0, 3.0))) == 3.0
    assert primitives.min(1.0, 3.0, 2.0) == primitives.min([1.0, 3.0, 2.0]) == primitives.min(iter((1.0, 3.0))) == 1.0


def test_a_static_exponent_is_no_variable() -> None:
    with pytest.raises(TypeError, match="its gradient would be lost"):
        primitives.power(Value(2.0), Value(3.0))
    with pytest.raises(TypeError, match="the static parameter of power is part of the operation"):
        primitives.power(2.0, Value(3.0))


@pytest.mark.parametrize("declare", [primitive, primitives.primitive])
def test_a_name_is_declared_once(declare: Any) -> None:
    """Neither a row of the library nor one of a user's takes the place of another."""
    before = table()
    with pytest.raises(ValueError, match="'exp' exists already"):

        @declare("e^x")
        def exp(x: float) -> float:
            return x

    assert table() == before


def test_a_row_is_shown_by_its_name() -> None:
    assert repr(primitives.exp) == "<primitive exp>"


def test_the_table_that_is_handed_out_is_a_copy() -> None:
    table().clear()
    assert primitives.table()["mul"] is primitives.mul


@pytest.mark.parametrize(
    ("x", "p"),
    [
        (0.9, 6750.0),  # x^(p-1) = 1.5e-309, and p times that is a normal double
        (0.5, 1030.0),
        (1e-200, 1.55),
        (-0.5, 1029.0),
        (0.9999999999016158, 7459393392143.251),
        (0.9999999999999924, 9.873479888946926e16),  # x^(p-1) is zero
    ],
)
def test_a_slope_has_all_digits_where_the_power_in_it_underflows(x: float, p: float) -> None:
    with mpmath.workdps(60):
        exact = mpmath.mpf(p) * mpmath.mpf(x) ** (mpmath.mpf(p) - 1)
    for row in (primitives.pow, primitives.power):
        slope = row.gradient(row.value(x, p), x, p)()[0]
        assert abs(slope - exact) <= 4 * math.ulp(slope), row
        assert abs(slope) >= SMALLEST_NORMAL
