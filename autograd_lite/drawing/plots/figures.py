"""Figures of matplotlib as pictures: a palette, fonts for every script, and the same bytes for the same input."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing.drawing import Drawing
from autograd_lite.nn.training.curves import require_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable

# The palette of Okabe and Ito, safe for colour-blind readers, without its yellow, which is too light for lines. Dashes
# and markers tell what colours tell, too: seven colours and four or eight of these make most pairs. (The triangles that
# point up and down say inf and 0 at the edge.)
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9")
DASHES: tuple[Any, ...] = ("-", "--", "-.", (0, (6, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "D", "P", ">", "*", "<", "d")

# Fonts with Chinese, by preference, as Linux, Windows and macOS have them.
CHINESE = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "SimHei", "Hiragino Sans GB")


def fonts() -> list[str]:
    """The fonts that are set, and behind them those installed that have Chinese. (One that is not would be logged.)"""
    from matplotlib import font_manager, rcParams

    installed = set(font_manager.get_font_names())
    return [*rcParams["font.family"], *(name for name in CHINESE if name in installed)]


def drawn(draw: Callable[[Any], None], axes: Any, title: str, size: tuple[float, float]) -> Any:
    """What ``draw(axes)`` draws: on ``axes``, which are returned, or for None as a picture of so many inches.

    Raises ``ImportError`` naming the extra to install when matplotlib is missing.
    """
    require_matplotlib()
    if axes is not None:
        draw(axes)
        return axes
    from matplotlib import style
    from matplotlib.figure import Figure

    # Text stays text, so a browser finds letters that no font here has; and no setting of the user's changes the bytes.
    settings = {"svg.fonttype": "none", "svg.hashsalt": "autograd_lite", "font.size": 11}
    with style.context(["default", settings]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots())
        svg = io.StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    _, _, inner = svg.getvalue().partition("<svg ")  # a page that it is put into has a head of its own
    return Drawing(f'<svg role="img" {inner}')
