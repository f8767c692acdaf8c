"""Record what PyTorch's optimisers do: ``python -m tests.recorded.record_torch_optim`` writes torch_optim.json.

It takes PyTorch alone, in double precision, and a second. ``test_optim.py`` runs it again where PyTorch is installed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from tests.recorded.optimisations import CLIPPINGS, GRADIENTS, OPTIMISERS, SCHEDULES, optimise


def parameter(x: float) -> torch.Tensor:
    """One number that has a gradient of its own."""
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def schedule(name: str, options: dict[str, Any], lr: float, epochs: int) -> list[float]:
    """The learning rate of each epoch."""
    optimiser = torch.optim.SGD([parameter(1.0)], lr=lr)
    chosen = getattr(torch.optim.lr_scheduler, name)(optimiser, **options)
    rates = []
    for _ in range(epochs):
        rates += chosen.get_last_lr()
        optimiser.step()
        chosen.step()
    return rates


def clip(name: str, options: dict[str, Any], gradients: list[float]) -> dict[str, Any]:
    """What it returns, and the gradients it leaves; as text, since JSON has no nan."""
    parameters = [parameter(1.0) for _ in gradients]
    for one, gradient in zip(parameters, gradients, strict=True):
        one.grad = torch.tensor(gradient, dtype=torch.float64)
    returned = getattr(torch.nn.utils, name)(parameters, **options)
    return {
        "returned": None if returned is None else repr(returned.item()),
        "gradients": [repr(one.grad.item()) for one in parameters if one.grad is not None],
    }


def record() -> dict[str, Any]:
    """Everything."""
    return {
        "torch": torch.__version__,
        "optimisers": {
            case: optimise(getattr(torch.optim, name), options, parameter)
            for case, (name, options) in OPTIMISERS.items()
        },
        "schedules": {case: schedule(*arguments) for case, arguments in SCHEDULES.items()},
        "clippings": {
            f"{case}, {gradients}": clip(name, options, GRADIENTS[gradients])
            for case, (name, options) in CLIPPINGS.items()
            for gradients in GRADIENTS
        },
    }


def main() -> None:
    text = json.dumps(record(), indent=1) + "\n"
    Path(__file__).with_name("torch_optim.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
