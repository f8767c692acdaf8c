"""Networks out of scalar nodes: modules and layers, losses, the book's SigmoidMLP, micrograd's MLP, and training."""

from autograd_lite.nn import functional, init
from autograd_lite.nn.activations import (
    ELU,
    GELU,
    Elementwise,
    Identity,
    LeakyReLU,
    LogSigmoid,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from autograd_lite.nn.dropout import Dropout
from autograd_lite.nn.linear import Linear
from autograd_lite.nn.losses import BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, L1Loss, MSELoss
from autograd_lite.nn.mlp import MLP, Layer, Neuron
from autograd_lite.nn.module import Module
from autograd_lite.nn.sequential import Sequential
from autograd_lite.nn.sigmoid_mlp import SigmoidMLP
from autograd_lite.nn.training import History, Pass, accuracy, mean_error, train

__all__ = [
    "ELU",
    "GELU",
    "MLP",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Dropout",
    "Elementwise",
    "History",
    "HuberLoss",
    "Identity",
    "L1Loss",
    "Layer",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "MSELoss",
    "Module",
    "Neuron",
    "Pass",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SigmoidMLP",
    "Softmax",
    "Softplus",
    "Tanh",
    "accuracy",
    "functional",
    "init",
    "mean_error",
    "train",
]
