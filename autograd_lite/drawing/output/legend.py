"""The legend: what the colours of a picture mean, and other marks of boxes and arrows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.scale import LEVELS
from autograd_lite.drawing.placing.measures import ASCENT, MARGIN, SMALL, text_width

if TYPE_CHECKING:
    from collections.abc import Collection

    from autograd_lite.drawing.content.numbers import Stage
    from autograd_lite.drawing.content.scale import Scale

SWATCH = 40.0  # wide enough for most powers of ten below it
BETWEEN = 4.0  # two of them
BESIDE = 8.0  # from words to what they explain
APART = 20.0  # from one explanation to the next
BAR = 12.0
HEIGHT = BAR + 18.0
WORDS = {"hatched": "not finite", "current": "current", "coming": "still to come"}
SPOKEN = {
    "hatched": "Hatched boxes hold numbers that are not finite",
    "current": "The current box has a thick border, and the current arrow is thick, with a frame around its text",
    "coming": "Along dotted arrows nothing has flowed yet",
}


class Legend:
    """A bar of all colours from negative to positive with the powers of ten between them, then the other marks.

    ``width`` and ``height`` are 0 where there is nothing to explain.
    """

    def __init__(self, scale: Scale | None, name: str, hatched: bool, stages: Collection[Stage]) -> None:
        self.scale, self.name = scale, name
        self.marks = [mark for mark in WORDS if mark in stages or (mark == "hatched" and hatched)]
        fences = [text.MINUS + _power(scale.fence(level)) for level in range(1, LEVELS)] if scale else []
        self.swatch = max([SWATCH, *(text_width(fence, SMALL) + BETWEEN for fence in fences)])
        parts = [text_width(name, SMALL) + BESIDE + self.swatch * (2 * LEVELS + 1)] if scale else []
        parts += [self.swatch + BESIDE + text_width(WORDS[mark], SMALL) for mark in self.marks]
        self.width = sum(parts) + APART * (len(parts) - 1) if parts else 0.0
        self.height = HEIGHT + MARGIN if self.width else 0.0

    def draw(self, parent: ET.Element, left: float, top: float) -> None:
        """Add it below ``parent``, with its upper left corner there."""
        if not self.width:
            return
        group = ET.SubElement(
            parent,
            "g",
            {
                "class": "legend",
                "role": "img",
                "aria-label": self._spoken(),
                "transform": f"translate({left:g} {top:g})",
            },
        )
        x = 0.0
        if self.scale:
            _write(group, 0.0, BAR / 2, self.name, "small")
            x = text_width(self.name, SMALL) + BESIDE
            for level in range(-LEVELS, LEVELS + 1):
                self._swatch(group, x, f" {'n' if level < 0 else 'p'}{abs(level)}" if level else "")
                if abs(level) < LEVELS:  # the fence at the outer end of this level
                    if level == 0:
                        _write(group, x + self.swatch / 2, BAR + 9.0, "0", "fence", "middle")
                    else:
                        fence = _power(self.scale.fence(abs(level)))
                        at = x if level < 0 else x + self.swatch
                        _write(group, at, BAR + 9.0, fence if level > 0 else f"{text.MINUS}{fence}", "fence", "middle")
                x += self.swatch
            x += APART
        for mark in self.marks:
            self._mark(group, x, mark)
            _write(group, x + self.swatch + BESIDE, BAR / 2, WORDS[mark], "small")
            x += self.swatch + BESIDE + text_width(WORDS[mark], SMALL) + APART

    def _swatch(self, parent: ET.Element, x: float, classes: str) -> None:
        swatch = ET.SubElement(parent, "g", {"class": f"swatch{classes}"})
        ET.SubElement(swatch, "rect", {"class": "shape", **self._rectangle(x)})

    def _mark(self, parent: ET.Element, x: float, mark: str) -> None:
        if mark == "coming":
            swatch = ET.SubElement(parent, "g", {"class": "swatch coming"})
            ET.SubElement(swatch, "path", {"d": f"M{x:g} {BAR / 2:g}h{self.swatch:g}"})
            return
        self._swatch(parent, x, f" {mark}")
        if mark == "hatched":
            ET.SubElement(parent, "rect", {"class": "hatch", **self._rectangle(x)})

    def _rectangle(self, x: float) -> dict[str, str]:
        return {"x": f"{x:g}", "y": "0", "width": f"{self.swatch:g}", "height": f"{BAR:g}"}

    def _spoken(self) -> str:
        words = []
        if self.scale:
            words.append(
                f"Colours show the {self.name}, blue negative and orange positive, on a logarithmic scale whose "
                f"strongest colour begins at {_power(self.scale.fence(LEVELS - 1))}"
            )
        words += [SPOKEN[mark] for mark in self.marks]
        return ". ".join(words)


def _write(parent: ET.Element, x: float, y: float, words: str, classes: str, anchor: str = "start") -> None:
    attributes = {"class": classes, "x": f"{x:g}", "y": f"{y + ASCENT:g}", "text-anchor": anchor}
    ET.SubElement(parent, "text", attributes).text = words


def _power(exponent: int) -> str:
    """A power of ten, as the boxes write it."""
    return text.digits(10.0**exponent) if -4 < exponent < 5 else f"1e{exponent}".replace("-", text.MINUS)
