"""Nodes with many operands, some of which are constants, and one which is there twice."""

from autograd_lite import Value, dot, max, prod, sum

a, b, c = Value(1.0, label="a"), Value(-2.0, label="b"), Value(4.0, label="c")
alpha = dot([a, 3.0, b], [0.5, c, b])
total = sum([alpha, 10.0, c, c])
largest = max([a, b, c])
loss = prod([total, 2.0, largest])
