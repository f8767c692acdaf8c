"""An example, a batch, or one number: what layers and losses take, flat, with its shape."""

from __future__ import annotations

import operator
from collections.abc import Mapping, MappingView, Set
from typing import Any, SupportsIndex

from autograd_lite.primitives import number
from autograd_lite.value import Value

Shape = tuple[int, ...]

# What has iterators but no rows: text and bytes are letters, a mapping gives its keys, and a set has no order.
NO_SEQUENCES = (str, bytes, bytearray, Mapping, MappingView, Set)


def flattened(x: Any, name: str) -> tuple[list[Value | float], Shape]:
    """The numbers in nested sequences or an array, in order, and the shape as NumPy has it; () for a number.

    Nodes stay as they are, other numbers become floats. Raises ``ValueError`` for what is empty or has rows of
    different shapes, ``TypeError`` for what is no number; both call it ``name``.

    >>> flattened([[1, 2, 3], [4, 5, 6]], "x")
    ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], (2, 3))
    >>> flattened([[1, 2], [3]], "x")
    Traceback (most recent call last):
        ...
    ValueError: x has rows of different shapes: row 0 is of shape (2,), row 1 of shape (1,)
    """
    if type(x) is not list:  # most are lists, and the other questions take time
        x = without_names(x)
    if not is_sequence(x):
        return [_number(x, name)], ()
    entries = list(x)
    if not entries:
        raise ValueError(f"{name} is empty; it takes at least one number")
    if not any(map(is_sequence, entries)):
        return [entry if type(entry) is Value else _number(entry, name) for entry in entries], (len(entries),)
    rows = [flattened(entry, name) for entry in entries]
    inner = rows[0][1]
    for k, (_, shape) in enumerate(rows):
        if shape != inner:
            raise ValueError(
                f"{name} has rows of different shapes: row 0 is of shape {inner}, row {k} of shape {shape}"
            )
    return [entry for numbers, _ in rows for entry in numbers], (len(rows), *inner)


def nested(entries: list[Any], shape: Shape) -> Any:
    """The opposite: lists of ``shape`` with the entries in order, and the entry itself for ().

    >>> nested([1, 2, 3, 4, 5, 6], (2, 3))
    [[1, 2, 3], [4, 5, 6]]
    """
    for size in reversed(shape[1:]):
        entries = rows_of(entries, size)
    return entries if shape else entries[0]


def rows_of(entries: list[Any], size: int) -> list[list[Any]]:
    """The entries in rows of ``size``.

    >>> rows_of([1, 2, 3, 4], 2)
    [[1, 2], [3, 4]]
    """
    return [entries[i : i + size] for i in range(0, len(entries), size)]


def is_sequence(x: Any) -> bool:
    """Whether ``x`` is numbers or rows in an order, rather than one number (as an array without dimensions is)."""
    if type(x) is list:
        return True
    return hasattr(x, "__iter__") and not isinstance(x, NO_SEQUENCES) and getattr(x, "ndim", 1) != 0


def without_names(x: Any) -> Any:
    """The rows of a data frame of pandas, which would iterate over the names of its columns; all else as it is."""
    return x.to_numpy() if hasattr(x, "columns") and hasattr(x, "to_numpy") else x


def unpacked(x: Any) -> Any:
    """The number in an array without dimensions; all else as it is."""
    return x.item() if getattr(x, "ndim", None) == 0 and hasattr(x, "item") else x


def size(name: str, x: Any) -> int:
    """A number of inputs or neurons as an int, NumPy's included; ``ValueError`` that calls it ``name`` for another."""
    if isinstance(x, bool) or not isinstance(x, SupportsIndex) or operator.index(x) < 1:
        raise ValueError(f"{name} is an int of at least 1, not {x!r:.80}")
    return operator.index(x)


def _number(x: Any, name: str) -> Value | float:
    if isinstance(x, Value):
        return x
    try:
        return number(x)
    except (TypeError, OverflowError) as error:
        if (inner := unpacked(x)) is not x:
            return _number(inner, name)
        raise type(error)(f"{name}: {error}") from None
