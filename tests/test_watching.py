"""Hooks on gradients, and the search for the first number that is not finite."""

from __future__ import annotations

import bdb
import gc
import math
import subprocess
import sys
import textwrap
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_lite import (
    AnomalyError,
    Value,
    detect_anomaly,
    exp,
    gradients,
    hessian,
    jacobian,
    jvp,
    log,
    modes,
    nn,
    no_grad,
    prod,
    scope,
    sqrt,
    sum,
    vjp,
)
from autograd_lite import grad as gradient_of
from autograd_lite.anomalies import cause

# --- hooks -----------------------------------------------------------------------------------------------------------


def test_a_hook_sees_the_whole_gradient_of_a_node_once() -> None:
    x, seen = Value(3.0), []
    y = x * x
    y.on_gradient(seen.append)
    z = 2.0 * y + y * y
    z.backward()
    assert seen == [2.0 + 2.0 * 9.0]
    assert x.grad == 20.0 * 6.0
    z.backward()
    assert seen == [20.0, 20.0]


def test_what_a_hook_returns_is_handed_on() -> None:
    x = Value(3.0)
    y = x * x
    y.on_gradient(lambda gradient: -gradient)  # the reversed gradient of adversarial training
    y.on_gradient(lambda gradient: 10.0 * gradient)
    (2.0 * y).backward()
    assert (y.grad, x.grad) == (-20.0, -120.0)


def test_a_hook_on_a_leaf_is_shown_what_this_pass_brings() -> None:
    x, seen = Value(3.0), []
    x.grad = 100.0
    x.on_gradient(seen.append)
    handle = x.on_gradient(lambda gradient: gradient / 2.0)
    (x * x).backward()
    assert (seen, x.grad) == ([6.0], 103.0)
    handle.remove()
    handle.remove()
    (x * x).backward()
    assert (seen, x.grad) == ([6.0, 6.0], 109.0)


def test_a_hook_on_an_output_that_is_a_leaf() -> None:
    x, seen = Value(3.0), []
    x.on_gradient(seen.append)
    x.backward()
    x.backward()
    assert (seen, x.grad) == ([1.0, 1.0], 2.0)


def test_an_output_that_is_a_leaf_without_a_hook() -> None:
    Value(1.0).on_gradient(print)
    x = Value(3.0)
    x.backward()
    x.backward()
    assert x.grad == 2.0


def test_a_pass_with_a_hook_elsewhere_gives_the_same_bits() -> None:
    net = nn.SigmoidMLP(3, 4, 2, seed=1)

    def gradient() -> list[float]:
        net.zero_grad()
        net.error([0.1, 0.7, -0.3], [0.0, 1.0]).backward()
        return [p.grad for p in net.parameters()]

    plain = gradient()
    handle = Value(1.0).on_gradient(print)
    assert gradient() == plain
    handles = [p.on_gradient(lambda gradient: None) for p in net.parameters()]
    assert gradient() == plain
    for handle in handles:
        handle.remove()


@pytest.mark.parametrize(
    "derivative",
    [
        lambda f: gradient_of(f)(3.0),
        lambda f: vjp(f, 3.0)[1](1.0)[0],
        lambda f: jacobian(f)(3.0),
        lambda f: gradients(f(x := Value(3.0)), x),
        lambda f: gradients(f(x := Value(3.0)), x, create_graph=True).data,
    ],
)
def test_gradients_and_transforms_that_sweep_backwards_call_hooks(derivative: Callable[..., float]) -> None:
    def f(x: Value) -> Value:
        y = x * x
        y.on_gradient(lambda gradient: 10.0 * gradient)
        return 2.0 * y

    assert derivative(f) == 120.0


def test_with_create_graph_a_hook_gets_a_value_and_its_answer_is_part_of_the_graph() -> None:
    x = Value(2.0)
    y = x * x
    handle = y.on_gradient(lambda gradient: gradient * gradient)
    slope = gradients(y * y, x, create_graph=True)  # the gradient of y is 2 x^2; the hook makes it 4 x^4, so this 8 x^5
    assert slope.data == 8 * 2.0**5
    handle.remove()  # it would see second derivatives as well
    assert gradients(slope, x) == 40 * 2.0**4


