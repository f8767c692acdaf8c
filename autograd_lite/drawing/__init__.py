"""Pictures: a computation graph as SVG, and plots of a training."""

from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.graphs import draw
from autograd_lite.drawing.layout import LayoutError

__all__ = ["Drawing", "LayoutError", "draw"]
