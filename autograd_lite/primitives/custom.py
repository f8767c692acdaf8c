"""Primitives of users: rows of the table like the library's own, but what they return is checked.

The library's rows are held to their mathematics by tests, and are called millions of times; they pay for no check.
A row written in a notebook has no tests yet. So its value is made a float whenever it is computed, and its local
gradients are looked at the first time the rule is used with so many operands, on numbers and on nodes each.
"""

from __future__ import annotations

from autograd_lite.primitives.table import _TABLE, Primitive, is_node, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, overload

    from autograd_lite.primitives.table import GradientFactory, LocalGradients, Spread
else:

    def overload(function: Any) -> Any:
        return function


class CustomPrimitive(Primitive):
    """A row of the table declared by a user; made by :func:`primitive`."""

    def __init__(
        self,
        value: Callable[..., Any],
        symbol: str | None = None,
        static: int = 0,
        spread: Spread | None = None,
        replace: bool = False,
    ) -> None:
        name = getattr(value, "__name__", "")
        if not name.isidentifier():
            raise TypeError(
                f"a primitive is called after its value function, and {value!r:.80} has no name; write it with def"
            )
        _make_room(name, replace)
        super().__init__(value, symbol or name, static, spread)
        if spread is not None:  # into a tuple of our own: a list that changes later is not to change the graph
            self.spread = lambda *arguments, **static: tuple(spread(*arguments, **static))
        self.function = value
        self.value = self._value

    def rule(self, factory: GradientFactory) -> GradientFactory:
        """Declare ``factory`` as the gradient rule of this primitive (a decorator)."""
        if not callable(factory):
            raise TypeError(f"the rule of {self.name!r} is a function (y, *operands), not {_shown(factory)}")
        self.factory = factory
        self.gradient = self._gradient
        self._checked: set[tuple[int, bool]] = set()  # how many operands; whether they were numbers
        return factory

    def _value(self, *operands: float) -> float:
        y = self.function(*operands)
        if type(y) is float:
            return y
        try:
            return number(y)
        except TypeError:
            what = f"{_shown(y)}, not a real number; return a float"
            raise TypeError(f"the value of {self.name!r} at {_listed(operands)} is {what}") from None
        except OverflowError:
            what = "beyond the range of doubles (about 1.8e308); return math.inf or rescale"
            raise OverflowError(f"the value of {self.name!r} at {_listed(operands)} is {what}") from None

    def _gradient(self, y: Any, *operands: Any) -> Callable[[], LocalGradients]:
        try:
            local_gradient = self.factory(y, *operands)
        except TypeError as error:
            if _takes(self.factory, y, *operands):  # it is from inside
                raise
            raise TypeError(
                f"the rule of {self.name!r} cannot be called with the result and {len(operands)} operands: {error}; it "
                f"is a function of {self.name}(...) itself first, then of every operand: (y, *operands)"
            ) from None
        if not callable(local_gradient):
            raise TypeError(
                f"the rule of {self.name!r} returned {_shown(local_gradient)}, not a closure: it is to define a "
                f"function without arguments, {self.name}_gradient, that returns the local gradients, and to return "
                "that function without calling it"
            )
        use = len(operands), type(y) is float
        if use not in self._checked:
            try:
                locals_ = local_gradient()
            except TypeError as error:
                if _takes(local_gradient):
                    return local_gradient
                raise TypeError(
                    f"the local-gradient closure of {self.name!r} is called without arguments: {error}. It returns "
                    "local gradients only, and the chain rule multiplies them by what comes from above"
                ) from None
            except Exception:  # what it raises, it raises where it is called for; there it is in its place
                return local_gradient
            self._check(locals_, *use)
            self._checked.add(use)
        return local_gradient

    def _check(self, locals_: Any, count: int, on_numbers: bool) -> None:
        """Raise ``TypeError`` or ``ValueError`` for what are no local gradients of ``count`` operands."""
        closure = f"the local-gradient closure of {self.name!r}"
        if not isinstance(locals_, (tuple, list)):
            raise TypeError(
                f"{closure} returned {_shown(locals_)}, not a tuple; return a tuple with one local gradient for each "
                "operand, (g,) for a single one"
            )
        expected = count - self.static
        if len(locals_) != expected:
            operands = f"{expected} operand{'' if expected == 1 else 's'}"
            parameters = f" (its static parameters, {self.static}, get none)" if self.static else ""
            raise ValueError(
                f"{closure} returned {len(locals_)} local gradient{'' if len(locals_) == 1 else 's'} for {operands}"
                f"{parameters}; return one for each operand, in their order, 0.0 where there is none"
            )
        for i, local in enumerate(locals_):
            if isinstance(local, (float, int)) and not isinstance(local, bool):
                continue
            if not is_node(local):
                remedy = (
                    "for a case use step, sign or equal of autograd_lite.primitives, which can be differentiated again"
                    if isinstance(local, bool)
                    else "return a float, or what the functions of autograd_lite make of the operands"
                )
                raise TypeError(
                    f"local gradient {i} of {self.name!r} is {_shown(local)}, neither a float nor a Value; {remedy}"
                )
            if on_numbers:
                raise TypeError(
                    f"local gradient {i} of {self.name!r} is {local!r}, although all operands were numbers: its rule "
                    "uses a Value from outside; make that one an operand"
                )


