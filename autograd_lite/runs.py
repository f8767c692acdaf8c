"""One run of a function on variables of its own: what goes in, what comes out, and in which form results are given."""

from __future__ import annotations

from contextvars import ContextVar

from autograd_lite import modes, trees
from autograd_lite.primitives import identity, number
from autograd_lite.primitives.table import is_node
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    Argnums = int | tuple[int, ...]

# Whether the code that runs now was called by a transform; a context variable, since each thread and each asyncio
# task has its own answer.
_inside = ContextVar("inside a transform", default=False)


def is_inside() -> bool:
    """Whether the caller runs inside a transform."""
    return _inside.get()


class Run:
    """One run of ``f`` with variables in place of the numbers at ``argnums``.

    A variable is a node of its own, also where the argument holds a Value: it is connected to that one by ``identity``.
    Were the Value itself the variable, another use of it in ``f`` would be taken for a use of the argument:
    d/dy (x y) at y = x would be 2 x in place of x.

    Attributes:
        form: a copy of what ``argnums`` selects from the arguments, the form of a gradient.
        variables: the nodes in place of its numbers, in order.
        kept: whether results are Values: in another transform, or when an argument contains a Value.
        returned: what ``f`` returned, without the auxiliary part.
        aux: that part.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        args: Sequence[Any],
        argnums: Argnums,
        kwargs: Mapping[str, Any] | None = None,
        has_aux: bool = False,
        kept: bool = False,
    ) -> None:
        self.f = f
        positions = _positions(f, argnums, len(args))
        self.kept = kept or _inside.get() or trees.has_node([args, kwargs])
        self.variables: list[Any] = []
        arguments, forms = list(args), []
        for i in positions:
            numbers = trees.numbers(args[i], f"argument {i}")
            variables = [identity(x) if is_node(x) else Value(x) for x in numbers]
            arguments[i] = trees.filled(args[i], variables)
            forms.append(trees.filled(args[i], numbers))  # a copy: what the caller's list holds may change later
            self.variables += variables
        self.form = forms[0] if isinstance(argnums, int) else tuple(forms)
        token = _inside.set(True)
        try:
            # Recorded also in a block of no_grad(); such a block in f makes constants.
            self.returned = modes.recorded(f, *arguments, **(kwargs or {}))
        finally:
            _inside.reset(token)
        self.aux = None
        if has_aux:
            if not isinstance(self.returned, tuple) or len(self.returned) != 2:
                raise TypeError(
                    f"with has_aux=True, {name_of(f)} returns a pair (value, auxiliary), but it returned "
                    f"{shown(self.returned)}"
                )
            self.returned, self.aux = self.returned
            if not self.kept:
                self.aux = trees.plain(self.aux)

    def one_number(self) -> Any:
        """What ``f`` returned, a node or a float; ``TypeError`` if it is not one number."""
        y = self.returned
        if trees.is_array(y) and y.size == 1:
            (y,) = trees.items(y)
        try:
            return y if is_node(y) else number(y)
        except TypeError:
            if not isinstance(y, (list, tuple, dict)) and not trees.is_array(y):
                remedy = "return the number"
            elif isinstance(y, tuple) and len(y) == 2:
                remedy = "for (value, auxiliary) pass has_aux=True, for two results use jacobian"
            else:
                remedy = "for several results use jacobian or vjp"
            raise TypeError(
                f"{name_of(self.f)} is to return one number, but it returned {shown(y)}; {remedy}"
            ) from None

    def numbers(self) -> list[Any]:
        """The numbers in what ``f`` returned, nodes and floats; ``TypeError`` if there is anything else in it."""
        return trees.numbers(self.returned, f"what {name_of(self.f)} returned")

    def matrix(self, outer: Any, rows: list[list[Any]]) -> Any:
        """The derivatives of the numbers of ``outer``, a row for each, as a result: see :func:`trees.matrix`."""
        return trees.matrix(outer, self.form, [[result(x, self.kept) for x in row] for row in rows])


def results(form: Any, numbers: Iterable[Any], kept: bool) -> Any:
    """Nodes and floats as results, in the form given: as Values if they are kept, and otherwise as floats."""
    return trees.filled(form, [result(x, kept) for x in numbers])


def result(x: Any, kept: bool) -> Any:
    """A node or a float as a result: a Value if it is kept, and otherwise a float."""
    if kept:
        if modes.active and not modes.current().recording:  # the result of a transform that was called under no_grad()
            return (x if is_node(x) else Value(x)).detach()
        return x if is_node(x) else Value(x)
    return x.data if is_node(x) else number(x)  # a rule of a user's may return an int, or a number of NumPy's


def _positions(f: Callable[..., Any], argnums: Argnums, count: int) -> list[int]:
    """``argnums`` as positions among ``count`` arguments, counted from the first."""
    positions = []
    for i in (argnums,) if isinstance(argnums, int) else argnums:
        if not -count <= i < count:
            raise TypeError(
                f"argnums={argnums!r} differentiates {name_of(f)} by its argument {i}, but it was called with {count} "
                f"positional argument{'s' * (count != 1)}; pass the argument by position, or change argnums"
            )
        positions.append(i % count)
    if len(set(positions)) < len(positions):
        raise ValueError(f"argnums={argnums!r} names an argument of {name_of(f)} twice; name it once")
    return positions


def name_of(f: Any) -> str:
    """What a message calls the function ``f``."""
    return str(getattr(f, "__name__", type(f).__name__))


def shown(x: Any) -> str:
    """``x`` and its type, for a message."""
    return f"{x!r:.80} of type {type(x).__name__}"
