"""Drawing: an SVG picture that can be saved and that a notebook shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.files import write_atomically

if TYPE_CHECKING:
    import os


class Drawing:
    """A picture.

    Attributes:
        svg: the picture as the text of an SVG document.

    A notebook shows it when it is the last value of a cell.

    >>> Drawing("<svg/>")
    <Drawing, 6 bytes of SVG>
    """

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the SVG document to ``path``, whose name ends in ``.svg``, atomically; return the path.

        Raises ``ValueError`` for another ending and ``OSError`` when the file cannot be written; a file that was there
        before then remains as it was.
        """
        path = Path(path)
        if path.suffix.lower() != ".svg":
            raise ValueError(
                f"a drawing is written as SVG, and {path.name!r} does not end in .svg; name it {path.stem}.svg"
            )
        return write_atomically(path, self.svg)

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Drawing, {len(self.svg.encode()):,} bytes of SVG>"
