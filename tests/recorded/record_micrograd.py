"""Record what micrograd computes: ``python -m tests.recorded.record_micrograd`` writes micrograd.json beside itself.

It takes micrograd 0.1.0, scikit-learn (for the points of the two moons), and a few minutes.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from micrograd.engine import Value
from micrograd.nn import MLP
from sklearn.datasets import make_moons

from tests.recorded.programs import SEED, moons, quick_start

STEPS = 100


def main() -> None:
    np.random.seed(SEED)
    X, y = make_moons(n_samples=100, noise=0.1)
    y = y * 2 - 1
    points, labels = X.tolist(), y.tolist()
    initial, history = moons(Value, MLP, points, labels, STEPS)
    recorded = {
        "quick_start": quick_start(Value),
        "moons": {
            "points": points,
            "labels": labels,
            "initial_parameters": initial,
            "loss": [loss for loss, _ in history],
            "accuracy": [accuracy for _, accuracy in history],
        },
    }
    Path(__file__).with_name("micrograd.json").write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
