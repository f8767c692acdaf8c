"""SigmoidMLP: the one-hidden-layer network of Zhou Zhihua's "Machine Learning", chapter 5.3, out of scalar nodes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd_lite import modes
from autograd_lite.capturing import from_one_place
from autograd_lite.nn import book
from autograd_lite.nn.composite import Composite
from autograd_lite.nn.labels import indexed
from autograd_lite.nn.sums import weighted_sums
from autograd_lite.notes import Notes
from autograd_lite.primitives import dot, sum
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

LAYERS = ("hidden", "output")


class Activations(NamedTuple):
    """What the neurons receive and put out, by the book's names."""

    alpha: list[Value]
    b: list[Value]
    beta: list[Value]
    y_hat: list[Value]


class SigmoidMLP(Composite):
    """d inputs, q hidden and l output neurons, all sigmoid, with thresholds that are subtracted.

        alpha_h = sum_i v_ih x_i        b_h    = sigmoid(alpha_h - gamma_h)
        beta_j  = sum_h w_hj b_h        yhat_j = sigmoid(beta_j - theta_j)

    Args:
        d, q, l: the numbers of inputs, hidden and output neurons, each at least 1.
        seed: makes the initial values repeatable.

    Attributes:
        v, gamma, w, theta: the parameters, ``v[i][h]``, ``gamma[h]``, ``w[h][j]`` and ``theta[j]``, initially uniform
            in (0, 1). Their labels count from 1, as in the book: ``v[0][1]`` is v₁₂.

    >>> net = SigmoidMLP(2, 3, 1, seed=0)
    >>> E = net.error([0.5, 1.0], [1.0])
    >>> E.backward()
    >>> book = net.book_gradients([0.5, 1.0], [1.0])
    >>> abs(net.v[0][1].grad - book["v"][0][1]) < 1e-15
    True
    """

    def __init__(self, d: int, q: int, l: int, seed: int | None = None) -> None:
        for name, size in (("d", d), ("q", q), ("l", l)):
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                raise ValueError(f"{name} is the number of neurons in a layer, an int of at least 1, not {size!r}")
        super().__init__()
        self.d, self.q, self.l = d, q, l
        draw = random.Random(seed).random
        self.v = [[Value(draw(), indexed("v", i, h)) for h in range(q)] for i in range(d)]
        self.gamma = [Value(draw(), indexed("γ", h)) for h in range(q)]
        self.w = [[Value(draw(), indexed("w", h, j)) for j in range(l)] for h in range(q)]
        self.theta = [Value(draw(), indexed("θ", j)) for j in range(l)]
        # The same for all calls, since the inputs of a layer stand in its weighted sums.
        self._notes = [Notes(name, ((self._key, number, 0, (), 1),)) for number, name in enumerate(LAYERS)]
        self._labels = {
            name: [indexed(name, k) for k in range(size)] for name, size in (("α", q), ("b", q), ("β", l), ("ŷ", l))
        }

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        """The predictions yhat_1 ... yhat_l for the d inputs ``x``."""
        return self.activations(x).y_hat

    def activations(self, x: Sequence[Value | float]) -> Activations:
        """The forward pass, with the nodes of both layers, whose scopes are "hidden" and "output".

        Raises ``ValueError`` for other than d inputs.
        """
        self._check(x, self.d, "input")
        alpha, b = self._layer(0, self.v, self.gamma, x, "α", "b")
        beta, y_hat = self._layer(1, self.w, self.theta, b, "β", "ŷ")
        return Activations(alpha, b, beta, y_hat)

    def error(self, x: Sequence[Value | float], y: Sequence[float]) -> Value:
        """E = 1/2 sum_j (yhat_j - y_j)^2 on the example (x, y). Raises ``ValueError`` for wrong lengths."""
        self._check(y, self.l, "output")
        y_hat = self.activations(x).y_hat
        squares = [(y_hat[j] - y[j]).square() for j in range(self.l)]
        E: Value = 0.5 * (sum(squares) if self.l > 1 else squares[0])
        E.label = "E"
        return E

    def book_gradients(self, x: Sequence[float], y: Sequence[float]) -> book.BookGradients:
        """dE/dv, dE/dgamma, dE/dw and dE/dtheta by the book's formulas, as plain floats, without the engine."""
        return self._by_hand(x, y)[0]

    def difference_from_book(self, x: Sequence[float], y: Sequence[float]) -> float:
        """The largest relative difference between the engine's gradients of E on (x, y) and the book's.

        Runs ``backward()`` on fresh gradients; ``grad`` holds those of (x, y) afterwards. The difference of a and b is
        |a - b| / max(|a|, |b|), where a sum over j occurs relative to its largest term; 0 when both are 0.
        """
        self.zero_grad()
        self.error(x, y).backward()
        by_hand, scales = (dict(book.named(part)) for part in self._by_hand(x, y))
        return max(
            book.relative_difference(parameter.grad, by_hand[name], scales[name])
            for name, parameter in self.named_parameters()
        )

    def __repr__(self) -> str:
        return f"SigmoidMLP({self.d}, {self.q}, {self.l})"

    def _inputs(self, node: Value, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return node.operands[len(node.operands) // 2 :] if node.primitive is dot else ()

    def named_layers(self) -> list[tuple[str, dict[str, Value]]]:
        """The layers "hidden", with v and gamma, and "output", with w and theta."""
        named = dict(self.named_parameters())
        return [
            (layer, {name: p for name, p in named.items() if name.partition(".")[0] in parts})
            for layer, parts in zip(LAYERS, (("v", "gamma"), ("w", "theta")), strict=True)
        ]

    def _layer(self, number: int, *layer: Any) -> tuple[list[Value], list[Value]]:
        """What each neuron of a layer receives, and what it puts out; ``layer`` is as for :meth:`_neurons`."""
        if modes.active:
            with modes.layer_scope(LAYERS[number], self._key, number):  # 12 % of a training step
                return from_one_place(self._neurons, None, *layer)
        if modes.capturing:
            return from_one_place(self._neurons, self._notes[number], *layer)
        return self._neurons(self._notes[number], *layer)

    def _neurons(
        self,
        notes: Notes | None,
        weights: list[list[Value]],
        thresholds: list[Value],
        x: Sequence[Value | float],
        sum_name: str,
        name: str,
    ) -> tuple[list[Value], list[Value]]:
        received = weighted_sums(zip(*weights, strict=True), tuple(x))
        output = []
        subtract, sigmoid = Value.__sub__, Value.sigmoid  # called as functions: 1 % of a training step
        labels = self._labels[sum_name], self._labels[name]
        for total, threshold, sum_label, label in zip(received, thresholds, *labels, strict=True):
            total.label = sum_label
            difference = subtract(total, threshold)
            neuron = sigmoid(difference)
            neuron.label = label
            output.append(neuron)
            if notes is not None:
                total._notes = difference._notes = neuron._notes = notes
        return received, output

    def _by_hand(self, x: Sequence[float], y: Sequence[float]) -> tuple[book.BookGradients, book.BookGradients]:
        self._check(x, self.d, "input")
        self._check(y, self.l, "output")
        return book.book_gradients(
            [[p.data for p in row] for row in self.v],
            [p.data for p in self.gamma],
            [[p.data for p in row] for row in self.w],
            [p.data for p in self.theta],
            x,
            y,
        )

    def _check(self, numbers: Sequence[Value | float], expected: int, what: str) -> None:
        if type(numbers) is not list and hasattr(numbers, "columns"):  # whose iteration gives the names of the columns
            raise TypeError(f"{self!r} takes a row of numbers, not a table; pass table.to_numpy()[i]")
        if len(numbers) != expected:
            raise ValueError(
                f"{self!r} has {expected} {what}{'s' if expected > 1 else ''}, but was given {len(numbers)}: "
                f"{list(numbers[:5])!r:.80}; pass one number for each"
            )
