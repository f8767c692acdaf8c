"""A person at a terminal: programs that ask for commands run at a pseudo-terminal, and what they show is read.

The terminal is opened here and not by ``pexpect.spawn``, which forks: pytest has threads, and Python warns of that.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
import pexpect.fdpexpect

# Makes the terminal that of the program's session, without which Ctrl-C would interrupt nothing.
OF_THE_SESSION = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
PATIENCE = 120  # seconds until a program that shows nothing is taken for dead
CODES = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|[\x0e\x0f]"
)  # of colours, the cursor and so on


def plain(shown: str) -> str:
    """What a terminal was sent, without its codes and with Unix's ends of lines."""
    return CODES.sub("", shown).replace("\r", "")


class Terminal:
    """A program at a terminal of its own, of 40 lines and 160 columns; used in a ``with`` block."""

    def __init__(self, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], columns: int = 160) -> None:
        ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (40, columns))
        env = {name: x for name, x in env.items() if name not in {"COLUMNS", "LINES"}}  # which would count for more
        started = [sys.executable, "-I", "-S", "-c", OF_THE_SESSION, *command]
        self.program = subprocess.Popen(
            started, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=env, start_new_session=True
        )
        os.close(theirs)
        self.screen = pexpect.fdpexpect.fdspawn(ours, encoding="utf-8", timeout=PATIENCE)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.kill()
        self.program.wait()
        self.screen.close()

    def until(self, text: str) -> str:
        """What is shown before the next ``text``."""
        return plain(self.raw_until(text))

    def raw_until(self, text: str) -> str:
        """What is shown before the next ``text``, with the codes of the terminal."""
        self.screen.expect_exact(text)
        return str(self.screen.before)

    def type(self, keys: str) -> None:
        """Press some keys."""
        self.screen.send(keys)

    def rest(self) -> str:
        """What is shown from now on until the program ends."""
        self.screen.expect(pexpect.EOF)
        self.program.wait(PATIENCE)
        return plain(self.screen.before)
