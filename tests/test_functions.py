"""Functions, methods and NumPy's names: one table behind them all."""

from __future__ import annotations

import builtins
import math
import random
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import autograd_lite as ag
from autograd_lite import Value, gradients, primitives
from autograd_lite.primitives import Primitive, table

FUNCTIONS = [name for name in ag.__all__ if isinstance(getattr(ag, name), Primitive)]
OF_SEQUENCES = ["sum", "prod", "dot", "mean", "logsumexp", "max", "min"]
SEVERAL = ["atan2", "hypot", "copysign", "logaddexp", "add", "sub", "mul", "div", "floordiv", "mod"]
MORE = ["pow", "select", "polygamma"]  # which have tests of their own
UNARY = [name for name in FUNCTIONS if name not in [*OF_SEQUENCES, *SEVERAL, *MORE]]

# NumPy's functions of arrays of objects call the method of their own name, or the operator.
NUMPY: dict[str, str] = {
    **{name: name for name in ("sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos")},
    **{
        name: name for name in ("tan", "sinh", "cosh", "tanh", "degrees", "radians", "floor", "ceil", "trunc", "square")
    },
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "fabs": "abs",
    "absolute": "abs",
    "rint": "round",
    "rad2deg": "degrees",
    "deg2rad": "radians",
    "reciprocal": "reciprocal",
    "negative": "neg",
}
NUMPY_OF_TWO = {
    "arctan2": "atan2",
    "hypot": "hypot",
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "floor_divide": "floordiv",
    "remainder": "mod",
    "power": "pow",
}


def point_of(name: str) -> float:
    return {"acosh": 1.5, "arccosh": 1.5}.get(name, 0.6)


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


@pytest.mark.parametrize("name", UNARY)
def test_a_function_is_a_method_too(name: str) -> None:
    x = Value(point_of(name))
    by_function, by_method = getattr(ag, name)(x), getattr(x, name)()
    assert by_function.primitive is by_method.primitive is table()[name]
    assert by_function.data == by_method.data
    assert gradients(by_function, x) == gradients(by_method, x)


@pytest.mark.parametrize("name", SEVERAL)
def test_a_function_of_two_is_a_method_of_the_first(name: str) -> None:
    a, b = Value(0.6), Value(-0.3)
    for second in (b, -0.3):
        by_function, by_method = getattr(ag, name)(a, second), getattr(a, name)(second)
        assert by_function.primitive is by_method.primitive is table()[name]
        assert by_function.operands == by_method.operands == (a, second)
    assert getattr(ag, name)(0.6, b).operands == (0.6, b)


def test_every_function_of_numbers_is_a_method() -> None:
    """What takes a sequence is a function only; two numbers have a maximum."""
    assert {name for name in FUNCTIONS if not callable(getattr(Value, name, None))} == set(OF_SEQUENCES)


def test_a_power_and_a_case_as_methods() -> None:
    a, b, c = Value(0.6), Value(2.0), Value(0.0)
    assert (a.pow(2).primitive, a.pow(2).data) == (table()["power"], 0.36)
    assert (a.pow(b).primitive, a.pow(b).data) == (table()["pow"], 0.36)
    assert c.select(a, b).operands == ag.select(c, a, b).operands == (c, a, b)
    assert Value.power is Value.pow
    assert (a.maximum(b).primitive, a.maximum(b, 3.0).operands) == (table()["max"], (a, b, 3.0))
    assert (a.minimum(0.5).primitive, a.minimum(0.5).data) == (table()["min"], 0.5)


def test_numpys_reductions_of_one_value_leave_it_as_it_is() -> None:
    """NumPy calls a method of their name if there is one, and not as a function of numbers."""
    x = Value(2.0)
    for reduce in (np.max, np.min, np.sum, np.prod):
        assert reduce(x) is x


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "floordiv", "mod", "pow"])
def test_an_operand_that_is_no_number_is_named(name: str) -> None:
    """The operators leave it to the other class what they do not know; a method has nobody to leave it to."""
    with pytest.raises(TypeError, match="object"):
        getattr(Value(1.0), name)(object())


