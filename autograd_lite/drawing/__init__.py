"""Pictures: a computation graph as SVG, and plots of a training."""

from autograd_lite.drawing.decision import decision_map
from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.engines import LayoutError
from autograd_lite.drawing.graphs import draw
from autograd_lite.drawing.plots import gradient_flow, learning_curves

__all__ = ["Drawing", "LayoutError", "decision_map", "draw", "gradient_flow", "learning_curves"]
