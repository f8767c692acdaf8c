"""The commands that print nodes, numbers and expressions, once or at every stop."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from autograd_lite.expressions import parse_condition, parse_term
from autograd_lite.stepping.sessions.variables import NUMBERS, TEXTS, variables
from autograd_lite.stepping.sessions.whereabouts import find, one
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.information import list_displays, list_nodes
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.screen import cut
from autograd_lite.stepping.terminal.words import describe

if TYPE_CHECKING:
    from autograd_lite.expressions import Query
    from autograd_lite.stepping.terminal.debugger import Debugger

PRINTING = Table("Looking at numbers")


@PRINTING.command("print [WHAT]", "p", "pp", completes="values")
def print_(debugger: Debugger, argument: str) -> None:
    """A node, a number of it, or an expression; all digits.

    An expression is about the node of this moment, on an edge the one that receives. It knows the names that
    conditions know, and on an edge local and contribution. Without WHAT it is that node.

        print
        print w1
        print w1.grad
        print #7
        print upstream * data
        print abs(grad) > 1e3
    """
    if argument in NUMBERS or argument in TEXTS:
        debugger.screen.line(evaluated(debugger, argument))
        return
    stem, dot, number = argument.rpartition(".")
    try:
        positions = nodes_of(debugger, argument)
    except ValueError as not_a_node:
        try:
            if dot and number in {"data", "grad"}:
                _print_number(debugger, stem, number)
            else:
                debugger.screen.line(evaluated(debugger, argument))
        except ValueError as not_an_expression:
            raise (not_a_node if argument.isidentifier() else not_an_expression) from None
        return
    if len(positions) > 1:
        list_nodes(debugger, positions)
    for line in describe(debugger.session, positions[0]) if len(positions) == 1 else ():
        debugger.screen.line(*line)


def nodes_of(debugger: Debugger, argument: str) -> list[int]:
    """The nodes that are named; without a name that of this moment: on an edge, the one that receives."""
    session = debugger.session
    if not argument:
        return [session.timeline.reached(session.at)]
    return [*find(argument, session.recording, session.file).positions(session.recording)]


def node_of(debugger: Debugger, argument: str) -> int:
    """The one node that is named; else that of this moment."""
    if not argument:
        return nodes_of(debugger, argument)[0]
    return one(argument, debugger.session.recording, debugger.session.file)


def _print_number(debugger: Debugger, stem: str, number: str) -> None:
    """``w1.grad``: with all digits."""
    session = debugger.session
    for position in nodes_of(debugger, stem):
        x = session.recording.data[position] if number == "data" else session.gradient(position)
        debugger.screen.line("–" if x is None else repr(x))


def evaluated(debugger: Debugger, text: str) -> str:
    """An expression, or a condition, about the node of this moment, with all digits."""
    recording, at = debugger.session.recording, debugger.session.at
    position = recording.timeline.reached(at)
    if text in TEXTS:
        return cut(str((variables(recording, position, at, [text]) or {})[text])) or "–"
    query: Query[float] | Query[bool]
    try:
        query = parse_term(text, NUMBERS, TEXTS)
    except ValueError as no_term:
        try:
            query = parse_condition(text, NUMBERS, TEXTS)
        except ValueError:
            raise no_term from None
    known = variables(recording, position, at, query.names)
    if known is None:
        missing = [name for name in query.names if variables(recording, position, at, [name]) is None]
        remedy = "step goes on to an edge" if at >= recording.timeline.start else "goto backward goes to gradients"
        raise NotNow(f"there is no {' and no '.join(missing)} at this moment; {remedy}")
    return repr(query(known))


class NotNow(ValueError):
    """An expression that has no value at this moment, but at others."""


@PRINTING.command("display [EXPRESSION]", "disp", completes="values")
def display(debugger: Debugger, argument: str) -> None:
    """Print an expression at every stop.

    Without one, those that are displayed are listed.

        display grad
        display upstream * data
    """
    if not argument:
        list_displays(debugger)
        return
    with suppress(NotNow):
        evaluated(debugger, argument)
    number = max(debugger.displays, default=0) + 1
    debugger.displays[number] = argument
    _show(debugger, number)


@PRINTING.command("undisplay [NUMBER]", "und")
def undisplay(debugger: Debugger, argument: str) -> None:
    """No longer display an expression, or none at all."""
    number = whole(argument) if argument else None
    if number is not None and number not in debugger.displays:
        known = ", ".join(map(str, debugger.displays))
        raise ValueError(f"there is no display {number}; there are {known or 'none'}")
    for gone in [*debugger.displays] if number is None else [number]:
        del debugger.displays[gone]


def show_displays(debugger: Debugger) -> None:
    """Write the expressions that are displayed."""
    for number in debugger.displays:
        _show(debugger, number)


def _show(debugger: Debugger, number: int) -> None:
    text = debugger.displays[number]
    try:
        value = evaluated(debugger, text)
    except NotNow:
        value = "–"
    debugger.screen.line(f"{number}: {text} = {value}")
