"""Screen: lines of text in a few styles; colour where the output is a terminal that wants it."""

from __future__ import annotations

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


class Screen:
    """Where a debugger writes.

    NO_COLOR, FORCE_COLOR and TERM are heeded. What cannot be shown in the encoding of the output becomes "?".
    """

    def __init__(self, output: IO[str] | None = None) -> None:
        self._console = Console(
            file=output,
            theme=Theme(STYLES),
            highlight=False,
            emoji=False,
            markup=False,
            soft_wrap=True,
            force_jupyter=False,
        )

    def line(self, *pieces: Piece) -> None:
        """Write a line."""
        self._console.print(text(*pieces), soft_wrap=True)

    def error(self, message: object) -> None:
        """Write what went wrong."""
        for k, line in enumerate(str(message).splitlines()):
            self.line(("*** ", "strange") if k == 0 else "    ", line)

    def columns(self, rows: Iterable[Iterable[Piece]], indent: str = "  ", right: frozenset[int] = frozenset()) -> None:
        """Write rows in columns that stand below each other, those in ``right`` flush right."""
        cells = [[text(cell) for cell in row] for row in rows]
        widths = [max(column) for column in zip(*([cell.cell_len for cell in row] for row in cells), strict=True)]
        for row in cells:
            line = Text(indent)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True)):
                gap = " " * (width - cell.cell_len)
                line += Text(gap) + cell if k in right else cell + Text(gap)
                line.append("  ")
            line.rstrip()
            self.line(line)


def text(*pieces: Piece) -> Text:
    """Pieces as one text."""
    return Text.assemble(*pieces)
