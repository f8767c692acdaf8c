"""The command line, a file for each command: ``autograd-lite train``, ``draw``, ``page`` and ``debug``."""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING

from autograd_lite import __version__
from autograd_lite.cli import debug, draw, formula, page, train
from autograd_lite.drawing import LayoutError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process by default) and return its exit status.

    0 on success, 1 when a gradient differs from the book's formulas, training diverges, or a script that is run fails
    (or the status it ends with), 2 for unusable arguments or data, 130 after Ctrl-C.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    splits = {"draw": formula.split, "page": formula.split, "debug": debug.split}
    split = splits.get(given[0] if given else "")
    given, script_arguments = split(given) if split else (given, [])
    parser = _parser()
    options, more = parser.parse_known_args(given, argparse.Namespace(words=[], script_arguments=script_arguments))
    if options.run in {draw.run, page.run} and not any(word.startswith("-") for word in more):
        options.words += more  # which stand behind an option; argparse takes those that stand together
    elif more:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without η or 好瓜 shows ?, and loses nothing else
        sys.stdout.reconfigure(errors="replace")
    try:
        status: int = options.run(options)
    except (ValueError, OSError, ImportError, LayoutError) as error:
        print(f"autograd-lite: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograd-lite", description="Exact gradients, made visible.")
    parser.add_argument("--version", action="version", version=f"autograd-lite {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train.add(commands)
    draw.add(commands)
    page.add(commands)
    debug.add(commands)
    return parser
