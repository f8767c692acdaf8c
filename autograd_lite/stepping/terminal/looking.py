"""The commands that look at source and calls, and at lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.frames import call_words
from autograd_lite.stepping.terminal.information import tell
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.source import listing

if TYPE_CHECKING:
    from autograd_lite.sites import Place
    from autograd_lite.stepping.terminal.debugger import Debugger

LOOKING = Table("Looking at your source, and at lists")
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
        debugger.screen.line((mark, "now"), *call_words(calls[k]))


@LOOKING.command("up [N]", "u", repeats="line")
def up(debugger: Debugger, argument: str) -> None:
    """To the call outside of the selected one, N times."""
    _select(debugger, debugger.frame + (whole(argument) if argument else 1))


@LOOKING.command("down [N]", "d", repeats="line")
def down(debugger: Debugger, argument: str) -> None:
    """To the call inside of the selected one, N times."""
    _select(debugger, debugger.frame - (whole(argument) if argument else 1))


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
    debugger.screen.line(("> ", "now"), *call_words(calls[frame]))
