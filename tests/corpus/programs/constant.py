"""Constants on both sides, and powers with a constant exponent: debuggers stop at none of them."""

from autograd_lite import Value

x = Value(2.0, label="x")
loss = 3.0 - 1.0 / x + x**3 + 2.0**x