def test_the_order_of_polygamma_is_given_by_position_or_by_name() -> None:
    x = Value(0.6)
    for y in (ag.polygamma(x, 2), ag.polygamma(x, n=2), x.polygamma(2), x.polygamma(n=2)):
        assert (y.primitive, y.operands) == (table()["polygamma"], (x, 2.0))
    assert x.digamma().operands == ag.digamma(x).operands == (x, 0.0)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'n'"):
        ag.polygamma(x)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numbers_in_a_number_out(name: str) -> None:
    """A plain function of plain numbers: nothing is recorded, and ints and NumPy's numbers will do."""
    arguments: tuple[Any, ...] = {
        "dot": ([1, 2], [np.float64(3), 4]),
        "acosh": (2,),
        "clip": (2, 0, 1),
        "select": (2, 0, 1),
        **dict.fromkeys(("sum", "prod", "mean", "logsumexp", "max", "min"), ([1, np.float32(2.5)],)),
        **dict.fromkeys((*SEVERAL, "pow", "polygamma"), (1, np.float64(2))),
    }.get(name, (1,))
    assert type(getattr(ag, name)(*arguments)) is float


@pytest.mark.parametrize("name", NUMPY)
def test_numpys_functions_record_on_arrays_of_values(name: str) -> None:
    x = Value(point_of(name))
    (y,) = getattr(np, name)(np.array([x]))
    expected = {"square": x * x, "reciprocal": 1 / x}.get(name)
    if expected is None:
        expected = getattr(primitives, NUMPY[name])(x)
    assert isinstance(y, Value)
    assert y.primitive is expected.primitive
    assert gradients(y, x) == gradients(expected, x)


@pytest.mark.parametrize("name", NUMPY_OF_TWO)
def test_numpys_functions_of_two_arrays_record(name: str) -> None:
    a, b = Value(0.6), Value(2.5)
    (y,) = getattr(np, name)(np.array([a]), np.array([b]))
    expected = getattr(primitives, NUMPY_OF_TWO[name])(a, b)
    assert y.primitive is expected.primitive
    assert gradients(y, [a, b]) == gradients(expected, [a, b])


