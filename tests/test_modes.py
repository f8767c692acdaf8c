"""no_grad, detach, scope: what is recorded in a block, what is not, and for whom the block holds."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import gc
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from autograd_lite import (
    Value,
    dot,
    draw,
    exp,
    grad,
    gradients,
    hessian,
    hvp,
    jacobian,
    jvp,
    modes,
    no_grad,
    primitive,
    scope,
    value_and_grad,
)
from autograd_lite.graph import topological_order
from autograd_lite.nn import MLP, SigmoidMLP


@pytest.fixture(autouse=True)
def no_block_is_left_open() -> Iterator[None]:
    yield
    assert modes.active == 0
    assert modes.current().outer is None


# --- no_grad ---------------------------------------------------------------------------------------------------------


def test_under_no_grad_every_way_to_record_makes_a_leaf_with_the_same_number() -> None:
    x, y = Value(0.5, "x"), Value(2.0)

    def everything() -> list[Value]:
        return [x + y, x + 1.0, 1.0 - x, x**2, 2.0**x, exp(x), x.sigmoid(), dot([x, y], [1.0, 2.0]), x.arctan2(y), -x]

    recorded = everything()
    with no_grad():
        bare = everything()
    assert [v.data for v in bare] == [v.data for v in recorded]
    assert all(v.operands == v.parents == () for v in bare)
    assert all(v.operands for v in recorded)


def test_recording_goes_on_after_the_block_and_after_an_error_in_it() -> None:
    x = Value(2.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        _ = 1 / 0
    (x * x).backward()
    assert x.grad == 4.0


def test_a_number_made_under_no_grad_is_a_constant_of_what_is_recorded_later() -> None:
    x = Value(3.0)
    with no_grad():
        square = x * x
    (x * square).backward()
    assert x.grad == 9.0


def test_blocks_nest_and_one_block_can_be_open_twice() -> None:
    x = Value(2.0)
    block = no_grad()
    with block:
        with block:
            assert not (x * x).operands
        assert not (x * x).operands
    assert (x * x).operands


def test_as_a_decorator_with_and_without_parentheses_and_recursively() -> None:
    x = Value(2.0)

    @no_grad()
    def product(n: int) -> Value:
        return x if n == 0 else x * product(n - 1)

    @no_grad
    def square() -> Value:
        """The square."""
        return x * x

    assert (product(3).data, product(3).operands) == (16.0, ())
    assert (square().data, square().operands) == (4.0, ())
    assert (square.__name__, square.__doc__) == ("square", "The square.")
    assert (x * x).operands


def test_a_decorated_coroutine_is_in_the_block_until_it_ends() -> None:
    x = Value(2.0)

    @no_grad()
    async def evaluate() -> Value:
        await asyncio.sleep(0)
        return x * x

    assert asyncio.run(evaluate()).operands == ()


def test_a_generator_is_refused_since_its_body_runs_after_the_call() -> None:
    def numbers() -> Iterator[float]:
        yield 1.0

    with pytest.raises(TypeError, match=r"numbers is a generator, whose body runs after the call: write the block ins"):
        no_grad()(numbers)
    with pytest.raises(TypeError, match=r"3 is no function"):
        no_grad(3)  # type: ignore[arg-type]


def test_backward_under_no_grad_says_what_to_do() -> None:
    x = Value(2.0)
    y = x * x
    with no_grad(), pytest.raises(RuntimeError, match=r"backward\(\) under no_grad\(\).*outside of it"):
        y.backward()
    assert x.grad == 0.0
    with no_grad():
        z = x * x
    for cut_off in (z, y.detach()):
        with pytest.raises(RuntimeError, match=r"no history.*computed under no_grad\(\), or detached"):
            cut_off.backward()
        with pytest.raises(RuntimeError, match=r"no history"):
            gradients(cut_off, x)
    with no_grad(), pytest.raises(RuntimeError, match=r"create_graph=True\) under no_grad\(\)"):
        gradients(y, x, create_graph=True)
    with no_grad():
        assert gradients(y, x) == 4.0
        assert Value(1.0).operands == ()  # a variable of one's own


def test_a_transform_in_the_block_differentiates_and_a_block_in_the_function_makes_constants() -> None:
    def f(x: Value) -> Value:
        return x**3

    def with_constant(x: Value) -> Value:
        with no_grad():
            square = x * x
        return x * square

    with no_grad():
        assert grad(f)(2.0) == 12.0
        assert value_and_grad(f)(2.0) == (8.0, 12.0)
        assert hessian(f)(2.0) == 12.0
        assert grad(grad(f))(2.0) == 12.0
        assert jvp(f, (2.0,), (1.0,)) == (8.0, 12.0)
        assert hvp(f, (2.0,), (1.0,)) == (12.0,)
        assert jacobian(lambda x: [x, f(x)])(2.0) == [1.0, 12.0]
    assert grad(with_constant)(2.0) == 4.0
    assert hessian(with_constant)(2.0) == 0.0


def test_an_inner_transform_under_no_grad_is_a_constant_of_the_outer_one() -> None:
    def f(x: Value) -> Value:
        with no_grad():
            slope = grad(lambda z: z**3)(x)
        return x * slope

    assert grad(f)(2.0) == 12.0


def test_users_primitives_are_not_recorded_either() -> None:
    @primitive
    def twice(x: float) -> float:
        return 2.0 * x

    with no_grad():
        assert twice(Value(3.0)).data == 6.0  # it has no rule, and needs none


def test_networks_predict_the_same_without_a_graph() -> None:
    net, mlp = SigmoidMLP(2, 3, 1, seed=0), MLP(2, [3, 1])
    for predict in (lambda: net([0.5, 1.0])[0], lambda: mlp([0.5, 1.0]), lambda: net.error([0.5, 1.0], [1.0])):
        with no_grad():
            bare = predict()
        assert bare.operands == ()
        assert bare.data == predict().data


def test_what_has_no_history_can_be_drawn() -> None:
    x = Value(2.0)
    with no_grad():
        y = x * x
    assert y.local_gradient() == ()
    assert "<svg" in draw(y * 3.0).svg


def test_a_task_that_was_started_in_a_block_is_out_of_it_when_the_block_is_left() -> None:
    """Whether it records must not depend on blocks that others open meanwhile."""
    x = Value(2.0)

    async def later() -> list[Value]:
        await asyncio.sleep(0)
        with scope("s"):
            y = x * x
        return [y, x * x]

    async def both() -> list[Value]:
        with no_grad():
            task = asyncio.create_task(later())
        return await task

    y, z = asyncio.run(both())
    assert (y.operands, y.scope, z.operands) == ((x, x), "s", (x, x))


def test_an_asynchronous_generator_that_is_not_run_to_its_end_leaves_no_mode_behind() -> None:
    x = Value(2.0)

    async def predictions() -> AsyncIterator[Value]:
        with no_grad():
            for _ in range(3):
                yield x * x

    async def first() -> tuple[Value, Value]:
        async for prediction in predictions():  # noqa: B007
            break
        gc.collect()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with scope("s"):
            return prediction, x * x

    prediction, y = asyncio.run(first())
    assert (prediction.operands, y.operands) == ((), (x, x))


def test_blocks_may_be_left_in_another_order() -> None:
    x = Value(2.0)

    def bare() -> Iterator[Value]:
        with no_grad():
            yield x * x

    generator = bare()
    assert next(generator).operands == ()
    with scope("s"):
        generator.close()
        y = x * x
        with scope("t"):
            z = x * x
    assert (y.operands, y.scope, z.scope) == ((x, x), "s", "s/t")
    assert (x * x).operands
    assert (x * x).scope == ""


def test_a_block_may_be_left_in_another_context_than_it_was_entered_in() -> None:
    x, block = Value(2.0), no_grad()
    context = contextvars.copy_context()
    context.run(block.__enter__)
    assert context.run(lambda: x * x).operands == ()
    block.__exit__()
    assert context.run(lambda: x * x).operands == (x, x)


def test_a_copied_context_leaves_its_blocks_in_order_too() -> None:
    x, outer, inner = Value(2.0), scope("outer"), scope("inner")
    outer.__enter__()
    inner.__enter__()
    context = contextvars.copy_context()
    inner.__exit__()
    assert context.run(lambda: x * x).scope == "outer"
    context.run(outer.__exit__)
    assert context.run(lambda: x * x).scope == (x * x).scope == ""


def test_partial_functions_and_callable_objects_are_decorated_as_what_they_call() -> None:
    x = Value(2.0)

    async def square(y: Value) -> Value:
        await asyncio.sleep(0)
        return y * y

    class Squared:
        async def __call__(self, y: Value) -> Value:
            return await square(y)

    for function in (functools.partial(square, x), functools.partial(Squared(), x)):
        assert asyncio.run(no_grad()(function)()).operands == ()

    def numbers() -> Iterator[float]:
        yield 1.0

    with pytest.raises(TypeError, match="a generator"):
        no_grad()(functools.partial(numbers))
    with pytest.raises(TypeError, match="Squared is a class"):
        no_grad(Squared)
    with pytest.raises(TypeError, match=r"of a class method, put @classmethod above"):
        no_grad(classmethod(square))


def test_the_result_of_a_transform_under_no_grad_is_a_constant() -> None:
    def f(x: Value) -> Value:
        with no_grad():
            slope = grad(lambda t: t * x)(1.0)
        return x * slope

    assert grad(f)(3.0) == 3.0
    v = Value(2.0)
    with no_grad():
        g = grad(lambda t: t**3)(v)
    with pytest.raises(RuntimeError, match="no history"):
        g.backward()


# --- detach ----------------------------------------------------------------------------------------------------------


def test_detach_keeps_number_and_label_and_cuts_the_history() -> None:
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    cut = y.detach()
    assert (cut.data, cut.label, cut.operands) == (9.0, "y", ())
    (x * cut + y).backward()
    assert x.grad == 9.0 + 6.0
    assert cut.grad == 3.0


# --- zero_grad -------------------------------------------------------------------------------------------------------


def test_zero_grad_sets_every_gradient_below_to_0() -> None:
    x, y = Value(3.0), Value(2.0)
    z = x * x + y
    z.backward()
    z.zero_grad()
    assert [node.grad for node in topological_order(z)] == [0.0] * 4


# --- scope -----------------------------------------------------------------------------------------------------------


def test_nodes_know_the_path_of_the_scopes_they_were_made_in() -> None:
    x = Value(2.0)
    with scope("net"):
        w = Value(1.0)
        with scope("hidden"):
            h = (w * x).sigmoid()
        y = 2.0 * h
    z = y + 1.0
    assert [v.scope for v in (x, w, h, y, z)] == ["", "net", "net/hidden", "net", ""]
    assert [v.scope for v in h.parents] == ["net/hidden"]


def test_a_scope_and_no_grad_and_a_transform_do_not_disturb_each_other() -> None:
    x = Value(2.0)
    with scope("a"), no_grad(), scope("b"):
        y = x * x
    assert y.operands == ()
    seen = []

    def f(x: Value) -> Value:
        with scope("f"):
            y = x * x
        seen.append(y.scope)
        return y

    with scope("outer"), no_grad():
        assert grad(f)(3.0) == 6.0
    assert seen == ["outer/f"]


@pytest.mark.parametrize(("name", "error"), [("", ValueError), (3, TypeError), (None, TypeError)])
def test_a_scope_has_a_name(name: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="the name of a scope is"):
        scope(name)


@pytest.mark.parametrize("outer", ["", "net"])
def test_the_books_network_names_its_layers(outer: str) -> None:
    net = SigmoidMLP(2, 2, 1, seed=0)
    if outer:
        with scope(outer):
            E = net.error([0.5, 1.0], [1.0])
    else:
        E = net.error([0.5, 1.0], [1.0])
    prefix = f"{outer}/" if outer else ""
    scopes = [node.scope for node in topological_order(E) if node.operands]
    assert scopes == [f"{prefix}hidden"] * 6 + [f"{prefix}output"] * 3 + [outer] * 3


# --- threads and tasks -----------------------------------------------------------------------------------------------


def test_a_block_holds_for_its_thread_alone() -> None:
    x = Value(2.0)
    inside, outside = threading.Event(), threading.Event()
    made: list[Value] = []

    def other() -> None:
        inside.wait()
        with scope("other"):
            made.append(x * x)
        outside.set()

    thread = threading.Thread(target=other)
    thread.start()
    with no_grad(), scope("mine"):
        inside.set()
        outside.wait()
        y = x * x
    thread.join()
    assert made[0].operands == (x, x)
    assert made[0].scope == "other"
    assert (y.operands, y.scope) == ((), "mine")


def test_a_block_holds_for_its_task_alone() -> None:
    x = Value(2.0)

    async def recorded(name: str) -> Value:
        with scope(name):
            await asyncio.sleep(0)
            return x * x

    async def bare() -> Value:
        with no_grad():
            await asyncio.sleep(0)
            y = x * x
            await asyncio.sleep(0)
        return y

    async def all_at_once() -> list[Value]:
        return await asyncio.gather(*(f for i in range(20) for f in (recorded(f"task{i}"), bare())))

    made = asyncio.run(all_at_once())
    assert [v.scope for v in made[::2]] == [f"task{i}" for i in range(20)]
    assert all(v.operands == (x, x) for v in made[::2])
    assert all(v.operands == () for v in made[1::2])
