"""Two ways of different length lead from one node to the output."""

from autograd_lite import Value

x = Value(2.0, label="x")
stem = x * 0.5
left = stem * 4.0
right = ((stem + 1.0) * 3.0) - 2.0
loss = left * right
