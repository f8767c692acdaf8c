"""A figure: what a function of the gallery draws, what its docstring says of it, and its code."""

from __future__ import annotations

import ast
import inspect
import textwrap
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autograd_lite.drawing import Drawing


@dataclass(frozen=True)
class Figure:
    """A picture with its words.

    Attributes:
        name: of the function, and of the place on the page.
        title: the first line of its docstring.
        paragraphs: the others.
        code: its body, as it ran.
        warnings: what it said while it ran.
        drawing: its result.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...]
    code: str
    warnings: tuple[str, ...]
    drawing: Drawing


def figure(function: Callable[..., Drawing], *common: Any) -> Figure:
    """Run a function, and put together what belongs to its picture."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        drawing = function(*common)
    title, *paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
    said = tuple(f"{warning.category.__name__}: {warning.message}" for warning in caught)
    words = tuple(" ".join(paragraph.split()) for paragraph in paragraphs)
    return Figure(function.__name__, title, words, code_of(function, shows=True), said, drawing)


def code_of(function: Callable[..., Any], *, shows: bool) -> str:
    """The body of a function, without its docstring, as somebody would type it.

    A result that the code ``shows`` stands in the last line, as in a notebook; other results are names, and left out.

    >>> code_of(figure, shows=True).splitlines()[-1]
    'Figure(function.__name__, title, words, code_of(function, shows=True), said, drawing)'
    """
    source = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    said, *_, result = definition.body
    assert isinstance(result, ast.Return)
    lines = textwrap.dedent("\n".join(source.splitlines()[said.end_lineno :])).splitlines()
    at = result.lineno - (said.end_lineno or 0) - 1
    kept = [lines[at].removeprefix("return "), *lines[at + 1 :]] if shows else []
    return "\n".join([*lines[:at], *kept])
