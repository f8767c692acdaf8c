"""Where the user's code made a node: the line, and the columns of the sub-expression on it.

What is kept while recording is a code object and the index of an instruction, never a frame, which would keep all
variables of the user's function alive. Lines and columns are looked up when somebody asks (PEP 657).
"""

from __future__ import annotations

import linecache
import os
import sys
import unicodedata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from autograd_lite.notes import Place

_OURS = f"{Path(__file__).parent}{os.sep}"
_users: dict[str, bool] = {}  # by name of file


def capture() -> Place | None:
    """The innermost place outside of this package and of NumPy (whose functions of arrays call our operators)."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not _is_users(frame.f_code):
        frame = frame.f_back
    return None if frame is None else (frame.f_code, frame.f_lasti)


def _is_users(code: CodeType) -> bool:
    name = code.co_filename
    known = _users.get(name)
    if known is None:
        numpy = [f"{path}{os.sep}" for path in getattr(sys.modules.get("numpy"), "__path__", ())]
        known = _users[name] = not name.startswith((_OURS, *numpy, "<__array_function__"))
    return known


class Site(NamedTuple):
    """A piece of source code; lines and columns count from 1, in characters, and columns are None where unknown.

    Attributes:
        file: the name of the file, as Python knows it (``<stdin>`` and the like included).
        line, end_line: the first and the last line of the expression.
        column, end_column: its first character in the first line, and its last one in the last line.
        text: the first line of source, without the line break; "" where there is no source.
    """

    file: str
    line: int
    end_line: int
    column: int | None
    end_column: int | None
    text: str

    def __str__(self) -> str:
        """File, line and columns, and the line itself with the expression marked."""
        where = f"{self.file}, line {self.line}"
        if self.column is not None and self.end_line == self.line:
            where += f", columns {self.column} to {self.end_column}"
        elif self.column is not None:
            where += f", column {self.column}, to line {self.end_line}, column {self.end_column}"
        if not self.text.strip():
            return where
        shown = f"{where}:\n    {self.text.strip()}"
        if self.column is None:
            return shown
        start = self.column - 1 - (len(self.text) - len(self.text.lstrip()))
        end = self.end_column if self.end_line == self.line and self.end_column else len(self.text.rstrip())
        width = sum(map(terminal_columns, self.text[self.column - 1 : end]))
        before = sum(map(terminal_columns, self.text.strip()[:start]))
        return f"{shown}\n    {' ' * before}{'^' * width}"


def site_of(place: Place) -> Site:
    """The source of a place that was captured."""
    code, instruction = place
    positions = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    line, end_line, column, end_column = positions
    line = line or code.co_firstlineno
    end_line = end_line or line
    text = linecache.getline(code.co_filename, line).rstrip("\n")
    if column is not None and end_column is not None:  # they count the bytes of UTF-8
        last = linecache.getline(code.co_filename, end_line)
        column, end_column = _characters(text, column) + 1, _characters(last, end_column)
    return Site(code.co_filename, line, end_line, column, end_column, text)


def _characters(line: str, count: int) -> int:
    return len(line.encode("utf-8", "surrogatepass")[:count].decode("utf-8", "replace")) if line else count


def terminal_columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