def _make_room(name: str, replace: bool) -> None:
    """Free ``name`` in the table, or raise ``ValueError``."""
    taken = _TABLE.get(name)
    if taken is None:
        return
    if not isinstance(taken, CustomPrimitive):
        raise ValueError(f"a primitive named {name!r} exists already in the library: choose another name")
    if not replace:
        raise ValueError(
            f"a primitive named {name!r} exists already, of your own: choose another name, or declare it with "
            "@primitive(replace=True) to put it in the place of the old one"
        )
    del _TABLE[name]


def _takes(function: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a function can be called with these arguments; True where that cannot be known."""
    import inspect  # not loaded with the package

    try:
        inspect.signature(function, follow_wrapped=False).bind(*arguments)
    except TypeError:
        return False
    except ValueError:  # a function of C without a signature
        pass
    return True


def _shown(x: Any) -> str:
    return f"{x!r:.80} of type {type(x).__name__}"


def _listed(operands: tuple[float, ...]) -> str:
    return f"({', '.join(map(repr, operands[:4]))}{', ...' if len(operands) > 4 else ''})"


@overload
def primitive(symbol: Callable[..., Any]) -> CustomPrimitive: ...


@overload
def primitive(
    symbol: str | None = None, *, static: int = 0, spread: Spread | None = None, replace: bool = False
) -> Callable[[Callable[..., Any]], CustomPrimitive]: ...


def primitive(
    symbol: Callable[..., Any] | str | None = None,
    *,
    static: int = 0,
    spread: Spread | None = None,
    replace: bool = False,
) -> Any:
    """Declare a function of your own as a primitive: one node of the graph, with a derivative that you give.

    Used as ``@primitive``, ``@primitive("symbol")`` or with the arguments below. The decorated *value function* gets
    floats and returns a real number; it may branch. Its derivative is declared by ``rule``: a function
    ``(y, *operands)`` that returns a closure which returns a tuple, one local gradient for each operand. The rule is
    run on floats, and on Values when the gradient itself is to be differentiated, so it is written with the
    functions of this package and does not branch on an operand.

    Args:
        symbol: how pictures write it; its name if not given.
        static: how many trailing arguments are parameters, plain numbers without a gradient.
        spread: for any number of operands, a function that turns the arguments of a call into the tuple of operands.
        replace: whether a primitive of yours of the same name may be replaced, as when a notebook cell runs again.

    Raises:
        ValueError: the name is taken; or, when first recorded, the number of local gradients is not that of operands.
        TypeError: when recorded, without a rule, or where value or local gradients are no numbers.

    >>> from autograd_lite import Value
    >>> @primitive
    ... def cube(x):
    ...     return x * x * x
    >>> @cube.rule
    ... def cube_rule(y, x):
    ...     def cube_gradient():
    ...         return (3.0 * x * x,)
    ...     return cube_gradient
    >>> x = Value(2.0)
    >>> cube(x).backward()
    >>> cube(2.0), x.grad
    (8.0, 12.0)
    """
    if callable(symbol):
        return CustomPrimitive(symbol)
    if symbol is not None and not isinstance(symbol, str):
        raise TypeError(f"the symbol of a primitive is text, not {_shown(symbol)}; write @primitive('symbol')")

    def declare(value: Callable[..., Any]) -> CustomPrimitive:
        return CustomPrimitive(value, symbol, static, spread, replace)

    return declare
