"""The gallery's plots of trainings, by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.datasets import Dataset
    from autograd_lite.drawing import Drawing
    from autograd_lite.nn import History, SigmoidMLP


def two_trainings() -> tuple[Dataset, SigmoidMLP, list[History]]:
    """The same network, trained by both of the book's algorithms on melons of which two numbers are known."""
    from autograd_lite.datasets import load_watermelon3_alpha
    from autograd_lite.nn import SigmoidMLP, train

    data = load_watermelon3_alpha()
    net, other = SigmoidMLP(2, 5, 1, seed=1), SigmoidMLP(2, 5, 1, seed=1)
    histories = [
        train(net, data.X, data.Y, mode="standard", learning_rate=2.0, passes=600),
        train(other, data.X, data.Y, mode="accumulated", learning_rate=17.0, passes=600),
    ]
    return data, net, histories


def curves(data: Dataset, net: SigmoidMLP, histories: list[History]) -> Drawing:
    """Learning curves

    The mean error after every pass, on a logarithmic scale. Standard backpropagation takes 17 steps a pass, accumulated
    backpropagation one, at a larger rate. Here it rests on a plateau, which standard backpropagation leaves after 400
    passes.
    """
    from autograd_lite.drawing import learning_curves

    return learning_curves(histories)


def melons(data: Dataset, net: SigmoidMLP, histories: list[History]) -> Drawing:
    """A map of the melons

    What the network says at every density (密度) and sugar content (含糖率): good melons on the orange side of the
    thick line, bad ones on the blue one. A melon on the wrong side would be ringed.

    橙色区域是网络判为好瓜的地方，粗线是分界；判错的瓜会被圈出。
    """
    from autograd_lite.drawing import decision_map

    return decision_map(net, data.X, data.Y, names=data.inputs, classes=["坏瓜", "好瓜"])


def flow(data: Dataset, net: SigmoidMLP, histories: list[History]) -> Drawing:
    """A vanishing gradient in training

    Six layers with sigmoids between them. Each curve is the size of the gradient in one layer; that of the first, at
    the bottom, is four orders of magnitude below that of the last. What eight sigmoids in a row showed above
    holds up a network here.
    """
    from autograd_lite.drawing import gradient_flow
    from autograd_lite.nn import Linear, MSELoss, Sequential, Sigmoid, train

    inner = [layer for k in range(1, 5) for layer in (Linear(4, 4, seed=k), Sigmoid())]
    deep = Sequential(Linear(2, 4, seed=0), Sigmoid(), *inner, Linear(4, 1, seed=9))
    history = train(
        deep,
        data.X,
        data.Y,
        mode="accumulated",
        learning_rate=0.03,
        passes=20,
        loss=MSELoss(),
        gradients=True,
    )
    return gradient_flow(history)
