"""A neuron with one weight, squared: the smallest network."""

from autograd_lite import Value

w, x, b = Value(0.5, label="w"), Value(4.0, label="x"), Value(-1.0, label="b")
alpha = w * x + b
loss = alpha * alpha