@pytest.mark.parametrize("name", ["arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "rint", "fabs"])
def test_numpys_name_is_the_same_method(name: str) -> None:
    ours = {"rint": "round", "fabs": "__abs__"}.get(name, name.replace("arc", "a"))
    assert getattr(Value, name) is getattr(Value, ours)


# --- Python's own operators and functions ----------------------------------------------------------------------------


@pytest.mark.parametrize("b", [2.0, 0.7, -0.7])
@pytest.mark.parametrize("a", [7.25, -7.25])
def test_floor_division_and_remainder_are_pythons(a: float, b: float) -> None:
    x, y = Value(a), Value(b)
    for quotient, remainder in (divmod(x, y), divmod(x, b), divmod(a, y), ag.divmod(x, y), (x // y, x % y)):
        assert (quotient.data, remainder.data) == divmod(a, b)
        assert (quotient.primitive, remainder.primitive) == (primitives.floordiv, primitives.mod)
    assert gradients(x % y, [x, y]) == [1.0, -(a // b)]
    assert gradients(x // y, [x, y]) == [0.0, 0.0]
    assert ag.divmod(a, b) == divmod(a, b)


def test_python_rounds_values() -> None:
    x = Value(2.675)
    assert [builtins.round(x).data, builtins.round(x, 1).data, math.floor(x).data, math.ceil(x).data] == [3, 2.7, 2, 3]
    assert gradients(x * builtins.round(x, 1), x) == 2.7


@given(st.floats(allow_nan=False), st.integers(-320, 320))
def test_rounding_is_pythons_wherever_python_has_an_answer(x: float, digits: int) -> None:
    try:
        expected = builtins.round(x, digits)
    except OverflowError:
        expected = math.copysign(math.inf, x)
    assert ag.round(x, digits) == expected


# --- static parameters -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [float, Value])
def test_static_parameters_by_position_by_name_and_left_out(of: Callable[[float], Any]) -> None:
    def data(y: Any) -> float:
        return y.data if isinstance(y, Value) else y

    x = of(-2.0)
    assert [data(ag.leaky_relu(x)), data(ag.leaky_relu(x, 0.5)), data(ag.leaky_relu(x, slope=0.5))] == [-0.02, -1, -1]
    assert data(ag.elu(x)) == math.expm1(-2.0)
    assert data(ag.elu(x, alpha=2)) == data(ag.elu(x, 2)) == 2.0 * math.expm1(-2.0)
    assert [data(ag.clip(x, -1, 1)), data(ag.clip(x, high=-3)), data(ag.clip(x, low=-1.0)), data(ag.clip(x))] == [
        *(-1, -3, -1, -2)
    ]
    assert data(ag.round(x * 1.26, digits=1)) == -2.5


def test_methods_take_static_parameters_too() -> None:
    x = Value(-2.0)
    assert [x.leaky_relu(slope=0.5).data, x.elu(2.0).data, x.clip(-1, 1).data, x.clip(high=-3).data] == [
        *(-1.0, 2.0 * math.expm1(-2.0), -1.0, -3.0)
    ]


@pytest.mark.parametrize(("low", "high"), [(2.0, 1.0), (math.nan, 1.0), (0.0, math.nan)])
def test_bounds_in_the_wrong_order_are_an_error(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=rf"low <= high, not {low} and {high}"):
        ag.clip(Value(0.0), low, high)


def test_a_bound_that_is_a_value_is_an_error_that_names_it_and_the_remedy() -> None:
    with pytest.raises(TypeError, match=r"static parameter of clip .* not Value\(data=1.0, grad=0.0, label='top'\)"):
        ag.clip(Value(0.0), 0.0, Value(1.0, label="top"))


def test_an_unknown_parameter_is_an_error() -> None:
    with pytest.raises(TypeError, match="exp takes its operands by position, and has no parameter 'base'"):
        ag.exp(1.0, base=2.0)
    with pytest.raises(
        TypeError, match=r"leaky_relu: .* unexpected keyword argument 'alpha'; help\(leaky_relu\) shows"
    ):
        ag.leaky_relu(1.0, alpha=0.1)


def test_a_number_in_place_of_a_sequence_is_an_error() -> None:
    with pytest.raises(
        TypeError, match=r"sum: sum\(\) takes 1 positional argument but 2 were given; help\(sum\) shows"
    ):
        ag.sum(1.0, 2.0)
    for f in (ag.sum, ag.prod, ag.mean, ag.logsumexp, ag.max, ag.min):
        with pytest.raises(TypeError, match=rf"{f.name}: 'float' object is not iterable; help\({f.name}\) shows"):
            f(1.0)


def test_what_goes_wrong_in_a_sequence_is_its_own() -> None:
    class Mine(TypeError):
        pass

    def broken() -> Any:
        yield 1.0
        raise Mine("from here")

    with pytest.raises(Mine, match=r"^from here$"):
        ag.sum(broken())


@pytest.mark.parametrize("digits", [1.5, math.nan, math.inf])
def test_the_digits_to_round_to_are_a_whole_number(digits: float) -> None:
    for x in (2.5, Value(2.5)):
        with pytest.raises(ValueError, match=f"takes a whole number of digits, not {digits}"):
            ag.round(x, digits)


# --- functions of sequences ------------------------------------------------------------------------------------------

numbers = st.lists(st.floats(-700.0, 700.0), min_size=1, max_size=6)


@given(numbers)
def test_softmax_is_what_it_is_to_the_last_digits(xs: list[float]) -> None:
    exponentials = [mp.exp(mpf(x)) for x in xs]
    exact = [e / mp.fsum(exponentials) for e in exponentials]
    shares = ag.softmax(xs)
    assert shares == pytest.approx(list(map(float, exact)), rel=2e-15, abs=2.3e-308)
    assert math.fsum(shares) == pytest.approx(1.0, rel=1e-15)


@given(numbers, st.integers(0, 5))
def test_the_derivatives_of_softmax(xs: list[float], i: int) -> None:
    """d s_i / d x_j = s_i ((i = j) - s_j), relative to s_i: the terms cancel where s_i is near 1."""
    leaves = list(map(Value, xs))
    i = min(i, len(xs) - 1)
    shares = ag.softmax(leaves)
    s = [share.data for share in shares]
    expected = [s[i] * ((i == j) - s[j]) for j in range(len(xs))]
    assert gradients(shares[i], leaves) == pytest.approx(expected, rel=1e-12, abs=1e-14 * s[i] + 1e-300)


def test_softmax_of_an_array_and_of_nothing() -> None:
    assert ag.softmax(np.array([0.0, 0.0])) == [0.5, 0.5]
    assert ag.softmax([]) == []
    assert ag.softmax([-math.inf, 3.0]) == [0.0, 1.0]


@given(numbers)
def test_the_norm_is_hypot_of_a_sequence(xs: list[float]) -> None:
    leaves = list(map(Value, xs))
    norm = ag.norm(leaves)
    assert norm.primitive is primitives.hypot
    assert norm.data == ag.norm(xs) == math.hypot(*xs)
    assert gradients(norm, leaves) == gradients(ag.hypot(*leaves), leaves)


def test_the_mean_of_nothing_is_an_error() -> None:
    for extremum in (ag.max, ag.min):
        for nothing in ((), ([],)):
            with pytest.raises(ValueError, match="at least one operand"):
                extremum(*nothing)
    for ws, xs in (([1.0], [2.0, 3.0]), ([1.0, 2.0], [3.0])):
        with pytest.raises(ValueError, match=rf"one length, not of {len(ws)} and {len(xs)}"):
            ag.dot(ws, xs)
    with pytest.raises(ValueError, match="mean takes at least one operand"):
        ag.mean([])


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8), st.sampled_from([0, 40, 125, 160]))
def test_the_derivatives_of_a_product_are_the_products_of_the_others(xs: list[int], ones: int) -> None:
    """Small integers: exact. Beyond 128 operands there are blocks."""
    xs = xs[::2] + [1] * ones + xs[1::2]
    leaves = list(map(Value, xs))
    expected = [math.prod(xs[:i] + xs[i + 1 :]) for i in range(len(xs))]
    assert gradients(ag.prod(leaves), leaves) == expected
    assert [d.data for d in gradients(ag.prod(leaves), leaves, create_graph=True)] == expected


def test_a_recorded_derivative_of_a_long_product_holds_elsewhere() -> None:
    """Its fractions and powers of two are those of the other point then."""
    draw = random.Random(0)
    leaves = [Value(draw.uniform(0.5, 2.0)) for _ in range(170)]
    slope = gradients(ag.prod(leaves), leaves[3], create_graph=True)
    for scale in (1e-300, 1e300):
        there = [(scale if i % 2 else 1.0 / scale) * draw.uniform(-1.1, -0.9) for i in range(len(leaves))]
        got = ag.graph.evaluate(slope, dict(zip(leaves, there, strict=True)))
        with mpmath.workdps(60):
            exact = mp.fprod(mpf(x) for i, x in enumerate(there) if i != 3)
            assert abs(mpf(got) / exact - 1) < 1e-15
    assert gradients(slope, leaves[60]) == pytest.approx(slope.data / leaves[60].data, rel=1e-14)


def test_the_derivatives_of_a_long_product_are_rounded_a_few_times() -> None:
    """Rounded once a block, the partial products of 1200 operands would be 7 ulps off."""
    draw = random.Random(56)
    xs = [draw.uniform(1.0, 2.0) * draw.choice((1.0, 0.5, 0.75)) for _ in range(1200)]
    derivatives = gradients(ag.prod(leaves := list(map(Value, xs))), leaves)
    with mpmath.workdps(40):
        product = mp.fprod(map(mpf, xs))
        assert max(abs(d * x / product - 1) for d, x in zip(map(mpf, derivatives), xs, strict=True)) < 2.0**-51


@pytest.mark.once
@pytest.mark.large
def test_a_long_product_is_differentiated_in_linear_time() -> None:
    leaves = [Value(1.0 + 2.0**-40) for _ in range(50_000)]
    derivatives = gradients(ag.prod(leaves), leaves)
    assert derivatives == pytest.approx([(1.0 + 2.0**-40) ** 49_999] * 50_000, rel=1e-10)


def test_second_derivatives_of_sums_of_exponentials_stay_linear_in_size() -> None:
    """The Hessian of logsumexp is diag(s) - s s^T; the recorded gradient has a few nodes per operand, not n of them."""
    n = 200
    leaves = [Value(0.01 * i) for i in range(n)]
    slopes = gradients(ag.logsumexp(leaves), leaves, create_graph=True)
    assert len(ag.graph.topological_order(*slopes)) < 5 * n
    s = [slope.data for slope in slopes]
    row = gradients(slopes[7], leaves)
    assert row == pytest.approx([s[7] * ((j == 7) - s[j]) for j in range(n)], rel=1e-12)


def test_the_hessian_of_a_norm() -> None:
    """(delta_ij - u_i u_j) / |x|, at any scale."""
    for scale in (1.0, 1e200, 1e-200):
        xs = [3.0 * scale, -4.0 * scale, 12.0 * scale]
        leaves = list(map(Value, xs))
        slopes = gradients(ag.norm(leaves), leaves, create_graph=True)
        u = [3 / 13, -4 / 13, 12 / 13]
        for i, slope in enumerate(slopes):
            expected = [((i == j) - u[i] * u[j]) / (13.0 * scale) for j in range(3)]
            assert gradients(slope, leaves) == pytest.approx(expected, rel=1e-13)


def test_logsumexp_near_its_root() -> None:
    """log(e^a + e^b) = 0 on a curve: beside it 53 bits of each term are not enough."""
    for a in (-0.1, -1e-3, -1e-100):
        b = math.log(-math.expm1(a))
        with mpmath.workdps(300):
            exact = mp.log(mp.exp(mpf(a)) + mp.exp(mpf(b)))
            assert abs(mpf(ag.logaddexp(a, b)) / exact - 1) < 1e-15
            assert abs(mpf(ag.logsumexp([a, b, -2000.0])) / exact - 1) < 1e-15
