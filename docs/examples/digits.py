"""Handwritten digits: a small network learns scikit-learn's 8 x 8 images, and says how many new ones it reads rightly.

    pip install autograd-lite scikit-learn
    python docs/examples/digits.py

64 inputs, 16 hidden sigmoids and 10 logits; softmax cross-entropy; stochastic gradient descent in mini-batches.
"""

from __future__ import annotations

import argparse
import random
import time
from typing import TYPE_CHECKING

from sklearn.datasets import load_digits

from autograd_lite.nn import Linear, Pass, Sequential, Sigmoid, accuracy, train
from autograd_lite.nn.functional import cross_entropy

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> float:
    """Train and test; return the accuracy on the digits that were not learned from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1797, help="how many of the 1797 images to use")
    parser.add_argument("--passes", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=0.3)
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0, help="of the split, the initial weights and the order")
    options = parser.parse_args(arguments)

    digits = load_digits()
    rows = list(range(len(digits.target)))
    random.Random(options.seed).shuffle(rows)
    rows = rows[: options.rows]
    fifth = len(rows) // 5
    X, Y = digits.data[rows] / 16.0, digits.target[rows]  # grey levels from 0 to 16
    test, learned = (X[:fifth], Y[:fifth]), (X[fifth:], Y[fifth:])
    draw = random.Random(options.seed)
    net = Sequential(Linear(64, options.hidden, seed=draw), Sigmoid(), Linear(options.hidden, 10, seed=draw))
    print(f"{len(learned[1])} digits to learn from, {fifth} to test with; {len(net.parameters())} parameters")

    def report(state: Pass) -> None:
        print(
            f"pass {state.number:2d}: error {state.history.error:.4f}, "
            f"{accuracy(net, *test):.1%} of the test digits are right"
        )

    started = time.perf_counter()
    train(
        net,
        *learned,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        passes=options.passes,
        seed=options.seed,
        loss=cross_entropy,
        callbacks=report,
    )
    reached = accuracy(net, *test)
    print(f"after {time.perf_counter() - started:.0f} s: {reached:.1%} of {fifth} test digits are right")
    return reached


if __name__ == "__main__":
    main()
