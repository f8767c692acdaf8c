"""NumPy and Values: numbers of NumPy's beside a Value, arrays of Values, and what cannot be, which says so.

The oracle is NumPy itself on plain numbers; gradients are checked against differences by ``check_gradients``.
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lite as ag
from autograd_lite import Value, check_gradients, gradients

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
COMPARISONS = [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
IN_PLACE = [operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv, operator.imod]

SCALARS = [np.float64(2.5), np.float32(2.5), np.float16(2.5), np.longdouble(2.5), np.int64(3), np.uint8(3), np.int8(3)]
WITHOUT_DIMENSIONS = [np.array(2.5), np.array(3), np.array(2.5, np.longdouble)]

NAMES_DATA = r"\.data"


def values(*numbers: float) -> Any:
    """An array of Values."""
    return np.array([Value(x) for x in numbers])


def numbers(array: Any) -> Any:
    """The plain numbers of an array of Values and numbers."""
    return np.vectorize(lambda x: x.data if isinstance(x, Value) else x, otypes=[float])(array)


def one_of(results: Any) -> Any:
    """A sum in which each result has a share of its own."""
    flat = np.asarray(results, object).ravel()
    return sum(x * (1.0 + 0.3 * i) for i, x in enumerate(flat))


# --- numbers of NumPy's ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", [*ARITHMETIC, divmod], ids=lambda op: op.__name__)
@pytest.mark.parametrize("x", [*SCALARS, *WITHOUT_DIMENSIONS], ids=lambda x: f"{type(x).__name__}-{x.dtype}")
def test_a_number_of_numpys_on_either_side_is_as_good_as_one_of_pythons(op: Callable[..., Any], x: Any) -> None:
    plain = x.item() if x.dtype != np.longdouble else float(x)
    for mixed, expected in [
        (lambda v: op(x, v), lambda v: op(plain, v)),
        (lambda v: op(v, x), lambda v: op(v, plain)),
    ]:
        v = Value(1.75)
        got, wanted = mixed(v), expected(v)
        for one, other in zip(*((r if isinstance(r, tuple) else (r,)) for r in (got, wanted)), strict=True):
            assert type(one) is Value
            assert one.data == other.data
            assert (one.primitive, one.operands) == (other.primitive, other.operands)
            assert gradients(one, v) == gradients(other, v)


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda op: op.__name__)
@pytest.mark.parametrize("x", [*SCALARS, *WITHOUT_DIMENSIONS], ids=lambda x: f"{type(x).__name__}-{x.dtype}")
def test_a_number_of_numpys_compares_by_value(compare: Callable[[Any, Any], Any], x: Any) -> None:
    for data in (2.0, float(x), 4.0):
        for got, expected in [
            (compare(x, Value(data)), compare(float(x), data)),
            (compare(Value(data), x), compare(data, float(x))),
        ]:
            assert isinstance(got, (bool, np.bool_))
            assert got == expected


@pytest.mark.parametrize("x", [np.True_, np.complex128(2j), np.complex64(2j), np.array(2j)], ids=repr)
def test_what_is_no_real_number_of_numpys_is_refused(x: Any) -> None:
    v = Value(2.0)
    for op in (operator.add, operator.mul, operator.truediv, operator.pow):
        with pytest.raises(TypeError, match="not a real number"):
            op(x, v)
        with pytest.raises(TypeError, match="not a real number"):
            op(v, x)
    assert [x == v, v == x, x != v, v != x] == [False, False, True, True]


def test_a_complex_number_of_long_doubles_is_refused() -> None:
    """By NumPy itself, before 2.0."""
    for op in (operator.add, operator.mul, operator.floordiv):
        for a, b in [(np.clongdouble(2j), Value(2.0)), (Value(2.0), np.clongdouble(2j))]:
            with pytest.raises(TypeError):
                op(a, b)
    assert np.clongdouble(2j) != Value(2.0)


# --- arrays of plain numbers beside a Value --------------------------------------------------------------------------

ARRAYS = [
    np.array([1.0, 2.5, -3.0]),
    np.array([[1, 2], [3, -4]]),
    np.array([1.5, 2.5], np.float32),
    np.array([1.5, 2.5], np.longdouble),
    np.zeros((0, 2)),
    np.arange(12.0).reshape(3, 4)[::2, ::-1],
]


@pytest.mark.parametrize("op", [*ARITHMETIC, divmod], ids=lambda op: op.__name__)
@pytest.mark.parametrize("x", ARRAYS, ids=lambda x: f"{x.shape}-{x.dtype}")
def test_an_operator_between_an_array_and_a_value_is_elementwise(op: Callable[..., Any], x: Any) -> None:
    v = Value(1.75)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's, on dividing by 0
        for got, expected in [(op(x, v), op(x, 1.75)), (op(v, x), op(1.75, x))]:
            for one, other in zip(*((r if isinstance(r, tuple) else (r,)) for r in (got, expected)), strict=True):
                assert (type(one), one.dtype, one.shape) == (np.ndarray, object, x.shape)
                assert all(type(y) is Value for y in one.flat)
                np.testing.assert_allclose(numbers(one), other, rtol=1e-6 if x.dtype == np.float32 else 1e-14)


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda op: op.__name__)
@pytest.mark.parametrize("x", ARRAYS, ids=lambda x: f"{x.shape}-{x.dtype}")
def test_a_comparison_of_an_array_with_a_value_is_an_array_of_bools(compare: Callable[..., Any], x: Any) -> None:
    for got, expected in [(compare(x, Value(2.5)), compare(x, 2.5)), (compare(Value(2.5), x), compare(2.5, x))]:
        assert got.dtype == bool
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("op", [*IN_PLACE, operator.ipow], ids=lambda op: op.__name__)
@pytest.mark.parametrize("kind", [float, np.float32, int])
def test_changing_an_array_of_plain_numbers_by_a_value_is_refused(op: Callable[..., Any], kind: type) -> None:
    x = np.array([1, 2], kind)
    with pytest.raises(TypeError, match=rf"an array of {x.dtype} holds plain numbers.*{NAMES_DATA}.*a = a \+ v"):
        op(x, Value(3.0))
    with pytest.raises(TypeError, match=NAMES_DATA):
        op(np.array(1, kind), Value(3.0))
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize("op", [*IN_PLACE, operator.ipow], ids=lambda op: op.__name__)
def test_an_array_of_values_is_changed_in_place(op: Callable[..., Any]) -> None:
    x, v = values(1.5, 2.0), Value(3.0)
    expected = [op(1.5, 3.0), op(2.0, 3.0)]
    x = (before := op(x, v))
    assert x is before
    assert numbers(x).tolist() == expected
    x = values(1.5, 2.0)
    x = op(x, np.array([3.0, 3.0]))
    assert numbers(x).tolist() == expected
    y = op(Value(1.5), np.float64(3.0))  # a Value is replaced, not changed
    assert (type(y), y.data) == (Value, expected[0])


def test_a_masked_array_keeps_values_and_mask_or_refuses() -> None:
    """numpy.ma takes the attribute ``_data`` of an operand for its numbers, and divides only what isfinite knows."""
    x, v = np.ma.array([1.5, 2.5], mask=[False, True]), Value(2.0)
    for op in (operator.add, operator.sub, operator.mul):
        for got, expected in [(op(x, v), op(1.5, 2.0)), (op(v, x), op(2.0, 1.5))]:
            assert (type(got), got.dtype, got.mask.tolist()) == (np.ma.MaskedArray, object, [False, True])
            assert (type(got[0]), got[0].data) == (Value, expected)
    for op in (operator.truediv, operator.pow):
        with pytest.raises(TypeError):
            op(x, v)


# --- what NumPy hands over -------------------------------------------------------------------------------------------

OF_TWO = ["maximum", "minimum", "hypot", "arctan2", "copysign", "logaddexp"]


@pytest.mark.parametrize("name", OF_TWO)
def test_a_function_of_a_value_and_a_number_is_a_node(name: str) -> None:
    function = getattr(np, name)
    for a, b in [(0.5, -2.0), (3.0, 2.0)]:
        for x, y in [(Value(a), b), (a, Value(b)), (Value(a), Value(b)), (np.float64(a), Value(b))]:
            z = function(x, y)
            assert type(z) is Value
            assert z.operands == (x, y)
            assert z.data == pytest.approx(float(function(a, b)), rel=1e-15)


@pytest.mark.parametrize("name", OF_TWO)
def test_a_function_of_a_value_and_an_array_is_an_array_of_nodes(name: str) -> None:
    function, x = getattr(np, name), np.array([-1.0, 2.0, 3.0])
    for got, expected in [(function(x, Value(2.5)), function(x, 2.5)), (function(Value(2.5), x), function(2.5, x))]:
        assert all(type(y) is Value and y.primitive is not None for y in got)
        np.testing.assert_allclose(numbers(got), expected, rtol=1e-15)


def test_the_functions_that_numpy_would_answer_by_a_plain_number_give_nodes() -> None:
    v = Value(-2.5)
    for y, data, slope in [
        (np.sign(v), -1.0, 0.0),
        (np.maximum(v, 0.0), 0.0, 0.0),
        (np.maximum(0.0, v), 0.0, 0.0),
        (np.minimum(v, 0.0), -2.5, 1.0),
        (np.clip(v, 0.0, 1.0), 0.0, 0.0),
        (np.clip(v, None, -3.0), -3.0, 0.0),
        (np.clip(v, -3.0, None), -2.5, 1.0),
        (np.trunc(v), -2.0, 0.0),
        (np.abs(v), 2.5, -1.0),
        (np.exp(v), math.exp(-2.5), math.exp(-2.5)),
    ]:
        assert type(y) is Value
        assert (y.data, gradients(y, v)) == (data, slope)


def test_reductions_of_one_value_and_its_parts_are_itself() -> None:
    v = Value(2.0)
    assert np.real(v) is v.real is v.conjugate() is np.conjugate(v) is np.sum(v) is np.max(v) is v
    assert np.imag(v) == v.imag == 0.0
    assert (type(np.mean(v)), np.mean(v).data) == (Value, 2.0)


def test_methods_of_ufuncs_take_values() -> None:
    a, b, c = Value(2.0), Value(3.0), Value(5.0)
    assert np.add.reduce([a, b, c]).data == 10.0
    assert numbers(np.multiply.accumulate([a, b, c])).tolist() == [2.0, 6.0, 30.0]
    assert numbers(np.add.outer([1.0, 2.0], a)).tolist() == [3.0, 4.0]
    assert numbers(np.multiply.outer(a, values(1.0, 2.0))).tolist() == [2.0, 4.0]


def test_where_and_out_are_numpys() -> None:
    v, out = Value(2.0), np.array([None, None])
    got = np.add([1.0, 3.0], v, out=out, where=[True, False])
    assert got is out
    assert (out[0].data, out[1]) == (3.0, None)
    assert np.less([1.0, 3.0], v, out=np.zeros(2, bool)).tolist() == [True, False]
    with pytest.raises(TypeError, match=r"add cannot write into a Value, Value\(data=2.0, grad=0.0\); leave out= away"):
        np.add([1.0], 1.0, out=v)
    with pytest.raises(TypeError, match=r"an array of float64 holds plain numbers"):
        np.exp(v, out=np.zeros(()))


@pytest.mark.parametrize("name", ["isnan", "isfinite", "isinf", "signbit", "spacing", "modf", "frexp", "heaviside"])
def test_a_function_for_plain_numbers_alone_says_so(name: str) -> None:
    function = getattr(np, name)
    with pytest.raises(
        TypeError, match=rf"{name} of NumPy or SciPy takes plain numbers only.*numpy.{name}\(v{NAMES_DATA}"
    ):
        function(*[Value(2.0)] * function.nin)


@pytest.mark.once
def test_a_function_of_scipys_says_so() -> None:
    from scipy import special

    with pytest.raises(TypeError, match=rf"expit of NumPy or SciPy takes plain numbers only.*{NAMES_DATA}"):
        special.expit(Value(2.0))


def test_what_an_element_says_goes_through() -> None:
    with pytest.raises(TypeError, match="True is of type bool, not a real number"):
        np.array([True, False]) * Value(2.0)
    with pytest.raises(TypeError, match=r"static parameter of clip.*use max and min for variable bounds"):
        np.clip(np.array([1.0, 2.0]), 0.0, Value(1.0))
    with pytest.raises(ValueError, match="low <= high"):
        np.clip(Value(2.0), 1.0, 0.0)
    with pytest.raises(TypeError, match="True is of type bool, not a real number"):
        np.add(np.array([True]), Value(2.0), out=np.array([None]))
    with pytest.raises(TypeError, match="an array of float64 holds plain numbers"):
        np.divmod(np.array([3.0]), Value(2.0), out=(None, np.zeros(1)))


def test_another_class_with_functions_of_its_own_takes_part() -> None:
    class Tagged:
        def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
            return ufunc.__name__, [type(x).__name__ for x in inputs]

    assert np.add(Value(2.0), Tagged()) == ("add", ["ndarray", "Tagged"])


# --- arrays of Values ------------------------------------------------------------------------------------------------

# Ufuncs of one argument that have a form for objects, and give no Value for other reasons.
NOT_OF_NUMBERS = {"invert", "bitwise_not", "bitwise_invert", "bitwise_count", "logical_not", "isnat"}
# It asks whether x is less, equal or greater, and not x.
BY_COMPARISON = {"sign"}
UNARY = sorted(
    name
    for name in dir(np)
    if isinstance(ufunc := getattr(np, name), np.ufunc) and (ufunc.nin, ufunc.nout) == (1, 1) and "O->O" in ufunc.types
)


@pytest.mark.parametrize("name", [name for name in UNARY if name not in NOT_OF_NUMBERS | BY_COMPARISON])
def test_every_function_of_numpys_that_takes_objects_takes_values(name: str) -> None:
    function = getattr(np, name)
    plain = np.array([[1.25, 1.5], [2.5, 7.0]]) if "acosh" in name or "arccosh" in name else np.array([0.25, 0.5, 0.75])
    x = np.vectorize(Value, otypes=[object])(plain)
    y = function(x)
    assert y.shape == x.shape
    assert all(type(element) is Value for element in y.flat)
    np.testing.assert_allclose(numbers(y), function(plain), rtol=1e-14)
    if name in {"floor", "ceil", "trunc", "rint"}:
        return
    check_gradients(lambda x: one_of(function(x)), plain)


def test_a_sign_is_a_plain_number_whose_slope_would_be_0() -> None:
    x = values(-2.0, 0.0, 3.0)
    assert np.sign(x).tolist() == [-1, 0, 1]
    assert numbers(np.sign(x) * x).tolist() == [2.0, 0.0, 3.0]


WEIGHTS = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
REDUCTIONS: dict[str, Callable[[Any], Any]] = {
    "sum": lambda x: x.sum(),
    "np.sum": np.sum,
    "sum by axis": lambda x: x.sum(axis=0),
    "mean": lambda x: x.mean(),
    "np.mean": np.mean,
    "mean by axis": lambda x: x.mean(axis=1, keepdims=True),
    "prod": lambda x: x.prod(),
    "np.prod": np.prod,
    "max": lambda x: x.max(),
    "np.max by axis": lambda x: np.max(x, axis=0),
    "min": lambda x: x.min(),
    "np.min": np.min,
    "np.ptp": np.ptp,
    "var": lambda x: x.var(),
    "np.var by axis": lambda x: np.var(x, axis=1, ddof=1),
    "std": lambda x: x.std(),
    "np.std": np.std,
    "np.median": np.median,
    "np.average": lambda x: np.average(x, weights=abs(WEIGHTS)),
    "np.quantile": lambda x: np.quantile(x, [0.3])[0],
    "cumsum": np.cumsum,
    "cumprod": lambda x: x.cumprod(),
    "diff": np.diff,
    "norm": np.linalg.norm,
    "norm by axis": lambda x: np.linalg.norm(x, axis=1),
    "norm of order 1": lambda x: np.linalg.norm(x.ravel(), 1),
    "norm of order inf": lambda x: np.linalg.norm(x.ravel(), np.inf),
    "trace": np.trace,
    "@": lambda x: x @ WEIGHTS.T,
    "@ from the left": lambda x: WEIGHTS.T @ x,
    "@ of both": lambda x: x @ x.T,
    "dot": lambda x: x.dot(WEIGHTS[0]),
    "np.dot": lambda x: np.dot(x[0], x[1]),
    "np.vdot": lambda x: np.vdot(x[0], WEIGHTS[0]),
    "np.inner": lambda x: np.inner(WEIGHTS[1], x[1]),
    "np.outer": lambda x: np.outer(x[0], x[1]),
    "np.einsum": lambda x: np.einsum("ij,ij->", x, WEIGHTS),
    "np.tensordot": lambda x: np.tensordot(x, WEIGHTS).item(),
    "np.cross": lambda x: np.cross(x[0], x[1]),
    "np.convolve": lambda x: np.convolve(x[0], WEIGHTS[0]),
    "np.polyval": lambda x: np.polyval(x[0], 0.7),
    "np.clip": lambda x: np.clip(x, -0.5, 1.0),
    "np.where": lambda x: np.where(x > 0.4, x * x, 0.0),
    "np.maximum": lambda x: np.maximum(x, 0.1),
    "np.minimum": lambda x: np.minimum(x, WEIGHTS),
    "np.sort": lambda x: np.sort(x.ravel()) * np.arange(6.0),
    "np.abs": np.abs,
    "np.round": lambda x: x - np.round(x),
    "indexing": lambda x: x[1, ::-1][0] * x.T[1, 0] + x[x > 0.5].sum(),
    "stacking": lambda x: np.concatenate([x.ravel(), np.ones(2)]).prod(),
}


@pytest.mark.parametrize("name", REDUCTIONS)
def test_numpys_functions_of_arrays_are_right_in_value_and_gradient(name: str) -> None:
    function, plain = REDUCTIONS[name], np.array([[0.3, -0.7, 1.1], [0.9, 0.45, -1.6]])
    recorded = function(np.vectorize(Value, otypes=[object])(plain))
    np.testing.assert_allclose(numbers(recorded), np.asarray(function(plain), float), rtol=1e-14, atol=1e-15)
    check_gradients(lambda x: one_of(function(x)), plain)


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda op: op.__name__)
def test_a_comparison_of_arrays_of_values_is_an_array_of_bools(compare: Callable[..., Any]) -> None:
    a, b = np.array([1.0, 2.0, math.inf]), np.array([1.0, 1.5, -math.inf])
    for x, y in [(values(*a), values(*b)), (values(*a), b), (a, values(*b)), (values(*a), 1.0), (1.0, values(*b))]:
        got = compare(x, y)
        assert got.dtype == bool
        assert got.tolist() == compare(numbers(x), numbers(y)).tolist()


def test_what_is_not_equal_to_itself_is_nan() -> None:
    """How to find it without isnan, which has no form for objects."""
    x = values(1.0, math.nan)
    assert (x != x).tolist() == [False, True]
    with pytest.raises(TypeError, match="isnan"):
        np.isnan(x)


def test_plain_numbers_among_values_stand_in_the_way_of_methods_alone() -> None:
    """NumPy calls the method exp of each element, which a float has not; operators are there for both."""
    mixed = np.maximum(values(-1.0, 2.0), 0.0)
    assert [type(x) for x in mixed] == [float, Value]
    assert numbers(mixed * 2.0 + 1.0).tolist() == [1.0, 5.0]
    with pytest.raises(TypeError, match="float which has no callable exp method"):
        np.exp(mixed)
    for remedy in (np.maximum(values(-1.0, 2.0), Value(0.0)), np.frompyfunc(ag.relu, 1, 1)(values(-1.0, 2.0))):
        assert numbers(np.exp(remedy)).tolist() == [1.0, math.exp(2.0)]


# --- where a plain number is wanted ----------------------------------------------------------------------------------

V = Value(2.0)


def assign(array: Any, index: Any, value: Any) -> None:
    array[index] = value


@pytest.mark.parametrize(
    "forget",
    [
        lambda: np.asarray([V], float),
        lambda: np.asarray([[1.0, V]], np.float32),
        lambda: np.array([V]).astype(float),
        lambda: np.array([V]).astype(int),
        lambda: np.array([V]).astype(complex),
        lambda: assign(np.zeros(2), 0, V),
        lambda: assign(np.zeros(2, int), 0, V),
        lambda: assign(np.zeros(2), slice(None), values(1.0, 2.0)),
        lambda: assign(np.zeros(2), slice(None), [V, V]),
        lambda: np.zeros(2).fill(V),
        lambda: np.full(2, V, float),
        lambda: np.fromiter([V], float),
        lambda: np.float64(V),
        lambda: np.float32(V),
        lambda: np.int64(V),
        lambda: np.interp(V, [0.0, 3.0], [0.0, 1.0]),
        lambda: np.random.default_rng(0).normal(V),
        lambda: np.arange(V),
        lambda: np.ones((V, 2)),
    ],
)
def test_a_value_is_never_turned_into_a_plain_number_in_silence(forget: Callable[[], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        forget()
    said, error = "", caught.value
    while error is not None:  # whatever NumPy wraps around it
        said += str(error)
        error = error.__cause__ or error.__context__
    assert "would drop its gradient" in said
    assert "functions of autograd_lite" in said
    assert "dtype=object" in said
    assert ".data" in said


def test_arrays_of_values_are_arrays_of_objects() -> None:
    for array in (
        np.array([V, 1.0]),
        np.array(V),
        np.full(2, V),
        np.zeros(2).astype(object) + V,
        np.stack([values(1.0)]),
    ):
        assert array.dtype == object
    assert np.ndim(V) == 0
    assert np.shape(V) == ()
    assert str(values(1.0)) == "[Value(data=1.0, grad=0.0)]"


def test_a_loss_written_with_numpy_trains() -> None:
    rng = np.random.default_rng(0)
    X, true = rng.normal(size=(20, 3)), np.array([1.0, -2.0, 0.5])
    y = X @ true
    w = values(0.0, 0.0, 0.0)
    for _ in range(200):
        E = np.mean((X @ w - y) ** 2)
        E.backward()
        for v in w:
            v.data -= 0.2 * v.grad
            v.grad = 0.0
    np.testing.assert_allclose(numbers(w), true, atol=1e-6)
