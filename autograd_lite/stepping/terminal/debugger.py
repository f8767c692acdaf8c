"""The loop of the terminal debugger: it reads a line, runs the command, and says where that led."""

from __future__ import annotations

import difflib
from typing import IO, TYPE_CHECKING

from autograd_lite.sites import site_of, stack_of
from autograd_lite.stepping.terminal.helping import HELPING
from autograd_lite.stepping.terminal.looking import LOOKING, show_displays
from autograd_lite.stepping.terminal.moving import MOVING
from autograd_lite.stepping.terminal.reading import Reader
from autograd_lite.stepping.terminal.screen import Screen
from autograd_lite.stepping.terminal.stopping import STOPPING, called
from autograd_lite.stepping.terminal.trying import TRYING
from autograd_lite.stepping.terminal.words import introduction, moment_words, place_words, sum_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.sites import Place
    from autograd_lite.stepping.session import Session, Stop
    from autograd_lite.stepping.terminal.command import Command

PROMPT = "(grad) "
TABLES = (MOVING, STOPPING, LOOKING, TRYING, HELPING)
COMMANDS: dict[str, Command] = {name: command for table in TABLES for name, command in table.items()}
SHORT = {short: command for command in COMMANDS.values() for short in command.short}


class Debugger:
    """A person, or a script, at a session.

    Args:
        session: what to walk through.
        source: where commands are read; None for the terminal.
        output: where to write; None for ``sys.stdout``.
        outside: the calls that led to the program, from the innermost one outwards; they are not shown.

    Attributes:
        screen: where to write.
        frame: how many calls outwards from the node's own line the listing looks.
        listed: the last line that was listed, if it was.
        displays: the expressions that are shown at each stop.
        left: by which command it was left, "" at the end of the input.
    """

    def __init__(
        self,
        session: Session,
        source: IO[str] | None = None,
        output: IO[str] | None = None,
        outside: Sequence[Place] = (),
    ) -> None:
        self.session = session
        self.screen = Screen(output)
        self.frame = 0
        self.listed: int | None = None
        self.displays: dict[int, str] = {}
        self.left = ""
        self._reader = Reader(source, lambda line: self.screen.line(line))
        self._last = ""
        self._outside = list(outside)

    def run(self, heading: str, stop: Stop | None = None) -> str:
        """Read and run commands until one leaves, or there are no more; return which. ``stop`` is where it begins."""
        from autograd_lite.stepping.terminal.completion import complete

        for said in introduction(self.session.recording):
            self.screen.line((heading, "now"), said)
            heading = ""
        if stop is None:
            self.say_where()
        else:
            self.moved(stop)
        with self._reader.completing(lambda before, word: complete(self.session, before, word)):
            while True:
                try:
                    line = self._reader.read(PROMPT)
                except KeyboardInterrupt:
                    self.screen.line()
                    self.screen.line(("quit leaves the debugger, and the program runs on", "aside"))
                    continue
                if line is None:
                    return ""
                if self.obey(line):
                    return self.left

    def obey(self, line: str) -> bool:
        """Run one line; whether it leaves the debugger."""
        line = line.strip()
        if not line:
            line = self._last
        if not line or line.startswith("#"):
            return False
        try:
            command, argument = self.command(line)
            self._last = line if command.repeats else ""
            if command.run(self, argument):
                self.left = command.name
                return True
        except (ValueError, ArithmeticError, OSError, ImportError) as error:
            self.screen.error(error)
        except KeyboardInterrupt:
            self.screen.line(f"interrupted; this is still moment {self.session.at:,}")
        except Exception as error:  # whatever goes wrong here, the program that is debugged runs on
            self.screen.error(f"{type(error).__name__}: {error} (this is a defect of the debugger; please report it)")
        return False

    def command(self, line: str) -> tuple[Command, str]:
        """The command of a line, by its name, an abbreviation, or the beginning of its name; and the rest."""
        word, _, argument = line.partition(" ")
        found = COMMANDS.get(word) or SHORT.get(word)
        if found is None:
            near = [command for name, command in COMMANDS.items() if name.startswith(word)]
            if len(near) == 1:
                found = near[0]
            elif near:
                raise ValueError(f"{word} may be {', '.join(command.name for command in near)}")
            else:
                close = difflib.get_close_matches(word, COMMANDS, 1)
                raise ValueError(
                    f"there is no command {word:.40}{f'; is it {close[0]}?' if close else ''}; help lists them"
                )
        return found, argument.strip()

    # --- where one is ---

    @property
    def position(self) -> int:
        """The node that this moment is about: the one that hands its gradient on, or whose value is there."""
        return self.session.moment.node

    @property
    def place(self) -> Place | None:
        """The place of the selected one of the calls."""
        return self.calls[self.frame] if self.calls else None

    @property
    def calls(self) -> list[Place]:
        """The calls that made the node, from the innermost one outwards; none where that was not captured."""
        place = self.session.recording.nodes[self.position].place
        calls = [] if place is None else stack_of(place)
        outside = [*self._outside]
        while len(calls) > 1 and outside and calls[-1] == outside[-1]:
            del calls[-1], outside[-1]
        return calls

    def moved(self, stop: Stop) -> None:
        """Say where a movement led."""
        self.frame, self.listed = 0, None
        for point in stop.met:
            self.screen.line((f"{called(point)} {point.number}: {point}", "now"))
        self.say_where()

    def say_where(self) -> None:
        """Say what happens at this moment, where in the source, and the expressions that are displayed."""
        session = self.session
        self.screen.line(*moment_words(session))
        if session.moment.edge is not None:
            self.screen.line("    ", *sum_words(session))
        elif self.place is not None:
            self.screen.line("    ", (place_words(self.place), "place"))
            marked = str(site_of(self.place)).splitlines()[1:]
            for line in marked:
                self.screen.line("  ", line)
        if session.at == session.timeline.end:
            self.screen.line("    ", ("the end of the pass; back, rcontinue and goto go back in it", "aside"))
        elif session.at == 0:
            self.screen.line("    ", ("the beginning of the forward pass", "aside"))
        show_displays(self)
