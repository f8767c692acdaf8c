"""The table of primitives: each declared once, as a value on floats and a rule for its local gradients.

A primitive's *value function* takes floats and returns a float. It may branch, and it never raises for a
domain: it gives the IEEE result (nan, inf), as arrays do.

A primitive's *rule* is a gradient factory: ``rule(y, *operands)`` returns a closure which, when called without
arguments, gives one local gradient per operand. It is written with primitives, so the same rule serves
twice: the eager pass hands it floats, and a recorded gradient hands it nodes. Therefore a rule never branches
on an operand (a recorded gradient would be frozen to the point where it was recorded): a case is a primitive
of its own (``step``, ``sign``, ``select``). Nor does it use Python's ``/`` and ``**``, which raise on floats.

The closures here bind what they name as default arguments, ``def mul_gradient(a=a, b=b)``, and not in cells: each
cell is one more object for the cyclic collector, and the closures of a graph are as many as its nodes. A deep
graph takes three quarters of the time, a small one 5 % less.

Trailing operands may be *static parameters*: plain numbers that belong to the operation, such as the exponent
of ``power(x; p)``. They get no gradient, and a rule may branch on them.

This module knows nothing of nodes. A class of operands takes part by the attribute ``record_primitive``, a
static method ``(primitive, operands) -> node``.
"""

from __future__ import annotations

import numbers

TYPE_CHECKING = False  # `typing` costs more at import than all the rest of the package
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Protocol, TypeVar, overload

    LocalGradients = tuple[Any, ...]
    GradientFactory = Callable[..., Callable[[], LocalGradients]]
    Spread = Callable[..., tuple[Any, ...]]

    class Recording(Protocol):
        """A class of operands that records what is computed from them; ``Value`` is one."""

        @staticmethod
        def record_primitive(primitive: Primitive, operands: tuple[Any, ...]) -> Any: ...

    N = TypeVar("N", bound=Recording)
else:

    def overload(function: Any) -> Any:
        return function


_TABLE: dict[str, Primitive] = {}


def table() -> dict[str, Primitive]:
    """All primitives by name, in the order in which they were declared.

    >>> from autograd_lite import primitives
    >>> primitives.table()["mul"].symbol
    '*'
    """
    return dict(_TABLE)


def number(x: Any) -> float:
    """The real number ``x`` as a Python float.

    Any ``numbers.Real`` is one: int, float, ``Fraction``, NumPy's integer and floating scalars. Raises
    ``TypeError`` for everything else, bool included, and ``OverflowError`` for an integer beyond the doubles.

    >>> from fractions import Fraction
    >>> number(Fraction(1, 4))
    0.25
    """
    if type(x) is float:
        return x
    if type(x) is not int and (not isinstance(x, numbers.Real) or isinstance(x, bool)):
        remedy = "0.0 or 1.0, or float(...) of it" if isinstance(x, bool) else "an int or a float"
        raise TypeError(f"{x!r:.80} is of type {type(x).__name__}, not a real number; pass {remedy}")
    try:
        return float(x)
    except OverflowError:
        raise OverflowError(
            f"a number of type {type(x).__name__} beyond the range of doubles (about 1.8e308); "
            "pass float('inf') or rescale"
        ) from None


def is_node(x: Any) -> bool:
    """Whether ``x`` belongs to a class that records primitives (a ``Value``)."""
    return hasattr(type(x), "record_primitive")


