"""The curves of training histories as a picture, by matplotlib (the extra ``plot``)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from autograd_lite.drawing.drawing import Drawing
from autograd_lite.nn.training import curves
from autograd_lite.nn.training.curves import require_matplotlib

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.nn import History

# One colour and one dash per curve, so that they can be told apart without colour: blue and orange of the Okabe-Ito
# palette, safe for colour-blind readers.
STYLES = (("#0072b2", "-"), ("#d55e00", "--"))


def learning_curves(histories: Sequence[History]) -> Drawing:
    """The error E = (1/m) sum_k E_k after every pass, on a logarithmic scale, one curve for each history.

    A dotted curve is the validation error, where there is one. Raises ``ImportError`` naming the extra to install when
    matplotlib is missing.
    """
    require_matplotlib()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Text stays text, and the same history gives the same bytes.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "autograd_lite", "font.size": 11}):
        figure = Figure(figsize=(7.0, 4.2), layout="constrained")
        axes = figure.subplots()
        for k, history in enumerate(histories):
            colour, dash = STYLES[k % len(STYLES)]
            curves.draw(history, axes, dash, color=colour)
        curves.dress(axes)
        svg = io.StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": "Learning curves"})
    return Drawing(svg.getvalue())
