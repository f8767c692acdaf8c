"""Pictures as PNG and PDF, by typst (the extra ``export``), which brings a renderer of SVG and our font in a wheel.

The text of a PDF is text, which can be selected and searched. The same picture gives the same bytes, as long as typst
and the fonts for scripts such as Chinese, which are those of the machine, are the same.
"""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ET
from typing import Literal

from autograd_lite.drawing.output.static import palette, static

SCALE = 2  # pixels of a PNG per pixel of the picture: sharp on today's screens and in print
MOST_PIXELS = 150_000_000  # 1.3 GB and some seconds while it is drawn; few programs show a larger one
PER_INCH = 96  # pixels of CSS
PIXELS = {"": 1.0, "px": 1.0, "pt": PER_INCH / 72}  # in the units in which SVG of ours and of matplotlib has its size
LENGTH = re.compile(r"([\d.]+)(|px|pt)")

# The picture fills a page of its own size. What stands in it comes as data, never as a part of this source.
PAGE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: rgb(sys.inputs.ground))
#image(bytes(sys.inputs.picture), format: "svg", alt: sys.inputs.title)
"""


def to_png(svg: str) -> bytes:
    """The picture as PNG, with two pixels for each of its own. Raises ``ValueError`` beyond 150 million pixels."""
    root = ET.fromstring(svg)
    width, height = (round(SCALE * _pixels(root.get(side, ""))) for side in ("width", "height"))
    if width * height > MOST_PIXELS:
        raise ValueError(
            f"as PNG this drawing would have {width:,} × {height:,} pixels, more than {MOST_PIXELS:,}; "
            "save it as .svg or .pdf, which stay sharp at any size, or draw less of the graph"
        )
    return _typeset(root, "png")


def to_pdf(svg: str) -> bytes:
    """The picture as PDF: one page of its size."""
    return _typeset(ET.fromstring(svg), "pdf")


def _pixels(length: str) -> float:
    match = LENGTH.fullmatch(length)
    return float(match[1]) * PIXELS[match[2]] if match else 0.0


def _typeset(root: ET.Element, ending: Literal["png", "pdf"]) -> bytes:
    if importlib.util.find_spec("typst") is None:
        raise ImportError(f"a drawing as .{ending} needs typst: pip install 'autograd-lite[export]'")
    import typst

    inputs = {
        "title": root.findtext("{*}title") or "Drawing",
        "ground": palette(root)["ground"],
        "picture": ET.tostring(static(root), encoding="unicode"),
    }
    page = typst.compile(PAGE, format=ending, ppi=SCALE * PER_INCH, sys_inputs=inputs)
    assert isinstance(page, bytes)  # one page is bytes; only several are a list
    return page
