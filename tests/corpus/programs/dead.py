"""A unit whose gradient is 0, so that nothing arrives behind it."""

from autograd_lite import Value, relu

w, x = Value(-2.0, label="w"), Value(3.0, label="x")
hidden = relu(w * x)
loss = hidden * 5.0 + relu(w * -1.0)