def test_gradients_calls_the_hook_of_an_input() -> None:
    x = Value(3.0)
    y = x * x
    for node in (x, y):
        node.on_gradient(lambda gradient: 10.0 * gradient)
    assert gradients(2.0 * y, [x, y, x]) == [10.0 * 6.0 * 20.0, 20.0, 1200.0]


def test_a_hook_that_raises_is_named_and_costs_no_gradient() -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    (w * x).backward()

    def picky(gradient: float) -> None:
        raise KeyError("no")

    y = w * x
    y.on_gradient(picky)
    z = exp(w) + y
    with pytest.raises(KeyError, match="no") as caught:
        z.backward()
    (note,) = caught.value.__notes__
    assert "raised by the hook test_a_hook_that_raises" in note
    assert "picky on the gradient 1.0 of Value(data=6.0" in note
    assert "as they were before the pass" in note
    assert (w.grad, x.grad) == (3.0, 2.0)


@pytest.mark.parametrize(
    ("answer", "message"),
    [("3", "'3' is of type str"), (True, "is of type bool"), (Value(1.0), r"returned Value.*return its \.data")],
)
def test_what_is_no_gradient_is_refused(answer: object, message: str) -> None:
    x = Value(3.0)
    x.on_gradient(lambda gradient: answer)
    with pytest.raises(TypeError, match=message):
        (x * x).backward()
    assert x.grad == 0.0


def test_numpy_numbers_become_floats() -> None:
    x = Value(3.0)
    x.on_gradient(lambda gradient: np.float64(gradient))
    (x * x).backward()
    assert type(x.grad) is float


def test_a_hook_is_a_function() -> None:
    with pytest.raises(TypeError, match=r"a hook is a function of the gradient, not 3 of type int"):
        Value(1.0).on_gradient(3)  # type: ignore[arg-type]


def test_a_hook_may_run_a_pass_of_its_own() -> None:
    x, w = Value(3.0), Value(5.0)
    y = x * x
    y.on_gradient(lambda gradient: (w * w).backward())
    y.backward()
    assert (x.grad, w.grad) == (6.0, 10.0)


def test_a_pass_in_a_hook_leaves_the_sums_of_the_outer_one_alone() -> None:
    x = Value(1.0)
    a = x * 2.0
    b = a * 3.0
    b.on_gradient(lambda gradient: (a * a).backward())  # 2 a * 2 = 8
    (a + b).backward()  # 2 + 6
    assert x.grad == 16.0
    assert a.grad == 4.0


def test_a_pass_in_a_hook_of_a_leaf_adds_to_that_leaf() -> None:
    x, seen = Value(1.0), []

    def once(gradient: float) -> None:
        seen.append(gradient)
        if len(seen) == 1:
            (x * 5.0).backward()

    x.on_gradient(once)
    (x * 2.0).backward()
    assert (seen, x.grad) == ([2.0, 5.0], 7.0)


def test_one_registration_of_a_hook_is_taken_off_by_one_handle() -> None:
    x, seen = Value(1.0), []
    first, _ = x.on_gradient(seen.append), x.on_gradient(seen.append)
    first.remove()
    first.remove()
    x.backward()
    assert seen == [1.0]


def test_hooks_of_several_inputs_are_called_in_their_order() -> None:
    xs, seen = [Value(float(i)) for i in range(20)], []
    for i, x in enumerate(xs):
        x.on_gradient(lambda gradient, i=i: seen.append(i))
    gradients(sum(xs), xs)
    assert seen == list(range(20))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_jacobian_calls_hooks_whatever_its_shape(n: int) -> None:
    def f(x: list[Value]) -> list[Value]:
        h = 1.0 * x[0]
        h.on_gradient(lambda gradient: -gradient)
        return [1.0 * h for _ in range(n)]

    assert jacobian(f)([2.0]) == [[-1.0]] * n


def test_hooks_keep_the_scope_of_their_node() -> None:
    with scope("s"):
        x = Value(1.0)
    x.on_gradient(print)
    assert x.scope == "s"


