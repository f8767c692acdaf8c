"""Screen: lines of text in a few styles; colour where the output is a terminal that wants it."""

from __future__ import annotations

import os
import shutil
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

# What is said in which style; the words do without it.
STYLES = {
    "now": "bold",  # where one is
    "place": "cyan",  # files and lines
    "name": "green",  # of nodes
    "strange": "bold red",  # numbers that are not finite, and errors
    "aside": "dim",  # what need not be read
    "mark": "bold yellow",  # the piece of source that it is about
}
Piece = str | tuple[str, str] | Text  # text, or text and style

WIDTH = 160  # columns of what is no terminal
LONGEST = 400  # characters of a line that says what a program called its nodes


class Unwritable(Exception):
    """Nothing can be written any more: who read it is gone, or the file is closed."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise  # the error that is being handled; rich would end the program


class Screen:
    """Where a debugger writes.

    NO_COLOR, FORCE_COLOR and TERM are heeded. Control characters, as they may stand in labels and in source, become
    "�", and what the encoding of the output does not have becomes "?". :class:`Unwritable` is raised when the output is
    gone.
    """

    def __init__(self, output: IO[str] | None = None) -> None:
        self._console = _Console(
            file=output,
            theme=Theme(STYLES),
            highlight=False,
            emoji=False,
            markup=False,
            soft_wrap=True,
            force_jupyter=False,
            color_system=None if os.environ.get("NO_COLOR") else "auto",
        )

    @property
    def width(self) -> int:
        """How many columns a line may have; the same for all that is no terminal."""
        return shutil.get_terminal_size((WIDTH, 40)).columns if self._console.is_terminal else WIDTH

    def line(self, *pieces: Piece) -> None:
        """Write a line."""
        try:
            self._console.print(self.text(*pieces), soft_wrap=True)
        except (OSError, ValueError) as error:  # ValueError: the file is closed
            raise Unwritable from error

    def error(self, message: object) -> None:
        """Write what went wrong."""
        for k, line in enumerate(str(message).splitlines() or [type(message).__name__]):
            self.line(("*** ", "strange") if k == 0 else "    ", cut(line))

    def columns(self, rows: Iterable[Iterable[Piece]], indent: str = "  ", right: frozenset[int] = frozenset()) -> None:
        """Write rows in columns that stand below each other, those in ``right`` flush right."""
        cells = [[self.text(cell) for cell in row] for row in rows]
        widths = [max(column) for column in zip(*([cell.cell_len for cell in row] for row in cells), strict=True)]
        for row in cells:
            line = Text(indent)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True)):
                gap = " " * (width - cell.cell_len)
                line += Text(gap) + cell if k in right else cell + Text(gap)
                line.append("  ")
            line.rstrip()
            self.line(line)

    def text(self, *pieces: Piece) -> Text:
        """Pieces as one text that can be shown."""
        whole = Text.assemble(*pieces)
        encoding = getattr(self._console.file, "encoding", None) or "utf-8"
        shown = "".join(c if c.isprintable() or c == "\n" else "�" for c in whole.plain)
        whole.plain = shown.encode(encoding, "replace").decode(encoding)
        return whole


def cut(line: str, longest: int = LONGEST) -> str:
    """A line that is not too long.

    >>> cut("a long line", 6)
    'a lon…'
    """
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
