"""Content: all that the page has to know of a session, as plain JSON, the numbers to the last bit."""

from __future__ import annotations

import sys
from array import array
from base64 import b64encode
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing.text import sign_of
from autograd_lite.sites import site_of
from autograd_lite.stepping.recordings.origin import producers
from autograd_lite.stepping.sessions.calls import call_of, function_of
from autograd_lite.stepping.web.rules import RULES
from autograd_lite.stepping.web.sources import Files

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.stepping.sessions.session import Session
    from autograd_lite.stepping.sessions.stops import StopPoint
    from autograd_lite.value import Value

FORMAT = 1  # of what content() makes; the page refuses others


def content(session: Session) -> dict[str, Any]:
    """The recording of a session, its moment and its stop points, as ``recording.js`` and ``session.js`` read it.

    What follows from the rest by additions and multiplications is left out: the page makes the same ones. Columns of
    numbers are base64 of little-endian doubles and 32-bit integers, so that nan, inf and -0 are what they are.

    >>> from autograd_lite import Value, record
    >>> from autograd_lite.stepping import Session
    >>> w = Value(0.5, label="w")
    >>> made = content(Session(record(w * 2.0)))
    >>> made["title"], made["leaves"], made["labels"]["table"], made["operations"]["table"]
    ('output', 1, ['w'], [{'name': 'mul', 'sign': '×', 'symbol': '*', 'rules': ['{b}', '{a}']}])
    """
    recording, points = session.recording, session.points
    files = Files(recording, [point.where.name for point in points.all if point.where and point.where.kind == "line"])
    return {
        "format": FORMAT,
        "title": recording.labels[-1] or "output",
        **_pass(recording),
        **_words(recording),
        **_places(recording, files),
        "strange": integers(producers(recording)),
        "at": session.at,
        "points": [_point(point, files) for point in points.all],
        "next": points.following,
    }


def doubles(numbers: Iterable[float]) -> str:
    """Numbers as base64 of little-endian doubles.

    >>> doubles([1.0])
    'AAAAAAAA8D8='
    """
    return _encoded(array("d", numbers))


def integers(numbers: Iterable[int]) -> str:
    """Numbers as base64 of little-endian 32-bit integers.

    >>> integers([1, -1])
    'AQAAAP////8='
    """
    return _encoded(array("i", numbers))


def _encoded(column: array[Any]) -> str:
    if sys.byteorder == "big":
        column.byteswap()
    return b64encode(column.tobytes()).decode()


def _pass(recording: Recording) -> dict[str, Any]:
    """The columns of the pass, as :class:`.Columns` keeps them."""
    return {
        "leaves": recording.leaves,
        "data": doubles(recording.data),
        "prior": doubles(recording.prior),
        "first": integers(recording.first),
        "local": doubles(recording.local),
        "parent": integers(recording.parent),
        "operand": integers(recording.operand),
        "handed": doubles(recording.handed),
        "final": None if recording.kept is None else doubles(recording.kept),
        "changes": {
            "moment": integers(change.moment for change in recording.changes),
            "node": integers(change.node for change in recording.changes),
            "gradient": doubles(change.gradient for change in recording.changes),
        },
        "constants": _constants(recording.nodes),
    }


def _constants(nodes: Sequence[Value]) -> dict[str, str]:
    """The operands that are numbers, of each node."""
    found: list[list[tuple[int, float]]] = [
        [] if node.receivers is node.operands else [(k, x) for k, x in enumerate(node.operands) if type(x) is float]
        for node in nodes
    ]
    return {
        "first": integers(accumulate(map(len, found), initial=0)),
        "operand": integers(k for constants in found for k, _ in constants),
        "value": doubles(x for constants in found for _, x in constants),
    }


def _words(recording: Recording) -> dict[str, Any]:
    """What the nodes are called."""
    labels, operations, scopes = _Table(), _Table(), _Table()
    for node, label in zip(recording.nodes, recording.labels, strict=True):
        labels.add(label)
        scopes.add(node.scope or None)
        primitive = node.primitive
        operations.add(None if primitive is None else (primitive.name, sign_of(primitive), primitive.symbol))
    named = [
        {"name": name, "sign": sign, "symbol": symbol, "rules": [*RULES.get(name, ())]}
        for name, sign, symbol in operations.rows
    ]
    return {
        "labels": labels.content([*labels.rows]),
        "operations": operations.content(named),
        "scopes": scopes.content([*scopes.rows]),
    }


def _places(recording: Recording, files: Files) -> dict[str, Any]:
    """Where the nodes were made: the expressions, the calls that they were made under, and the text of the files."""
    sites, calls = _Table(), _Table()
    rows: dict[tuple[int, int], tuple[Any, ...]] = {}  # of the places, of which many nodes share one
    under: dict[tuple[int, int], Hashable] = {}  # so many share their calls, too
    for node in recording.nodes:
        place = node.place
        if place is None:
            sites.add(None)
            calls.add(None)
            continue
        code = id(place[0])
        row = rows.get((code, place[1]))
        if row is None:
            site = site_of(place)
            columns = site.column, site.end_line, site.end_column
            row = rows[code, place[1]] = (files.number(site.file), site.line, *columns, function_of(site))
        sites.add(row)
        callers = id(place[2]) if len(place) == 3 else 0
        if (code, callers) not in under:
            under[code, callers] = call_of(node)
        calls.add(under[code, callers])
    return {
        "sites": sites.content([[*row] for row in sites.rows]),
        "calls": integers(calls.of),
        "files": [{"name": name, "text": text} for name, text in zip(files.names, files.texts, strict=True)],
    }


def _point(point: StopPoint, files: Files) -> dict[str, Any]:
    where = point.where
    name = where and (files.named(where.name) if where.kind == "line" else where.name)
    return {
        "kind": type(point).__name__.lower(),
        "number": point.number,
        "where": where and {"kind": where.kind, "name": name, "number": where.number},
        "condition": point.condition and point.condition.text,
        "temporary": point.temporary,
        "enabled": point.enabled,
        "hits": point.hits,
        "ignore": point.ignore,
    }


class _Table:
    """Different rows, numbered in the order of their appearance, and the number of each node's; -1 for None."""

    def __init__(self) -> None:
        self.rows: dict[Any, int] = {}
        self.of: list[int] = []

    def add(self, row: Hashable) -> None:
        self.of.append(-1 if row is None else self.rows.setdefault(row, len(self.rows)))

    def content(self, rows: list[Any]) -> dict[str, Any]:
        return {"table": rows, "of": integers(self.of)}
