"""Value: a number that remembers how it was computed. Running Python on Values records the computation graph."""

from __future__ import annotations

import operator

from autograd_lite import graph, primitives
from autograd_lite.primitives import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from typing import Any, NoReturn

    from autograd_lite.primitives import Primitive
    from autograd_lite.primitives.table import LocalGradients

    Number = float | Fraction

# A call of a function that makes the node would cost 3 % of a forward pass: the seven lines stand wherever one is made.
_new = object.__new__


def _constant(x: Any) -> Any:
    """The other operand of an operator as a float, or NotImplemented where its own type may know better."""
    if isinstance(x, (float, int, str, bytes, complex, type(None))):
        return number(x)  # raises the TypeError that names the value, where it is none
    try:
        return number(x)
    except TypeError:
        return NotImplemented


def _unary(primitive: Primitive) -> Callable[[Value], Value]:
    value, gradient = primitive.value, primitive.gradient

    def method(self: Value) -> Value:
        x = self._data
        y = value(x)
        node = _new(Value)
        node._data = y
        node.grad = 0.0
        node.operands = (self,)
        node.local_gradient = gradient(y, x)
        node.primitive = primitive
        node.label = None
        return node

    _name(method, primitive.name, primitive)
    return method


def _binary(primitive: Primitive) -> tuple[Callable[[Value, Any], Value], Callable[[Value, Any], Value]]:
    """The operator ``self . other`` and its reflection ``other . self``."""
    value, gradient = primitive.value, primitive.gradient

    def method(self: Value, other: Any) -> Any:
        a = self._data
        if type(other) is Value:
            b = other._data
        elif type(other) is float:
            b = other
        else:
            b = other._data if isinstance(other, Value) else (other := _constant(other))
            if b is NotImplemented:
                return NotImplemented
        y = value(a, b)
        node = _new(Value)
        node._data = y
        node.grad = 0.0
        node.operands = (self, other)
        node.local_gradient = gradient(y, a, b)
        node.primitive = primitive
        node.label = None
        return node

    def reflected(self: Value, other: Any) -> Any:
        a = _constant(other)
        if a is NotImplemented:
            return NotImplemented
        b = self._data
        y = value(a, b)
        node = _new(Value)
        node._data = y
        node.grad = 0.0
        node.operands = (a, self)
        node.local_gradient = gradient(y, a, b)
        node.primitive = primitive
        node.label = None
        return node

    _name(method, primitive.name, primitive)
    _name(reflected, f"r{primitive.name}", primitive)
    return method, reflected


def _name(method: Any, name: str, primitive: Primitive) -> None:
    """Give ``method`` the name under which a traceback and a debugger show it."""
    method.__name__ = name
    method.__qualname__ = f"Value.{name}"
    method.__doc__ = str(primitive.__doc__).partition("\n")[0]


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Any], bool]:
    def method(self: Value, other: Any) -> bool:
        return compare(self._data, other._data if isinstance(other, Value) else other)

    return method


