"""A chain of 10,000 nodes."""

from autograd_lite import Value

x = Value(1.0, label="x")
y = x
for _ in range(5_000):
    y = y * 1.0
    y = y + 0.5
loss = y
