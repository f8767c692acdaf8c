"""Value: a number that remembers how it was computed. Running Python on Values records the computation graph."""

from __future__ import annotations

import operator
import sys

from autograd_lite import graph, modes, primitives
from autograd_lite import notes as noted
from autograd_lite.primitives import number
from autograd_lite.primitives.table import is_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from typing import IO, Any, NoReturn, SupportsIndex

    from autograd_lite.notes import Hook, Notes
    from autograd_lite.primitives import Primitive
    from autograd_lite.primitives.table import LocalGradients
    from autograd_lite.sites import Place, Site
    from autograd_lite.stepping import Recording

    Number = float | Fraction

# A call of a function that makes a node would cost 3 % of a forward pass: the lines that do it stand wherever one is.
_new = object.__new__

entrances: set[Callable[..., Any]] = set()  # the operators and methods that record a node by themselves

# Where what is a static parameter of one primitive is an operand of another.
_VARIABLE = {"power": "use pow for a variable exponent", "clip": "use max and min for variable bounds"}


def taken_apart(operands: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[float], tuple[Value, ...]]:
    """The operands with every number a float, the numbers of all, and their receivers; see :class:`Value`."""
    kinds = [*map(type, operands)]
    constants = kinds.count(float)
    if constants == len(kinds):
        return operands, [*operands], ()
    try:
        if not constants:
            return operands, [operand._number for operand in operands], operands
        data = [operand if type(operand) is float else operand._number for operand in operands]
    except AttributeError:  # an int, a NumPy scalar, or something that is no number
        return taken_apart(tuple([x if isinstance(x, Value) else number(x) for x in operands]))
    receivers = [_nobody if type(operand) is float else operand for operand in operands]
    while receivers[-1] is _nobody:
        receivers.pop()
    return operands, data, tuple(receivers)


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
        x = self._number
        if modes.active:
            return Value._record(primitive, (self,), [x], (self,))
        y = value(x)
        node = _new(Value)
        node._number = y
        node.grad = 0.0
        node.operands = node.receivers = (self,)
        node.local_gradient = gradient(y, x)
        node.primitive = primitive
        node.label = None
        return node

    _name(method, primitive.name, primitive)
    entrances.add(method)
    return method


def _binary(primitive: Primitive) -> tuple[Callable[[Value, Any], Value], Callable[[Value, Any], Value]]:
    """The operator ``self . other`` and its reflection ``other . self``."""
    value, gradient = primitive.value, primitive.gradient

    def method(self: Value, other: Any) -> Any:
        a = self._number
        if type(other) is Value:
            b = other._number
        elif type(other) is float:
            b = other
        else:
            b = other._number if isinstance(other, Value) else (other := _constant(other))
            if b is NotImplemented:
                return NotImplemented
        if modes.active:
            return Value._record(
                primitive, (self, other), [a, b], (self, other) if type(other) is not float else (self,)
            )
        y = value(a, b)
        node = _new(Value)
        node._number = y
        node.grad = 0.0
        node.operands = (self, other)
        node.receivers = node.operands if type(other) is not float else (self,)
        node.local_gradient = gradient(y, a, b)
        node.primitive = primitive
        node.label = None
        return node

    def reflected(self: Value, other: Any) -> Any:
        a = other if type(other) is float else _constant(other)
        if a is NotImplemented:
            return NotImplemented
        b = self._number
        if modes.active:
            return Value._record(primitive, (a, self), [a, b], (_nobody, self))
        y = value(a, b)
        node = _new(Value)
        node._number = y
        node.grad = 0.0
        node.operands = (a, self)
        node.receivers = (_nobody, self)
        node.local_gradient = gradient(y, a, b)
        node.primitive = primitive
        node.label = None
        return node

    _name(method, primitive.name, primitive)
    _name(reflected, f"r{primitive.name}", primitive)
    entrances.update((method, reflected))
    return method, reflected


