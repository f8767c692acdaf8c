"""A leaf that is nan when the computation begins."""

from autograd_lite import Value

x = Value(float("nan"), label="x")
w = Value(2.0, label="w")
loss = w * x + w
