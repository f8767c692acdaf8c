"""Examples for training: X and Y, however they come, as rows of plain numbers."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.shapes import is_sequence, unpacked, without_names
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Iterable

Example = tuple[list[float], Any]  # a row of X; and a row of Y, or a number


def examples_of(X: Iterable[Any], Y: Iterable[Any], names: tuple[str, str] = ("X", "Y")) -> list[Example]:
    """The rows of X and Y side by side, as lists of floats. Where Y holds plain numbers, these stay numbers (an int an
    int: it may be the number of a class).

    Raises ``ValueError`` for no examples, for different lengths, and for a number that is not finite, ``TypeError`` for
    what is no number; both name row and column.

    >>> examples_of([[0, 1], [1, 1]], [[0], [1]]), examples_of([0.5], [7])
    ([([0.0, 1.0], [0.0]), ([1.0, 1.0], [1.0])], [([0.5], 7)])
    """
    inputs = [_row(row, k, names[0]) for k, row in enumerate(_rows(X, names[0]))]
    targets = [_target(row, k, names[1]) for k, row in enumerate(_rows(Y, names[1]))]
    if not inputs or len(inputs) != len(targets):
        raise ValueError(
            f"{names[0]} and {names[1]} hold one row per example, and at least one; {names[0]} has {len(inputs)} rows "
            f"and {names[1]} has {len(targets)}"
        )
    return list(zip(inputs, targets, strict=True))


def _rows(rows: Any, name: str) -> Iterable[Any]:
    rows = without_names(rows)
    if not is_sequence(rows):
        raise TypeError(
            f"{name} holds rows of numbers in an order, as a list or an array, and is no {type(rows).__name__}: "
            f"{rows!r:.80}"
        )
    found: Iterable[Any] = rows
    return found


def _target(row: Any, k: int, name: str) -> Any:
    """Row ``k`` of Y."""
    if is_sequence(row):
        return _row(row, k, name)
    (x,) = _row(row, k, name)
    try:
        return operator.index(unpacked(row))
    except TypeError:
        return x


def _row(row: Any, k: int, name: str) -> list[float]:
    """Row ``k`` as floats; a plain number is a row of one."""
    numbers = []
    for i, entry in enumerate(list(row) if is_sequence(row) else [row]):
        try:
            x = number(unpacked(entry))
        except TypeError as error:
            raise TypeError(f"{name}[{k}][{i}]: {error}") from None
        if not math.isfinite(x):
            raise ValueError(f"{name}[{k}][{i}] is {x}; training needs finite numbers: mend or remove that row")
        numbers.append(x)
    return numbers
