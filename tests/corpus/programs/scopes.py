"""Scopes in scopes, one of which is called by a number."""

from autograd_lite import Value, scope

x = Value(3.0, label="x")
with scope("net"):
    with scope("0"):
        y = x * 2.0
    with scope("hidden"):
        y = y + x
        with scope("0"):
            y = y * y
    y = -y
with scope("hidden2"):
    loss = y * 1.0
