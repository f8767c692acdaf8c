"""The commands that look at source, calls, nodes and numbers."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from autograd_lite.expressions import parse_condition, parse_term
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.frames import line_words, place_words
from autograd_lite.stepping.terminal.information import list_displays, list_nodes, tell
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.source import listing
from autograd_lite.stepping.terminal.words import describe
from autograd_lite.stepping.variables import NUMBERS, TEXTS, variables
from autograd_lite.stepping.whereabouts import find, one

if TYPE_CHECKING:
    from autograd_lite.expressions import Query
    from autograd_lite.sites import Place
    from autograd_lite.stepping.terminal.debugger import Debugger

LOOKING = Table("Looking at the pass")
CALLS = 20  # that where shows by itself
NO_PLACE = (
    "the line is not known: the node was made without capture. Call autograd_lite.capture() before your computation, "
    "or run the script by autograd-lite debug"
)


@LOOKING.command("list [FIRST[, LAST]]", "l", repeats="word")
def list_(debugger: Debugger, argument: str) -> None:
    """Your source around the node, with values and gradients.

    The piece that made the node is marked. Beside a line stand the value and, by now, the gradient of the last node
    that it made. Again, it goes on below.

        list
        list 12
        list 12, 20         from line 12 to line 20
        list .              around the node again
    """
    first = None if debugger.listed is None else debugger.listed + 1
    last = None
    if argument == ".":
        first = None
    elif argument:
        begin, comma, end = argument.partition(",")
        first = whole(begin.strip())
        last = whole(end.strip()) if comma else None
        if last is not None and last < first:
            last += first  # as in pdb: so many lines more
    _list(debugger, first, last)


@LOOKING.command("longlist", "ll")
def longlist(debugger: Debugger, argument: str) -> None:
    """The source of the whole function."""
    place = _place(debugger)
    code = place[0]
    lines = [line for _, _, line in code.co_lines() if line]
    whole_file = code.co_name == "<module>"
    _list(debugger, 1 if whole_file else code.co_firstlineno, None if whole_file else max(lines), everything=True)


def _list(debugger: Debugger, first: int | None, last: int | None, everything: bool = False) -> None:
    place = _place(debugger)
    end = 10**9 if everything and last is None else last
    width = debugger.screen.width - 9
    debugger.listed, lines = listing(debugger.session, place, debugger.position, width, first, end)
    if not lines:
        debugger.screen.line("[the end of the file]" if debugger.listed else "[there is no source]")
    for line in lines:
        debugger.screen.line(line)


@LOOKING.command("where [N]", "w", "bt", "backtrace")
def where(debugger: Debugger, argument: str) -> None:
    """The calls that led to the node's line, the innermost last.

    > marks the selected one. Of more than 20 it is the inner ones, or N of them. All are known where the whole stack
    was captured: capture("stack"), as autograd-lite debug does it.
    """
    _place(debugger)
    calls = debugger.calls
    shown = calls[: max(1, whole(argument) if argument else CALLS)]
    if len(shown) < len(calls):
        debugger.screen.line((f"  … {len(calls) - len(shown):,} more outside; where {len(calls)} shows all", "aside"))
    for k in reversed(range(len(shown))):
        mark = "> " if k == debugger.frame else "  "
        debugger.screen.line((mark, "now"), (place_words(calls[k]), "place"), f"  {line_words(calls[k])}")


@LOOKING.command("up [N]", "u", repeats="line")
def up(debugger: Debugger, argument: str) -> None:
    """To the call outside of the selected one, N times."""
    _select(debugger, debugger.frame + (whole(argument) if argument else 1))


@LOOKING.command("down [N]", "d", repeats="line")
def down(debugger: Debugger, argument: str) -> None:
    """To the call inside of the selected one, N times."""
    _select(debugger, debugger.frame - (whole(argument) if argument else 1))


@LOOKING.command("print [WHAT]", "p", "pp", completes="values")
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
        return str((variables(recording, position, at, [text]) or {})[text]) or "–"
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


@LOOKING.command("display [EXPRESSION]", "disp", completes="values")
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


@LOOKING.command("undisplay [NUMBER]", "und")
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


@LOOKING.command("info WHAT", "i", completes="info")
def info(debugger: Debugger, argument: str) -> None:
    """Lists of stop points, nodes and so on.

    Of nodes it lists all, or those that are named as for break.

        info breakpoints
        info nodes            info nodes mul
        info parameters       the leaves
        info nonfinite        the numbers that are not finite, each at its origin
        info display
        info forks            the passes that set has tried
        info pass
    """
    tell(debugger, argument)


def _place(debugger: Debugger) -> Place:
    place = debugger.place
    if place is None:
        raise ValueError(NO_PLACE)
    return place


def _select(debugger: Debugger, frame: int) -> None:
    _place(debugger)
    calls = debugger.calls
    if not 0 <= frame < len(calls):
        raise ValueError("this is the outermost call that is known" if frame > 0 else "this is the innermost call")
    debugger.frame, debugger.listed = frame, None
    debugger.screen.line(("> ", "now"), (place_words(calls[frame]), "place"), f"  {line_words(calls[frame])}")
