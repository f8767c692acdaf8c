"""``autograd-lite debug``: a script that stops at each ``backward()``, to be walked through."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.cli import script
from autograd_lite.stepping import Program, post_mortem
from autograd_lite.watching import AnomalyError

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = """
Run a script as python runs it, and stop at each backward() that it calls: then walk through that pass, edge by edge,
forwards and backwards, on your own source lines. help lists the commands. They are read from the terminal, or from
standard input:

  autograd-lite debug train.py --epochs 3
  echo "break if grad != grad" | autograd-lite debug train.py

When an AnomalyError (of detect_anomaly) ends the script, the pass that it came from can be walked through.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the parser."""
    debug = commands.add_parser(
        "debug",
        help="run a script, and walk through its backward passes",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="autograd-lite debug SCRIPT.py [ARG ...]",
    )
    debug.add_argument("script", metavar="SCRIPT.py", type=Path, help="what to run; all behind it are its arguments")
    debug.set_defaults(run=run)


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's own arguments, which end with the script, and the script's."""
    end = next((k for k, word in enumerate(arguments) if k and not word.startswith("-")), len(arguments) - 1) + 1
    return list(arguments[:end]), list(arguments[end:])


def run(options: argparse.Namespace) -> int:
    """Run the script, and return the exit status."""
    if not options.script.is_file():
        raise ValueError(f"there is no script {options.script}; write the path of a file, and its arguments behind it")
    program = Program()
    try:
        with program.stopping():
            script.run(options.script, options.script_arguments, failed=lambda error: _after(error, program))
    finally:
        if not program.passes:
            print(f"autograd-lite: {options.script} called no backward(), so there was no stop", file=sys.stderr)
    return 0


def _after(error: BaseException, program: Program) -> None:
    """Walk through the pass that ended in an anomaly, where it was one."""
    if isinstance(error, AnomalyError):
        post_mortem(error, outside=program.outside)
