"""Command: one row of the table of commands; what help says of it is its docstring."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograd_lite.stepping.terminal.debugger import Debugger

    Run = Callable[[Debugger, str], bool | None]


class Command(NamedTuple):
    """A command.

    Attributes:
        name: the word for it.
        short: its abbreviations.
        usage: how it is typed.
        run: what it does with the debugger and the rest of the line; true if that leaves the debugger.
        repeats: what an empty line does again: the "line", or the "word" of the command alone, or "" for nothing.
        completes: what the tab key offers for its argument: see :mod:`.completion`; "" for nothing.
    """

    name: str
    short: tuple[str, ...]
    usage: str
    run: Run
    repeats: str
    completes: str

    @property
    def summary(self) -> str:
        """The first line of its help."""
        return self.help.partition("\n")[0]

    @property
    def help(self) -> str:
        """What help says."""
        return inspect.getdoc(self.run) or ""


class Table(dict[str, Command]):
    """Commands by name, in the order in which help lists them, under a heading."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading

    def command(self, usage: str, *short: str, repeats: str = "", completes: str = "") -> Callable[[Run], Run]:
        """Declare the decorated function as the command whose usage begins with its name."""

        def declare(run: Run) -> Run:
            name = usage.split()[0]
            self[name] = Command(name, short, usage, run, repeats, completes)
            return run

        return declare
