"""Value: what it accepts, what it refuses and what it then says, and how it behaves among Python's numbers."""

from __future__ import annotations

import cmath
import copy
import math
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd_lite as ag
from autograd_lite import Value, gradients, primitives, showing

inf, nan = math.inf, math.nan
finite = st.floats(-1e6, 1e6)


# --- construction ----------------------------------------------------------------------------------------------------


def test_a_fresh_value_is_a_leaf() -> None:
    x = Value(2.5, label="x")
    assert (x.data, x.grad, x.label, x.operands, x.parents, x.primitive) == (2.5, 0.0, "x", (), (), None)
    assert x.local_gradient() == ()
    assert Value(1.0).label is None


REALS: list[tuple[Any, float]] = [
    (3, 3.0),
    (0.1, 0.1),
    (Fraction(1, 3), 1 / 3),
    (np.float64(0.1), 0.1),
    (np.float32(0.5), 0.5),
    (np.int64(-7), -7.0),
    (np.uint8(255), 255.0),
    (10**300, 1e300),
    (-inf, -inf),
]


@pytest.mark.parametrize(("number", "stored"), REALS)
def test_every_real_number_is_stored_as_a_float(number: Any, stored: float) -> None:
    x = Value(number)
    assert type(x.data) is float
    assert x.data == stored
    x.data = 0.0
    x.data = number
    assert type(x.data) is float
    assert x.data == stored


NO_REALS: list[Any] = ["a", b"a", 1j, None, [1.0], (1.0,), {}, Decimal("1.5"), object, np.array([1.0, 2.0]), Value(1.0)]


@pytest.mark.parametrize("thing", NO_REALS, ids=lambda thing: type(thing).__name__)
def test_what_is_no_real_number_is_refused_by_name_and_type(thing: Any) -> None:
    x = Value(1.0)

    def assign() -> None:
        x.data = thing

    for refuse in (lambda: Value(thing), assign):
        with pytest.raises(TypeError) as caught:
            refuse()
        message = str(caught.value)
        assert repr(thing)[:20] in message
        assert f"of type {type(thing).__name__}, not a real number" in message
        assert "pass an int or a float" in message
    assert x.data == 1.0


@pytest.mark.parametrize("truth", [True, False])
def test_a_bool_is_refused_with_the_numbers_it_may_mean(truth: bool) -> None:
    with pytest.raises(TypeError, match=rf"{truth} is of type bool, not a real number; pass 0\.0 or 1\.0, or float"):
        Value(truth)
    with pytest.raises(TypeError, match=f"{truth} is of type bool"):
        Value(1.0) + truth
    with pytest.raises(TypeError, match=f"{truth} is of type bool"):
        truth * Value(1.0)


def test_an_integer_beyond_the_doubles_is_an_overflow_that_says_so() -> None:
    for use in (Value, lambda n: Value(1.0) * n, ag.exp):
        with pytest.raises(OverflowError, match="int beyond the range of doubles"):
            use(10**400)


def test_a_long_culprit_is_cut_short() -> None:
    with pytest.raises(TypeError) as caught:
        Value("x" * 10_000)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 200


# --- a Value does not turn into a plain number ------------------------------------------------------------------------


