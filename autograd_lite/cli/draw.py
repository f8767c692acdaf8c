"""``autograd-lite draw``: the graph of a variable of the user's script, or of a formula, as a picture in a file."""

from __future__ import annotations

import argparse
import sys
import warnings
from typing import TYPE_CHECKING

from autograd_lite.cli import formula, script
from autograd_lite.cli.output import place
from autograd_lite.drawing import graphs
from autograd_lite.drawing.drawing import WRITERS
from autograd_lite.drawing.folding.fold import COLLAPSE
from autograd_lite.drawing.output.style import THEMES
from autograd_lite.expressions.source import normal
from autograd_lite.graph import topological_order
from autograd_lite.nn import Module
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from autograd_lite.value import Value

ENDINGS = tuple(WRITERS)
HANDED_ON = ("show", "collapse", "depth", "radius", "max_nodes", "direction", "theme")

DESCRIPTION = """
Draw the computation graph of a variable that a script leaves, or of a formula at some numbers:

  autograd-lite draw train.py:loss -o loss.svg -- --epochs 3
  autograd-lite draw --expression "y = sigmoid(w*x - theta)" w=0.5 x=2 theta=0.1

The script is run as python runs it; what stands after -- are its arguments. A formula is read by a
whitelist, never run: + - * / // % **, this library's functions, where(x > 0, a, b), pi, e, inf, nan.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the parser."""
    draw = commands.add_parser(
        "draw",
        help="draw a variable of a script, or a formula",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="autograd-lite draw (SCRIPT.py:NAME | --expression FORMULA [NAME=NUMBER ...]) [options] [-- ARG ...]",
    )
    draw.add_argument("words", nargs="*", metavar="SCRIPT.py:NAME | NAME=NUMBER", help="what to draw; a variable")
    draw.add_argument("--expression", metavar="FORMULA", help="draw this formula, at a number for each variable")
    draw.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=f"the picture, as {', '.join(ENDINGS)} (by default the variable's name and .svg, or graph.svg)",
    )
    draw.add_argument(
        "--backward",
        action=argparse.BooleanOptionalAction,
        help="run backward() on it first; by default on a formula, while a script's variable is drawn as it was left",
    )
    picture = draw.add_argument_group("picture")
    picture.add_argument("--show", choices=graphs.SHOW, help="what colours and numbers are about")
    picture.add_argument("--collapse", choices=COLLAPSE, help="which nodes share a box")
    picture.add_argument(
        "--depth", metavar="N", type=int, help="draw only nodes so many arrows from the result at most"
    )
    picture.add_argument("--focus", metavar="NAME", help="draw what is around the node of this label or variable")
    picture.add_argument("--radius", metavar="K", type=int, help="how many arrows far from the focus")
    picture.add_argument("--max-nodes", metavar="N", type=int, help="how many boxes are too many without folding")
    picture.add_argument("--direction", choices=graphs.DIRECTIONS, help="of the arrows")
    picture.add_argument("--theme", choices=THEMES, help="the colours; auto follows the reader's system")
    draw.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw, write the file, say so, and return the exit status."""
    if options.radius is not None and options.focus is None:
        raise ValueError("--radius goes with --focus NAME, the node in the middle")
    if options.expression is not None:
        value, label = formula.evaluated(options.expression, options.words, options.script_arguments)
        variables, values, name = {}, value, label or "graph"
        output = place(options.output, name, "picture", ENDINGS)
    else:
        path, name = script.target(options.words, "drawn")
        output = place(options.output, name, "picture", ENDINGS)
        variables = script.run(path, options.script_arguments, "so nothing is drawn")
        values = script.variable(variables, name, path, "drawn")
    if options.backward or (options.backward is None and options.expression is not None):
        _run_backward(values, name)
    elif options.show in (None, "gradient") and not any(node.grad for node in _nodes(values)):
        print(
            f"autograd-lite: backward() has not run on {name}, so there are no gradients; --backward runs it",
            file=sys.stderr,
        )
    given = {name: getattr(options, name) for name in HANDED_ON if getattr(options, name) is not None}
    if options.focus is not None:
        given["focus"] = _focus(options.focus, values, variables)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        graphs.draw(values, **given).save(output)
    for message in dict.fromkeys(str(warning.message) for warning in caught):
        print(f"autograd-lite: {message}", file=sys.stderr)
    print(f"wrote {options.output or output.name}")
    return 0


def _nodes(values: Any) -> list[Value]:
    """The nodes whose graph is drawn."""
    if is_node(values):
        return [values]
    return values.parameters() if isinstance(values, Module) else list(values)


def _run_backward(values: Any, name: str) -> None:
    """Leave the gradients of this value alone, whatever was there before."""
    if not is_node(values):
        raise ValueError(f"--backward goes with one Value, and {name} is of type {type(values).__name__}")
    values.zero_grad()
    try:
        values.backward()
    except RuntimeError as error:  # no history
        raise ValueError(f"--backward: {error}") from None


def _focus(name: str, values: Any, variables: Mapping[str, object]) -> Value:
    """The node of this label, or the script's variable of this name."""
    nodes = topological_order(*_nodes(values))
    labelled = [node for node in nodes if node.label and normal(node.label) == normal(name)]
    if len(labelled) == 1:
        return labelled[0]
    for node in nodes:
        if variables.get(name) is node:
            return node
    if labelled:
        raise ValueError(
            f"{len(labelled)} nodes are labelled {name}, and one is the focus; give it a variable or label of its own"
        )
    labels = list(dict.fromkeys(node.label for node in nodes if node.label))
    known = f"its labels are {', '.join(labels[:20])}{', …' * (len(labels) > 20)}" if labels else "it has no labels"
    raise ValueError(f"no node of this graph has the label {name}, and no variable of it either; {known}")
