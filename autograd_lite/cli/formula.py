"""Formulas on the command line: ``--expression FORMULA NAME=NUMBER ...``, read by a whitelist and never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.expressions import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.value import Value


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's own arguments, as argparse understands them, and the script's, which stand after ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    own = list(arguments[:end])
    if "--expression" in own[:-1]:  # a formula may begin with a minus, which argparse would take for an option
        at = own.index("--expression")
        own[at : at + 2] = [f"--expression={own[at + 1]}"]
    return own, list(arguments[end + 1 :])


def evaluated(formula: str, words: Sequence[str], script_arguments: Sequence[str]) -> tuple[Value, str]:
    """The result of a formula at the numbers that ``words`` give to its variables, and its name, if it has one."""
    if script_arguments:
        raise ValueError("a formula takes no arguments after --; its variables are given as w=0.5")
    expression = parse(formula)
    numbers: dict[str, float] = {}
    for word in words:
        name, x = _number(word)
        if name in numbers:
            raise ValueError(f"{name} is given twice; give it one number")
        numbers[name] = x
    return expression.evaluate(**numbers), expression.label or ""


def _number(word: str) -> tuple[str, float]:
    """The name and the number of ``w=0.5``; the number may be a formula of constants, such as pi/2."""
    name, equals, text = word.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"beside a formula stand its variables with their numbers, as w=0.5, not {word!r}")
    try:
        expression = parse(text)
    except ValueError as error:
        raise ValueError(f"the number of {name}: {error}") from None
    if expression.names or expression.label:
        raise ValueError(f"{text} is no number for {name}; write one, as in {name}=0.5 or {name}=pi/2")
    return name.strip(), expression.evaluate().data
