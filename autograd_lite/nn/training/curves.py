"""The curves of a history on matplotlib's axes (the extra ``plot``)."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd_lite.nn.training.history import History


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
    draw(history, axes)
    dress(axes)
    return axes


def draw(history: History, axes: Any, dash: str = "-", **style: Any) -> None:
    """Add the curves of one history to ``axes``: the error, and dotted the validation error."""
    (line,) = axes.plot(history.errors, dash, lw=1.8, label=f"{history.mode} BP, {history.passes} passes", **style)
    if history.validation_errors:
        kept = [] if history.kept is None else [history.kept]
        axes.plot(
            history.validation_errors,
            ":",
            color=line.get_color(),
            lw=1.8,
            marker="o",
            markevery=kept,
            label="validation",
        )


def dress(axes: Any) -> None:
    """Scale, grid, names and legend of the axes."""
    axes.set_yscale("log")
    axes.set_xlabel("passes over the examples")
    axes.set_ylabel("E, mean error")
    axes.grid(True, which="major", color="#dddddd", lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
