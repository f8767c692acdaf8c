"""Assets: the script and the style sheet that pages and widgets hold, from files that the package carries."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from autograd_lite.drawing.output import style as pictures
from autograd_lite.drawing.output.page import element
from autograd_lite.stepping.web.joining import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

FOLDER = files("autograd_lite.stepping.web")


@cache
def script() -> str:
    """The modules of ``script/`` as one: ``mount`` and what it needs, and an ``export default`` for anywidget."""
    return joined(dict(_modules(FOLDER / "script")))


def _modules(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of the modules in a folder and below, by their paths."""
    for file in folder.iterdir():
        if file.is_dir():
            yield from _modules(file, f"{path}{file.name}/")
        elif file.name.endswith(".js"):
            yield f"{path}{file.name}", file.read_text("utf-8")


@cache
def style() -> str:
    """The style sheet of the stepper and of its pictures, which come without their own."""
    own = (FOLDER / "stepper.css").read_text("utf-8")
    return pictures.themed("stepper") + pictures.css() + pictures.MOMENT + pictures.MOVING + own


def without_style(svg: str) -> str:
    """The element of a picture, for a page that holds its style sheet anyway.

    >>> without_style("<?xml?><svg><title>E</title><style>a</style></svg>")
    '<svg><title>E</title></svg>'
    """
    return re.sub("<style>.*?</style>", "", element(svg), count=1, flags=re.DOTALL)
