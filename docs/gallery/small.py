"""Small graphs of the gallery: what boxes, arrows and colours say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.drawing import Drawing


def neuron() -> Drawing:
    """A neuron

    Two inputs are weighted, a threshold θ is subtracted, and σ makes the output y of it; E is half its squared distance
    from 1. Read forwards, `data` is what each operation computed. Read backwards, `grad` is dE/d(this box): the
    gradient of the box that the arrow leads to, times the number on the arrow. That is the whole chain rule.

    The weights are blue: E falls when they grow. θ is orange: raising the threshold makes E larger.
    """
    from autograd_lite import Value, draw, sigmoid

    w1, w2, theta = Value(0.7, "w₁"), Value(-0.4, "w₂"), Value(0.2, "θ")
    x1, x2 = 0.5, 1.5
    y = sigmoid(w1 * x1 + w2 * x2 - theta)
    y.label = "y"
    E = 0.5 * (y - 1.0) ** 2
    E.label = "E"
    E.backward()
    return draw(E, direction="TB")


def square() -> Drawing:
    """a · a has two arrows

    A value that is used twice has two arrows, and its gradient is the sum of what comes back along them: 3 + 3 = 6,
    the derivative 2a of a² at 3. Nothing else than this sum is behind a weight that is shared by many neurons.
    """
    from autograd_lite import Value, draw

    a = Value(3.0, "a")
    square = a * a
    square.backward()
    return draw(square)


def digits_lost() -> Drawing:
    """Where the digits went

    With `show="value"` the colours show the size of the numbers themselves. Here x² is 1e−18, too small to change 1 in
    the sixteen digits of a double, so after the subtraction nothing of it is left: y is 0, without colour. The order of
    the operations lost it, not the formula.
    """
    from autograd_lite import Value, draw

    x = Value(1e-9, "x")
    y = (1.0 + x**2) - 1.0
    y.label = "y"
    return draw(y, show="value")


def derivative() -> Drawing:
    """The derivative is a graph, too

    `show="structure"` leaves the numbers out. The derivative of y = x · sin x was recorded as it was computed, and it
    shares what it can with y: dy/dx = sin x + x · cos x. It could be differentiated again.
    """
    from autograd_lite import Value, draw, gradients, sin

    x = Value(0.5, "x")
    y = x * sin(x)
    slope = gradients(y, x, create_graph=True)
    y.label, slope.label = "y", "dy/dx"
    return draw([y, slope], show="structure")


def formula() -> Drawing:
    """A formula as text, with Chinese names

    A formula can come as text, here or from the command line, and names may be of any script. What a melon is sold for
    is held against a price that rises with its sweetness; the gradients say what to change. Sweetness (甜度) has by far
    the largest: each unit of it counts nine times.

    公式里的名字可以是中文：售价、底价、甜度、每度加价。蓝色表示增大它会使误差 E 减小，橙色则相反。
    """
    from autograd_lite import draw
    from autograd_lite.expressions import parse

    error = parse("E = (售价 - (底价 + 甜度 * 每度加价)) ** 2")
    E = error.evaluate(售价=12.0, 底价=6.0, 甜度=0.46, 每度加价=9.0)
    E.backward()
    return draw(E)
