"""What optimisers are compared on: small problems, and the settings of every optimiser, schedule and clipping.

``record_torch_optim.py`` runs them with PyTorch and keeps what comes out; ``test_optim.py`` runs them with
autograd_lite. A problem is written with + - * ** alone, so that it is the same line for both.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

STEPS = 8
# None comes near a minimum, where a gradient is a difference of equal numbers and Adam blows up its rounding.
START = [-1.2, 1.0, 0.31, 2.0, -0.7]


def error(w: Sequence[Any], step: int) -> Any:
    """Rosenbrock's valley, a far steeper and a far flatter direction, and one whose gradient is 0 in some steps."""
    valley = (1.0 - w[0]) ** 2 + 10.0 * (w[1] - w[0] ** 2) ** 2
    return valley + 1e3 * (w[2] - 0.1) ** 2 + 1e-6 * w[3] ** 3 + (0.0 if step % 3 else 1.0) * w[4] ** 2


# The class, and what it is given beside the parameters.
OPTIMISERS: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD by default": ("SGD", {}),
    "SGD": ("SGD", {"lr": 3e-4}),
    "SGD, weight decay": ("SGD", {"lr": 3e-4, "weight_decay": 0.1}),
    "SGD, momentum": ("SGD", {"lr": 3e-4, "momentum": 0.9}),
    "SGD, momentum 1": ("SGD", {"lr": 1e-4, "momentum": 1.0}),
    "SGD, dampening alone": ("SGD", {"lr": 3e-4, "dampening": 0.5}),
    "SGD, momentum, dampening": ("SGD", {"lr": 3e-4, "momentum": 0.8, "dampening": 0.3}),
    "SGD, momentum, dampening, weight decay": (
        "SGD",
        {"lr": 3e-4, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.2},
    ),
    "SGD, Nesterov": ("SGD", {"lr": 2e-4, "momentum": 0.9, "nesterov": True}),
    "SGD, Nesterov, weight decay": ("SGD", {"lr": 2e-4, "momentum": 0.7, "nesterov": True, "weight_decay": 0.05}),
    "Adam by default": ("Adam", {}),
    "Adam": ("Adam", {"lr": 0.05}),
    "Adam, betas": ("Adam", {"lr": 0.05, "betas": (0.5, 0.9)}),
    "Adam, betas 0": ("Adam", {"lr": 0.05, "betas": (0.0, 0.0)}),
    "Adam, large eps": ("Adam", {"lr": 0.05, "eps": 0.1}),
    "Adam, weight decay": ("Adam", {"lr": 0.05, "weight_decay": 0.3}),
    "AdamW by default": ("AdamW", {}),
    "AdamW": ("AdamW", {"lr": 0.05, "weight_decay": 0.3}),
    "AdamW, without decay": ("AdamW", {"lr": 0.05, "weight_decay": 0.0}),
    "AdamW, all": ("AdamW", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.5}),
}

# The class, what it is given beside the optimiser, the first learning rate, and the epochs.
SCHEDULES: dict[str, tuple[str, dict[str, Any], float, int]] = {
    "StepLR by default": ("StepLR", {"step_size": 3}, 0.4, 12),
    "StepLR at every epoch": ("StepLR", {"step_size": 1, "gamma": 0.9}, 0.4, 40),
    "StepLR, rising": ("StepLR", {"step_size": 2, "gamma": 1.5}, 0.4, 10),
    "CosineAnnealingLR by default": ("CosineAnnealingLR", {"T_max": 6}, 0.4, 20),
    "CosineAnnealingLR, eta_min": ("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.03}, 0.4, 120),
    "CosineAnnealingLR of one epoch": ("CosineAnnealingLR", {"T_max": 1, "eta_min": 0.1}, 0.4, 5),
    "CosineAnnealingLR, rising": ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.9}, 0.4, 12),
}

GRADIENTS: dict[str, list[float]] = {
    "large": [3.0, -4.0, 12.0, 0.0, 1e-3],
    "small": [3e-3, -4e-3, 0.0],
    "one": [-7.0],
    "zero": [0.0, -0.0],
    "infinite": [1.0, float("-inf"), 0.0],
    "nan": [1.0, float("nan"), float("inf")],
}
# The function, and what it is given beside the parameters; each on each of the gradients.
CLIPPINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "norm": ("clip_grad_norm_", {"max_norm": 1.0}),
    "norm to 0": ("clip_grad_norm_", {"max_norm": 0.0}),
    "norm unlimited": ("clip_grad_norm_", {"max_norm": float("inf")}),
    "norm of type 1": ("clip_grad_norm_", {"max_norm": 0.5, "norm_type": 1.0}),
    "norm of type 3.5": ("clip_grad_norm_", {"max_norm": 0.5, "norm_type": 3.5}),
    "norm of type 1/2": ("clip_grad_norm_", {"max_norm": 0.5, "norm_type": 0.5}),
    "norm of type inf": ("clip_grad_norm_", {"max_norm": 0.5, "norm_type": float("inf")}),
    "value": ("clip_grad_value_", {"clip_value": 2.5}),
    "value to 0": ("clip_grad_value_", {"clip_value": 0.0}),
}


def optimise(optimiser: Callable[..., Any], options: dict[str, Any], variable: Callable[[float], Any]) -> list[Any]:
    """The parameters after each step. ``variable`` makes a parameter from a number."""
    w = [variable(x) for x in START]
    chosen = optimiser(w, **options)
    history = []
    for step in range(STEPS):
        chosen.zero_grad()
        error(w, step).backward()
        chosen.step()
        history.append([float(p.data) for p in w])
    return history
