"""The gallery's pictures of the book's network, which all show one graph: the error on one melon."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite import Value
    from autograd_lite.drawing import Drawing
    from autograd_lite.nn import SigmoidMLP


def melon() -> tuple[SigmoidMLP, Value]:
    """The network after some training, and its error on the first melon."""
    from autograd_lite.datasets import load_watermelon3
    from autograd_lite.nn import SigmoidMLP, train

    data = load_watermelon3()
    net = SigmoidMLP(19, 5, 1, seed=0)
    train(net, data.X, data.Y, mode="standard", learning_rate=0.5, passes=30)
    net.zero_grad()
    E = net.error(data.X[0], data.Y[0])
    E.backward()
    return net, E


def whole(net: SigmoidMLP, E: Value) -> Drawing:
    """Every node

    127 nodes, of which 106 are parameters. The weights of one sum stand in a table: `local` is the input that a weight
    is multiplied by. Most lines have no colour, since most inputs of a melon are 0 (it has one colour out of three),
    and a weight whose input is 0 learns nothing from this melon.

    From right to left the colours fade. Every σ that the gradient passes on its way back multiplies it by at most ¼,
    and here by about 0.01, for the sums α before the hidden thresholds γ have become large.
    """
    from autograd_lite import draw

    return draw(E)


def by_neuron(net: SigmoidMLP, E: Value) -> Drawing:
    """Folded by neuron

    A stacked box hides nodes: it says how many, how many of them are parameters, and between which numbers their
    gradients lie. Its colour is that of the strongest. The output is too small, so the first two neurons should
    say more, and the other three less: the signs are those of the weights on the arrows into the output.
    """
    from autograd_lite import draw

    return draw(E, collapse="neuron")


def by_layer(net: SigmoidMLP, E: Value) -> Drawing:
    """Folded by layer

    The same graph once more. What is not in a layer stays as it is: the error, half the square of ŷ − 1.
    """
    from autograd_lite import draw

    return draw(E, collapse="layer")


def neighbourhood(net: SigmoidMLP, E: Value) -> Drawing:
    """The surroundings of one weight

    `focus` draws what is at most `radius` arrows away from a node, which is outlined; a dashed box has neighbours that
    are not shown. w₃₁ weighs the output of the third hidden neuron, so its `local` derivative is b₃, and its gradient
    that times the gradient of β₁.
    """
    from autograd_lite import draw

    return draw(E, focus=net.w[2][0], radius=2)


def module(net: SigmoidMLP, E: Value) -> Drawing:
    """The network itself

    The picture of a Module shows no computation, but its parameters: the shape of each array, and the range of its
    values and gradients. In a notebook it is what `net` as the last line of a cell shows.
    """
    from autograd_lite import draw

    return draw(net)
