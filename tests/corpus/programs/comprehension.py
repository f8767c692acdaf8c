"""Nodes that are made in comprehensions, generators and lambdas."""

from autograd_lite import Value, sum

double = lambda x: x * 2.0  # noqa: E731
xs = [Value(float(i), label=f"x{i}") for i in range(4)]
squares = [x * x for x in xs]
loss = sum(double(x) for x in squares)
