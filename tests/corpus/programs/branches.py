"""Python's own branches: each node remembers the side that was taken."""

from autograd_lite import Value

total = Value(0.0, label="total")
for x in [Value(-1.0), Value(2.0), Value(-3.0)]:
    if x < 0.0:
        total = total - x
    else:
        square = x * x
        total = total + square
loss = total
