"""A CSV table as the inputs and outputs of a network: numbers as they are, everything else one-hot."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable


class DataError(ValueError):
    """A file cannot be used; the message names the file, and the row and column where there is one."""


@dataclass(frozen=True)
class Dataset:
    """Examples for a network.

    Attributes:
        X, Y: m rows of d inputs, and m rows of l outputs.
        inputs, outputs: the names of the columns of X and Y; a one-hot column is called ``attribute=category``.
        attributes: the attributes in order; the categories of each, or None for a number.
    """

    X: list[list[float]]
    Y: list[list[float]]
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, list[str] | None]


def read_csv(
    path: str | os.PathLike[str],
    label: str,
    *,
    ignore: Iterable[str] = (),
    categorical: Iterable[str] = (),
    encoding: str = "utf-8-sig",
) -> Dataset:
    """Read a CSV file with a header row into inputs and outputs for classification.

    A column of numbers is one input, used as it is; any other column is one input per category, one-hot, in the order
    of first appearance. The label column gives one output where it has two classes (1 for the class that is larger as
    a number, or else appears first), and one output per class where it has more.

    Args:
        path: the file.
        label: the name of the column to be predicted.
        ignore: columns to leave out, such as a running number.
        categorical: columns of numbers to treat as categories.
        encoding: of the file; the default reads UTF-8 with and without a byte order mark.

    Raises:
        DataError: the file is not such a table; the message names row and column (the header is row 1).
        OSError: the file cannot be read.
    """
    header, rows = _cells(Path(path), encoding)
    ignore, categorical = set(ignore), set(categorical)
    for name in (label, *sorted(ignore), *sorted(categorical)):
        if name not in header:
            raise DataError(f"{path} has no column {name!r}; its columns are {', '.join(map(repr, header))}")
    columns = {name: [cells[i] for _, cells in rows] for i, name in enumerate(header)}
    lines = [line for line, _ in rows]

    inputs: list[str] = []
    encoded: list[list[float]] = []  # by column
    attributes: dict[str, list[str] | None] = {}
    for name, cells in columns.items():
        if name == label or name in ignore:
            continue
        numbers = None if name in categorical else _numbers(path, name, cells, lines)
        if numbers is not None:
            attributes[name] = None
            inputs.append(name)
            encoded.append(numbers)
        else:
            categories = list(dict.fromkeys(cells))
            attributes[name] = categories
            inputs += [f"{name}={category}" for category in categories]
            encoded += _one_hot(cells, categories)
    if not inputs:
        raise DataError(f"{path} has no column left to predict {label!r} from")
    outputs, targets = _classes(path, label, columns[label], lines)
    return Dataset(
        X=[list(row) for row in zip(*encoded, strict=True)],
        Y=[list(row) for row in zip(*targets, strict=True)],
        inputs=inputs,
        outputs=outputs,
        attributes=attributes,
    )


def _cells(path: Path, encoding: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the rows with the numbers of the lines they stand on, checked to be a full table."""
    try:
        text = path.read_bytes().decode(encoding)
    except LookupError:
        raise DataError(f"there is no encoding {encoding!r}; common ones are utf-8, gbk and latin-1") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}, row {line}: byte 0x{error.object[error.start]:02x} is not {error.encoding}; "
            "name the file's encoding (gbk is common for Chinese text)"
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):  # blank lines are no rows
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise DataError(f"{path}, row {reader.line_num}: {error}") from None
    if len(rows) < 2:
        raise DataError(f"{path} has {'only a header' if rows else 'nothing'} in it; it needs a header and rows")
    (_, header), *rows = rows
    for i, name in enumerate(header):
        if not name or name in header[:i]:
            raise DataError(f"{path}, row 1, column {i + 1}: {'two columns are called ' + name if name else 'no name'}")
    for line, cells in rows:
        if len(cells) != len(header):
            raise DataError(f"{path}, row {line} has {len(cells)} cells, but the header has {len(header)}")
        for name, cell in zip(header, cells, strict=True):
            if not cell:
                raise DataError(f"{path}, row {line}, column {name!r}: the cell is empty")
    return header, rows


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _numbers(path: str | os.PathLike[str], name: str, cells: list[str], lines: list[int]) -> list[float] | None:
    """The column as numbers, None if it holds no number at all, and DataError for a mixture."""
    numbers = [_number(cell) for cell in cells]
    if all(x is None or not math.isfinite(x) for x in numbers):
        return None  # "nan" and "inf" alone are words
    column = []
    for line, cell, x in zip(lines, cells, numbers, strict=True):
        if x is None or not math.isfinite(x):
            raise DataError(
                f"{path}, row {line}, column {name!r}: {cell!r} is not a finite number, and others in this column are; "
                "mend it, or declare the column categorical"
            )
        column.append(x)
    return column


def _one_hot(cells: list[str], categories: list[str]) -> list[list[float]]:
    """One column per category."""
    return [[float(cell == category) for cell in cells] for category in categories]


def _classes(
    path: str | os.PathLike[str], label: str, cells: list[str], lines: list[int]
) -> tuple[list[str], list[list[float]]]:
    """The outputs' names and columns."""
    classes = list(dict.fromkeys(cells))
    if len(classes) == 1:
        raise DataError(f"{path}, column {label!r}: every row has {classes[0]!r}, so there is nothing to learn")
    numbers = [_number(name) for name in classes]
    if all(x is not None for x in numbers):
        for x, name in zip(numbers, classes, strict=True):
            if x is None or not x.is_integer():
                raise DataError(
                    f"{path}, row {lines[cells.index(name)]}, column {label!r}: {name!r} is no class; this network "
                    "classifies, so its label column holds names or whole numbers"
                )
        classes.sort(key=float)
        if len(classes) == 2:
            classes.reverse()
    if len(classes) == 2:
        classes = classes[:1]
    return [f"{label}={name}" for name in classes], _one_hot(cells, classes)