@pytest.mark.parametrize("convert", [float, int, complex, math.exp, math.isnan, math.sqrt, math.log2, cmath.exp])
def test_losing_the_gradient_is_an_error_that_names_the_remedy(convert: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        convert(Value(2.5, label="w"))
    message = str(caught.value)
    assert "Value(data=2.5, grad=0.0, label='w')" in message
    assert "drop its gradient" in message
    assert "autograd_lite.exp(v) or v.exp()" in message
    assert ".data" in message


def test_the_remedies_work() -> None:
    v = Value(2.5)
    assert v.exp().data == ag.exp(v).data == math.exp(2.5)
    assert not math.isnan(v.data)
    assert float(v.data) == 2.5


# --- operators -------------------------------------------------------------------------------------------------------

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
NUMBERS = [2, 0.75, Fraction(3, 4), np.float64(0.75), np.float32(0.75), np.int64(2)]
every_operator = pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
every_number = pytest.mark.parametrize("number", NUMBERS, ids=lambda number: type(number).__name__)


@every_operator
@every_number
def test_numbers_stand_on_either_side(op: Callable[[Any, Any], Any], number: Any) -> None:
    v = Value(1.5)
    for result, expected in [(op(v, number), op(1.5, float(number))), (op(number, v), op(float(number), 1.5))]:
        assert type(result) is Value
        assert result.data == pytest.approx(expected, rel=1e-15)
        assert result.parents == (v,)
        assert all(type(x) in (Value, float) for x in result.operands)


@every_operator
@every_number
def test_a_constant_gives_the_gradient_of_a_node_that_is_held_fixed(op: Callable[[Any, Any], Any], number: Any) -> None:
    v, c = Value(1.5), Value(number)
    assert gradients(op(v, number), v) == gradients(op(v, c), v)
    assert gradients(op(number, v), v) == gradients(op(c, v), v)


@every_operator
@given(a=finite, b=finite)
def test_operators_of_two_values_are_those_of_their_numbers(op: Callable[[Any, Any], Any], a: float, b: float) -> None:
    """Wherever Python's own give a real number."""
    try:
        expected = op(a, b)
    except (ZeroDivisionError, OverflowError):
        return
    result = op(Value(a), Value(b)).data
    if isinstance(expected, complex):
        assert math.isnan(result)
    else:
        assert result == expected


def test_a_fresh_node_has_no_gradient_yet() -> None:
    x, y = Value(2.0), Value(3.0)
    nodes = [
        x + y,
        x + 1.0,
        1.0 + x,
        2.0 - x,
        2.0 * x,
        2.0 / x,
        2.0**x,
        x**2,
        -x,
        x.exp(),
        ag.hypot(x, y),
        ag.sum([x, y]),
    ]
    assert [node.grad for node in nodes] == [0.0] * len(nodes)


def test_the_name_of_an_operation_ends_with_its_parameters() -> None:
    x = Value(2.0)
    operations = {
        "**2": x**2,
        "**0.5": x**0.5,
        "clip 0,1": x.clip(0, 1),
        "ψ 0": x.digamma(),
        "round 0": round(x),
        "LeakyReLU 0.01": x.leaky_relu(),
        "*": 2.0 * x,
    }
    assert [node._op for node in operations.values()] == list(operations)


def test_signs() -> None:
    v = Value(-1.5)
    assert (-v).data == 1.5
    assert abs(v).data == 1.5
    assert +v is v


def test_in_place_operators_make_new_nodes() -> None:
    x = Value(3.0)
    y = x
    y += 1.0
    y *= x
    y -= 2
    y /= 2.0
    y **= 2
    assert (x.data, y.data) == (3.0, 25.0)
    assert gradients(y, x) == 2.0 * 5.0 * 7.0 / 2.0


def test_the_builtin_sum_takes_values() -> None:
    xs = [Value(1.0), Value(2.0), Value(3.0)]
    total = sum(xs)
    assert isinstance(total, Value)
    assert total.data == 6.0
    assert gradients(total, xs) == [1.0, 1.0, 1.0]


def test_operands_are_in_the_order_they_were_written() -> None:
    x, y = Value(2.0), Value(3.0)
    assert (x - y).operands == (x, y)
    assert (x - 1).operands == (x, 1.0)
    assert (1 - x).operands == (1.0, x)
    assert (x - y).parents == (x, y)
    assert (1 - x).parents == (x,)


def test_a_constant_is_never_a_node() -> None:
    x = Value(2.0)
    node = 3 * x + 1
    node.backward()
    assert [type(operand) for operand in node.operands] == [Value, float]
    assert x.grad == 3.0


class Parcel:
    """A foreign type that has its own idea of every operation with a Value."""

    def __radd__(self, other: object) -> tuple[str, object]:
        return ("radd", other)

    def __rmul__(self, other: object) -> tuple[str, object]:
        return ("rmul", other)

    def __add__(self, other: object) -> tuple[str, object]:
        return ("add", other)


def test_a_foreign_type_gets_its_turn() -> None:
    v, parcel = Value(2.0), Parcel()
    mixed: Any = (v * parcel, v + parcel, parcel + v)
    assert [name for name, _ in mixed] == ["rmul", "radd", "add"]
    assert all(other is v for _, other in mixed)


@every_operator
def test_a_foreign_type_without_an_idea_is_pythons_type_error(op: Callable[[Any, Any], Any]) -> None:
    for a, b in [(Value(1.0), object()), (object(), Value(1.0)), (Value(1.0), {})]:
        with pytest.raises(TypeError, match="unsupported operand"):
            op(a, b)


@pytest.mark.parametrize("name", ["__add__", "__radd__", "__sub__", "__mul__", "__rtruediv__", "__rpow__", "__pow__"])
def test_operators_decline_what_they_do_not_know(name: str) -> None:
    assert getattr(Value(1.0), name)(object()) is NotImplemented


@pytest.mark.parametrize("thing", ["3", None, 2j], ids=lambda thing: type(thing).__name__)
def test_an_operator_names_what_is_no_number(thing: Any) -> None:
    for use in (lambda: Value(1.0) + thing, lambda: thing - Value(1.0), lambda: Value(1.0) ** thing):
        with pytest.raises(TypeError, match=f"of type {type(thing).__name__}, not a real number"):
            use()


def test_a_numpy_array_of_values_is_an_array_of_nodes() -> None:
    """NumPy applies the operator to each element."""
    v = Value(2.0)
    products = np.array([1.0, 2.0], dtype=object) * v
    assert [product.data for product in products] == [2.0, 4.0]


# --- powers ----------------------------------------------------------------------------------------------------------


def test_a_number_as_exponent_is_part_of_the_operation() -> None:
    x = Value(-2.0)
    cube = x**3
    assert cube.primitive is primitives.power
    assert (cube.operands, cube.data, gradients(cube, x)) == ((x, 3.0), -8.0, 12.0)
    assert (x**0).data == 1.0
    assert gradients(x**0, x) == 0.0
    assert (x ** Fraction(2)).primitive is (x ** np.int64(2)).primitive is primitives.power


def test_a_value_as_exponent_is_a_variable() -> None:
    x, p = Value(2.0), Value(3.0)
    y = x**p
    assert y.primitive is primitives.pow
    assert gradients(y, [x, p]) == pytest.approx([12.0, 8.0 * math.log(2.0)], rel=1e-15)


def test_a_number_to_the_power_of_a_value() -> None:
    p = Value(3.0)
    for base in (2, 2.0, Fraction(2), np.float64(2.0), np.int64(2)):
        y = base**p
        assert y.primitive is primitives.pow
        assert y.data == 8.0
        assert gradients(y, p) == pytest.approx(8.0 * math.log(2.0), rel=1e-15)


# --- functions -------------------------------------------------------------------------------------------------------

UNARY = ["abs", "cos", "exp", "log", "relu", "sigmoid", "sin", "sqrt", "tanh"]
METHODS = [name for name in UNARY if name != "abs"]  # the method of abs is the built-in abs


@pytest.mark.parametrize("name", UNARY)
def test_a_function_of_a_number_is_a_float_and_of_a_value_a_node(name: str) -> None:
    function = getattr(ag, name)
    for number in (2, 2.0, Fraction(2), np.float64(2.0), np.int64(2)):
        assert type(function(number)) is float
        assert function(number) == function(2.0)
    x = Value(2.0)
    y = function(x)
    assert type(y) is Value
    assert (y.data, y.operands, y.primitive) == (function(2.0), (x,), primitives.table()[name])


@pytest.mark.parametrize("name", METHODS)
def test_the_method_is_the_function(name: str) -> None:
    x = Value(0.75)
    method, function = getattr(x, name)(), getattr(ag, name)(x)
    assert (method.data, method.operands, method.primitive) == (function.data, function.operands, function.primitive)
    assert gradients(method, x) == gradients(function, x)


def test_the_builtin_abs_is_the_function() -> None:
    x = Value(-0.75)
    assert abs(x).primitive is ag.abs(x).primitive
    assert gradients(abs(x), x) == -1.0


@pytest.mark.parametrize("name", ["exp", "sin", "sqrt", "log"])
def test_functions_of_numbers_are_those_of_the_math_module(name: str) -> None:
    assert getattr(ag, name)(0.75) == getattr(math, name)(0.75)


def test_functions_of_several_take_numbers_and_values_in_any_mixture() -> None:
    x = Value(2.0)
    assert ag.sum([1, x, Fraction(1, 2)]).data == 3.5
    assert ag.dot([1, x], [x, np.float64(3.0)]).data == 8.0
    assert ag.max(x, 1).data == ag.max([1, x]).data == 2.0
    assert ag.min(x, 5, Fraction(5, 2)).data == 2.0
    assert ag.pow(x, 3).data == 8.0
    assert [ag.sum([1, 2]), ag.dot([1, 2], [3, 4]), ag.max(1, 2), ag.min(1, 2), ag.pow(2, 3)] == [
        3.0,
        11.0,
        2.0,
        1.0,
        8.0,
    ]


@pytest.mark.parametrize("thing", ["3", None, True, 2j], ids=lambda thing: type(thing).__name__)
def test_functions_name_what_is_no_number(thing: Any) -> None:
    for use in (lambda: ag.exp(thing), lambda: ag.sum([1.0, thing]), lambda: ag.sum([Value(1.0), thing])):
        with pytest.raises(TypeError, match=f"of type {type(thing).__name__}, not a real number"):
            use()


def test_overflow_and_domain_errors_are_numbers() -> None:
    """A graph is never half built because an operation raised."""
    x = Value(0.0)
    assert (1.0 / x).data == inf
    assert math.isnan((x / 0).data)
    assert ag.exp(x + 1000.0).data == inf
    assert math.isnan(ag.log(x - 1.0).data)
    assert (Value(1e200) ** 2).data == inf
    assert math.isnan((Value(-2.0) ** 0.5).data)


# --- comparison, truth, hash -----------------------------------------------------------------------------------------

COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda compare: compare.__name__)
@given(a=st.floats(), b=st.floats() | st.integers(-3, 3))
def test_values_compare_as_their_numbers(compare: Callable[[Any, Any], bool], a: float, b: float) -> None:
    expected = compare(a, b)
    assert compare(Value(a), b) is expected
    assert compare(Value(a), Value(b)) is compare(a, float(b))
    assert compare(a, Value(b)) is compare(a, float(b))


