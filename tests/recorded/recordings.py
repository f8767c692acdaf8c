"""What was recorded of PyTorch's layers, losses and initialisers, and how near to it our own numbers have to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograd_lite import Value

TORCH_NN: dict[str, Any] = json.loads(Path(__file__).with_name("torch_nn.json").read_text(encoding="utf-8"))


def variables(numbers: Any) -> Any:
    """Values in place of the numbers in nested lists."""
    return [variables(entry) for entry in numbers] if isinstance(numbers, list) else Value(numbers)


def data(tree: Any) -> Any:
    """The numbers of Values in nested lists."""
    return [data(entry) for entry in tree] if isinstance(tree, list) else tree.data


def gradients(tree: Any) -> Any:
    """The gradients of Values in nested lists."""
    return [gradients(entry) for entry in tree] if isinstance(tree, list) else tree.grad


def near(tree: Any) -> Any:
    """What is equal to the numbers in nested lists or dicts to 1e-12, and of the same form."""
    if isinstance(tree, dict):
        return {key: near(entry) for key, entry in tree.items()}
    if isinstance(tree, list):
        return [near(entry) for entry in tree]
    return pytest.approx(tree, rel=1e-12, abs=1e-15) if isinstance(tree, float) else tree


def weighted(outputs: Any) -> Value:
    """The sum of all outputs y_k, weighted by k = 1, 2, ..., as ``record_torch_nn`` takes its gradient."""

    def flat(tree: Any) -> list[Any]:
        return [y for entry in tree for y in flat(entry)] if isinstance(tree, list) else [tree]

    return Value(0.0) + sum(k * y for k, y in enumerate(flat(outputs), start=1))
