"""The four gradient formulas, derived by hand: Zhou Zhihua, "Machine Learning", chapter 5.3.

Plain floats from beginning to end, independent of the engine: they are what its gradients are checked against.

    g_j = yhat_j (1 - yhat_j) (y_j - yhat_j)          dE/dw_hj    = -g_j b_h
    e_h = b_h (1 - b_h) sum_j w_hj g_j                dE/dtheta_j =  g_j
                                                      dE/dv_ih    = -e_h x_i
                                                      dE/dgamma_h =  e_h
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Matrix = Sequence[Sequence[float]]


class BookGradients(TypedDict):
    """dE/dv, dE/dgamma, dE/dw and dE/dtheta of one example, in the shapes of the parameters."""

    v: list[list[float]]
    gamma: list[float]
    w: list[list[float]]
    theta: list[float]


def book_gradients(
    v: Matrix, gamma: Sequence[float], w: Matrix, theta: Sequence[float], x: Sequence[float], y: Sequence[float]
) -> tuple[BookGradients, BookGradients]:
    """The derivatives of E = 1/2 sum_j (yhat_j - y_j)^2 on the example (x, y), by the four formulas, and their scale.

    Shapes: v is d by q, gamma q, w q by l, theta l, x d and y l. The scale of a derivative is the size of the largest
    term in it: where the sum over j cancels, that is what a rounding error is to be compared with.

    The factors 1 - b_h and 1 - yhat_j are computed as sigmoids of the opposite argument, since the difference loses
    its digits in saturation.

    >>> gradients, _ = book_gradients([[0.0]], [0.0], [[2.0]], [0.0], x=[1.0], y=[1.0])
    >>> round(gradients["theta"][0], 6), round(gradients["w"][0][0], 6), round(gradients["v"][0][0], 6)
    (0.052877, -0.026439, -0.026439)
    """
    inputs, hidden, outputs = range(len(x)), range(len(gamma)), range(len(theta))
    alpha = [_sum(v[i][h] * x[i] for i in inputs) for h in hidden]
    b = [_sigmoid(alpha[h] - gamma[h]) for h in hidden]
    one_minus_b = [_sigmoid(gamma[h] - alpha[h]) for h in hidden]
    beta = [_sum(w[h][j] * b[h] for h in hidden) for j in outputs]
    y_hat = [_sigmoid(beta[j] - theta[j]) for j in outputs]
    one_minus_y_hat = [_sigmoid(theta[j] - beta[j]) for j in outputs]

    g = [y_hat[j] * one_minus_y_hat[j] * (y[j] - y_hat[j]) for j in outputs]
    wg = [[w[h][j] * g[j] for j in outputs] for h in hidden]
    e = [b[h] * one_minus_b[h] * _sum(wg[h]) for h in hidden]
    e_scale = [b[h] * one_minus_b[h] * max(map(abs, wg[h])) for h in hidden]

    gradients: BookGradients = {
        "v": [[-e[h] * x[i] for h in hidden] for i in inputs],
        "gamma": e,
        "w": [[-g[j] * b[h] for j in outputs] for h in hidden],
        "theta": g,
    }
    scale: BookGradients = {
        "v": [[e_scale[h] * abs(x[i]) for h in hidden] for i in inputs],
        "gamma": e_scale,
        "w": [[abs(g[j] * b[h]) for j in outputs] for h in hidden],
        "theta": [abs(g[j]) for j in outputs],
    }
    return gradients, scale


def named(parts: BookGradients) -> Iterator[tuple[str, float]]:
    """The entries with the names that ``SigmoidMLP.named_parameters`` gives to their parameters."""
    for matrix, vector in (("v", "gamma"), ("w", "theta")):
        for i, row in enumerate(parts[matrix]):  # type: ignore[literal-required]
            yield from ((f"{matrix}.{i}.{j}", entry) for j, entry in enumerate(row))
        yield from ((f"{vector}.{i}", entry) for i, entry in enumerate(parts[vector]))  # type: ignore[literal-required]


def relative_difference(a: float, b: float, scale: float) -> float:
    """|a - b| / max(|a|, |b|, scale), and 0 where a and b are both 0.

    >>> relative_difference(2.0, 1.0, scale=0.0), relative_difference(0.0, 0.0, scale=0.0)
    (0.5, 0.0)
    """
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b), scale)


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


def _sum(terms: Iterable[float]) -> float:
    """From left to right in plain doubles; the built-in ``sum`` is compensated from Python 3.12 on."""
    total = 0.0
    for term in terms:
        total += term
    return total
