"""micrograd's two examples, written for any library that offers its ``Value`` and ``MLP``.

The quick start is the example of micrograd's README, the moons its demo notebook with the whole data set as the
batch. ``record_micrograd.py`` runs them with micrograd and keeps what comes out; ``test_micrograd.py`` runs them with
autograd_lite. The arithmetic below is micrograd's, line by line: only the import differs.
"""

from __future__ import annotations

import random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SEED = 1337


def quick_start(Value: Any) -> dict[str, float]:
    """The README's expression g of a and b, and the derivatives of g by both."""
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return {"g": g.data, "dg/da": a.grad, "dg/db": b.grad}


def moons(
    Value: Any, MLP: Any, points: Sequence[Sequence[float]], labels: Sequence[int], steps: int
) -> tuple[list[float], list[tuple[float, float]]]:
    """Train the demo's classifier by gradient descent.

    Returns the initial parameters and, for each step, the loss and the accuracy before its update.
    """
    random.seed(SEED)
    model = MLP(2, [16, 16, 1])
    initial = [p.data for p in model.parameters()]

    def loss() -> tuple[Any, float]:
        inputs = [list(map(Value, row)) for row in points]
        scores = list(map(model, inputs))
        # the "max-margin" loss of a support vector machine
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(labels, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        # L2 regularization
        alpha = 1e-4
        reg_loss = alpha * sum(p * p for p in model.parameters())
        total_loss = data_loss + reg_loss
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(labels, scores, strict=True)]
        return total_loss, sum(accuracy) / len(accuracy)

    history = []
    for k in range(steps):
        total_loss, accuracy = loss()
        model.zero_grad()
        total_loss.backward()
        learning_rate = 1.0 - 0.9 * k / 100
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        history.append((total_loss.data, accuracy))
    return initial, history
