"""The output is a leaf, which already has a gradient."""

from autograd_lite import Value

loss = Value(4.0, label="x")
loss.grad = 10.0
