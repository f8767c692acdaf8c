"""One node is used three times: its gradient has three contributions."""

from autograd_lite import Value

a = Value(3.0, label="a")
square = a * a
loss = square + a
