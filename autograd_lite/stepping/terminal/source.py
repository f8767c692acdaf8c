"""Source: the user's lines around a node, the piece that made it marked, and the numbers of each line beside it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from rich.text import Text

from autograd_lite.sites import site_of, terminal_columns
from autograd_lite.sources import lines_of
from autograd_lite.stepping.terminal.words import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.sites import Place, Site
    from autograd_lite.stepping.sessions.session import Session

AROUND = 5  # lines before and after
WIDEST = 60  # columns of source before the numbers
NUMBERS = 30  # columns that are kept for them in a narrow terminal
TAB = 4
BEFORE = 12  # columns that are left of a piece where the line is cut in front of it


def marked(place: Place, width: int) -> list[Text]:
    """The line of a place without its indentation, and below it marks under the piece that made the node."""
    site = site_of(place)
    if not site.text.strip():
        return []
    line, start, end = _expanded(site)
    indentation = len(line) - len(line.lstrip())
    return _cut(line[indentation:], max(0, start - indentation), max(0, end - indentation), width)


def listing(
    session: Session, place: Place, position: int, width: int, first: int | None = None, last: int | None = None
) -> tuple[int, list[Text]]:
    """The lines from ``first`` to ``last``, or those around a place; and the number of the last one.

    ``position`` is the node that was made at the place; its numbers stand beside its line.
    """
    site = site_of(place)
    lines = lines_of(place[0])
    start = max(1, site.line - AROUND) if first is None else max(1, first)
    end = min(len(lines), start + 2 * AROUND if last is None else last)
    shown = {
        number: _cut(*_expanded(site), width) if number == site.line else _cut(_plain(lines[number - 1]), 0, 0, width)
        for number in range(start, end + 1)
    }
    widest = min(WIDEST, max(20, width - NUMBERS), max((_width(rows[0].plain) for rows in shown.values()), default=0))
    found = []
    for number, (line, *marks) in shown.items():
        here = number == site.line
        numbers = _numbers(session, site.file, number, position if here else None)
        gap = " " * max(2, widest + 2 - _width(line.plain)) if numbers else ""
        head = (f"{number:5} {'->' if here else '  '} ", "now" if here else "aside")
        row = Text.assemble(head, line, gap, (numbers, "name"))
        row.rstrip()
        found.append(row)
        found += [Text.assemble(" " * 9, mark) for mark in marks]
    return end, found


def _numbers(session: Session, file: str, line: int, position: int | None) -> str:
    """Value and gradient of one of the nodes of a line: of ``position``, or the last one, that of the whole of it."""
    positions = session.recording.groups.lines.get((file, line))
    if not positions:
        return ""
    if position is None or position not in positions:
        position = positions[-1]
    numbers = f"{digits(session.recording.data[position])}  grad {digits(session.gradient(position))}"
    return f"#{position} {numbers}" + (f"  ({len(positions):,} nodes)" if len(positions) > 1 else "")


def _expanded(site: Site) -> tuple[str, int, int]:
    """The line of a site with spaces for tabs, and where in it the piece begins and ends; (0, 0) if unknown."""
    line = _plain(site.text)
    if site.column is None:
        return line, 0, 0
    start = len(site.text[: site.column - 1].expandtabs(TAB))
    if site.end_line == site.line and site.end_column:
        return line, start, max(start + 1, len(site.text[: site.end_column].expandtabs(TAB)))
    return line, start, max(start + 1, len(line))


def _plain(line: str) -> str:
    return line.expandtabs(TAB).rstrip()


def _cut(line: str, start: int, end: int, width: int) -> list[Text]:
    """A line that is no wider than ``width``, and marks below its piece from ``start`` to ``end``, if there is one."""
    first, last = 0, len(line)
    if _width(line) > width:
        if _width(line[:end]) > width - 1:
            first = start - _fitting(reversed(line[:start]), BEFORE)
        last = first + max(1, _fitting(line[first:], width - 2))
    front, back = "…" if first else "", "…" if last < len(line) else ""
    found = [Text(f"{front}{line[first:last]}{back}")]
    if end:
        before = len(front) + _width(line[first:start])
        found.append(Text.assemble(" " * before, ("^" * max(1, _width(line[start : min(end, last)])), "mark")))
    return found


def _fitting(line: Iterable[str], width: int) -> int:
    """How many characters of a line fit into ``width`` columns."""
    return sum(reached <= width for reached in accumulate(map(terminal_columns, line)))


def _width(line: str) -> int:
    return sum(map(terminal_columns, line))
