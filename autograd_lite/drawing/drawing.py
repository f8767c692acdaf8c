"""Drawing: a picture that can be saved in several forms and that a notebook shows."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.drawing.output import export, page
from autograd_lite.files import write_atomically

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from typing import Any

    import graphviz


class Drawing:
    """A picture.

    Args:
        svg: the picture as the text of an SVG document.
        dot: makes the graph of the picture, where it shows one; called when it is asked for.

    Attributes:
        svg: the text of the SVG document.

    A notebook (Jupyter, marimo, VS Code) shows it when it is the last value of a cell, with tooltips and in its theme.

    >>> Drawing("<svg/>")
    <Drawing, 6 bytes of SVG>
    """

    def __init__(self, svg: str, dot: Callable[[], graphviz.Digraph] | None = None) -> None:
        self.svg = svg
        self._make_dot = dot

    @cached_property
    def dot(self) -> graphviz.Digraph:
        """The same graph in the DOT language, to go on with: change it, render it, paste its ``source`` elsewhere.

        It is made when it is first asked for, and then kept with your changes. Raises ``ValueError`` for a picture that
        is not of a graph, as the curves of a training.
        """
        if self._make_dot is None:
            raise ValueError("this drawing does not show a graph, so it cannot be given in the DOT language")
        return self._make_dot()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to ``path``, atomically, in the form that its ending names; return the path.

        * ``.svg``: for the web and for documents; follows the reader's theme.
        * ``.png``: pixels, twice as many in each direction as the picture measures.
        * ``.pdf``: one page of the picture's size; its text is text.
        * ``.dot``: the graph in Graphviz's language, see :attr:`dot`.
        * ``.html``: a page of its own, with tooltips, that needs no network.

        PNG and PDF are in the theme the drawing was made with, light where that is ``"auto"``.

        Raises ``ValueError`` for another ending, for ``.dot`` where there is no graph and for a PNG of more than 150
        million pixels, ``ImportError`` with the extra to install for PNG and PDF, and ``OSError`` when the file cannot
        be written; a file that was there before then remains as it was.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     Drawing("<svg/>").save(Path(directory, "x.svg")).name
        'x.svg'
        """
        path = Path(path)
        writer = WRITERS.get(path.suffix.lower())
        if writer is None:
            raise ValueError(
                f"a drawing is written as {', '.join(WRITERS)}, and {path.name!r} has none of these endings; "
                f"name it {path.stem}.svg"
            )
        return write_atomically(path, writer(self))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What IPython's notebooks take: of these the first they know, but for ``text/plain``."""
        return {
            "text/html": page.fragment(self.svg),  # JupyterLab and VS Code show no tooltips in an image
            "image/svg+xml": self.svg,  # for what makes no web page of a notebook
            "text/plain": repr(self),
        }

    def _mime_(self) -> tuple[str, str]:
        """What marimo takes; of a bundle it would make a set of tabs."""
        return "text/html", page.fragment(self.svg)

    def __repr__(self) -> str:
        return f"<Drawing, {len(self.svg.encode()):,} bytes of SVG>"


# How a drawing is written, by the ending of the file's name.
WRITERS: dict[str, Callable[[Drawing], str | bytes]] = {
    ".svg": lambda drawing: drawing.svg,
    ".png": lambda drawing: export.to_png(drawing.svg),
    ".pdf": lambda drawing: export.to_pdf(drawing.svg),
    ".dot": lambda drawing: str(drawing.dot.source),
    ".html": lambda drawing: page.page(drawing.svg),
}
