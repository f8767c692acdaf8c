"""The gallery's pictures of graphs too large to be drawn node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.drawing import Drawing


def loop() -> Drawing:
    """A thousand steps of a loop

    Euler's method for y′ = −y, from 0 to 1 in 1,000 steps. The first steps and the last one are drawn, and the rest is
    one box, which still says how many nodes it hides and the range of their gradients. Nothing here vanishes: each step
    multiplies the gradient by 0.999, and 0.999¹⁰⁰⁰ is 0.3677 at y₀, 1/e to within the error of the method.
    """
    from autograd_lite import Value, draw

    y = Value(1.0, "y₀")
    for _ in range(1000):
        y = y - 0.001 * y
    y.label = "y"
    y.backward()
    return draw(y)


def chaos() -> Drawing:
    """Chaos

    The same depth, and another map: x ← 3.9 x (1 − x). The gradient at x₀ has 199 digits before the point, and its
    sign changes from step to step. That is what chaos is: an error in the 198th digit of the beginning is one of the
    order of 1 in the end. No optimiser can train through this.
    """
    from autograd_lite import Value, draw

    x = Value(0.3, "x₀")
    for _ in range(1000):
        x = 3.9 * x * (1.0 - x)
    x.label = "x₁₀₀₀"
    x.backward()
    return draw(x)


def network() -> Drawing:
    """A network of 99,450 parameters

    As many weights as a network for handwritten digits has. The layers fold by themselves, since the graph has more
    nodes than a person can look at, and a `scope` of one's own folds as they do: here the loss. Its picture is as small
    as that of a small network, and what to look for is the same: gradients of one order of magnitude in all layers, as
    here, or not.
    """
    from autograd_lite import draw, scope
    from autograd_lite.nn import Linear, Sequential, Tanh
    from autograd_lite.nn.functional import cross_entropy

    layers = [Linear(784, 120, seed=0), Tanh(), Linear(120, 40, seed=1), Tanh(), Linear(40, 10, seed=2)]
    net = Sequential(*layers)
    image = [(37 * k % 101) / 101 for k in range(784)]
    logits = net(image)
    with scope("loss"):
        E = cross_entropy(logits, 3)
    E.backward()
    return draw(E)
