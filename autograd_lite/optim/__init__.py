"""Optimisers: rules that move parameters by their gradients; clipping of gradients; schedules of the learning rate."""

from autograd_lite.optim.adam import Adam, AdamW
from autograd_lite.optim.clipping import clip_grad_norm_, clip_grad_value_
from autograd_lite.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, StepLR
from autograd_lite.optim.optimizer import Optimizer
from autograd_lite.optim.sgd import SGD

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "LRScheduler",
    "Optimizer",
    "StepLR",
    "clip_grad_norm_",
    "clip_grad_value_",
]
