"""Where text stands on an arrow: on its curve, clear of the boxes and of the texts already placed."""

from __future__ import annotations

import math
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.placing.layout import Point

    Line = tuple[list[Point], list[float]]

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom

# Along the curve, from its tail (0) to its head (1): where it is wanted if that is free, else as near as possible.
PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
ASIDE = (0.0, -0.6, 0.6, -1.2, 1.2)  # of a callout's height, above and below the curve
MOST_COVERED = 0.1  # of a text
STEPS = 8  # of each Bézier segment, when it is measured: fine enough for a text ten pixels high


def rectangle(centre: Point, width: float, height: float) -> Rectangle:
    """The rectangle of that size around ``centre``."""
    x, y = centre
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def place_labels(
    splines: Iterable[Sequence[Point]],
    sizes: Iterable[tuple[float, float] | None],
    obstacles: Iterable[Rectangle],
    wanted: Iterable[float] = repeat(0.5),
) -> list[Point | None]:
    """The centre of the text of each size on its spline; None where the size is None, and where there is no room.

    Texts are placed one after the other, each where it covers the least of obstacles and earlier texts, and of such
    places at the one nearest to the part of the curve that is ``wanted``. A text that would cover too much of them
    cannot be read, and makes another one unreadable.
    """
    taken = list(obstacles)
    centres: list[Point | None] = []
    for spline, size, middle in zip(splines, sizes, wanted, strict=False):  # the last one may be endless
        if size is None:
            centres.append(None)
            continue
        line = _measured(spline)
        places = sorted(PLACES, key=lambda part: round(abs(part - middle), 6))
        place, covered = _clearest((rectangle(_point(line, part), *size) for part in places), taken)
        if covered > MOST_COVERED * size[0] * size[1]:
            centres.append(None)
            continue
        centres.append(((place[0] + place[2]) / 2, (place[1] + place[3]) / 2))
        taken.append(place)
    return centres


def place_callout(spline: Sequence[Point], size: tuple[float, float], obstacles: Iterable[Rectangle]) -> Point:
    """The centre of a text that is sometimes shown on a spline, above all else: where it covers the least of obstacles.

    That may be above or below the spline; of places that are as good it is the one nearest to the middle.
    """
    line = _measured(spline)
    places = [_point(line, part) for part in PLACES]
    candidates = [rectangle((x, y + aside * size[1]), *size) for aside in ASIDE for x, y in places]
    near = rectangle_around(candidates)
    reached = [obstacle for obstacle in obstacles if _overlap(near, obstacle)]
    place, _ = _clearest(candidates, reached)
    return (place[0] + place[2]) / 2, (place[1] + place[3]) / 2


def rectangle_around(rectangles: Iterable[Rectangle]) -> Rectangle:
    """The smallest rectangle with all of these in it.

    >>> rectangle_around([(0.0, 0.0, 1.0, 1.0), (2.0, -1.0, 3.0, 0.5)])
    (0.0, -1.0, 3.0, 1.0)
    """
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _clearest(places: Iterable[Rectangle], obstacles: Sequence[Rectangle]) -> tuple[Rectangle, float]:
    """The first of the places that cover the least of obstacles, and how much that is."""
    best, least = (0.0, 0.0, 0.0, 0.0), math.inf
    for place in places:
        left, top, right, bottom = place
        reached = [x for x in obstacles if x[0] < right and left < x[2] and x[1] < bottom and top < x[3]]
        covered = sum(_overlap(place, other) for other in reached)
        if covered < least:
            best, least = place, covered
        if not covered:  # as most do, and the others need not be measured
            break
    return best, least


def _overlap(a: Rectangle, b: Rectangle) -> float:
    """The area that two rectangles share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0.0 and height > 0.0 else 0.0


def along(spline: Sequence[Point], part: float) -> Point:
    """The point of a Bézier spline that has ``part`` of its length behind it.

    >>> along([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)], 0.5)
    (1.5, 0.0)
    """
    return _point(_measured(spline), part)


def _measured(spline: Sequence[Point]) -> Line:
    """A Bézier spline as a line through points on it, and the lengths between them."""
    line = [spline[0]]
    for k in range(0, len(spline) - 1, 3):
        line += [_bezier(spline[k : k + 4], step / STEPS) for step in range(1, STEPS + 1)]
    return line, [((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 for (x1, y1), (x2, y2) in pairwise(line)]


def _point(measured: Line, part: float) -> Point:
    """The point of a line that has ``part`` of its length behind it."""
    line, lengths = measured
    left = part * sum(lengths)
    for length, ((x1, y1), (x2, y2)) in zip(lengths, pairwise(line), strict=True):
        if left <= length and length > 0.0:
            return x1 + left / length * (x2 - x1), y1 + left / length * (y2 - y1)
        left -= length
    return line[-1]


def _bezier(points: Sequence[Point], t: float) -> Point:
    """The point of a cubic Bézier curve at the parameter ``t``."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
    return a * x1 + b * x2 + c * x3 + d * x4, a * y1 + b * y2 + c * y3 + d * y4
