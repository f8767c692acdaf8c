"""How large things are, in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import text

if TYPE_CHECKING:
    from autograd_lite.drawing.content.picture import Arrow, Box, Row

FONT_SIZE = 12.0
SMALL = 10.0  # on arrows, and in the legend
ROW = 17.0  # from one line of text to the next
PAD = 8.0
GAP = 10.0  # between a row's name and its number
MARGIN = 14.0
NOTE = 22.0  # the height of a line of notes above the picture
EDGE = 4.0  # above the first line, and below the last one
BARE = 2.0  # from a text on an arrow to the end of the ground behind it
FRAMED = 5.0  # where that has a border
STACK = 4.0  # how far the second sheet of a folded box shows behind the first
CALLOUT = (142.0, 34.0)  # of the page's: two lines, with two numbers of four digits, of which each has a sign
ASCENT = 4.2  # from the middle of a line down to the base of its letters


def text_width(words: str, size: float = FONT_SIZE) -> float:
    """The width of ``words`` in type of that size."""
    return size * text.width(words)


def arrow_text_size(arrow: Arrow) -> tuple[float, float]:
    """Width and height of what is written on an arrow, with the ground behind it."""
    lines = arrow.text.split("\n")
    pad = FRAMED if arrow.text_stage == "current" else BARE
    return max(text_width(line, SMALL) for line in lines) + 2 * pad, (SMALL + BARE) * len(lines) + pad - BARE


def sign_width(box: Box) -> float:
    """The width of the field with the operation, 0 where there is none."""
    return text_width(box.sign) + 2 * PAD if box.sign else 0.0


def columns(box: Box) -> list[float]:
    """The widths of the columns of a table."""
    cells = [[row.name for row in box.rows], *(line.cells for line in box.lines)]
    *widths, last = (max(map(text_width, column)) for column in zip(*cells, strict=True))
    return [*widths, max([last, *(text_width(line.room) for line in box.lines)])]


def sheet_size(box: Box) -> tuple[float, float]:
    """Width and height of the sheet that the text of a box stands on."""
    if box.lines:
        widths = columns(box)
        return sum(widths) + GAP * (len(widths) - 1) + 2 * PAD, ROW * (1 + len(box.lines)) + EDGE
    rows = max(map(_row_width, box.rows), default=0.0)
    return sign_width(box) + (rows + 2 * PAD if rows else 0.0), ROW * max(1, len(box.rows)) + 2 * EDGE


def box_size(box: Box) -> tuple[float, float]:
    """Width and height of a box."""
    width, height = sheet_size(box)
    return (width + STACK, height + STACK) if box.stacked else (width, height)


def _row_width(row: Row) -> float:
    if row.style == "small":
        return text_width(row.name, SMALL)
    number = max(text_width(row.number), text_width(row.room))
    return text_width(row.name) + (GAP + number if row.number else 0.0)
