"""An optimiser, a schedule and networks to train, and a training that uses all that train() offers.

As a program, it is that training with a checkpoint, and kills itself (nothing can be caught or cleaned up) at a given
point: `python -m tests.training_parts CHECKPOINT [WHAT N]`, where WHAT is loss, callback, sync or replace, and N says
at which call of it. When it comes to its end, it prints everything that it has learned, to the last bit.
"""

from __future__ import annotations

import json
import math
import os
import random
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from autograd_lite import Value
from autograd_lite.nn import History, Module, Pass, SigmoidMLP, train


class Heavy:
    """Gradient descent with momentum: velocity <- 0.9 velocity + gradient."""

    def __init__(self, parameters: Iterable[Value], lr: float = 0.1) -> None:
        self.parameters = list(parameters)
        self.lr = lr
        self.velocities = [0.0 for _ in self.parameters]

    def zero_grad(self) -> None:
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        for k, parameter in enumerate(self.parameters):
            self.velocities[k] = 0.9 * self.velocities[k] + parameter.grad
            parameter.data -= self.lr * self.velocities[k]

    def state_dict(self) -> dict[str, Any]:
        return {"lr": self.lr, "velocities": list(self.velocities)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if len(state["velocities"]) != len(self.parameters):
            raise ValueError(f"{len(state['velocities'])} velocities for {len(self.parameters)} parameters")
        self.lr, self.velocities = state["lr"], list(state["velocities"])


class Thirds:
    """Every third pass, the learning rate is divided by 3."""

    def __init__(self, optimizer: Heavy) -> None:
        self.optimizer = optimizer
        self.passes = 0

    def step(self) -> None:
        self.passes += 1
        if self.passes % 3 == 0:
            self.optimizer.lr /= 3.0

    def state_dict(self) -> dict[str, Any]:
        return {"passes": self.passes}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.passes = state["passes"]


class Noisy(Module):
    """A network whose inputs are disturbed in training, as by dropout."""

    training = True

    def __init__(self, net: Any, seed: int) -> None:
        self.net = net
        self.noise = [random.Random(seed)]

    def train(self, mode: bool = True) -> Noisy:
        for module in self.modules():
            module.training = mode
        return self

    def modules(self) -> Iterator[Noisy]:
        yield self
        if isinstance(self.net, Noisy):
            yield from self.net.modules()

    def __call__(self, x: Sequence[float]) -> list[Value]:
        return self.net([t + self.noise[0].gauss(0.0, 0.1) for t in x] if self.training else x)


class Line(Module):
    """y = a x, whose squared error explodes for a learning rate that is too large."""

    def __init__(self) -> None:
        self.a = Value(0.5)

    def __call__(self, x: Any) -> Value:
        return self.a * x[0]


def squared(output: list[Value], y: float) -> Value:
    return (output[0] - y) ** 2


def examples(count: int, seed: int) -> tuple[list[list[float]], list[int]]:
    rng = random.Random(seed)
    X = [[rng.random(), rng.random()] for _ in range(count)]
    return X, [int(a + b + rng.gauss(0.0, 0.2) > 1.0) for a, b in X]


def everything(
    checkpoint: str | Path | None,
    *,
    loss: Callable[[Any, Any], Value] = squared,
    callbacks: Callable[[Pass], bool | None] | Sequence[Any] = (),
    **others: Any,
) -> tuple[History, Noisy, Heavy, Thirds]:
    """A training with all that has a state, resumed from ``checkpoint`` if that is there."""
    net = Noisy(SigmoidMLP(2, 3, 1, seed=5), seed=6)
    optimizer = Heavy(net.parameters(), lr=1.0)
    schedule = Thirds(optimizer)
    arguments: dict[str, Any] = {
        "X": examples(11, 1)[0],
        "Y": examples(11, 1)[1],
        "batch_size": 4,
        "passes": 12,
        "seed": 3,
        "validation": examples(7, 2),
        "patience": 8,
        "gradients": True,
        "resume": checkpoint is not None,
        **others,
    }
    history = train(
        net,
        optimizer=optimizer,
        schedule=schedule,
        loss=loss,
        callbacks=callbacks,
        checkpoint=checkpoint,
        **arguments,
    )
    return history, net, optimizer, schedule


def bits(history: History, net: Noisy, optimizer: Heavy, schedule: Thirds) -> Any:
    """All that a training leaves behind; floats as hexadecimal, so that equal texts are equal bits."""

    def of(thing: Any) -> Any:
        if isinstance(thing, float):
            return thing.hex()
        if isinstance(thing, dict):
            return {key: of(value) for key, value in thing.items()}
        return [of(value) for value in thing] if isinstance(thing, (list, tuple)) else thing

    return of(
        {
            "history": {key: value for key, value in vars(history).items() if key != "seconds"},
            "parameters": net.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "noise": net.noise[0].getstate(),
        }
    )


def kill_at(n: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, but in place of its n-th call the process is killed."""
    calls = 0

    def counted(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == n:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args)

    return counted


def main(checkpoint: str, what: str = "", n: str = "0") -> None:
    at = int(n) if what else math.inf
    if what == "sync":  # the new checkpoint is written, but not yet in the place of the old one
        os.fsync = kill_at(at, os.fsync)  # type: ignore[arg-type]
    if what == "replace":  # it is complete, and about to be put there
        Path.replace = kill_at(at, Path.replace)  # type: ignore[arg-type,method-assign]
    loss = kill_at(at, squared) if what == "loss" else squared  # type: ignore[arg-type]
    callbacks = kill_at(at, lambda _: None) if what == "callback" else ()  # type: ignore[arg-type]
    print(json.dumps(bits(*everything(checkpoint, loss=loss, callbacks=callbacks))))


if __name__ == "__main__":
    main(*sys.argv[1:])
