"""A loop: one line makes many nodes."""

from autograd_lite import Value

rate = Value(0.5, label="rate")
y = Value(1.0, label="start")
for _ in range(6):
    y = y * rate
    y = y + 1.0
loss = y
