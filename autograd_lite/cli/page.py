"""``autograd-lite page``: the backward pass of a variable of the user's script, or of a formula, as a web page."""

from __future__ import annotations

import argparse

from autograd_lite.capturing import capture
from autograd_lite.cli import formula, script
from autograd_lite.cli.output import place
from autograd_lite.drawing import LayoutError
from autograd_lite.stepping.web.page import ENDINGS, save_page

DESCRIPTION = """
Write a page in which the backward pass of a variable that a script leaves, or of a formula, is walked step by step, on
the source lines of the script. It is one HTML file that needs nothing but a browser:

  autograd-lite page train.py:loss -o steps.html -- --epochs 3
  autograd-lite page --expression "y = sigmoid(w*x - theta)" w=0.5 x=2 theta=0.1

The script is run as python runs it; what stands after -- are its arguments. A formula is read by a
whitelist, never run: + - * / // % **, this library's functions, where(x > 0, a, b), pi, e, inf, nan.
"""
DONE = "stepped through"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the parser."""
    page = commands.add_parser(
        "page",
        help="make a web page that steps through the backward pass of a variable of a script, or of a formula",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="autograd-lite page (SCRIPT.py:NAME | --expression FORMULA [NAME=NUMBER ...]) [options] [-- ARG ...]",
    )
    page.add_argument(
        "words", nargs="*", metavar="SCRIPT.py:NAME | NAME=NUMBER", help="what the pass is of; a variable"
    )
    page.add_argument("--expression", metavar="FORMULA", help="of this formula, at a number for each variable")
    page.add_argument(
        "-o", "--output", metavar="FILE", help="the page, as .html (by default the variable's name, or steps.html)"
    )
    page.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the page, say so, and return the exit status."""
    if options.expression is not None:
        value, label = formula.evaluated(options.expression, options.words, options.script_arguments)
        name = label or "steps"
        output = place(options.output, name, "page", ENDINGS)
    else:
        path, name = script.target(options.words, DONE)
        output = place(options.output, name, "page", ENDINGS)
        with capture("stack"):
            variables = script.run(path, options.script_arguments, "so no page is written")
        value = script.variable(variables, name, path, DONE)
    try:
        save_page(value, output)
    except LayoutError:
        raise
    except RuntimeError as error:  # no history
        raise ValueError(f"{name} cannot be {DONE}: {error}") from None
    print(f"wrote {options.output or output.name}")
    return 0
