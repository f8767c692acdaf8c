"""A plane in colours: bands and regions of the outputs of a network over it, and examples on it, by matplotlib."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing.plots.figures import COLOURS, MARKERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = 5  # on each side of the threshold
STRONG, WEAK = 0.45, 0.25  # shares of colour on the map, on which examples of the same colour are to be seen


def bands(axes: Any, xs: list[float], ys: list[float], heights: NDArray[Any], threshold: float) -> None:
    """A single output in bands of equal height on both sides of the threshold, which is a thick line."""
    import numpy
    from matplotlib.colors import LinearSegmentedColormap

    finite = heights[numpy.isfinite(heights)]
    if not finite.size:
        return
    step = _step(finite.min(), finite.max(), threshold)
    levels = [threshold + k * step for k in range(-BANDS, BANDS + 1)]
    ends = [_tint(COLOURS[0], STRONG), (1.0, 1.0, 1.0), _tint(COLOURS[1], STRONG)]
    colours = LinearSegmentedColormap.from_list("decision", ends)
    axes.contourf(xs, ys, heights.clip(levels[0], levels[-1]), levels, cmap=colours)
    crossed = [k for k in range(1, 2 * BANDS) if finite.min() < levels[k] < finite.max()]
    if crossed:
        widths = [2.2 if k == BANDS else 0.5 for k in crossed]
        lines = axes.contour(xs, ys, heights, [levels[k] for k in crossed], colors="#333333", linewidths=widths)
        every_other = [levels[k] for k in crossed if (k - BANDS) % 2 == 0]
        axes.clabel(lines, every_other, fmt="%.3g", fontsize="small")


def _step(low: float, high: float, threshold: float) -> float:
    """The height of a band: 1, 2 or 5 times a power of ten, so that ``BANDS`` of them reach to all outputs."""
    if threshold == 0.5 and 0.0 <= low <= high <= 1.0:  # the same for all networks that give a probability
        return 0.5 / BANDS
    reach = min(max(high - threshold, threshold - low), 1e100)
    if reach < 1e-6 * abs(threshold) + 1e-100:  # the same output everywhere, up to rounding
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(reach / BANDS))
    return next((k * power for k in (1.0, 2.0, 5.0) if k * power >= reach / BANDS), 10.0 * power)


def hatch(axes: Any, xs: list[float], ys: list[float], known: NDArray[Any]) -> None:
    """Where an output is nan or infinite."""
    from matplotlib import rc_context

    with rc_context({"hatch.color": "#999999"}):
        axes.contourf(xs, ys, known, [-0.5, 0.5], colors="none", hatches=["xxx"])
        axes.fill([], [], facecolor="none", edgecolor="#999999", hatch="xxx", label="not finite")


def regions(axes: Any, xs: list[float], ys: list[float], heights: NDArray[Any]) -> None:
    """Where each of several outputs is the largest, with lines between them."""
    import numpy

    for c in range(heights.shape[2]):
        lead = heights[:, :, c] - numpy.delete(heights, c, axis=2).max(axis=2)
        if (lead > 0.0).any():
            axes.contourf(xs, ys, lead, [0.0, math.inf], colors=[_tint(COLOURS[c % len(COLOURS)], WEAK)])
        if (lead > 0.0).any() and (lead < 0.0).any():
            axes.contour(xs, ys, lead, [0.0], colors="#333333", linewidths=1.4)


def points(axes: Any, places: list[tuple[float, float]], c: int, label: str) -> None:
    """Examples of class ``c``."""
    style = {"marker": MARKERS[c % len(MARKERS)], "color": COLOURS[c % len(COLOURS)], "edgecolors": "white"}
    _scatter(axes, places, s=55, linewidths=0.9, zorder=3, label=label, **style)


def rings(axes: Any, places: list[tuple[float, float]], label: str) -> None:
    """Rings around examples."""
    _scatter(axes, places, s=170, facecolors="none", edgecolors="black", linewidths=1.8, zorder=4, label=label)


def _scatter(axes: Any, places: list[tuple[float, float]], **style: Any) -> None:
    axes.scatter([x for x, _ in places], [y for _, y in places], **style)


def _tint(colour: str, share: float) -> tuple[float, ...]:
    """So much of a colour in white."""
    from matplotlib.colors import to_rgb

    return tuple(1.0 - share * (1.0 - part) for part in to_rgb(colour))