class Value:
    """A node of the computation graph: a real number, and how it was computed from other nodes.

    Args:
        data: the number; any real number, stored as a Python float.
        label: a name for pictures and messages.

    Attributes:
        data: the number. Assigning converts to float; nodes computed earlier are not recomputed.
        grad: d output / d self, after ``output.backward()``. Leaves accumulate over calls.
        operands: the nodes and constants (plain floats) it was computed from, in order; ``()`` for a leaf.
        local_gradient: the closure that gives d self / d operand for each operand; it holds floats only.
        primitive: the row of the table that computed it; None for a leaf.
        label: its name, or None.

    Raises ``TypeError`` for a bool, str, complex, None or anything else that is not a real number.

    Comparisons, ``==`` included, compare numbers; hashing is by identity. So ``v in a_list`` compares numbers,
    while a set or a dict tells nodes apart.

    >>> x, y = Value(2.0, label="x"), Value(3.0, label="y")
    >>> z = x * y + x**2
    >>> z.backward()
    >>> z.data, x.grad, y.grad
    (10.0, 7.0, 2.0)
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "grad",
        "label",
        "local_gradient",
        "operands",
        "primitive",
    )

    _data: float
    grad: float
    label: str | None
    local_gradient: Callable[[], LocalGradients]
    operands: tuple[Any, ...]
    primitive: Primitive | None

    def __init__(self, data: Number, label: str | None = None) -> None:
        self._data = number(data)
        self.grad = 0.0
        self.operands = ()
        self.local_gradient = _no_gradients
        self.primitive = None
        self.label = label

    @property
    def data(self) -> float:
        """The number of this node, a Python float."""
        return self._data

    @data.setter
    def data(self, x: Number) -> None:
        self._data = number(x)

    @property
    def parents(self) -> tuple[Value, ...]:
        """The nodes among the operands, in order; one that is used twice stands there twice."""
        return tuple(operand for operand in self.operands if type(operand) is not float)

    def backward(self) -> None:
        """Accumulate d self / d leaf into ``grad`` of every leaf below; see :func:`autograd_lite.graph.backward`.

        >>> a = Value(3.0)
        >>> (a * a).backward()
        >>> a.grad
        6.0
        """
        graph.backward(self)

    # Operators and functions, made from the table.
    __add__, __radd__ = _binary(primitives.add)
    __sub__, __rsub__ = _binary(primitives.sub)
    __mul__, __rmul__ = _binary(primitives.mul)
    __truediv__, __rtruediv__ = _binary(primitives.div)
    _pow, __rpow__ = _binary(primitives.pow)
    _power, _ = _binary(primitives.power)
    __neg__ = _unary(primitives.neg)
    __abs__ = _unary(primitives.abs)
    exp = _unary(primitives.exp)
    log = _unary(primitives.log)
    sqrt = _unary(primitives.sqrt)
    sin = _unary(primitives.sin)
    cos = _unary(primitives.cos)
    tanh = _unary(primitives.tanh)
    sigmoid = _unary(primitives.sigmoid)
    relu = _unary(primitives.relu)

    def __pow__(self, exponent: Value | Number) -> Value:
        """self ** exponent: a number is a static parameter (``power``), a node a variable (``pow``)."""
        return self._pow(exponent) if isinstance(exponent, Value) else self._power(exponent)

    def __pos__(self) -> Value:
        return self

    @staticmethod
    def record_primitive(primitive: Primitive, operands: tuple[Any, ...]) -> Value:
        """Record ``primitive(*operands)``, where at least one operand is a Value (the table's protocol)."""
        try:
            data = [operand if type(operand) is float else operand._data for operand in operands]
        except AttributeError:  # an int, a NumPy scalar, or something that is no number
            operands = tuple(x if isinstance(x, Value) else number(x) for x in operands)
            data = [operand if type(operand) is float else operand._data for operand in operands]
        if primitive.static and any(isinstance(x, Value) for x in operands[-primitive.static :]):
            what = "the last argument" if primitive.static == 1 else f"each of the last {primitive.static} arguments"
            remedy = "a variable exponent is pow(a, b) or a ** b" if primitive is primitives.power else "pass its .data"
            raise TypeError(
                f"{what} of {primitive.name} is part of the operation, a plain number, not "
                f"{next(x for x in operands[-primitive.static :] if isinstance(x, Value))!r}; {remedy}"
            )
        y = primitive.value(*data)
        node = _new(Value)
        node._data = y
        node.grad = 0.0
        node.operands = operands
        node.local_gradient = primitive.gradient(y, *data)
        node.primitive = primitive
        node.label = None
        return node

    # Comparisons are those of the numbers; identity decides in sets and dicts.
    __eq__ = _comparison(operator.eq)
    __ne__ = _comparison(operator.ne)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return self._data != 0.0

    def __float__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} as a plain number would drop its gradient: to go on with the gradient use the functions of "
            "autograd_lite (autograd_lite.exp(v) or v.exp() in place of math.exp(v)); for the number alone use .data "
            "(math.isnan(v.data), float(v.data))"
        )

    __int__ = __complex__ = __float__

    def __format__(self, spec: str) -> str:
        return format(self._data, spec) if spec else str(self)

    def __repr__(self) -> str:
        name = f", label={self.label!r}" if self.label is not None else ""
        op = f", op={self._op!r}" if self.operands else ""
        return f"Value(data={self._data!r}, grad={self.grad!r}{name}{op})"

    # The names by which micrograd's users know them.
    @property
    def _prev(self) -> set[Value]:
        return set(self.parents)

    @property
    def _op(self) -> str:
        if self.primitive is None:
            return ""
        parameters = self.operands[len(self.operands) - self.primitive.static :]
        return self.primitive.symbol + ",".join(f"{parameter:g}" for parameter in parameters)


def _no_gradients() -> tuple[()]:
    """The local gradients of a leaf: it has no operands."""
    return ()
