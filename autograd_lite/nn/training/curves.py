"""Numbers over the passes of a training as curves on matplotlib's axes (the extra ``plot``)."""

from __future__ import annotations

import importlib.util
import math
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.nn.training.history import History

# What has no place on the scale is marked at the edge: how high there, and by which marker.
EDGES = {"exactly 0": (0.0, "v"), "-inf": (0.0, "v"), "inf": (1.0, "^"), "nan": (1.0, "x")}


def require_matplotlib() -> None:
    """Raise ``ImportError`` with the remedy when matplotlib is missing; for checking before long work."""
    if importlib.util.find_spec("matplotlib") is None:
        raise ImportError("plots need matplotlib: pip install 'autograd-lite[plot]'")


def plot(history: History, axes: Any = None) -> Any:
    """The curves of one history, on ``axes`` or on new ones of pyplot; see :meth:`History.plot`."""
    require_matplotlib()
    if axes is None:
        from matplotlib import pyplot

        axes = pyplot.subplots(layout="constrained")[1]
    log = positive([history])
    draw(history, axes, log)
    dress(axes, log, "E, mean error")
    return axes


def positive(histories: Sequence[History]) -> bool:
    """Whether no error is negative, so that a logarithmic scale shows them; a log-likelihood may be negative."""
    return not any(x < 0.0 for history in histories for x in (*history.errors, *history.validation_errors))


def draw(history: History, axes: Any, log: bool, **style: Any) -> None:
    """Add the curves of the errors of one history to ``axes``: the error, and dotted the validation error."""
    name = f"{history.mode} BP, {history.passes} pass{'' if history.passes == 1 else 'es'}"
    line = curve(axes, history.errors, log, label=name, **style)
    if history.validation_errors:
        style = {"color": line.get_color(), "ls": ":", "label": "validation"}
        if history.kept is not None:
            style |= {"marker": "o", "markevery": [history.kept]}
        curve(axes, history.validation_errors, log, **style)


def curve(axes: Any, numbers: Sequence[float], log: bool, row: int = 0, **style: Any) -> Any:
    """Add one curve to ``axes``, and return its line.

    It has a gap where a number is not finite or, on a logarithmic scale, 0; these are marked at the edge, in a row of
    their own for each of several curves. So nothing is left out in silence.
    """
    kinds = ["" if math.isfinite(x) and (x or not log) else "exactly 0" if x == 0.0 else str(x) for x in numbers]
    drawn = [math.nan if kind else x for kind, x in zip(kinds, numbers, strict=True)]
    (line,) = axes.plot(drawn, **{"lw": 1.8, **style})
    colour = line.get_color()
    runs: dict[str, list[float]] = {kind: [] for kind in ("", *EDGES)}  # first and last pass of each, and a gap
    start = 0
    for kind, run in groupby(kinds):
        end = start + len(list(run)) - 1
        if kind or start == end:  # a curve of a single point would not be seen
            runs[kind] += [start, end, math.nan]
        start = end + 1
    if runs[""]:
        axes.plot(runs[""][::3], [drawn[int(k)] for k in runs[""][::3]], "o", ms=4, color=colour)
    for kind, (edge, marker) in EDGES.items():
        if runs[kind]:
            y = edge + (0.5 - edge) * 0.06 * row
            place = {"transform": axes.get_xaxis_transform(), "clip_on": False}
            axes.plot(runs[kind], [y] * len(runs[kind]), color=colour, lw=2.5, marker=marker, ms=7, mew=2, **place)
            if kind not in axes.get_legend_handles_labels()[1]:
                axes.plot([], [], marker=marker, ls="none", color="#666666", mew=2, label=kind)
    return line


def dress(axes: Any, log: bool, name: str, **style: Any) -> None:
    """Scale, grid, names and legend of the axes."""
    from matplotlib.ticker import MaxNLocator

    axes.set_yscale("log" if log else "linear")
    axes.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))  # there is no half of a pass
    axes.set_xlabel("passes over the examples")
    axes.set_ylabel(name)
    axes.grid(True, which="major", color="#dddddd", lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    entries = sorted(zip(*axes.get_legend_handles_labels(), strict=True), key=lambda entry: entry[1] in EDGES)
    legend = axes.legend([line for line, _ in entries], [label for _, label in entries], frameon=False, **style)
    for words in legend.get_texts():  # a mode or a layer may be called $a$, which is no formula
        words.set_parse_math(False)
