"""Two lines with the same text: breakpoints tell them apart."""

from autograd_lite import Value

y = Value(2.0, label="y")
y = y * y
y = y + 1.0
y = y * y
loss = y
