"""NumPy's functions of a single Value, alone or beside an array.

Of an array of objects NumPy asks nothing: it calls the operators and methods of its elements. Where a Value itself is
an argument, NumPy hands the call to ``Value.__array_ufunc__``, and so to :func:`call`. NumPy is never imported here:
who calls its functions has it.
"""

from __future__ import annotations

import operator
import sys

from autograd_lite import primitives
from autograd_lite.primitives.table import is_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What a number of NumPy's on the left of an operator calls. It could as well go the way of arrays; that takes twice as
# long. (Of a comparison NumPy has made an array without dimensions by then.)
_OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "power": operator.pow,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}

# What NumPy does without the elements (it picks one of two, or returns 1), or by a method of the first operand, which
# may be a plain number, or for its own kinds of numbers only.
_OURS = {
    "arctan2": primitives.atan2,
    "clip": primitives.clip,
    "copysign": primitives.copysign,
    "divmod": primitives.divmod,
    "hypot": primitives.hypot,
    "logaddexp": primitives.logaddexp,
    "maximum": primitives.max,
    "minimum": primitives.min,
    "sign": primitives.sign,
}


def call(ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """``ufunc.method(*inputs, **options)``, where an input is a Value: elementwise, and a Value for a single number.

    Raises ``TypeError`` for a function that exists for plain numbers only (``isnan``), and when the result is to be
    written into an array of these (``a += v``).

    >>> import numpy
    >>> from autograd_lite import Value
    >>> numpy.maximum(Value(-1.0), 0.0)
    Value(data=0.0, grad=0.0, op='max')
    >>> (numpy.array([1.0, 2.0]) * Value(3.0))[1]
    Value(data=6.0, grad=0.0, op='*')
    """
    numpy = sys.modules["numpy"]
    name = ufunc.__name__
    function = ufunc
    if method == "__call__":
        if name in _OPERATORS and not options and getattr(inputs[0], "ndim", None) == 0:
            x = inputs[0].item()
            if type(x) is float or type(x) is int:
                return _OPERATORS[name](x, inputs[1])
        if name in _OURS:
            function = numpy.frompyfunc(_OURS[name], ufunc.nin, ufunc.nout)
    outputs = options.get("out", ())
    if any(map(is_node, outputs)):
        raise TypeError(f"{name} cannot write into a Value, {next(filter(is_node, outputs))!r}; leave out= away")
    arguments = [_unasked(numpy, x) for x in inputs]
    try:
        return getattr(function, method)(*arguments, **options)
    except TypeError:
        remedy = (
            f"{next(filter(is_node, inputs))!r} as one would drop its gradient: to go on with the gradient use the "
            f"functions of autograd_lite, for the number alone .data (numpy.{name}(v.data))"
        )
        if function is ufunc and not any("O" in kinds for kinds in ufunc.types):
            raise TypeError(f"{name} of NumPy or SciPy takes plain numbers only, and {remedy}") from None
        for array in outputs:
            if array is not None and array.dtype != object:
                raise TypeError(
                    f"an array of {array.dtype} holds plain numbers, and {remedy}. For an array of Values write "
                    "a = a + v in place of a += v, or start from a.astype(object)"
                ) from None
        raise


def _unasked(numpy: Any, x: Any) -> Any:
    """``x`` in a form for which NumPy does not come back here."""
    if is_node(x):
        return numpy.asarray(x, object)  # what NumPy would have made of it
    if getattr(x, "ndim", None) == 0 and x.dtype.char in "gG":
        # long double, which has no equal in Python: in an array of objects it keeps operators of NumPy's.
        return float(x) if x.dtype.char == "g" else complex(x)
    return x
