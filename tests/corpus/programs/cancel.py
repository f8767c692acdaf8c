"""Two infinite contributions, of which one alone would do."""

from autograd_lite import Value, sqrt

x = Value(0.0, label="x")
loss = sqrt(x) - sqrt(x)
