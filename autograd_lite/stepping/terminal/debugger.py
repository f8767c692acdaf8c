"""The loop of the terminal debugger: it reads a line, runs the command, and says where that led."""

from __future__ import annotations

import difflib
from typing import IO, TYPE_CHECKING

from autograd_lite.stepping.terminal.frames import calls_of, place_words
from autograd_lite.stepping.terminal.helping import HELPING
from autograd_lite.stepping.terminal.looking import LOOKING
from autograd_lite.stepping.terminal.moving import MOVING
from autograd_lite.stepping.terminal.printing import PRINTING, evaluated, nodes_of, show_displays
from autograd_lite.stepping.terminal.reading import Reader, interruptible
from autograd_lite.stepping.terminal.screen import Screen, Unwritable
from autograd_lite.stepping.terminal.source import marked
from autograd_lite.stepping.terminal.stopping import STOPPING
from autograd_lite.stepping.terminal.trying import TRYING
from autograd_lite.stepping.terminal.words import called, introduction, moment_words, sum_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograd_lite.sites import Place
    from autograd_lite.stepping.sessions.session import Session, Stop
    from autograd_lite.stepping.terminal.command import Command

PROMPT = "(grad) "
TABLES = (MOVING, STOPPING, LOOKING, PRINTING, TRYING, HELPING)
COMMANDS: dict[str, Command] = {name: command for table in TABLES for name, command in table.items()}
SHORT = {short: command for command in COMMANDS.values() for short in command.short}


def named(word: str) -> list[Command]:
    """The commands that a word may mean: one that is called so, or those whose names begin so."""
    found = COMMANDS.get(word) or SHORT.get(word)
    return [found] if found else [command for name, command in COMMANDS.items() if word and name.startswith(word)]


class Debugger:
    """A person, or a script, at a session.

    Args:
        session: what to walk through.
        source: where commands are read; None for the terminal.
        output: where to write; None for ``sys.stdout``.
        outside: the calls that led to the program, from the innermost one outwards; they are not shown.
        displays: expressions that are displayed from the beginning, by number.
        passes_follow: whether other passes of the program may be stopped at later.

    Attributes:
        screen: where to write.
        frame: how many calls outwards from the node's own line the listing looks.
        listed: the last line that was listed, if it was.
        displays: the expressions that are shown at each stop.
    """

    def __init__(
        self,
        session: Session,
        source: IO[str] | None = None,
        output: IO[str] | None = None,
        outside: Sequence[Place] = (),
        displays: dict[int, str] | None = None,
        passes_follow: bool = False,
    ) -> None:
        self.session = session
        self.screen = Screen(output)
        self.frame = 0
        self.listed: int | None = None
        self.displays = {} if displays is None else displays
        self.passes_follow = passes_follow
        self._reader = Reader(source, lambda line: self.screen.line(line))
        self._again = ""
        self._shown: int | None = None  # the node whose line was shown last
        self._outside = outside

    def run(self, heading: str, stop: Stop | None = None) -> str:
        """Read and run commands until one leaves, or there are no more.

        Whatever goes wrong, the program that is debugged runs on.

        Args:
            heading: what is written first.
            stop: where it begins, if that is not where the session is anyway.

        Returns the name of the command that left, "" at the end of the input, or of the output.
        """
        from autograd_lite.stepping.terminal.completion import complete

        completing = self._reader.completing(lambda before, word: complete(self.session, before, word))
        try:
            with interruptible(), completing:
                self._attempt(lambda: self._begin(heading, stop))
                while True:
                    try:
                        line = self._reader.read(PROMPT)
                    except KeyboardInterrupt:
                        self.screen.line()
                        self.screen.line(("quit leaves the debugger, and the program runs on", "aside"))
                        continue
                    except (OSError, ValueError, NotImplementedError) as error:
                        self.screen.error(f"no commands can be read here: {error}")
                        return ""
                    if line is None:
                        return ""
                    left = self.obey(line)
                    if left:
                        return left
        except Unwritable:
            return ""

    def _begin(self, heading: str, stop: Stop | None) -> None:
        for said in introduction(self.session.recording):
            self.screen.line((heading, "now"), said)
            heading = ""
        if stop is None:
            self.say_where()
        else:
            self.moved(stop)

    def obey(self, line: str) -> str:
        """Run one line; the name of its command if that leaves the debugger, else ""."""
        line = line.strip() or self._again
        comment = line.startswith("#") and not line[1:].isdecimal()  # #7 is a node
        if not line or comment:
            return ""
        return self._attempt(lambda: self._obey(line)) or ""

    def _obey(self, line: str) -> str:
        command, argument = self.command(line)
        self._again = {"line": line, "word": command.name}.get(command.repeats, "")
        return command.name if command.run(self, argument) else ""

    def _attempt(self, action: Callable[[], str | None]) -> str | None:
        """What ``action`` returns; None if it raised something, which is said."""
        try:
            return action()
        except Unwritable:
            raise
        except (ValueError, ArithmeticError, OSError, ImportError) as error:
            self.screen.error(error)
        except KeyboardInterrupt:
            self.screen.line()
            self.screen.line(f"interrupted; this is moment {self.session.at:,}")
        except Exception as error:
            self.screen.error(f"{type(error).__name__}: {error} (this is a defect of the debugger; please report it)")
        return None

    def command(self, line: str) -> tuple[Command, str]:
        """The command of a line, by its name, an abbreviation, or the beginning of its name; and the rest."""
        word, _, argument = line.partition(" ")
        found = named(word)
        if len(found) == 1:
            return found[0], argument.strip()
        if found:
            raise ValueError(f"{word} may be {', '.join(command.name for command in found)}")
        close = difflib.get_close_matches(word, COMMANDS, 1)
        if not close and self._can_print(line):
            raise ValueError(f"there is no command {word:.40}; print {line:.80} shows what that is")
        hint = f" (is it {close[0]}?)" if close else ""
        raise ValueError(f"there is no command {word:.40}{hint}; help lists them")

    def _can_print(self, line: str) -> bool:
        for meaning in nodes_of, evaluated:
            try:
                return bool(meaning(self, line))
            except ValueError:
                pass
        return False

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
        return calls_of(self.session.recording.nodes[self.position].place, self._outside)

    def moved(self, stop: Stop) -> None:
        """Say where a movement led."""
        self.frame, self.listed = 0, None
        for point in stop.met:
            self.screen.line((called(point), "now"))
        self.say_where()

    def say_where(self) -> None:
        """Say what happens at this moment, where in the source, and the expressions that are displayed."""
        session = self.session
        self.screen.line(*moment_words(session))
        if session.moment.edge is not None:
            self.screen.line("    ", *sum_words(session))
        jumped = self._shown != self.position  # or the line has just been shown, and this is one of the node's edges
        self._shown = self.position
        if self.place is not None and (jumped or session.moment.edge is None):
            self.screen.line("    ", (place_words(self.place), "place"))
            for line in marked(self.place, self.screen.width - 6):
                self.screen.line("      ", line)
        if session.at == session.timeline.end:
            self.screen.line("    ", ("the end of the pass; back and rcontinue go back in it, quit leaves it", "aside"))
        elif session.at == 0:
            self.screen.line("    ", ("the beginning of the forward pass", "aside"))
        show_displays(self)
