"""Functions of functions: gradients, Jacobians, and their products with vectors, nested to any depth.

A transform runs the function once on variables of its own and reads the graph that this records, backwards or
forwards. It writes no ``grad``. Arguments to differentiate by are real numbers, lists, tuples and dicts of them, nested
as you like, and NumPy arrays, which the function sees as arrays of Values; results have the form of the arguments.

Inside another transform the results are Values, recorded like everything else there, so that the outer one can
differentiate them. Everywhere else they are floats, unless an argument contains a Value: then they are Values,
connected to it.
"""

from __future__ import annotations

from autograd_lite import trees
from autograd_lite.graph import operations
from autograd_lite.linearization import Linearization
from autograd_lite.primitives.table import is_node
from autograd_lite.runs import Run, is_inside, name_of, result, results, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from autograd_lite.runs import Argnums

    Function = Callable[..., Any]


def grad(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The gradient of ``f``: the function x -> (df/dx_1, ..., df/dx_n).

    Args:
        f: a function that returns one number.
        argnums: the position of the argument to differentiate by, or a tuple of positions; all other arguments,
            and those given by keyword, are passed on as they are.
        has_aux: whether ``f`` returns ``(value, auxiliary)``, of which only the value is differentiated.

    Returns:
        A function of the arguments of ``f``. It returns the gradient in the form of the argument, for a tuple of
        positions a tuple of them, and ``(gradient, auxiliary)`` with ``has_aux``.

    Raises:
        TypeError: ``f`` is no function. When called: an argument holds something that is no real number, or ``f``
            returns something that is not one number.

    >>> from autograd_lite import sin
    >>> grad(lambda x: x[0] * x[1] ** 2)([3.0, 2.0])
    [4.0, 12.0]
    >>> grad(grad(sin))(0.0)
    -0.0
    """
    _check("grad(f)(x)", f, argnums)
    both = value_and_grad(f, argnums, has_aux)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, slopes = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return _described(gradient, "grad", f, "The gradient")


def value_and_grad(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The value of ``f`` and its gradient in one run; what :func:`grad` says holds here.

    Returns:
        A function of the arguments of ``f`` that returns ``(value, gradient)``, and
        ``((value, auxiliary), gradient)`` with ``has_aux``. ``scipy.optimize.minimize`` takes it with ``jac=True``.

    >>> value_and_grad(lambda x, y: x * y, argnums=(0, 1))(3.0, 2.0)
    (6.0, (2.0, 3.0))
    """
    _check("value_and_grad(f)(x)", f, argnums)

    def value_and_gradient(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, args, argnums, kwargs, has_aux)
        y = run.one_number()
        slopes = results(run.form, _gradient(y, run.variables, run.kept), run.kept)
        value = result(y, run.kept)
        return ((value, run.aux), slopes) if has_aux else (value, slopes)

    return _described(value_and_gradient, "value_and_grad", f, "The value and the gradient")


def derivative(f: Function, order: int = 1) -> Function:
    """The derivative of that order of a function of one number: x -> d^n f / dx^n. Order 0 is ``f`` itself.

    The function runs once, and its graph is differentiated ``order`` times. That graph grows by a factor with each
    order, so this is for the first few of them.

    Raises:
        TypeError: ``f`` is no function, or ``order`` no whole number; when called, as for :func:`grad`.
        ValueError: ``order`` is negative.

    >>> derivative(lambda x: x**5, order=3)(2.0)
    240.0
    """
    _check("derivative(f)(x)", f)
    if not isinstance(order, int) or isinstance(order, bool):
        raise TypeError(
            f"the order of a derivative is a whole number, not {order!r:.80} of type {type(order).__name__}"
        )
    if order < 0:
        raise ValueError(f"the order of a derivative is 0, 1, 2, ..., not {order}")
    if order == 0:
        return f

    def nth(x: Any) -> Any:
        run = Run(f, (x,), 0)
        if len(run.variables) != 1:
            raise TypeError(
                f"derivative({name_of(f)}) is a function of one number, but was given {x!r:.80}; "
                "use grad, jacobian or hessian"
            )
        y = run.one_number()
        for left in reversed(range(order)):
            (y,) = _gradient(y, run.variables, run.kept or left > 0)
        return results(run.form, [y], run.kept)

    return _described(nth, "derivative", f, f"The derivative of order {order}")


def vjp(f: Function, *args: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """The value of ``f(*args)``, and the function that pulls sensitivities back through it: u -> u J.

    The reverse sweep (Griewank and Walther, *Evaluating Derivatives*, chapter 3): each call costs a few evaluations of
    ``f``, however many arguments there are.

    Args:
        f: a function that returns a number, or numbers in lists, tuples, dicts and arrays.
        args: its arguments; it is differentiated by all of them.
        has_aux: whether ``f`` returns ``(value, auxiliary)``, of which only the value is differentiated.

    Returns:
        ``(value, pullback)``, and ``(value, pullback, auxiliary)`` with ``has_aux``. The pullback takes one number u_i
        for each number y_i of the value, in the form of the value, and returns a tuple of sum_i u_i dy_i/dx, one for
        each argument. It may be called any number of times.

    Raises:
        TypeError: as for :func:`grad`; the value may hold any count of real numbers, and nothing else.
        ValueError: from the pullback, for what has not the form of the value.

    >>> value, pullback = vjp(lambda x, y: (x * y, x + y), 3.0, 2.0)
    >>> value, pullback((1.0, 10.0))
    ((6.0, 5.0), (12.0, 13.0))
    """
    _check("vjp(f, x)", f)
    run = Run(f, args, tuple(range(len(args))), has_aux=has_aux)
    outputs, form = run.numbers(), trees.copied(run.returned)
    linear = _linear(outputs, run.variables, run.kept)

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        """Sum of u_i dy_i/dx for each argument x, given one u_i for each number y_i of the value."""
        us = trees.numbers_like(form, cotangent, "the cotangent")
        cotangents: dict[Any, Any] = {}
        for y, u in zip(outputs, us, strict=True):
            if is_node(y):  # one that is returned twice counts twice
                cotangents[y] = cotangents[y] + u if y in cotangents else u
        kept = run.kept or is_inside() or any(map(is_node, us))
        gradients: tuple[Any, ...] = results(run.form, linear.pull(cotangents), kept)
        return gradients

    value = results(form, outputs, run.kept)
    return (value, pullback, run.aux) if has_aux else (value, pullback)


def jvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> tuple[Any, ...]:
    """The value of ``f`` and its derivative in one direction: (f(x), J v).

    The forward sweep (Griewank and Walther, *Evaluating Derivatives*, chapter 3) over the recorded graph; it costs a
    few evaluations of ``f``, however many numbers that returns.

    Args:
        f: a function that returns a number, or numbers in lists, tuples, dicts and arrays.
        primals: a list or tuple of its arguments.
        tangents: the direction: one number v_j for each number x_j, in the form of the primals.
        has_aux: whether ``f`` returns ``(value, auxiliary)``, of which only the value is differentiated.

    Returns:
        ``(value, tangent)``, both in the form of what ``f`` returns; the tangent is sum_j v_j dy/dx_j. With ``has_aux``
        ``(value, tangent, auxiliary)``.

    Raises:
        TypeError: as for :func:`vjp`, and when the primals are no list or tuple.
        ValueError: the tangents have not the form of the primals.

    >>> jvp(lambda x, y: [x * y, x + y], (3.0, 2.0), (1.0, 10.0))
    ([6.0, 5.0], [32.0, 11.0])
    """
    run, vs = _directed("jvp(f, (x,), (v,))", f, primals, tangents, has_aux)
    outputs = run.numbers()
    slopes = _changes(_linear(outputs, run.variables, run.kept), outputs, vs)
    both = results(run.returned, outputs, run.kept), results(run.returned, slopes, run.kept)
    return (*both, run.aux) if has_aux else both


def jacobian(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """All derivatives of all results of ``f``: the matrix J with J_ij = dy_i/dx_j.

    The function runs once. The matrix is computed by rows, a reverse sweep for each result, or by columns, a forward
    sweep for each number of the arguments, whichever are fewer.

    Args:
        f: a function that returns a number, or numbers in lists, tuples, dicts and arrays.
        argnums, has_aux: as for :func:`grad`.

    Returns:
        A function of the arguments of ``f``. What it returns has the form of what ``f`` returns, with the derivatives
        of each number there, in the form of the argument, in its place; arrays have the shape of the result followed by
        that of the argument. (This is the form of JAX.)

    Raises ``TypeError`` as :func:`vjp` does.

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1], 7.0])([3.0, 2.0])
    [[2.0, 3.0], [1.0, 1.0], [0.0, 0.0]]
    """
    _check("jacobian(f)(x)", f, argnums)

    def matrix(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, args, argnums, kwargs, has_aux)
        outputs = run.numbers()
        linear = _linear(outputs, run.variables, run.kept)
        derivatives = run.matrix(run.returned, _rows(linear, outputs))
        return (derivatives, run.aux) if has_aux else derivatives

    return _described(matrix, "jacobian", f, "The Jacobian")


def hessian(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """All second derivatives of ``f``: the matrix H with H_ij = d^2 f / dx_i dx_j.

    The function runs once. Its gradient is recorded, and its graph swept once for each number of the arguments.

    Args:
        f: a function that returns one number.
        argnums, has_aux: as for :func:`grad`.

    Returns:
        A function of the arguments of ``f``. What it returns is the Jacobian of the gradient, so an argument of shape s
        has a Hessian of shape s + s, and a list of n numbers has a list of n lists.

    Raises ``TypeError`` as :func:`grad` does.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([3.0, 2.0])
    [[4.0, 6.0], [6.0, 0.0]]
    """
    _check("hessian(f)(x)", f, argnums)

    def matrix(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, args, argnums, kwargs, has_aux)
        slopes = _gradient(run.one_number(), run.variables, True)
        linear = _linear(slopes, run.variables, run.kept)
        derivatives = run.matrix(run.form, _rows(linear, slopes))
        return (derivatives, run.aux) if has_aux else derivatives

    return _described(matrix, "hessian", f, "The Hessian")


def hvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> Any:
    """The Hessian of ``f`` times a vector, H v, without the Hessian.

    The derivative of the gradient in the direction v: one forward sweep over the recorded gradient, a few evaluations
    of ``f`` whatever the number of arguments (Pearlmutter, *Fast Exact Multiplication by the Hessian*, 1994).

    Args:
        f: a function that returns one number.
        primals: a list or tuple of its arguments.
        tangents: v, one number for each number of the arguments, in the form of the primals.
        has_aux: whether ``f`` returns ``(value, auxiliary)``, of which only the value is differentiated.

    Returns:
        H v in the form of the primals, and ``(H v, auxiliary)`` with ``has_aux``.

    Raises:
        TypeError: as for :func:`grad`, and when the primals are no list or tuple.
        ValueError: the tangents have not the form of the primals.

    >>> hvp(lambda x, y: x**2 * y, (3.0, 2.0), (1.0, 10.0))
    (64.0, 6.0)
    """
    form = trees.copied(primals)
    run, vs = _directed("hvp(f, (x,), (v,))", f, primals, tangents, has_aux)
    slopes = _gradient(run.one_number(), run.variables, True)
    product = results(form, _changes(_linear(slopes, run.variables, run.kept), slopes, vs), run.kept)
    return (product, run.aux) if has_aux else product


# --- reading the graph -----------------------------------------------------------------------------------------------


def _linear(outputs: Iterable[Any], variables: list[Any], create_graph: bool) -> Linearization:
    """The linear map from the variables to the nodes among ``outputs``.

    No variable depends on another, so the graph is read no further than to them: what lies behind, in an outer
    transform, is not walked again for each inner one.
    """
    nodes = [y for y in outputs if is_node(y)]
    return Linearization(operations(*nodes, known=variables), variables, create_graph)


def _row(linear: Linearization, y: Any) -> list[Any]:
    """dy / dx for each variable x, by a reverse sweep; y may be a constant."""
    return linear.pull({y: 1.0} if is_node(y) else {})


def _gradient(y: Any, variables: list[Any], create_graph: bool) -> list[Any]:
    return _row(_linear([y], variables, create_graph), y)


def _changes(linear: Linearization, outputs: list[Any], tangents: list[Any]) -> list[Any]:
    """How each output changes when the variables change by ``tangents``, by a forward sweep."""
    changes = linear.push(dict(zip(linear.inputs, tangents, strict=True)))
    return [changes.get(y, 0.0) if is_node(y) else 0.0 for y in outputs]


def _rows(linear: Linearization, outputs: list[Any]) -> list[list[Any]]:
    """The rows of the Jacobian, by the fewer sweeps.

    A reverse sweep is the cheaper one, since it passes over the nodes that its output does not depend on: for the
    gradient of a sparse function, with as many outputs as inputs, it took a quarter of the time.
    """
    if len(outputs) <= len(linear.inputs) or linear.hooked:  # hooks belong to sweeps backwards
        return [_row(linear, y) for y in outputs]
    columns = [linear.push({x: 1.0}) for x in linear.inputs]
    return [[column.get(y, 0.0) if is_node(y) else 0.0 for column in columns] for y in outputs]


# --- arguments and names ---------------------------------------------------------------------------------------------


def _check(usage: str, f: Any, argnums: Any = 0) -> None:
    """Refuse an ``f`` that is no function, and ``argnums`` that are no positions of arguments."""
    if not callable(f):
        raise TypeError(f"f in {usage} is a function, not {shown(f)}; pass the function itself, not what it returns")
    for i in argnums if isinstance(argnums, tuple) else (argnums,):
        if not isinstance(i, int) or isinstance(i, bool):
            raise TypeError(f"argnums is the position of an argument or a tuple of positions, not {shown(argnums)}")


def _directed(usage: str, f: Function, primals: Any, tangents: Any, has_aux: bool) -> tuple[Run, list[Any]]:
    """The run of ``f(*primals)``, and the numbers of the tangents."""
    _check(usage, f)
    if not isinstance(primals, (list, tuple)):
        raise TypeError(f"the arguments in {usage} are a tuple, and so are the tangents, not {shown(primals)}")
    vs = trees.numbers_like(tuple(primals), tangents, "tangents")
    run = Run(f, primals, tuple(range(len(primals))), has_aux=has_aux, kept=any(map(is_node, vs)))
    return run, vs


def _described(function: Function, transform: str, f: Function, what: str) -> Function:
    """``function`` with a name and a text that tell of ``f``, and the parameters of ``f`` for ``inspect.signature``."""
    function.__name__ = function.__qualname__ = f"{transform}({name_of(f)})"
    function.__module__ = getattr(f, "__module__", __name__)
    function.__doc__ = f"{what} of {name_of(f)}.\n\n{getattr(f, '__doc__', None) or ''}".rstrip()
    function.__wrapped__ = f  # type: ignore[attr-defined]
    return function
