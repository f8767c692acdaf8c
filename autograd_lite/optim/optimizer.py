"""Optimizer: what all optimisers have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.optim.checked import Checked, not_negative
from autograd_lite.optim.parameters import checked_parameters, require_gradients
from autograd_lite.optim.rebuilding import Watch
from autograd_lite.optim.state import Stateful
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from autograd_lite.value import Value


class Optimizer(Stateful):
    """A rule that moves parameters by their gradients; :class:`SGD`, :class:`Adam` and :class:`AdamW` are some.

    The names, parameters and defaults are those of ``torch.optim``, with one group of parameters. A gradient of 0 is a
    gradient: momentum and weight decay go on moving such a parameter. A gradient that is not finite is used like any
    other, as in PyTorch, and its parameter is nan or infinite from then on; :func:`clip_grad_norm_` with
    ``error_if_nonfinite=True`` raises instead.

    Args:
        params: the Values to move: leaves, each once, in an order that is the same when a state is loaded.
        lr: the learning rate, a finite number >= 0.

    Attributes:
        parameters: the Values, a tuple.
        lr: the learning rate; may be assigned between steps, and is checked then.

    Raises:
        ValueError: no parameters (or an iterator that was used up), one that is given twice, one that was computed
            from others, or a setting outside its range.
        TypeError: what is no Value, or no number.
        RuntimeError: by :meth:`step`, when the network of ``params=net.parameters()`` has replaced parameters since, or
            when Values in the list ``params`` have been; the new ones would stay as they are. Replaced attributes
            (``net.w = ...``) are found at once, others (``net.layers[0] = ...``) at once in the first 16 steps and
            within 128 steps later.
    """

    lr = Checked(not_negative, "the learning rate")

    _saved: tuple[str, ...] = ("lr",)

    def __init__(self, params: Iterable[Value], lr: float) -> None:
        self.parameters = checked_parameters(params, "an optimiser")
        self.lr = lr
        self._watch = Watch(params, self.parameters)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0; without it, gradients accumulate from step to step."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Move every parameter once, by its present gradient."""
        self._watch.look()
        try:
            self._move()
        except TypeError:
            require_gradients(self.parameters)
            raise

    def _move(self) -> None:
        """The rule."""
        raise NotImplementedError

    def _gradients(self, weight_decay: float) -> list[float]:
        """g + weight_decay * w for every parameter, as a new list."""
        if weight_decay:
            return [number(parameter.grad) + weight_decay * parameter.data for parameter in self.parameters]
        return [number(parameter.grad) for parameter in self.parameters]

    def _identity(self) -> dict[str, Any]:
        return {"optimizer": type(self).__name__, "parameters": len(self.parameters)}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.parameters)} parameters, lr={self.lr})"
