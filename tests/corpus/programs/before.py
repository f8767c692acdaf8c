"""Leaves that have gradients from an earlier pass, to which this one adds."""

from autograd_lite import Value

w, x = Value(2.0, label="w"), Value(3.0, label="x")
(w * w).backward()
loss = w * x
