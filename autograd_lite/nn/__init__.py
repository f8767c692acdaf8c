"""Networks out of scalar nodes: modules, the book's SigmoidMLP, micrograd's MLP, and training."""

from autograd_lite.nn.evaluation import accuracy, mean_error
from autograd_lite.nn.history import History
from autograd_lite.nn.loop import Pass
from autograd_lite.nn.mlp import MLP, Layer, Neuron
from autograd_lite.nn.module import Module
from autograd_lite.nn.sigmoid_mlp import SigmoidMLP
from autograd_lite.nn.training import train

__all__ = ["MLP", "History", "Layer", "Module", "Neuron", "Pass", "SigmoidMLP", "accuracy", "mean_error", "train"]
