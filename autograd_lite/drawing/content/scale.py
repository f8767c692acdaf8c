"""The scale of colours: symmetric and logarithmic, from strongly negative over zero to strongly positive."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = 5  # on each side of zero
WIDTHS = (1, 2, 5, 10, 20, 50, 100, 200)  # decades that one level may span; all doubles span 633


@dataclass(frozen=True)
class Scale:
    """Which level a number has: 0 for zero, up to 5 for the largest magnitude, with its sign.

    Attributes:
        top: level 5 ends at 10**top.
        width: how many decades a level spans; level 1 holds all smaller numbers too.
    """

    top: int
    width: int

    def level(self, x: float) -> int:
        """The level of a finite number.

        >>> [Scale(0, 1).level(x) for x in (1.0, -0.05, 1e-9, 0.0)]
        [5, -4, 1, 0]
        """
        if x == 0.0:
            return 0
        # Compared and not computed: logarithms are rounded, and not alike in Python and in a browser.
        level = 1 + sum(abs(x) > float(f"1e{self.fence(below)}") for below in range(1, LEVELS))
        return level if x > 0.0 else -level

    def fence(self, level: int) -> int:
        """The power of ten at which a level from 1 to 4 ends and the next one begins.

        >>> Scale(0, 1).fence(4)
        -1
        """
        return self.top - (LEVELS - level) * self.width


def scale_of(numbers: Iterable[float]) -> Scale | None:
    """The scale on which all of ``numbers`` that are finite and not 0 find a level; None if there is none.

    >>> scale_of([0.02, -3.0, float("inf")])
    Scale(top=1, width=1)
    """
    magnitudes = [abs(x) for x in numbers if x and math.isfinite(x)]
    if not magnitudes:
        return None
    top = math.ceil(math.log10(max(magnitudes)))
    decades = top - math.log10(min(magnitudes))
    width = next(width for width in WIDTHS if width * LEVELS >= decades)
    return Scale(top, width)
