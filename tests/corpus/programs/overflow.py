"""Finite numbers whose product is not finite, in the forward pass and in the backward pass."""

from autograd_lite import Value

huge = Value(1e200, label="huge")
tiny = Value(1e-300, label="tiny")
loss = (tiny * huge) * huge * 1e300 * 1e-300 + huge * huge
