"""Primitives that users declare: rows of the table like any other, whose mistakes are named where they are made."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autograd_lite as ag
from autograd_lite import StaleGraphError, Value, gradients, graph, primitive, primitives


def declare_cube(**options: Any) -> Any:
    @primitive(**options)
    def cube(x: float) -> float:
        return x * x * x

    @cube.rule
    def cube_rule(y: Any, x: Any) -> Callable[[], tuple[Any, ...]]:
        def cube_gradient() -> tuple[Any, ...]:
            return (3.0 * x * x,)

        return cube_gradient

    return cube


def declare(value: Callable[..., Any], rule: Callable[..., Any], **options: Any) -> Any:
    row = primitive(**options)(value)
    row.rule(rule)
    return row


def named(name: str, value: Callable[..., Any]) -> Callable[..., Any]:
    """The value function ``value`` as if it had been written with def."""
    value.__name__ = name
    return value


def returns(local_gradients: Any) -> Callable[..., Any]:
    """A rule whose closure returns just this."""
    return lambda *_: lambda: local_gradients


def f(x: float) -> Any:
    return 2.0 * x


def g(a: float, b: float) -> Any:
    return a + b


# --- a row like any other --------------------------------------------------------------------------------------------


def test_on_numbers_it_is_a_function_and_on_values_a_node() -> None:
    cube = declare_cube()
    assert cube(2.0) == cube(2) == cube(Fraction(2)) == 8.0
    assert type(cube(2)) is float
    x = Value(2.0)
    y = cube(x)
    y.backward()
    assert (y.data, x.grad, y.primitive, y.operands) == (8.0, 12.0, cube, (x,))
    assert primitives.table()["cube"] is cube


def test_the_three_ways_to_write_the_decorator() -> None:
    assert primitive(f)(3.0) == 6.0
    assert primitives.table()["f"].symbol == "f"
    assert primitive("2x", replace=True)(f).symbol == "2x"
    assert primitive(replace=True)(f).symbol == "f"


def test_the_closure_that_a_debugger_shows_is_the_users_own() -> None:
    cube = declare_cube()
    for _ in range(2):  # the first is checked, the second is not
        closure = cube(Value(2.0)).local_gradient
        assert closure.__name__ == "cube_gradient"
        assert closure.__qualname__.startswith("declare_cube.")


def test_its_gradients_can_be_differentiated_again() -> None:
    x = Value(2.0)
    slope = gradients(declare_cube()(x), x, create_graph=True)
    curvature = gradients(slope, x, create_graph=True)
    assert (slope.data, curvature.data, gradients(curvature, x)) == (12.0, 12.0, 6.0)


def test_its_graph_can_be_evaluated_elsewhere() -> None:
    x = Value(2.0)
    y = declare_cube()(x) + 1.0
    assert graph.evaluate(y, {x: 3.0}) == 28.0
    assert graph.evaluate(gradients(y, x, create_graph=True), {x: 3.0}) == 27.0


def test_its_graph_can_be_stale() -> None:
    x = Value(2.0, label="x")
    y = declare_cube()(x)
    x.data = 3.0
    with pytest.raises(StaleGraphError, match=r"label='x'.* would now have the value 27\.0"):
        gradients(y, x, create_graph=True)


def test_it_is_drawn_by_its_symbol() -> None:
    assert "x³" in ag.draw(declare_cube(symbol="x³")(Value(2.0))).svg


def test_branches_are_fine_in_a_value() -> None:
    softsign = declare(
        named("softsign", lambda x: x / (1.0 + x) if x > 0.0 else x / (1.0 - x)),
        lambda y, x: lambda: (ag.primitives.div_power(1.0, 1.0 + ag.abs(x), 2.0),),
    )
    for at in (-1.0, 0.0, 3.0):
        x = Value(at)
        assert gradients(softsign(x), x) == 1.0 / (1.0 + abs(at)) ** 2


@pytest.mark.parametrize("two", [2, np.float32(2.0), np.float64(2.0), np.int64(2), Fraction(2)])
def test_a_value_is_made_a_float(two: Any) -> None:
    row = declare(named("two", lambda x: two), returns((0.0,)))
    assert type(row(1.0)) is float
    node = row(Value(1.0))
    assert type(node.data) is float
    assert node.data == graph.evaluate(node, {}) == 2.0


def test_static_parameters_get_no_gradient() -> None:
    scaled = declare(named("scaled", lambda x, k: k * x), lambda y, x, k: lambda: (k,), static=1)
    x = Value(2.0)
    y = scaled(x, 3)
    assert (y.data, gradients(y, x), y.operands) == (6.0, 3.0, (x, 3.0))
    with pytest.raises(TypeError, match=r"the static parameter of scaled is part of the operation.* Pass its \.data$"):
        scaled(x, Value(3.0))


def test_each_of_two_static_parameters_is_a_plain_number() -> None:
    affine = declare(named("affine", lambda x, k, c: k * x + c), lambda y, x, k, c: lambda: (k,), static=2)
    assert affine(Value(2.0), 3.0, 1.0).data == 7.0
    with pytest.raises(TypeError, match=r"the static parameter of affine .*, not Value\(data=3\.0"):
        affine(Value(2.0), Value(3.0), 1.0)


def test_any_number_of_operands() -> None:
    product = declare(
        named("product", lambda *xs: math.prod(xs)),
        lambda y, *xs: lambda: [ag.primitives.div(y, x) for x in xs],
        spread=lambda xs: xs,
    )
    xs = [Value(2.0), Value(3.0), Value(4.0)]
    y = product(xs)
    assert product([2, 3]) == 6.0
    assert gradients(y, xs) == pytest.approx([12.0, 8.0, 6.0])
    wanted = list(xs)
    xs.clear()  # the list is the caller's; the graph has operands of its own
    assert y.operands == tuple(wanted)


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_name_of_ones_own_is_replaced_on_request_only() -> None:
    old = declare_cube()
    with pytest.raises(ValueError, match=r"'cube' exists already, of your own: .*@primitive\(replace=True\)"):
        declare_cube()
    assert primitives.table()["cube"] is old
    node = old(Value(2.0))
    new = declare_cube(replace=True)
    assert primitives.table()["cube"] is new
    assert node.primitive is old  # graphs keep the rows they were made from


def test_there_need_be_nothing_to_replace() -> None:
    assert declare_cube(replace=True)(2.0) == 8.0


@pytest.mark.parametrize("replace", [False, True])
def test_the_librarys_names_are_taken_for_good(replace: bool) -> None:
    with pytest.raises(ValueError, match="'exp' exists already in the library: choose another name"):
        primitive(replace=replace)(named("exp", lambda x: x))
    assert primitives.table()["exp"] is primitives.exp


def test_a_primitive_needs_a_name() -> None:
    with pytest.raises(TypeError, match=r"<lambda>.* has no name; write it with def"):
        primitive(lambda x: x)


# --- mistakes --------------------------------------------------------------------------------------------------------


def test_without_a_rule_nothing_is_recorded_and_the_message_says_how_to_declare_one() -> None:
    row = primitive(f)
    assert row(2.0) == 4.0
    with pytest.raises(TypeError, match=r"'f' has no gradient rule.*@f\.rule.*closure f_gradient\(\).*a tuple"):
        row(Value(2.0))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "None of type NoneType"),
        (1j, "1j of type complex"),
        (True, "True of type bool"),
        ("2", "'2' of type str"),
        (np.array([1.0]), r"array\(\[1\.\]\) of type ndarray"),
        (Value(1.0), r"Value\(data=1\.0, grad=0\.0\) of type Value"),
    ],
)
def test_a_value_that_is_no_real_number_is_named(value: Any, said: str) -> None:
    row = declare(named("odd", lambda *_: value), returns((0.0,)))
    for operand in (2.0, Value(2.0)):
        with pytest.raises(
            TypeError, match=rf"the value of 'odd' at \(2\.0\) is {said}, not a real number; return a float"
        ):
            row(operand)
    with pytest.raises(TypeError, match=r"at \(1\.0, 2\.0, 3\.0, 4\.0, \.\.\.\)"):
        row(1.0, 2.0, 3.0, 4.0, 5.0)


def test_a_value_beyond_the_doubles_is_named() -> None:
    with pytest.raises(
        OverflowError, match=r"the value of 'huge' at \(2\.0\) is beyond the range of doubles .*; return math\.inf"
    ):
        primitive(named("huge", lambda x: 10**400))(2.0)


@pytest.mark.parametrize("returned", [None, (1.0,), 2.0])
def test_a_rule_that_returns_no_closure(returned: Any) -> None:
    row = declare(f, lambda *_: returned)
    with pytest.raises(
        TypeError, match=r"the rule of 'f' returned .*, not a closure: .*f_gradient.*without calling it"
    ):
        row(Value(2.0))


@pytest.mark.parametrize("rule", [None, 3, (1.0,)])
def test_a_rule_that_is_no_function(rule: Any) -> None:
    with pytest.raises(TypeError, match=r"the rule of 'f' is a function \(y, \*operands\), not"):
        declare(f, rule)


def test_a_rule_of_other_operands() -> None:
    """The result comes first: to forget it is the usual mistake."""
    row = declare(g, lambda a, b: lambda: (1.0, 1.0))
    with pytest.raises(TypeError, match=r"rule of 'g' cannot be called with the result and 2 operands: .*\(y, \*op"):
        row(Value(1.0), 2.0)


def test_a_type_error_inside_a_rule_is_its_own() -> None:
    row = declare(f, lambda y, x: x + "1")
    with pytest.raises(TypeError, match=r"unsupported operand type.*float.*str"):
        row(Value(1.0))


def test_a_closure_that_takes_arguments() -> None:
    """The upstream gradient, as in other libraries: said when the node is made, not at backward()."""
    row = declare(f, lambda y, x: lambda upstream: (2.0 * upstream,))
    with pytest.raises(TypeError, match=r"closure of 'f' is called without arguments: .*upstream"):
        row(Value(1.0))


def test_a_closure_may_be_any_callable() -> None:
    class Slope:
        def __call__(self) -> tuple[float]:
            return (2.0,)

    def two_of(x: Any) -> tuple[float]:
        return (2.0,)

    @functools.wraps(two_of)
    def wrapped() -> tuple[float]:
        return two_of(1.0)

    for slope in (Slope(), wrapped, functools.partial(two_of, 1.0)):
        row = declare(f, lambda y, x, slope=slope: slope, replace=True)
        assert gradients(row(x := Value(1.0)), x) == 2.0


def test_what_a_wrapped_closure_raises_is_its_own() -> None:
    def two_of(x: Any) -> tuple[float]:
        return (2.0,)

    @functools.wraps(two_of)  # by which it seems to take an argument
    def failing() -> tuple[float]:
        raise TypeError("from inside")

    node = declare(f, lambda y, x: failing)(Value(1.0))
    with pytest.raises(TypeError, match="from inside"):
        node.backward()


def test_a_closure_whose_parameters_are_unknown_is_tried() -> None:
    """Python does not know the signature of each of its own functions. What they raise is left for backward()."""
    node = declare(f, lambda y, x: type)(Value(1.0))
    with pytest.raises(TypeError, match="type"):
        node.backward()


def test_a_symbol_is_text() -> None:
    with pytest.raises(TypeError, match=r"symbol of a primitive is text, not 3 of type int"):
        primitive(3)


@pytest.mark.parametrize("two", [2, np.float64(2.0)])
def test_numbers_of_any_kind_from_a_rule_are_floats_in_a_gradient(two: Any) -> None:
    """Or a gradient in an array would be an array of objects, which SciPy refuses."""
    row = declare(f, returns((two,)))
    x = Value(1.0)
    assert type(gradients(row(x), x)) is float
    assert type(ag.grad(row)(1.0)) is float
    slopes = ag.grad(lambda z: row(z[0]) + z[1])(np.array([1.0, 2.0]))
    assert slopes.dtype == float
    assert slopes.tolist() == [2.0, 1.0]


@pytest.mark.parametrize("returned", [None, 2.0, {0: 1.0}])
def test_a_closure_that_returns_no_tuple(returned: Any) -> None:
    row = declare(f, returns(returned))
    with pytest.raises(TypeError, match=r"closure of 'f' returned .*, not a tuple; .*\(g,\) for a single one"):
        row(Value(2.0))


@pytest.mark.parametrize(
    ("value", "returned", "said"),
    [
        (f, (), "'f' returned 0 local gradients for 1 operand;"),
        (f, (1.0, 2.0), "'f' returned 2 local gradients for 1 operand;"),
        (g, (1.0,), "'g' returned 1 local gradient for 2 operands;"),
    ],
)
def test_a_wrong_number_of_local_gradients(value: Any, returned: Any, said: str) -> None:
    row = declare(value, returns(returned))
    with pytest.raises(ValueError, match=said):
        row(*[Value(2.0)] * value.__code__.co_argcount)


def test_a_local_gradient_too_many_for_a_static_parameter() -> None:
    row = declare(g, returns((1.0, 1.0)), static=1)
    with pytest.raises(ValueError, match=r"2 local gradients for 1 operand \(its static parameters, 1, get none\)"):
        row(Value(2.0), 1.0)


@pytest.mark.parametrize(
    ("local", "said"),
    [
        (None, "local gradient 1 of 'g' is None of type NoneType, neither a float nor a Value; return a float"),
        (
            np.float32(1.0),
            "of type float32, neither a float nor a Value",
        ),  # it would make all gradients single precision
        (np.array([1.0]), "of type ndarray, neither a float"),
        (True, "is True of type bool, neither a float nor a Value; for a case use step, sign or equal"),
        (
            Value(1.0),
            "although all operands were numbers: its rule uses a Value from outside; make that one an operand",
        ),
    ],
)
def test_a_local_gradient_that_is_no_number(local: Any, said: str) -> None:
    row = declare(g, returns((1.0, local)))
    with pytest.raises(TypeError, match=said):
        row(Value(2.0), 1.0)


def test_an_integer_and_a_float_of_numpy_are_numbers() -> None:
    x, y = Value(2.0), Value(3.0)
    assert gradients(declare(g, returns((1, np.float64(1.0))))(x, y), [x, y]) == [1.0, 1.0]


def test_a_failed_check_is_made_again() -> None:
    row = declare(f, returns(()))
    for _ in range(2):
        with pytest.raises(ValueError, match="0 local gradients"):
            row(Value(2.0))
    row.rule(returns((2.0,)))  # mended
    row(Value(2.0)).backward()


def test_every_number_of_operands_is_checked() -> None:
    row = declare(named("total", lambda *xs: math.fsum(xs)), returns((1.0, 1.0)))
    assert row(Value(1.0), 2.0).data == 3.0
    with pytest.raises(ValueError, match="2 local gradients for 3 operands"):
        row(Value(1.0), 2.0, 3.0)


def test_the_second_use_of_a_rule_is_checked_too() -> None:
    """On Values a rule can take another way, and come back with other things."""
    x = Value(2.0)
    row = declare(f, lambda y, x: lambda: (2.0,) if type(x) is float else ())
    with pytest.raises(ValueError, match="'f' returned 0 local gradients for 1 operand"):
        gradients(row(x), x, create_graph=True)


def test_once_checked_a_rule_is_called_and_its_closure_only_for_gradients() -> None:
    calls: list[str] = []

    def rule(y: Any, x: Any) -> Callable[[], tuple[float]]:
        calls.append("rule")

        def f_gradient() -> tuple[float]:
            calls.append("closure")
            return (2.0,)

        return f_gradient

    row = declare(f, rule)
    row(Value(2.0))
    assert calls == ["rule", "closure"]
    calls.clear()
    y = row(Value(2.0))
    assert calls == ["rule"]
    y.backward()
    assert calls == ["rule", "closure"]


def test_what_a_closure_raises_it_raises_where_gradients_are_asked_for() -> None:
    """A node at a pole can be recorded, and its error belongs to backward()."""
    row = declare(f, lambda y, x: lambda: (1.0 / x,))
    y = row(Value(0.0))
    with pytest.raises(ZeroDivisionError):
        y.backward()
    assert gradients(row(x := Value(4.0)), x) == 0.25


def test_the_librarys_own_rows_are_called_without_a_check() -> None:
    for row in primitives.table().values():
        assert row.value is row.__wrapped__
        assert not hasattr(row.gradient, "__self__")


@pytest.mark.parametrize(("count", "shown"), [(4, "(0.0, 1.0, 2.0, 3.0)"), (5, "(0.0, 1.0, 2.0, 3.0, ...)")])
def test_of_many_operands_an_error_shows_four(count: int, shown: str) -> None:
    row = declare(named("listing", lambda *xs: "no number"), returns((0.0,) * count), spread=lambda xs: tuple(xs))
    with pytest.raises(TypeError) as caught:
        row([Value(float(i)) for i in range(count)])
    assert f"the value of 'listing' at {shown} is 'no number'" in str(caught.value)


def test_the_bare_decorator_replaces_nothing() -> None:
    @primitive
    def once(x: float) -> float:
        return x

    with pytest.raises(ValueError, match=r"'once' exists already, of your own: .*@primitive\(replace=True\)"):
        primitive(named("once", lambda x: 2.0 * x))
    assert primitives.table()["once"] is once
