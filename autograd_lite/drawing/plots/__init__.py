"""Plots by matplotlib (the extra ``plot``): the curves of trainings, and the map of what a network decides."""

from autograd_lite.drawing.plots.curves import gradient_flow, learning_curves
from autograd_lite.drawing.plots.decision import decision_map

__all__ = ["decision_map", "gradient_flow", "learning_curves"]
