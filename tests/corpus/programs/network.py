"""A network of two hidden neurons over two examples, whose errors are added up."""

from autograd_lite import Value, dot, scope, sigmoid

v = [[Value(0.5), Value(-1.0)], [Value(0.25), Value(1.0)]]
w = [Value(2.0, label="w0"), Value(-1.0, label="w1")]
loss = Value(0.0, label="none")
for x, y in (([1.0, 0.0], 1.0), ([1.0, 2.0], 0.0)):
    with scope("hidden"):
        b = [sigmoid(dot(weights, x)) for weights in v]
    with scope("output"):
        error = dot(w, b) - y
    loss = loss + error * error
