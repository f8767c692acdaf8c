"""Where do the marks lie? Each is known only to be between two numbers; the fit ends in nan. Why?"""

from autograd_lite import Value, log, sigmoid

INTERVALS = [(1.0, 2.0), (2.0, 3.0), (2.5, 4.0), (41.0, 42.0)]  # the last one is a slip of the pen

middle, width = Value(2.0, label="middle"), Value(0.5, label="width")


def below(x):
    """The share of marks below x, by the logistic distribution."""
    return sigmoid((x - middle) / width)


for epoch in range(3):
    loss = Value(0.0)
    for low, high in INTERVALS:
        loss = loss - log(below(high) - below(low))
    loss.label = "loss"
    middle.grad = width.grad = 0.0
    loss.backward()
    middle.data -= 0.1 * middle.grad
    width.data -= 0.1 * width.grad
    print(f"epoch {epoch}: loss {loss.data}, middle {middle.data}, width {width.data}")
