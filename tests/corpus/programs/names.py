"""Labels that look like other things: an operation, a Greek letter, and two nodes of one name."""

from autograd_lite import Value

mul = Value(2.0, label="mul")
theta = Value(3.0, label="θ")
one, other = Value(5.0, label="x"), Value(7.0, label="x")
loss = mul * theta + one * other
loss.label = "loss"