# --- stops in a debugger ---------------------------------------------------------------------------------------------


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A debugger that only notes where it is called: the variables there, the function as "function", callers."""
    seen: list[dict[str, Any]] = []

    def debugger() -> None:
        here = sys._getframe(1)
        callers, frame = [], here.f_back
        while frame is not None:
            callers.append(frame.f_code.co_name)
            frame = frame.f_back
        seen.append({**here.f_locals, "function": here.f_code.co_name, "callers": callers})

    monkeypatch.setattr(sys, "breakpointhook", debugger)
    return seen


def test_a_stop_shows_the_node_and_its_whole_gradient(stops: list[dict[str, Any]]) -> None:
    x = Value(3.0)
    y = x * x
    handle = y.break_on_gradient()
    (2.0 * y + y * y).backward()
    (stop,) = stops
    assert stop["node"] is y
    assert stop["gradient"] == 2.0 + 2.0 * 9.0
    assert (stop["function"], stop["callers"][:3]) == ("break_here", ["arrived", "_pass", "backward"])
    assert x.grad == 20.0 * 6.0  # a stop changes nothing
    handle.remove()
    y.backward()
    assert len(stops) == 1


def test_a_stop_at_a_leaf_shows_what_this_pass_brings(stops: list[dict[str, Any]]) -> None:
    x = Value(3.0)
    x.grad = 100.0
    x.break_on_gradient()
    (x * x).backward()
    assert [(stop["node"] is x, stop["gradient"]) for stop in stops] == [(True, 6.0)]


def test_sweeps_of_gradients_stop_too_and_nodes_stay_nodes(stops: list[dict[str, Any]]) -> None:
    x = Value(3.0)
    y = x * x
    y.break_on_gradient()
    slope = gradients(y * y, x, create_graph=True)
    assert [type(stop["gradient"]) for stop in stops] == [Value]
    assert gradients(slope, x) == 12.0 * 9.0


def test_pythonbreakpoint_chooses_the_debugger_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "breakpointhook", sys.__breakpointhook__)  # pytest has its own
    x = Value(3.0)
    x.break_on_gradient()
    monkeypatch.setenv("PYTHONBREAKPOINT", "0")
    x.backward()
    monkeypatch.setenv("PYTHONBREAKPOINT", "operator.no_such_debugger")
    with pytest.warns(RuntimeWarning, match="operator.no_such_debugger"):
        x.backward()
    assert x.grad == 2.0


def test_leaving_the_debugger_loses_no_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave() -> None:
        raise bdb.BdbQuit

    monkeypatch.setattr(sys, "breakpointhook", leave)
    w, x = Value(2.0), Value(3.0)
    (w * x).backward()
    y = w * x
    y.break_on_gradient()
    with pytest.raises(bdb.BdbQuit):
        (exp(w) + y).backward()
    assert (w.grad, x.grad) == (3.0, 2.0)


def test_a_graph_with_a_stop_is_freed_the_moment_it_is_dropped(stops: list[dict[str, Any]]) -> None:
    y = Value(3.0) * 2.0
    gone = weakref.ref(y)
    y.break_on_gradient()
    y.backward()
    stops.clear()
    gc.disable()
    try:
        del y
        assert gone() is None
    finally:
        gc.enable()


# --- anomalies -------------------------------------------------------------------------------------------------------


def test_the_first_value_that_is_not_finite_is_found_with_its_place() -> None:
    x = Value(800.0, "x")
    with detect_anomaly(), pytest.raises(AnomalyError) as caught:
        _ = 1.0 + exp(x) * 0.0
    lines = str(caught.value).splitlines()
    assert lines[0] == "exp gave inf, and produced it: its operands are finite"
    assert lines[1:3] == ["  exp(800.0) = inf", "  operand 0: Value(data=800.0, grad=0.0, label='x')"]
    assert f"made at {__file__}, line " in lines[3]
    assert lines[3].endswith("columns 19 to 24:")
    assert lines[4:] == ["      _ = 1.0 + exp(x) * 0.0", "                ^^^^^^"]


def test_a_node_that_passes_on_is_told_from_one_that_produces() -> None:
    x = Value(math.nan, "x")
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"\+ gave nan|add gave nan, and passed it on: operand 1"):
        _ = Value(1.0) + x
    y = log(Value(-1.0))
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"mul gave nan, and passed it on: operand 0 is not fin"):
        _ = y * 2.0


def test_a_gradient_that_is_not_finite_is_found_where_it_is_produced() -> None:
    x, w = Value(0.0, "x"), Value(1.0, "w")
    w.grad = 7.0
    with detect_anomaly():
        with scope("norm"):
            r = sqrt(x * x)
        y = w + r
        with pytest.raises(AnomalyError) as caught:
            y.backward()
    said = str(caught.value)
    assert said.startswith("a gradient of Value(data=0.0, grad=0.0, op='*') is inf, produced by sqrt, whose local grad")
    assert "  upstream 1.0 * local gradient inf = inf\n  sqrt(0.0) = 0.0\n" in said
    assert "  in the scope norm\n" in said
    assert said.endswith(":\n      r = sqrt(x * x)\n          ^^^^^^^^^^^")
    assert (x.grad, w.grad) == (0.0, 7.0)  # nothing was lost


def test_a_product_of_finite_numbers_that_overflows_is_found() -> None:
    x = Value(1e-300)
    with detect_anomaly():
        y = (x * 1e300) * 1e300
        with pytest.raises(AnomalyError, match=r"is inf, produced by mul: the product of two finite numbers is not"):
            y.backward()


@pytest.mark.parametrize("derive", [lambda y, x: y.backward(), lambda y, x: gradients(y, x)])
def test_a_hook_that_spoils_a_gradient_is_named(derive: Callable[..., Any]) -> None:
    def spoil(gradient: float) -> float:
        return math.inf

    for k in range(2):  # an operation, a leaf
        x = Value(2.0)
        with detect_anomaly():
            y = x * x
            (y, x)[k].on_gradient(spoil)
            with pytest.raises(AnomalyError, match=r"the hook .*spoil made inf of a gradient of Value"):
                derive(y, x)


def test_what_was_not_finite_before_the_pass_is_passed_on() -> None:
    with detect_anomaly():
        _, pullback = vjp(lambda x: x * x, 2.0)
        with pytest.raises(AnomalyError, match=r"is inf, passed on by mul, whose own gradient is not finite already"):
            pullback(math.inf)


def test_sums_that_overflow_are_found_with_the_line_that_added_last() -> None:
    for derive in (lambda y, u: y.backward(), gradients):
        u = Value(0.0)
        with detect_anomaly():
            h = u * 1.0
            y = h * 1e308 + h * 1e308
            with pytest.raises(AnomalyError, match=r"after mul added to it: the sum overflows\n(.|\n)*y = h \* 1e308"):
                derive(y, u)


def test_forward_sweeps_and_values_under_no_grad_are_looked_at() -> None:
    with detect_anomaly():
        with pytest.raises(AnomalyError, match="sqrt, whose local gradient is not finite"):
            jvp(sqrt, (0.0,), (1.0,))
        with pytest.raises(AnomalyError, match="sqrt, whose local gradient is not finite"):
            jacobian(lambda x: [x.sqrt(), x])(0.0)
        with no_grad(), pytest.raises(AnomalyError, match=r"log gave -inf(.|\n)*Value\(0.0\).log\(\)"):
            Value(0.0).log()


def test_a_gradient_that_was_not_finite_before_is_named() -> None:
    x = Value(1.0, "x")
    x.grad = math.inf
    with detect_anomaly():
        y = x * x
        with pytest.raises(
            AnomalyError, match=r"label='x'\) is inf after mul added to it: it was not finite before this"
        ):
            y.backward()
    assert x.grad == math.inf


def test_a_graph_recorded_outside_has_no_lines_and_says_so() -> None:
    x = Value(0.0)
    y = sqrt(x)
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"made outside of detect_anomaly\(\), so its line is not"):
        y.backward()


def test_transforms_are_searched_too() -> None:
    with detect_anomaly():
        with pytest.raises(AnomalyError, match=r"sqrt, whose local gradient is not finite"):
            gradient_of(sqrt)(0.0)
        with pytest.raises(AnomalyError, match=r"log gave -inf"):
            gradient_of(log)(0.0)
        assert gradient_of(log)(2.0) == 0.5
        assert hessian(log)(2.0) == -0.25


def test_many_operands_are_shortened_and_the_culprit_comes_first() -> None:
    xs = [Value(float(i)) for i in range(20)]
    xs[17].data = math.nan
    with detect_anomaly(), pytest.raises(AnomalyError) as caught:
        sum(xs)
    said = str(caught.value)
    assert "sum(0.0, 1.0, 2.0, 3.0, ... 16 more) = nan\n  operand 17: Value(data=nan" in said


def test_what_is_finite_passes_and_gives_the_same_bits() -> None:
    net = nn.SigmoidMLP(3, 4, 2, seed=1)
    net.error([0.1, 0.7, -0.3], [0.0, 1.0]).backward()
    plain = [p.grad for p in net.parameters()]
    net.zero_grad()
    with detect_anomaly():
        net.error([0.1, 0.7, -0.3], [0.0, 1.0]).backward()
    assert [p.grad for p in net.parameters()] == plain
    assert prod([Value(math.inf), 0.5]).data == math.inf  # after the block, nothing is looked at


def test_numpys_functions_are_passed_over() -> None:
    xs = np.array([Value(1e308), Value(1e308)])
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"_ = np\.mean\(xs\)"):
        _ = np.mean(xs)


def place(source: str, tmp_path: Path, *arguments: str) -> str:
    """The last line of what a script with this source says, from ``made at`` on."""
    script = tmp_path / "瓜.py"
    script.write_text(textwrap.dedent(source), encoding="utf-8")
    command = [sys.executable, *arguments, script]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=Path(__file__).parent.parent)
    assert done.returncode == 1, done.stderr
    return done.stderr.partition("  made at ")[2].replace(str(script), "FILE")


HEAD = "from autograd_lite import *\nx = Value(0.0)\n"


def test_columns_count_characters_and_carets_count_cells(tmp_path: Path) -> None:
    said = place(HEAD + "with detect_anomaly():\n    好瓜 = 'ü'; y = x + x.log() * 2\n", tmp_path, "-X", "utf8")
    assert said == (
        "FILE, line 4, columns 23 to 29:\n      好瓜 = 'ü'; y = x + x.log() * 2\n                          ^^^^^^^\n"
    )


def test_an_expression_over_several_lines_is_marked_to_the_end_of_its_first(tmp_path: Path) -> None:
    said = place(HEAD + "with detect_anomaly():\n    y = 1.0 / (\n        x\n    )\n", tmp_path)
    assert said == "FILE, line 4, column 9, to line 6, column 5:\n      y = 1.0 / (\n          ^^^^^^^\n"


def test_without_columns_there_is_the_line(tmp_path: Path) -> None:
    said = place(HEAD + "with detect_anomaly():\n    y = x + x.log()\n", tmp_path, "-X", "no_debug_ranges")
    assert said == "FILE, line 4:\n      y = x + x.log()\n"


def test_without_source_there_is_the_number_of_the_line() -> None:
    code = compile("\nvalue = x.log()\n", "<no source>", "exec")
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"made at <no source>, line 2, columns 9 to 15$"):
        exec(code, {"x": Value(0.0)})


def test_what_stands_in_place_of_backward_is_called_while_a_block_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    w = Value(3.0)
    y, seen = w * w, []

    def stop(output: Value) -> list[float]:
        seen.append(output)
        return [1.0]

    monkeypatch.setattr(modes, "in_place_of_backward", stop)
    y.backward()
    assert (seen, w.grad) == ([], 6.0)  # nobody asks while no block is open
    with scope("s"):
        y.backward()
    assert seen == [y]
    assert w.grad == 6.0


def test_numbers_are_looked_at_without_a_graph_too() -> None:
    with no_grad(), detect_anomaly():
        y = sqrt(Value(4.0))
        assert (y.data, y.parents) == (2.0, ())
        with pytest.raises(AnomalyError, match="sqrt gave nan, and produced it"):
            sqrt(Value(-4.0))


@pytest.mark.parametrize(
    ("upstream", "local", "before", "why"),
    [
        (1.0, 2.0, 3.0, None),
        (math.nan, 2.0, 0.0, "upstream"),
        (2.0, math.inf, 0.0, "local"),
        (1e200, 1e200, 0.0, "product"),
        (1e308, 1.0, 1e308, "sum"),
        (1.0, 1.0, math.inf, None),  # it was not finite before
    ],
)
def test_why_a_gradient_is_not_finite(upstream: float, local: float, before: float, why: str | None) -> None:
    assert cause(upstream, local, before) == why