def test_a_value_is_equal_to_nothing_but_a_number() -> None:
    assert Value(1.0) != "1.0"
    assert Value(1.0) != None  # noqa: E711
    with pytest.raises(TypeError):
        assert Value(1.0) < "1.0"


def test_sets_and_dicts_tell_nodes_apart_and_lists_compare_numbers() -> None:
    x, y = Value(1.0), Value(1.0)
    assert x == y
    assert hash(x) != hash(y)
    assert len({x, y}) == 2
    assert {x: "x", y: "y"}[y] == "y"
    assert y in [x]
    before = hash(x)
    x.data = 5.0
    assert hash(x) == before


def test_a_value_is_true_unless_it_is_zero() -> None:
    assert [bool(Value(x)) for x in (1.0, -0.5, 0.0, -0.0, nan)] == [True, True, False, False, True]


# --- text ------------------------------------------------------------------------------------------------------------


def test_format_is_that_of_the_number() -> None:
    v = Value(2.0 / 3.0)
    assert f"{v:.3f} {v:8.2e} {v:+g}" == f"{v.data:.3f} {v.data:8.2e} {v.data:+g}"
    assert f"{v}" == str(v)
    with pytest.raises(ValueError, match="format"):
        format(v, "q")


def test_repr_shows_number_gradient_name_and_operation() -> None:
    x = Value(2.0, label="x")
    y = x * 3.0
    y.backward()
    assert repr(x) == "Value(data=2.0, grad=3.0, label='x')"
    assert repr(y) == "Value(data=6.0, grad=1.0, op='*')"
    assert repr(x**2) == "Value(data=4.0, grad=0.0, op='**2')"
    assert repr(ag.relu(x)) == "Value(data=2.0, grad=0.0, op='ReLU')"


