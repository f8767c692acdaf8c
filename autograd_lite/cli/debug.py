"""``autograd-lite debug``: a script that stops at each ``backward()``, to be walked through."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

from autograd_lite.cli import script
from autograd_lite.stepping import Program, anomaly_of, post_mortem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

DESCRIPTION = """
Run a script as python runs it, and stop at each backward() that it calls: then walk through that pass, edge by edge,
forwards and backwards, on your own source lines. help lists the commands. They are read from the terminal, from
standard input, or from a file where the script itself reads that:

  autograd-lite debug train.py --epochs 3
  echo "break if grad != grad" | autograd-lite debug train.py
  autograd-lite debug --commands session.txt train.py < data.csv

When an AnomalyError (of detect_anomaly) ends the script, the pass that it came from can be walked through.
"""
COMMANDS = "--commands"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the parser."""
    debug = commands.add_parser(
        "debug",
        help="run a script, and walk through its backward passes",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="autograd-lite debug [--commands FILE] SCRIPT.py [ARG ...]",
    )
    debug.add_argument("script", metavar="SCRIPT.py", type=Path, help="what to run; all behind it are its arguments")
    debug.add_argument(COMMANDS, metavar="FILE", type=Path, help="where to read commands, one on each line")
    debug.set_defaults(run=run)


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's own arguments, which end with the script, and the script's."""
    end = 1
    while end < len(arguments) and arguments[end].startswith("-"):
        end += 2 if arguments[end] == COMMANDS else 1
    return list(arguments[: end + 1]), list(arguments[end + 1 :])


def run(options: argparse.Namespace) -> int:
    """Run the script, and return the exit status."""
    if not options.script.is_file():
        raise ValueError(f"there is no script {options.script}; write the path of a file, and its arguments behind it")
    commands: AbstractContextManager[IO[str] | None] = nullcontext()
    if options.commands is not None:
        commands = options.commands.open(encoding="utf-8")
    with commands as source:
        program = Program(source)
        try:
            with program.stopping():
                try:
                    script.run(
                        options.script,
                        options.script_arguments,
                        failed=lambda error: _after(error, source, program),
                    )
                finally:
                    _wait_for_threads()
        finally:
            if not program.called_backward:
                print(f"autograd-lite: {options.script} called no backward(), so there was no stop", file=sys.stderr)
    return 0


def _after(error: BaseException, source: IO[str] | None, program: Program) -> None:
    """Walk through the pass that ended in an anomaly, where it was one."""
    if anomaly_of(error) is not None:
        try:
            post_mortem(error, source, program.outside)
        except ValueError as reason:
            print(f"autograd-lite: {reason}", file=sys.stderr)


def _wait_for_threads() -> None:
    """As Python does before it ends, so that their passes are stopped at, too."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