def _function(primitive: Primitive) -> Callable[..., Any]:
    """The method ``x.f(...)`` of a function ``f(x, ...)`` of several operands or with static parameters."""

    def method(self: Value, *operands: Any, **static: Any) -> Any:
        return primitive(self, *operands, **static)

    _name(method, primitive.name, primitive)
    return method


def _name(method: Any, name: str, primitive: Primitive) -> None:
    """Give ``method`` the name under which a traceback and a debugger show it."""
    method.__name__ = name
    method.__qualname__ = f"Value.{name}"
    method.__doc__ = str(primitive.__doc__).partition("\n")[0]


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Any], bool]:
    def method(self: Value, other: Any) -> bool:
        return compare(self._number, other._number if isinstance(other, Value) else other)

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
        receivers: the operands as the backward pass sees them, which need not tell nodes from constants then (15 % of
            a training step): for a constant stands a node that nobody reads, and behind the last node nothing.
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

    # Not `_data`, by which numpy.ma takes the number out of whatever has it, and the gradient is lost.
    __slots__ = (
        "__weakref__",
        "_notes",
        "_number",
        "_place",
        "grad",
        "label",
        "local_gradient",
        "operands",
        "primitive",
        "receivers",
    )

    _number: float
    _notes: Notes  # not set where there are none
    _place: Place | None  # where it was made; not set where nobody looked
    grad: float
    label: str | None
    local_gradient: Callable[[], LocalGradients]
    operands: tuple[Any, ...]
    primitive: Primitive | None
    receivers: tuple[Value, ...]

    def __init__(self, data: Number, label: str | None = None) -> None:
        self._number = number(data)
        self.grad = 0.0
        self.operands = self.receivers = ()
        self.local_gradient = _no_gradients
        self.primitive = None
        self.label = label
        if modes.active:
            self._notes = modes.current().leaf_notes

    # What a pickle builds nodes with, of classes derived from this one, too.
    _as_leaf = __init__
    _taken_apart = staticmethod(taken_apart)

    @property
    def data(self) -> float:
        """The number of this node, a Python float."""
        return self._number

    @data.setter
    def data(self, x: Number) -> None:
        self._number = number(x)

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
        if modes.active or noted.hooked or self.local_gradient is modes.no_history:
            from autograd_lite import watching

            watching.backward(self)
        else:
            graph.backward(self)

    def steps(self) -> Recording:
        """``backward()``, step by step: a sequence of what it does at each node; see ``record``.

        >>> a = Value(3.0, label="a")
        >>> for step in (a * a).steps():
        ...     print(step.upstream, [edge.contribution for edge in step.edges])
        1.0 [3.0, 3.0]
        """
        import autograd_lite

        return autograd_lite.record(self)

    def debug(self, source: IO[str] | None = None) -> None:
        """``backward()`` in a debugger, in the terminal or a notebook; see ``debug``."""
        import autograd_lite

        autograd_lite.debug(self, source)

    def zero_grad(self) -> None:
        """Set ``grad`` of this node and of every node below to 0, leaves included.

        >>> a = Value(3.0)
        >>> y = a * a
        >>> y.backward()
        >>> y.zero_grad()
        >>> a.grad
        0.0
        """
        for node in graph.topological_order(self):
            node.grad = 0.0

    def detach(self) -> Value:
        """A leaf with the same number and label, and no history: gradients that reach it go no further.

        >>> a = Value(3.0)
        >>> y = a * (a * a).detach()
        >>> y.backward()
        >>> a.grad
        9.0
        """
        return _without_history(self._number, self.label)

    def on_gradient(self, hook: Hook) -> noted.HookHandle:
        """Call ``hook(gradient)`` whenever a backward pass has the whole gradient of this node.

        That is before the gradient is handed on to the operands. What the hook returns takes its place, unless it is
        None. On a leaf the hook is shown what this pass brings, and not what earlier ones left in ``grad``. It is
        called in every sweep backwards that reaches the node: also those of ``gradients()``, where it gets a Value with
        ``create_graph``, of the transforms, and those for second derivatives. Several hooks are called in order. What a
        hook raises goes through; the leaves' gradients are then as before the pass.

        Returns a handle, whose ``remove()`` takes the hook off again. Raises ``TypeError`` if it cannot be called.

        >>> a = Value(3.0)
        >>> handle = a.on_gradient(lambda gradient: min(gradient, 1.0))
        >>> (a * a).backward()
        >>> a.grad
        1.0
        """
        if not callable(hook):
            raise TypeError(f"a hook is a function of the gradient, not {hook!r:.80} of type {type(hook).__name__}")
        self.notes = self.notes.with_hooks((*self.notes.hooks, hook))
        return noted.HookHandle(self, hook)

    def break_on_gradient(self) -> noted.HookHandle:
        """Call ``breakpoint()`` whenever a backward pass has the whole gradient of this node.

        The debugger (pdb, or the one that ``PYTHONBREAKPOINT`` names; none if that is 0) stops in a function in which
        ``node`` is this node and ``gradient`` its gradient, before it is handed on to the operands. What is assigned to
        ``gradient`` there is handed on in its place. ``up`` leads to the backward pass.

        This is a hook of :meth:`on_gradient`, called when those are. Returns its handle, whose ``remove()`` takes it
        off again.

        >>> a = Value(3.0)
        >>> handle = a.break_on_gradient()
        >>> handle.remove()
        """
        from autograd_lite import watching

        return self.on_gradient(watching.stopping(self))

    @property
    def notes(self) -> Notes:
        """What this node carries beside its numbers: scope, owners, hooks."""
        try:
            return self._notes
        except AttributeError:
            return noted.NO_NOTES

    @notes.setter
    def notes(self, new: Notes) -> None:
        self._notes = new

    @property
    def scope(self) -> str:
        """The path of the scopes in which this node was made, joined by "/"; "" outside of any. See ``scope``."""
        return self.notes.scope

    @property
    def place(self) -> Place | None:
        """Where it was made, as it was captured: code and instruction. :attr:`site` says what stands there."""
        return getattr(self, "_place", None)

    @property
    def site(self) -> Site | None:
        """The line and columns of the user's code that made this node, if that was captured; see ``capture``."""
        if self.place is None:
            return None
        from autograd_lite import sites

        return sites.site_of(self.place)

    # Operators and functions, made from the table. Some functions have a second name, which is that of NumPy: its
    # functions of arrays of objects call the method of that name.
    __add__, __radd__ = _binary(primitives.add)
    __sub__, __rsub__ = _binary(primitives.sub)
    __mul__, __rmul__ = _binary(primitives.mul)
    __truediv__, __rtruediv__ = _binary(primitives.div)
    __floordiv__, __rfloordiv__ = _binary(primitives.floordiv)
    __mod__, __rmod__ = _binary(primitives.mod)
    _pow, __rpow__ = _binary(primitives.pow)
    _power = _binary(primitives.power)[0]
    __neg__ = _unary(primitives.neg)
    __abs__ = _unary(primitives.abs)
    neg = negative = __neg__
    abs = absolute = fabs = __abs__
    add = _function(primitives.add)  # not the operator, which leaves to the other class what it does not know
    sub = subtract = _function(primitives.sub)
    mul = multiply = _function(primitives.mul)
    div = divide = _function(primitives.div)
    floordiv = floor_divide = _function(primitives.floordiv)
    mod = remainder = _function(primitives.mod)
    maximum = _function(primitives.max)
    minimum = _function(primitives.min)
    select = _function(primitives.select)
    sign = _unary(primitives.sign)
    step = _unary(primitives.step)
    floor = __floor__ = _unary(primitives.floor)
    ceil = __ceil__ = _unary(primitives.ceil)
    trunc = __trunc__ = _unary(primitives.trunc)
    round = __round__ = rint = _function(primitives.round)
    square = _unary(primitives.square)
    reciprocal = _unary(primitives.reciprocal)
    sqrt = _unary(primitives.sqrt)
    cbrt = _unary(primitives.cbrt)
    exp = _unary(primitives.exp)
    exp2 = _unary(primitives.exp2)
    expm1 = _unary(primitives.expm1)
    log = _unary(primitives.log)
    log2 = _unary(primitives.log2)
    log10 = _unary(primitives.log10)
    log1p = _unary(primitives.log1p)
    sin = _unary(primitives.sin)
    cos = _unary(primitives.cos)
    tan = _unary(primitives.tan)
    asin = arcsin = _unary(primitives.asin)
    acos = arccos = _unary(primitives.acos)
    atan = arctan = _unary(primitives.atan)
    atan2 = arctan2 = _function(primitives.atan2)
    degrees = rad2deg = _unary(primitives.degrees)
    radians = deg2rad = _unary(primitives.radians)
    sinh = _unary(primitives.sinh)
    cosh = _unary(primitives.cosh)
    tanh = _unary(primitives.tanh)
    asinh = arcsinh = _unary(primitives.asinh)
    acosh = arccosh = _unary(primitives.acosh)
    atanh = arctanh = _unary(primitives.atanh)
    hypot = _function(primitives.hypot)
    copysign = _function(primitives.copysign)
    logaddexp = _function(primitives.logaddexp)
    sigmoid = _unary(primitives.sigmoid)
    logit = _unary(primitives.logit)
    log_sigmoid = _unary(primitives.log_sigmoid)
    softplus = _unary(primitives.softplus)
    relu = _unary(primitives.relu)
    leaky_relu = _function(primitives.leaky_relu)
    elu = _function(primitives.elu)
    silu = _unary(primitives.silu)
    gelu = _unary(primitives.gelu)
    erf = _unary(primitives.erf)
    erfc = _unary(primitives.erfc)
    lgamma = _unary(primitives.lgamma)
    polygamma = _function(primitives.polygamma)

    def digamma(self) -> Value:
        """``polygamma(0)``, the derivative of ``lgamma``."""
        derivative: Value = self.polygamma(0.0)
        return derivative

    def clip(self, low: Number | None = None, high: Number | None = None, out: None = None) -> Value:
        """``clip(x, low, high)``, with None for no bound, as NumPy has it, which also hands on its ``out``."""
        bounds: dict[str, Any] = {"low": low, "high": high}
        clipped: Value = primitives.clip(self, **{name: bound for name, bound in bounds.items() if bound is not None})
        return clipped

    def __divmod__(self, other: Any) -> tuple[Value, Value]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[Value, Value]:
        return other // self, other % self

    def __pow__(self, exponent: Value | Number) -> Value:
        """self ** exponent: a number is a static parameter (``power``), a node a variable (``pow``)."""
        return self._pow(exponent) if isinstance(exponent, Value) else self._power(exponent)

    def pow(self, exponent: Value | Number) -> Value:
        """``self ** exponent``."""
        return self**exponent

    power = pow

    def __pos__(self) -> Value:
        return self

    def conjugate(self) -> Value:
        """The complex conjugate of a real number, itself: NumPy's variance and lengths ask for it."""
        return self

    @property
    def real(self) -> Value:
        """The real part of a real number, itself."""
        return self

    @property
    def imag(self) -> float:
        """The imaginary part of a real number."""
        return 0.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """What NumPy calls for ``array * self``, ``numpy.maximum(self, 0.0)`` and the like."""
        from autograd_lite import ufuncs

        return ufuncs.call(ufunc, method, inputs, options)

    @staticmethod
    def record_primitive(primitive: Primitive, operands: tuple[Any, ...]) -> Value:
        """Record ``primitive(*operands)``, where at least one operand is a Value (the table's protocol)."""
        operands, data, receivers = taken_apart(operands)
        if primitive.static and any(isinstance(x, Value) for x in operands[-primitive.static :]):
            remedy = _VARIABLE.get(primitive.name, "")
            raise TypeError(
                f"the static parameter of {primitive.name} is part of the operation, a plain number, not "
                f"{next(filter(is_node, operands[-primitive.static :]))!r}: its gradient would be lost. Pass its "
                f".data{remedy and ', or '}{remedy}"
            )
        return Value._record(primitive, operands, data, receivers)

    @staticmethod
    def _record(
        primitive: Primitive, operands: tuple[Any, ...], data: list[float], receivers: tuple[Value, ...]
    ) -> Value:
        """The node of an operation whose operands have been checked, and whose numbers are known."""
        mode = modes.current() if modes.active else None
        y = primitive.value(*data)
        if mode is not None and not (mode.recording or mode.anomaly):
            return _without_history(y)
        node = _new(Value)
        node._number = y
        node.grad = 0.0
        node.operands = operands
        node.receivers = receivers
        node.local_gradient = primitive.gradient(y, *data)
        node.primitive = primitive
        node.label = None
        if mode is not None:
            node._notes = mode.notes
            if mode.anomaly:
                from autograd_lite import anomalies, sites

                node._place = sites.place(sys._getframe(), whole=True)
                anomalies.check_value(node)
                if not mode.recording:
                    return _without_history(y)
        return node

    # How layers record their weighted sums; a name of its own, since the operators use the other one, too, and a node
    # is to be captured once.
    _record_sum = _record

    # Comparisons are those of the numbers; identity decides in sets and dicts.
    __eq__ = _comparison(operator.eq)
    __ne__ = _comparison(operator.ne)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return self._number != 0.0

    def __float__(self) -> NoReturn:
        """Raise: whoever asks for the plain number by this way, as ``math`` and float arrays do, forgets the graph."""
        raise TypeError(
            f"{self!r} as a plain number would drop its gradient: to go on with the gradient use the functions of "
            "autograd_lite (autograd_lite.exp(v) or v.exp() in place of math.exp(v)), in arrays dtype=object; for the "
            "number alone use .data (math.isnan(v.data), float(v.data), range(int(v.data)))"
        )

    __int__ = __index__ = __complex__ = as_integer_ratio = __float__

    def __format__(self, spec: str) -> str:
        return format(self._number, spec) if spec else str(self)

    def __repr__(self) -> str:
        name = f", label={self.label!r}" if self.label is not None else ""
        op = f", op={self._op!r}" if self.operands else ""
        return f"Value(data={self._number!r}, grad={self.grad!r}{name}{op})"

    def safely_stringify_for_pudb(self) -> str:
        """What pudb shows of a variable: by itself it would name the type alone."""
        return repr(self)

    # What notebooks show; see showing.py.
    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from autograd_lite import showing

        return showing.mimebundle(self)

    def _mime_(self) -> tuple[str, str]:
        from autograd_lite import showing

        return showing.mime(self)

    # Copies and pickles; see copying.py.
    def __copy__(self) -> Value:
        from autograd_lite import copying

        node: Value = copying.copied(self)
        return node

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        from autograd_lite import copying

        node: Value = copying.deeply_copied(self, memo)
        return node

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        from autograd_lite import copying

        return copying.reduced(self)

    # The names by which micrograd's users know them.
    @property
    def _prev(self) -> set[Value]:
        return set(self.parents)

    @property
    def _op(self) -> str:
        if self.primitive is None:
            return ""
        symbol, static = self.primitive.symbol, self.primitive.static
        if not static:
            return symbol
        return symbol + " " * symbol[-1].isalpha() + ",".join(f"{parameter:g}" for parameter in self.operands[-static:])


def _without_history(data: float, label: str | None = None) -> Value:
    """A leaf that was a computed node, or would have been one."""
    leaf = Value(data, label)
    leaf.local_gradient = modes.no_history
    return leaf


def _no_gradients() -> tuple[()]:
    """The local gradients of a leaf: it has no operands."""
    return ()


_nobody = Value(0.0, label="constant")
