"""Pictures: a computation graph as SVG, and plots of a training."""

from autograd_lite.drawing.drawing import Drawing
from autograd_lite.drawing.graphs import draw
from autograd_lite.drawing.placing.engines import LayoutError
from autograd_lite.drawing.plots.curves import gradient_flow, learning_curves
from autograd_lite.drawing.plots.decision import decision_map

__all__ = ["Drawing", "LayoutError", "decision_map", "draw", "gradient_flow", "learning_curves"]