class Primitive:
    """One row of the table: a differentiable operation on real numbers.

    Called on numbers it gives a float; called on at least one node it records a new node.

    Attributes:
        name: its name in the table; its local-gradient closures are called ``{name}_gradient``.
        symbol: how it is written (``*`` for ``mul``); what ``Value._op`` shows.
        value: the value function, floats to float.
        gradient: the gradient factory ``(y, *operands) -> closure``.
        static: how many trailing operands are static parameters.
        spread: what turns the arguments of a call into the flat operands that ``value`` and ``gradient`` take, where
            they differ: sequences, as the mathematics is written, or static parameters that may be left out.

    >>> from autograd_lite import Value, primitives
    >>> primitives.mul(2, 3)
    6.0
    >>> primitives.mul(Value(2.0), 3)
    Value(data=6.0, grad=0.0, op='*')
    """

    def __init__(self, value: Callable[..., float], symbol: str, static: int, spread: Spread | None) -> None:
        self.name = value.__name__
        self.symbol = symbol
        self.value = value
        self.gradient: GradientFactory = self._no_rule
        self.static = static
        self.spread = spread
        self.__name__ = self.__qualname__ = self.name
        self.__module__ = value.__module__
        self.__doc__ = value.__doc__
        self.__wrapped__ = value
        if self.name in _TABLE:
            raise ValueError(f"a primitive named {self.name!r} exists already: choose another name")
        _TABLE[self.name] = self

    def rule(self, factory: GradientFactory) -> GradientFactory:
        """Declare ``factory`` as the gradient rule of this primitive (a decorator)."""
        self.gradient = factory
        return factory

    def _no_rule(self, *_: Any) -> Callable[[], LocalGradients]:
        raise TypeError(
            f"the primitive {self.name!r} has no gradient rule, so nothing can be recorded: declare one with "
            f"@{self.name}.rule, a function (y, *operands) that returns a closure {self.name}_gradient() that returns "
            "a tuple, one local gradient for each operand"
        )

    @overload
    def __call__(self, *operands: float | Iterable[float], **static: float) -> float: ...  # type: ignore[overload-overlap]

    @overload
    def __call__(self, *operands: N | float | Iterable[N | float], **static: float) -> N: ...

    def __call__(self, *operands: Any, **static: Any) -> Any:
        if self.spread is not None:
            try:
                operands = self.spread(*operands, **static)
            except TypeError as error:
                deeper = error.__traceback__ and error.__traceback__.tb_next
                if deeper and deeper.tb_next:  # it comes from what the arguments are made of
                    raise
                # Too many arguments, an unknown parameter, a number in place of a sequence.
                said = str(error).replace(self.spread.__name__, self.name)
                raise TypeError(f"{self.name}: {said}; help({self.name}) shows how it is called") from None
        elif static:
            raise TypeError(f"{self.name} takes its operands by position, and has no parameter {next(iter(static))!r}")
        for operand in operands:
            if type(operand) is not float:
                break
        else:
            return self.value(*operands)
        record = getattr(type(operand), "record_primitive", None)
        if record is not None:
            return record(self, operands)
        for operand in operands:
            if is_node(operand):
                return type(operand).record_primitive(self, operands)
        return self.value(*map(number, operands))

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    # A row is one object, and its copy is itself. A pickle holds its name.
    def __copy__(self) -> Primitive:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Primitive:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if _TABLE.get(self.name) is not self:
            raise ValueError(
                f"the primitive {self.name!r} was replaced by another of this name, so it cannot be pickled: what was "
                "recorded with it has to be computed again"
            )
        return declared, (self.name, self.__module__)


def declared(name: str, module: str) -> Primitive:
    """The primitive of this name, for a pickle that was made where ``module`` had declared it.

    Raises ``LookupError`` if it is not in the table.

    >>> declared("mul", "autograd_lite.primitives.arithmetic")
    <primitive mul>
    """
    try:
        return _TABLE[name]
    except KeyError:
        raise LookupError(
            f"this pickle uses the primitive {name!r}, which is not declared here: declare it first, by the code of "
            f"the module {module!r} that did so where the pickle was made"
        ) from None


def primitive(
    symbol: str, static: int = 0, spread: Spread | None = None
) -> Callable[[Callable[..., float]], Primitive]:
    """Declare the decorated value function as a primitive of the same name; see :class:`Primitive`."""
    return lambda value: Primitive(value, symbol, static, spread)