def test_repr_looks_at_one_node_however_large_the_graph() -> None:
    class Tripwire(tuple[Any, ...]):
        """Operands that count how often they are looked into."""

        looks = 0

        def __getitem__(self, index: Any) -> Any:
            Tripwire.looks += 1
            return super().__getitem__(index)

        def __iter__(self) -> Any:
            Tripwire.looks += 1
            return super().__iter__()

    y = Value(1.0)
    for _ in range(100_000):
        y = -y
    (below,) = y.parents
    below.operands = Tripwire(below.operands)
    assert repr(y) == y.safely_stringify_for_pudb() == "Value(data=1.0, grad=0.0, op='neg')"
    assert Tripwire.looks == 0


# --- the object ------------------------------------------------------------------------------------------------------


def test_there_is_no_room_for_misspelt_attributes() -> None:
    x: Any = Value(1.0)
    with pytest.raises(AttributeError):
        x.dada = 2.0
    assert not hasattr(x, "__dict__")


def test_assigning_data_does_not_recompute_what_came_before() -> None:
    x = Value(2.0)
    y = x * x
    x.data = Fraction(1, 2)
    assert (x.data, y.data) == (0.5, 4.0)


def test_a_shallow_copy_is_another_node_of_the_same_operands() -> None:
    x = Value(2.0)
    y = x * 3.0
    twin = copy.copy(y)
    assert twin is not y
    assert twin.operands == y.operands
    assert gradients(twin, x) == 3.0


