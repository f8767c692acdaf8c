"""Frames: the calls that led to a node, as they are called here, the same on each Python.

Before 3.12 a comprehension is a function of its own, which the function around it calls; since then it is a part of it.
Here it always is.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from autograd_lite.sites import site_of, stack_of
from autograd_lite.stepping.sessions.calls import COMPREHENSION, function_of
from autograd_lite.stepping.terminal.screen import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.sites import Place
    from autograd_lite.stepping.terminal.screen import Piece

LONGEST = 100  # characters of a line


def calls_of(place: Place | None, outside: Sequence[Place] = ()) -> list[Place]:
    """The calls that led to a place, from the innermost one outwards, without those ``outside`` of the program.

    None where the place was not captured, and itself alone where its callers were not.
    """
    calls = [] if place is None else stack_of(place)
    further = [*outside]
    while len(calls) > 1 and further and calls[-1] == further[-1]:
        del calls[-1], further[-1]
    inner = [None, *calls]
    return [call for call, called in zip(calls, inner, strict=False) if not (called and _is_comprehension(called))]


def place_words(place: Place | None) -> str:
    """File, line and function: ``train.py:12 in loss``."""
    if place is None:
        return ""
    site = site_of(place)
    function = function_of(site)
    return f"{file_name(site.file)}:{site.line}" + (f" in {function}" if function else "")


def file_name(path: str) -> str:
    """A file without its folders, which differ from one machine to the next."""
    return PurePath(path).name


def call_words(place: Place) -> list[Piece]:
    """File, line and function of a place, and its line without indentation."""
    line = cut(site_of(place).text.strip(), LONGEST)
    return [(place_words(place), "place"), f"  {line}" if line else ""]


def _is_comprehension(call: Place) -> bool:
    return COMPREHENSION.fullmatch(call[0].co_name) is not None
