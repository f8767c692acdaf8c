"""The passes over a graph as a plain list of everything that happens, made in the most naive way.

It shares nothing with ``autograd_lite.stepping``: the list is made from the graph alone, as the chain rule has it, and
made anew from the first event on whenever a number is set. It is slow, and easy to believe.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from autograd_lite import Value
from autograd_lite.graph import topological_order
from tests.corpus.scripts import along, gradient_of, name_of, value_of


class Event(NamedTuple):
    """What happens at a moment.

    Attributes:
        kind: "value", "gradient" (it is complete, and an operation's turn to hand it on) or "edge".
        node: the position of the node; on an edge, of the one that hands on.
        reached: on an edge the parent, else the node.
        known: the names that conditions may use, with the numbers of ``reached``.
        what: the words for it.
        produced: whether a number that is not finite comes from here, or is given here.
    """

    kind: str
    node: int
    reached: int
    known: dict[str, Any]
    what: str
    produced: bool = False


class Pass:
    """Both passes over a graph; all numbers stand by the position of the node, leaves before operations.

    Attributes:
        prior: the gradients before the pass, which count for leaves.
        changes: gradients that are set by hand: after which event, of which node, and to what.
        given: nodes whose data is set by hand; their local gradients stay what they were.
    """

    def __init__(self, output: Value) -> None:
        self.nodes = topological_order(output)
        self.names = [name_of(p, node) for p, node in enumerate(self.nodes)]
        self.at = {node: p for p, node in enumerate(self.nodes)}
        self.parents = [[self.at[parent] for parent in node.parents] for node in self.nodes]
        self.data = [node.data for node in self.nodes]
        self.local = [local_gradients(node) for node in self.nodes]
        self.prior = [0.0 if node.parents else node.grad for node in self.nodes]
        self.changes: list[tuple[int, int, float]] = []
        self.given: set[int] = set()

    def with_gradient(self, moment: int, position: int, gradient: float) -> Pass:
        """The gradient is this from the event of this number on; what was set for later is forgotten."""
        other = self._copy()
        other.changes = [change for change in self.changes if change[0] <= moment] + [(moment, position, gradient)]
        return other

    def with_data(self, position: int, data: float) -> Pass:
        """All nodes made again, with another one at this position."""
        other = self._copy()
        other.data[position] = data
        other.given.add(position)
        twins: list[Value] = []
        for p, node in enumerate(self.nodes):
            if p in other.given or node.primitive is None:
                twins.append(Value(other.data[p]))
                continue
            operands = tuple(x if type(x) is float else twins[self.at[x]] for x in node.operands)
            twins.append(Value.record_primitive(node.primitive, operands))
            other.data[p], other.local[p] = twins[p].data, local_gradients(twins[p])
        return other

    def _copy(self) -> Pass:
        other = copy.copy(self)
        other.data, other.local, other.given = [*self.data], [*self.local], {*self.given}
        return other

    def events(self) -> list[Event]:
        """All that happens, in its order."""
        return [event for event, _ in self._happening()]

    def gradients(self, moment: int) -> list[float | None]:
        """The gradients of all nodes after the event of this number; None for operations before the backward pass."""
        return next([*gradients] for at, (_, gradients) in enumerate(self._happening()) if at == moment)

    def _happening(self) -> Iterator[tuple[Event, list[Any]]]:
        """Each event, with the gradients after it."""
        before_it = [None if parents else x for x, parents in zip(self.prior, self.parents, strict=True)]
        for p, x in enumerate(self.data):
            produced = not math.isfinite(x) and all(math.isfinite(self.data[q]) for q in self.parents[p])
            yield Event("value", p, p, self._known(p), value_of(self.names[p], x), produced), before_it

        moment, last = len(self.nodes), len(self.nodes) - 1
        gradients = [*self.prior]
        gradients[last] += 1.0
        for p in reversed(range(len(self.nodes))):
            if not self.parents[p] and p != last:
                return  # the leaves hand nothing on
            self._set_by_hand(moment, gradients)
            upstream = gradients[p] if self.parents[p] else 1.0
            known = self._known(p) | {"grad": gradients[p], "upstream": upstream}
            what = gradient_of(self.names[p], gradients[p])
            yield Event("gradient", p, p, known, what, self._is_given(moment)), gradients
            moment += 1
            for q, local in zip(self.parents[p], self.local[p], strict=True):
                before, contribution = gradients[q], upstream * local
                gradients[q] = now = before + contribution
                produced = not math.isfinite(now) and math.isfinite(before) and math.isfinite(upstream)
                self._set_by_hand(moment, gradients)
                known = self._known(q) | {"grad": gradients[q], "upstream": upstream}
                known |= {"local": local, "contribution": contribution}
                what = along(self.names[p], self.names[q], (before, upstream, local, now))
                yield Event("edge", p, q, known, what, produced or self._is_given(moment)), gradients
                moment += 1

    def _is_given(self, moment: int) -> bool:
        """Whether there is a gradient now that is not finite, and that the pass did not compute."""
        before = self.prior if moment == len(self.nodes) else []
        return not all(map(math.isfinite, [*before, *(x for at, _, x in self.changes if at == moment)]))

    def _set_by_hand(self, moment: int, gradients: list[float]) -> None:
        for at, position, gradient in self.changes:
            if at == moment:
                gradients[position] = gradient

    def _known(self, p: int) -> dict[str, Any]:
        node = self.nodes[p]
        op = node.primitive.name if node.primitive else ""
        return {"node": p, "data": self.data[p], "op": op, "label": node.label or "", "scope": node.scope}


def local_gradients(node: Value) -> list[float]:
    """One for each operand that is a node."""
    if not node.parents:
        return []
    pairs = zip(node.operands, node.local_gradient(), strict=False)
    return [local for operand, local in pairs if type(operand) is not float]
