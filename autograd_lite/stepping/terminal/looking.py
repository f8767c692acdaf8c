"""The commands that look at source, calls, nodes and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.expressions import parse_term
from autograd_lite.sites import site_of
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.information import tell
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.source import listing
from autograd_lite.stepping.terminal.words import describe, place_words
from autograd_lite.stepping.variables import NUMBERS, TEXTS, variables
from autograd_lite.stepping.whereabouts import find

if TYPE_CHECKING:
    from autograd_lite.sites import Place
    from autograd_lite.stepping.terminal.debugger import Debugger

LOOKING = Table("Looking at the pass")
NO_PLACE = (
    "the line is not known: the node was made without capture. Call autograd_lite.capture() before your computation, "
    "or run the script by autograd-lite debug"
)


@LOOKING.command("list [LINE]", "l", repeats=True)
def list_(debugger: Debugger, argument: str) -> None:
    """Your source around the node, the piece that made it marked; beside a line its value, and its gradient by now.

    Again, it goes on below. With LINE it begins there; list . is around the node again.
    """
    place = debugger.place
    if place is None:
        raise ValueError(NO_PLACE)
    first = None if debugger.listed is None else debugger.listed + 1
    if argument:
        first = None if argument == "." else whole(argument)
    last, lines = listing(debugger.session, place, first)
    debugger.listed = last
    if not lines:
        debugger.screen.line("[the end of the file]" if first else "[there is no source]", "")
    for line in lines:
        debugger.screen.line(line)


@LOOKING.command("where", "w", "bt")
def where(debugger: Debugger, argument: str) -> None:
    """The calls that led to the line that made the node, the innermost last; > marks the selected one.

    All of them are known where the whole stack was captured: capture("stack"), as autograd-lite debug does it.
    """
    calls = debugger.calls
    if not calls:
        raise ValueError(NO_PLACE)
    for k in reversed(range(len(calls))):
        mark = "> " if k == debugger.frame else "  "
        debugger.screen.line((mark, "now"), (place_words(calls[k]), "place"), f"  {line_words(calls[k])}")


@LOOKING.command("up [N]", "u", repeats=True)
def up(debugger: Debugger, argument: str) -> None:
    """To the call outside of the selected one, N times: list shows the source there."""
    _select(debugger, debugger.frame + (whole(argument) if argument else 1))


@LOOKING.command("down [N]", "d", repeats=True)
def down(debugger: Debugger, argument: str) -> None:
    """To the call inside of the selected one, N times."""
    _select(debugger, debugger.frame - (whole(argument) if argument else 1))


@LOOKING.command("print [WHAT]", "p", completes="nodes")
def print_(debugger: Debugger, argument: str) -> None:
    """A node with all that is known of it, or an expression, with all digits.

    print w1, print #7: a node. print data * upstream: an expression about the node of this moment, which knows the
    names of conditions, and on an edge also local and contribution. Without WHAT it is the node of this moment.
    """
    session = debugger.session
    try:
        positions = find(argument, session.recording, session.file).positions(session.recording) if argument else None
    except ValueError as not_a_node:
        try:
            debugger.screen.line(evaluated(debugger, argument))
        except ValueError as not_an_expression:
            raise (not_a_node if argument.isidentifier() else not_an_expression) from None
        return
    for position in [debugger.position] if positions is None else positions:
        for line in describe(session, position):
            debugger.screen.line(*line)


def evaluated(debugger: Debugger, text: str) -> str:
    """An expression about the node of this moment, with all digits."""
    recording, at = debugger.session.recording, debugger.session.at
    position = recording.timeline.reached(at)
    if text in TEXTS:
        known = variables(recording, position, at, [text])
        return str(known and known[text])
    term = parse_term(text, NUMBERS, TEXTS)
    known = variables(recording, position, at, term.names)
    if known is None:
        missing = [name for name in term.names if variables(recording, position, at, [name]) is None]
        raise ValueError(f"there is no {' and no '.join(missing)} at this moment; step goes on to an edge")
    return repr(term(known))


@LOOKING.command("display [EXPRESSION]", "disp")
def display(debugger: Debugger, argument: str) -> None:
    """Print an expression at every stop; without one, list those that are displayed. undisplay NUMBER ends it."""
    if argument:
        try:
            evaluated(debugger, argument)
        except ValueError as error:
            if "at this moment" not in str(error):
                raise
        debugger.displays[max(debugger.displays, default=0) + 1] = argument
    show_displays(debugger)


@LOOKING.command("undisplay NUMBER", "und")
def undisplay(debugger: Debugger, argument: str) -> None:
    """No longer display an expression."""
    if whole(argument) not in debugger.displays:
        raise ValueError(
            f"there is no display {argument}; there are {', '.join(map(str, debugger.displays)) or 'none'}"
        )
    del debugger.displays[whole(argument)]


def show_displays(debugger: Debugger) -> None:
    """Write the expressions that are displayed."""
    for number, text in debugger.displays.items():
        try:
            debugger.screen.line(f"{number}: {text} = {evaluated(debugger, text)}")
        except ValueError:
            debugger.screen.line(f"{number}: {text} = –")


@LOOKING.command("info WHAT", "i", completes="info")
def info(debugger: Debugger, argument: str) -> None:
    """Lists: info breakpoints, nodes [WHERE], parameters, nonfinite, forks, pass."""
    tell(debugger, argument)


def line_words(place: Place) -> str:
    """The line of a place, without its indentation."""
    return site_of(place).text.strip()


def _select(debugger: Debugger, frame: int) -> None:
    calls = debugger.calls
    if not calls:
        raise ValueError(NO_PLACE)
    if not 0 <= frame < len(calls):
        raise ValueError("this is the outermost call that is known" if frame > 0 else "this is the innermost call")
    debugger.frame, debugger.listed = frame, None
    debugger.screen.line(("> ", "now"), (place_words(calls[frame]), "place"), f"  {line_words(calls[frame])}")
