"""SGD: gradient descent, with momentum, Nesterov's variant of it, and weight decay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.optim.checked import Checked, flag, not_negative, reals, share
from autograd_lite.optim.optimizer import Optimizer
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.value import Value


class SGD(Optimizer):
    """Stochastic gradient descent: w <- w - lr g, with the gradient g = dE/dw.

    With weight decay g is dE/dw + weight_decay w. With momentum g is replaced by b, and in Nesterov's variant by
    g + momentum b, where b starts as the first g and then is

        b <- momentum b + (1 - dampening) g

    Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013, in the form that
    PyTorch gives it, where the learning rate is no part of b.

    Args:
        params: the Values to move; see :class:`Optimizer`.
        lr: the learning rate, a finite number >= 0; may be assigned between steps.
        momentum: how much of b is kept, from 0 to 1.
        dampening: how much of g is kept out of b, from 0 to 1.
        weight_decay: the factor of w in g, a finite number >= 0.
        nesterov: whether to look ahead along b. It needs a momentum, and no dampening.

    Raises ``ValueError`` and ``TypeError`` for what cannot be used, as :class:`Optimizer` says.

    >>> from autograd_lite import Value
    >>> w = Value(1.0)
    >>> optimiser = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimiser.step()
    >>> w.data
    0.8
    """

    momentum = Checked(share)
    dampening = Checked(share)
    weight_decay = Checked(not_negative)
    nesterov = Checked(flag)
    momentum_buffer = Checked(reals)  # b of every parameter; empty before the first step with momentum
    _momentum_buffer: list[float]

    _saved = ("lr", "momentum", "dampening", "weight_decay", "nesterov", "momentum_buffer")

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.momentum_buffer = []
        self._check()

    def _move(self) -> None:
        lr = self.lr
        if self.momentum or self.weight_decay:
            for parameter, direction in zip(self.parameters, self._directions(), strict=True):
                parameter.data -= lr * direction
            return
        for parameter in self.parameters:  # `parameter.data -= lr * number(parameter.grad)`, in a third of the time
            gradient = parameter.grad
            parameter._number -= lr * (gradient if type(gradient) is float else number(gradient))

    def _directions(self) -> list[float]:
        """What stands for the gradient of each parameter."""
        momentum, share = self.momentum, 1.0 - self.dampening
        gradients = self._gradients(self.weight_decay)
        if not momentum:
            return gradients
        before = self._momentum_buffer
        buffer = [momentum * b + share * g for b, g in zip(before, gradients, strict=True)] if before else gradients
        self._momentum_buffer = buffer
        return [g + momentum * b for b, g in zip(buffer, gradients, strict=True)] if self.nesterov else buffer

    def _check(self) -> None:
        if self.nesterov and (self.momentum == 0.0 or self.dampening != 0.0):
            raise ValueError(
                f"nesterov=True needs a momentum > 0 and dampening=0, not momentum={self.momentum} and "
                f"dampening={self.dampening}; pass momentum=0.9, say"
            )
        if self.momentum_buffer and len(self.momentum_buffer) != len(self.parameters):
            raise ValueError(
                f"momentum_buffer has {len(self.momentum_buffer)} numbers for {len(self.parameters)} parameters; it "
                "has one for each, or none before the first step"
            )
