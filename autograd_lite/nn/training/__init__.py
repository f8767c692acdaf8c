"""Training: gradient descent in batches, what it measures, and the files from which it goes on."""

from autograd_lite.nn.training.descent import train
from autograd_lite.nn.training.evaluation import accuracy, mean_error
from autograd_lite.nn.training.history import History
from autograd_lite.nn.training.loop import Pass

__all__ = ["History", "Pass", "accuracy", "mean_error", "train"]
