"""The logarithm of a difference that is 0: the value is -inf, and gradients are inf and nan."""

from autograd_lite import Value, log

a, b = Value(3.0, label="a"), Value(3.0, label="b")
scale = Value(0.0, label="scale")
difference = a - b
loss = log(difference) * scale + a
