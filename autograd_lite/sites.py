"""Where the user's code made a node: the line, and the columns of the sub-expression on it.

What is kept while recording is a code object and the index of an instruction, never a frame, which would keep all
variables of the user's function alive. Lines and columns are looked up when somebody asks (PEP 657); with ``-X
no_debug_ranges`` there are no columns.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.sources import lines_of, of_the_user

if TYPE_CHECKING:
    from types import CodeType, FrameType

# Of a user's frame: its code, and the index of the instruction; with the calls that led there, from the innermost one
# outwards, if they were captured.
Place = tuple["CodeType", int] | tuple["CodeType", int, tuple["Place", ...]]


def place(frame: FrameType | None, whole: bool = False) -> Place | None:
    """The innermost place outside of this package and of NumPy, from ``frame`` outwards; its callers too if ``whole``.

    None if there is none, as where a thread runs a function of this package.
    """
    while frame is not None and not of_the_user[frame.f_code.co_filename]:
        frame = frame.f_back
    if frame is None:
        return None
    if not whole:
        return frame.f_code, frame.f_lasti
    calls: list[Place] = []
    caller = frame.f_back
    while caller is not None:
        if of_the_user[caller.f_code.co_filename]:
            calls.append((caller.f_code, caller.f_lasti))
        caller = caller.f_back
    return frame.f_code, frame.f_lasti, _shared(calls)


_last_calls: tuple[Place, ...] = ()


def _shared(calls: list[Place]) -> tuple[Place, ...]:
    """The calls, as one tuple for all nodes that are made one after the other in the same call: it may be long."""
    global _last_calls
    last = _last_calls  # which another thread may replace meanwhile
    if len(calls) != len(last) or any(a[0] is not b[0] or a[1] != b[1] for a, b in zip(calls, last, strict=True)):
        last = _last_calls = tuple(calls)
    return last


class Site(NamedTuple):
    """A piece of source code; lines and columns count from 1, in characters, and columns are None where unknown.

    Attributes:
        file: the name of the file, as Python knows it (``<stdin>`` and the like included).
        line, end_line: the first and the last line of the expression.
        column, end_column: its first character in the first line, and its last one in the last line.
        text: the first line of source, without the line break; "" where there is no source.
        function: the qualified name of the function, ``<module>`` outside of any.
    """

    file: str
    line: int
    end_line: int
    column: int | None
    end_column: int | None
    text: str
    function: str

    def __str__(self) -> str:
        """File, line and columns, and the line itself with the expression marked."""
        where = f"{self.file}, line {self.line}"
        if self.column is not None and self.end_line == self.line:
            where += f", columns {self.column} to {self.end_column}"
        elif self.column is not None:
            where += f", column {self.column}, to line {self.end_line}, column {self.end_column}"
        if not self.text.strip():
            return where
        line = self.text.strip().replace("\t", " ")  # of which each terminal would make another width
        shown = f"{where}:\n    {line}"
        if self.column is None:
            return shown
        start = self.column - 1 - (len(self.text) - len(self.text.lstrip()))
        end = self.end_column if self.end_line == self.line and self.end_column else len(self.text.rstrip())
        width = sum(map(terminal_columns, self.text[self.column - 1 : end]))
        before = sum(map(terminal_columns, line[:start]))
        return f"{shown}\n    {' ' * before}{'^' * width}"


def site_of(place: Place) -> Site:
    """The source of a place that was captured."""
    code, instruction = place[:2]
    _, end_line, column, end_column = _positions(code)[instruction // 2]
    line = line_of(place)
    end_line = end_line or line
    lines = lines_of(code)
    text, last = (lines[number - 1].rstrip("\n") if number <= len(lines) else "" for number in (line, end_line))
    if column is not None and end_column is not None:  # they count the bytes of UTF-8
        column, end_column = _characters(text, column) + 1, _characters(last, end_column)
    return Site(code.co_filename, line, end_line, column, end_column, text, code.co_qualname)


def line_of(place: Place) -> int:
    """The line of a place."""
    code, instruction = place[:2]
    return _positions(code)[instruction // 2][0] or code.co_firstlineno


@lru_cache(maxsize=256)
def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    return [*code.co_positions()]


def stack_of(place: Place) -> list[Place]:
    """The calls that led to a place, from itself outwards; itself alone where the others were not captured."""
    return [place, *place[2]] if len(place) == 3 else [place]


def _characters(line: str, count: int) -> int:
    return len(line.encode("utf-8", "surrogatepass")[:count].decode("utf-8", "replace")) if line else count


def terminal_columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
