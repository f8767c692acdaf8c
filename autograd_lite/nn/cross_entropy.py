"""Cross-entropy of one example, with all its digits: -log of a softmax, which no softmax is computed for.

log(sum_k e^x_k) - x_t would have none left where x_t is the largest by far, and the loss and 1 - p_t are tiny.
"""

from __future__ import annotations

import math
from typing import Any

from autograd_lite.primitives import dot, exp_difference, fsum, log, log1p
from autograd_lite.primitives.table import is_node

# Wide enough for probabilities rounded to two places; what else is no distribution but a mistake.
SUM_TOLERANCE = 0.01

Distribution = dict[int, Any]  # the probabilities of the classes, without those that are 0


def class_indices(targets: list[Any], size: int) -> list[Distribution]:
    """Each class as the distribution that is certain of it; raises ``ValueError`` for what is no class."""
    for t in targets:
        if is_node(t):
            raise TypeError(f"a class is a whole number, without a gradient, not {t!r}; pass int(... .data)")
        if not (t.is_integer() and 0.0 <= t < size):
            raise ValueError(f"a class is a whole number from 0 to {size - 1}, as there are {size} logits, not {t!r}")
    return [{int(t): 1.0} for t in targets]


def class_probabilities(rows: list[list[Any]]) -> list[Distribution]:
    """The distributions in rows of probabilities; raises ``ValueError`` for what is none."""
    for row in rows:
        for q in row:
            if not 0.0 <= q <= 1.0:
                raise ValueError(f"the probability of a class is from 0 to 1, not {q!r}")
        total = math.fsum(q.data if is_node(q) else q for q in row)
        if not abs(total - 1.0) <= SUM_TOLERANCE:
            raise ValueError(f"the probabilities of the classes sum to 1, not to {total!r}: {row!r:.80}")
    return [{i: q for i, q in enumerate(row) if is_node(q) or q != 0.0} for row in rows]


def cross_entropy_of(xs: list[Any], target: Distribution) -> Any:
    """sum_t q_t (log(sum_k e^x_k) - x_t).

    It is sum_t q_t (m - x_t) + sum_t q_t log(sum_k e^(x_k - m)) for any m. With the largest of the x for m, nothing
    overflows, and no term is negative. There are two ways to understand this m. If it is a constant, the derivatives
    are p_i - q_i with p = softmax(x). If it is that x_m itself, then what x_m does to the sums is all in the other
    terms, and its derivative is (1 - q_m) - (1 - p_m), with all digits where p_m and q_m are nearly 1.
    """
    data = [x.data if is_node(x) else x for x in xs]
    m = max(range(len(xs)), key=lambda i: (data[i], target.get(i, 0.0)))
    total = fsum(target.values())
    if target.get(m, 0.0) > 0.5:
        peak = xs[m]
        log_sum = log1p(fsum([exp_difference(x, peak) for i, x in enumerate(xs) if i != m]))
        others = [t for t in target if t != m]
    else:
        peak = data[m]
        log_sum = log(fsum([exp_difference(x, peak) for x in xs]))
        others = list(target)
    weighted = log_sum if total == 1.0 and not is_node(total) else total * log_sum
    if not others:
        return weighted
    return dot([target[t] for t in others], [peak - xs[t] for t in others]) + weighted
