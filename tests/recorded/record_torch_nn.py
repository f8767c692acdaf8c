"""Record what PyTorch computes: ``python -m tests.recorded.record_torch_nn`` writes torch_nn.json beside itself.

It takes PyTorch (2.13 wrote the file that is there). All is in double precision, and in the middle of the range: in the
tails PyTorch loses digits, and mpmath is the oracle.

A gradient is that of the sum of all outputs y_k, weighted by k = 1, 2, ..., so that each counts in its place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional, init

PATH = Path(__file__).with_name("torch_nn.json")
REDUCTIONS = ("mean", "sum", "none")


def record() -> dict[str, Any]:
    """All of it, as JSON has it."""
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        parts = (losses, activations, linear, sequential, gains, initialisers)
        return {part.__name__: part() for part in parts}
    finally:
        torch.set_default_dtype(usual)


def numbers(*shape: int, seed: int, scale: float = 3.0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return (scale * torch.randn(*shape, generator=generator)).requires_grad_()


def weighted(output: torch.Tensor) -> torch.Tensor:
    flat = output.flatten()
    return torch.dot(flat, torch.arange(1.0, len(flat) + 1.0))


def losses() -> list[dict[str, Any]]:
    probabilities = torch.softmax(numbers(4, 3, seed=2), 1).detach()
    binary = torch.sigmoid(numbers(4, 3, seed=3)).detach()
    classes = torch.tensor([2, 0, 1, 1])
    cases = [
        *((name, {}, numbers(4, 3, seed=1).detach()) for name in ("mse_loss", "l1_loss", "huber_loss")),
        ("huber_loss", {"delta": 2.5}, numbers(4, 3, seed=1).detach()),
        ("binary_cross_entropy_with_logits", {}, binary),
        ("binary_cross_entropy_with_logits", {}, binary.round()),
        ("cross_entropy", {}, probabilities),
        ("cross_entropy", {}, classes),
    ]
    recorded = []
    for name, options, targets in cases:
        for reduction in REDUCTIONS:
            for example in (False, True):  # a batch, and the first example of it
                input, target = numbers(4, 3, seed=0), targets
                if example:
                    input, target = numbers(4, 3, seed=0)[0].detach().requires_grad_(), targets[0]
                output = getattr(functional, name)(input, target, reduction=reduction, **options)
                weighted(output).backward()
                recorded.append(
                    {
                        "loss": name,
                        "options": {"reduction": reduction, **options},
                        "input": input.tolist(),
                        "target": target.tolist(),
                        "output": output.tolist(),
                        "gradient": input.grad.tolist(),
                    }
                )
    return recorded


def activations() -> list[dict[str, Any]]:
    cases: list[tuple[str, dict[str, float]]] = [
        *((name, {}) for name in ("ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Softplus")),
        *((name, {}) for name in ("LogSigmoid", "Identity")),
        ("LeakyReLU", {"negative_slope": 0.3}),
        ("ELU", {"alpha": 0.5}),
    ]
    modules = [(name, options, getattr(nn, name)(**options)) for name, options in cases]
    recorded = []
    for name, options, module in [*modules, ("Softmax", {}, nn.Softmax(dim=-1))]:
        input = numbers(3, 4, seed=4, scale=2.0)
        output = module(input)
        weighted(output).backward()
        recorded.append(
            {
                "module": name,
                "options": options,
                "input": input.tolist(),
                "output": output.tolist(),
                "gradient": input.grad.tolist(),
            }
        )
    return recorded


def linear() -> list[dict[str, Any]]:
    """The layer, and the bounds of its initial values."""
    recorded = []
    for bias in (True, False):
        torch.manual_seed(0)
        layer = nn.Linear(3, 2, bias=bias)
        torch.manual_seed(0)
        bounds = [float((p.detach() / torch.empty_like(p).uniform_(-1.0, 1.0)).mean()) for p in layer.parameters()]
        input = numbers(4, 3, seed=5)
        output = layer(input)
        weighted(output).backward()
        recorded.append(
            {
                "bias": bias,
                "parameters": [p.tolist() for p in layer.parameters()],
                "bounds": bounds,
                "input": input.tolist(),
                "output": output.tolist(),
                "gradients": [p.grad.tolist() for p in layer.parameters()],
                "gradient": input.grad.tolist(),
            }
        )
    return recorded


def sequential() -> dict[str, Any]:
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.GELU(), nn.Dropout(0.5), nn.Linear(4, 3)).eval()
    input, target = numbers(4, 3, seed=6), [2, 0, 1, 1]
    output = net(input)
    loss = nn.CrossEntropyLoss()(output, torch.tensor(target))
    loss.backward()
    return {
        "parameters": [p.tolist() for p in net.parameters()],
        "input": input.tolist(),
        "target": target,
        "output": output.tolist(),
        "loss": loss.item(),
        "gradients": [p.grad.tolist() for p in net.parameters()],
        "gradient": input.grad.tolist(),
    }


def gains() -> list[dict[str, Any]]:
    cases = [
        *((name, None) for name in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")),
        ("leaky_relu", 0.3),
    ]
    return [{"arguments": [name, param], "gain": init.calculate_gain(name, param)} for name, param in cases]


def initialisers() -> list[dict[str, Any]]:
    """The bound of what is uniform, the standard deviation of what is normal: compared with numbers from 1 of it."""
    cases: list[tuple[str, dict[str, Any]]] = [
        ("xavier_uniform_", {}),
        ("xavier_uniform_", {"gain": 5 / 3}),
        ("xavier_normal_", {}),
        ("xavier_normal_", {"gain": 5 / 3}),
        *(
            (name, options)
            for name in ("kaiming_uniform_", "kaiming_normal_")
            for options in (
                {},
                {"a": 5**0.5},
                {"mode": "fan_out"},
                {"nonlinearity": "relu"},
                {"nonlinearity": "tanh", "mode": "fan_out"},
            )
        ),
    ]
    recorded = []
    for name, options in cases:
        seeded = [torch.Generator().manual_seed(0) for _ in range(2)]
        weight = getattr(init, name)(torch.empty(5, 3), generator=seeded[0], **options)
        standard = torch.empty(5, 3)
        standard = (
            standard.normal_(generator=seeded[1])
            if "normal" in name
            else standard.uniform_(-1.0, 1.0, generator=seeded[1])
        )
        recorded.append(
            {"initialiser": name, "options": options, "shape": [5, 3], "scale": float((weight / standard).mean())}
        )
    return recorded


if __name__ == "__main__":
    PATH.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