def test_methods_are_named_for_a_traceback() -> None:
    assert Value.__mul__.__qualname__ == "Value.mul"
    assert Value.sigmoid.__name__ == "sigmoid"
    for documented in (Value.sigmoid.__doc__, primitives.sigmoid.__doc__):
        assert documented
        assert documented.startswith("Logistic sigmoid.")


# --- receivers -------------------------------------------------------------------------------------------------------


def test_receivers_are_the_operands_without_their_constants() -> None:
    """In their places, so that local gradients find them; none behind the last node."""
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    for node, expected in [
        (x * y, (x, y)),
        (x * 2.0, (x,)),
        (x**2, (x,)),
        (ag.dot([x, y], [1.0, 2.0]), (x, y)),
        (ag.clip(x, 0, 1), (x,)),
        (x, ()),
    ]:
        assert len(node.receivers) == len(expected)
        assert all(a is b for a, b in zip(node.receivers, expected, strict=True))
    for node in (2.0 * x, ag.dot([1.0, x], [3.0, 4.0]), ag.max(2.0, x, 1.0), 2**x):
        constant, receiver = node.receivers
        assert receiver is x
        assert constant.label == "constant"
        node.backward()
        assert constant.data == 0.0
    assert x.grad != 0.0


def test_notebooks_get_what_the_room_showing_has_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "mimebundle", lambda value: {"text/plain": f"for Jupyter: {value!r}"})
    monkeypatch.setattr(showing, "mime", lambda value: ("text/plain", f"for marimo: {value!r}"))
    value = Value(1.0)
    assert value._repr_mimebundle_(include=None, exclude=None) == {"text/plain": f"for Jupyter: {value!r}"}
    assert value._mime_() == ("text/plain", f"for marimo: {value!r}")


def test_steps_and_debug_are_the_functions_of_the_room_stepping(monkeypatch: pytest.MonkeyPatch) -> None:
    value = Value(1.0)
    monkeypatch.setattr(ag, "record", lambda output: ("recorded", output), raising=False)
    assert value.steps() == ("recorded", value)
    seen: list[Any] = []
    monkeypatch.setattr(ag, "debug", lambda *arguments: seen.append(arguments), raising=False)
    value.debug()
    assert seen == [(value, None)]
    assert (Value(2.0) * value).site is None
    with ag.capture():
        product = Value(2.0) * value
    assert product.site is not None
    assert product.site.text.strip() == "product = Value(2.0) * value"
