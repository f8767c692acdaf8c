"""Source: the user's lines around a node, the piece that made it marked, and the numbers of each line beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from autograd_lite.sites import site_of, terminal_columns
from autograd_lite.sources import lines_of
from autograd_lite.stepping.terminal.words import digits

if TYPE_CHECKING:
    from autograd_lite.sites import Place
    from autograd_lite.stepping.session import Session

AROUND = 5  # lines before and after
WIDEST = 60  # columns of source before the numbers


def listing(session: Session, place: Place, first: int | None = None) -> tuple[int, list[Text]]:
    """Some lines from ``first`` on, or those around a place; and the number of the last one."""
    site = site_of(place)
    lines = lines_of(place[0])
    start = max(1, site.line - AROUND) if first is None else max(1, first)
    end = min(len(lines), start + 2 * AROUND)
    shown = [_expanded(line) for line in lines[start - 1 : end]]
    width = min(WIDEST, max((_width(line) for line in shown), default=0))
    found = []
    for number, line in enumerate(shown, start):
        here = number == site.line
        row = Text.assemble((f"{number:5} {'->' if here else '  '} ", "now" if here else "aside"), line)
        numbers = _numbers(session, site.file, number)
        if numbers:
            row.append(" " * max(2, width + 2 - _width(line)))
            row.append(numbers, "name")
        found.append(row)
        if here and site.column is not None:
            marked_to = site.end_column if site.end_line == site.line else None
            found.append(Text.assemble(" " * 9, (_marks(lines[number - 1], site.column, marked_to), "mark")))
    return end, found


def _numbers(session: Session, file: str, line: int) -> str:
    """Value and gradient of the last node that a line made: that of the whole of it, as a rule."""
    positions = session.recording.groups.lines.get((file, line))
    if not positions:
        return ""
    position, count = positions[-1], len(positions)
    numbers = f"{digits(session.recording.data[position])}  grad {digits(session.gradient(position))}"
    return f"#{position} {numbers}" + (f"  ({count:,} nodes)" if count > 1 else "")


def _expanded(line: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in line.expandtabs(4).rstrip())


def _marks(line: str, column: int, end: int | None) -> str:
    """Marks below the piece of a line, from a column to another one, both counted from 1, or the end of the line."""
    before, marked = line[: column - 1], line[: end or len(line.rstrip())]
    start = _width(before.expandtabs(4))
    return " " * start + "^" * max(1, _width(marked.expandtabs(4)) - start)


def _width(line: str) -> int:
    return sum(map(terminal_columns, line))
