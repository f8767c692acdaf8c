"""Reading: lines from a person at a terminal or in a notebook, with history and completion; or from a script."""

from __future__ import annotations

import builtins
import signal
import sys
import threading
from contextlib import contextmanager
from types import BuiltinFunctionType
from typing import IO, TYPE_CHECKING, Any

try:
    import readline
except ImportError:  # on Windows
    readline = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Complete = Callable[[str, str], list[str]]  # from the line before the word, and the word

_typed: list[str] = []  # the history of debuggers, which is not that of the program or of Python's prompt


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
        if self._source is not None or sys.stdin is None or sys.stdin.closed:
            return False
        return not isinstance(builtins.input, BuiltinFunctionType) or sys.stdin.isatty()

    def read(self, prompt: str) -> str | None:
        """The next line, without its end; None when there is none.

        Raises what reading raises: ``OSError`` and ``ValueError``, and ``NotImplementedError`` where a notebook is run
        and nobody could answer.
        """
        if self.interactive:
            try:
                return input(prompt)
            except EOFError:
                self._echo("")  # ends the line of the prompt
                return None
        source = sys.stdin if self._source is None else self._source
        line = source.readline() if source is not None else ""
        self._echo(f"{prompt}{line}".rstrip())
        return line.rstrip("\r\n") if line else None

    @contextmanager
    def completing(self, complete: Complete) -> Iterator[None]:
        """A block in which the tab key completes words, and the arrow keys bring back what was typed in such blocks."""
        editor = _editor()
        if editor is None or not self.interactive:
            yield
            return
        found: list[str] = []

        def completer(word: str, k: int) -> str | None:
            if k == 0:
                found[:] = complete(editor.get_line_buffer()[: editor.get_begidx()], word)
            return found[k] if k < len(found) else None

        before = editor.get_completer(), editor.get_completer_delims()
        theirs = _history(editor, _typed)
        editor.set_completer(completer)
        editor.set_completer_delims(" \t")
        _bind_tab(editor, completes=True)
        try:
            yield
        finally:
            editor.set_completer(before[0])
            editor.set_completer_delims(before[1])
            if before[0] is None:
                _bind_tab(editor, completes=False)
            _typed[:] = _history(editor, theirs)


def check_source(source: object) -> None:
    """Raise ``TypeError`` if commands cannot be read from ``source``."""
    if source is not None and not hasattr(source, "readline"):
        raise TypeError(
            f"commands are read from a file, such as open(...) or io.StringIO(...), not from {source!r:.80} of type "
            f"{type(source).__name__}"
        )


def _editor() -> Any:
    """What edits the lines of ``input()``: readline, or since Python 3.13 a module of its own at Python's prompt."""
    name = str(getattr(builtins.input, "__module__", None))
    return sys.modules[name] if name == "_pyrepl.readline" else readline


def _history(editor: Any, lines: list[str]) -> list[str]:
    """Put ``lines`` in the place of the history, and return what was there."""
    before = [editor.get_history_item(k + 1) or "" for k in range(editor.get_current_history_length())]
    editor.clear_history()
    for line in lines:
        editor.add_history(line)
    return before


def _bind_tab(editor: Any, completes: bool) -> None:
    if "libedit" in (editor.__doc__ or ""):
        editor.parse_and_bind("bind ^I rl_complete" if completes else "bind ^I ed-insert")
    else:
        editor.parse_and_bind("tab: complete" if completes else "tab: tab-insert")


@contextmanager
def interruptible() -> Iterator[None]:
    """A block in which Ctrl-C raises ``KeyboardInterrupt``, whatever it does in the program: asyncio cancels a task.

    Only the main thread is interrupted at all. Where Ctrl-C is ignored, as in the background, it stays so.
    """
    handler = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or not callable(handler) or handler is signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
