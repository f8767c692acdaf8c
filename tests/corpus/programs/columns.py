"""Several nodes on a line, and one expression on several lines."""

from autograd_lite import Value

a, b = Value(1.0, label="a"), Value(2.0, label="b")
p = (a + b) * (a - b) * (b + 3.0)
loss = (
    p * 2.0  # twice
    + a
    - (b * 4.0)
)
