"""Reading: lines from a person at a terminal or in a notebook, with history and completion; or from a script."""

from __future__ import annotations

import builtins
import sys
from contextlib import contextmanager
from types import BuiltinFunctionType
from typing import IO, TYPE_CHECKING

try:
    import readline
except ImportError:  # on Windows
    readline = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Complete = Callable[[str, str], list[str]]  # from the line before the word, and the word


class Reader:
    """Where a debugger reads its commands.

    Args:
        source: a file with a command on each line; None for ``sys.stdin``, by ``input()`` where a person types.
        echo: writes what was read from a script, which a terminal would show.
    """

    def __init__(self, source: IO[str] | None, echo: Callable[[str], None]) -> None:
        self._source, self._echo = source, echo

    @property
    def interactive(self) -> bool:
        """Whether a person types. (A notebook's kernel puts a function of its own in the place of ``input``.)"""
        own = not isinstance(builtins.input, BuiltinFunctionType)
        return self._source is None and (own or (sys.stdin is not None and sys.stdin.isatty()))

    def read(self, prompt: str) -> str | None:
        """The next line, without its end; None when there is none."""
        if self.interactive:
            try:
                return input(prompt)
            except EOFError:
                return None
        source = sys.stdin if self._source is None else self._source
        line = source.readline() if source is not None else ""
        self._echo(f"{prompt}{line}".rstrip())
        return line.rstrip("\r\n") if line else None

    @contextmanager
    def completing(self, complete: Complete) -> Iterator[None]:
        """A block in which the tab key completes words."""
        if readline is None or not self.interactive:
            yield
            return
        before = readline.get_completer(), readline.get_completer_delims()
        found: list[str] = []

        def completer(word: str, k: int) -> str | None:
            if k == 0:
                found[:] = complete(readline.get_line_buffer()[: readline.get_begidx()], word)
            return found[k] if k < len(found) else None

        readline.set_completer(completer)
        readline.set_completer_delims(" \t")
        # Python's own prompt may use another key, and is given it back by its completer's next use.
        readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
        try:
            yield
        finally:
            readline.set_completer(before[0])
            readline.set_completer_delims(before[1])
