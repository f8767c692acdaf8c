"""One function is called from two places, and in a loop, which is one place."""

from autograd_lite import Value


def affine(x):
    y = x * 2.0
    return y + 1.0


x = Value(1.0, label="x")
first = affine(x)
second = affine(first)
third = second * second
for _ in range(3):
    third = affine(third)
loss = third
