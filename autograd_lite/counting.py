"""The cost of forgetting: how many paths the chain rule has, and what it costs to walk each of them on its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, overload

from autograd_lite import modes
from autograd_lite.graph import operations
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from autograd_lite.graph import N


class Cost(NamedTuple):
    """The arithmetic of a derivative, by paths and with reuse; see :func:`cost`.

    Attributes:
        paths: the paths from the nodes in question to the output.
        expanded_multiplications: those of the sum over all paths, each multiplied out on its own.
        expanded_additions: those of that sum.
        reused_multiplications: those of one reverse pass, which keeps the gradient of every node.
        reused_additions: those of that pass.

    ``repr`` shortens counts of more than 15 digits, since Python refuses to write numbers of more than 4300.

    >>> Cost(2**200, 200 * 2**200, 2**200 - 1, 400, 200)
    Cost(paths=1.61e+60, expanded_multiplications=3.21e+62, expanded_additions=1.61e+60, reused_multiplications=400, \
reused_additions=200)
    """

    paths: int
    expanded_multiplications: int
    expanded_additions: int
    reused_multiplications: int
    reused_additions: int

    @property
    def ratio(self) -> float:
        """How many multiplications the expansion takes for one with reuse.

        It is the mean number of paths through an edge; 1 where there is nothing to multiply, inf beyond the doubles.

        >>> Cost(4, 8, 3, 4, 2).ratio
        2.0
        """
        if not self.reused_multiplications:
            return 1.0
        try:
            return self.expanded_multiplications / self.reused_multiplications
        except OverflowError:
            return math.inf

    def __repr__(self) -> str:
        return f"Cost({', '.join(f'{name}={_short(count)}' for name, count in self._asdict().items())})"


def _short(count: int) -> str:
    if count < 10**15:
        return f"{count:_}"
    exponent, digits = divmod(math.log10(count), 1.0)
    return f"{10.0**digits:.3g}e+{exponent:.0f}"


@overload
def paths(output: N, wrt: Sequence[N]) -> list[int]: ...


@overload
def paths(output: N, wrt: N) -> int: ...


def paths(output: Any, wrt: Any) -> Any:
    """The number of paths from ``wrt`` to ``output`` in the recorded graph.

    By the chain rule d output / d wrt is the sum, over these paths, of the product of the local gradients along
    each. An operand that is used twice has two edges: ``a * a`` has two paths from a. A node has one path to itself,
    the empty one. Counts are exact, and found in one sweep: one addition of integers for each edge.

    Args:
        output: a node.
        wrt: a node, leaf or interior, or a list or tuple of them.

    Returns:
        One count for one node, a list for a sequence; 0 for a node that ``output`` does not depend on.

    Raises:
        TypeError: ``output`` or a part of ``wrt`` is not a node.
        RuntimeError: ``output`` has no history (``no_grad``, ``detach``).

    Source: F. L. Bauer, "Computational graphs and rounding error" (1974), for the sum over paths.

    >>> from autograd_lite import Value
    >>> x = Value(1.01)
    >>> y = x
    >>> for _ in range(10):
    ...     y = y * y
    >>> paths(y, x)
    1024
    """
    nodes = _nodes("paths", output, wrt)
    counts, _ = _walk(output, nodes, _edges(output, nodes))
    found = [counts.get(node, 0) for node in nodes]
    return found if isinstance(wrt, (list, tuple)) else found[0]


def cost(output: N, wrt: N | Sequence[N]) -> Cost:
    """What d output / d wrt costs when each path is walked on its own, and when gradients are stored and reused.

    **Expanded**: each path from ``wrt`` to ``output`` starts with the upstream 1 and multiplies it by the local
    gradient of each of its edges; a path of k edges takes k multiplications. P paths take P - 1 additions.

    **Reused**: the reverse pass stores the gradient of each node. Each edge on any of the paths takes one
    multiplication, upstream times local gradient, whatever the number of paths through it. A node with m such edges
    on its way up takes m - 1 additions, to collect what they bring.

    So both count the same edges: the first as often as there are paths through them, the second once. Local
    gradients are taken as given. One that happens to be 1 is multiplied by, as in ``backward()``.

    Args:
        output: a node.
        wrt: a node, leaf or interior, or a list or tuple of them. With several, the expansion does all of it for each
            of them, while one pass serves all: an edge on paths from several of them counts once. A node that is named
            twice counts once.

    Raises:
        TypeError: ``output`` or a part of ``wrt`` is not a node.
        RuntimeError: ``output`` has no history (``no_grad``, ``detach``).

    Linear in the edges: a few additions of integers for each. Source: Rumelhart, Hinton and Williams,
    "Learning representations by back-propagating errors" (1986), for the pass; Griewank and Walther, *Evaluating
    Derivatives*, chapter 3, for its cost.

    >>> from autograd_lite import Value
    >>> x = Value(1.01)
    >>> y = x
    >>> for _ in range(10):
    ...     y = y * y
    >>> cost(y, x)
    Cost(paths=1_024, expanded_multiplications=10_240, expanded_additions=1_023, reused_multiplications=20, \
reused_additions=10)
    >>> cost(y, x).ratio
    512.0
    """
    nodes = list(dict.fromkeys(_nodes("cost", output, wrt)))
    edges = _edges(output, nodes)
    counts, lengths = _walk(output, nodes, edges)
    multiplications = sum(len(starts) for _, starts in edges)
    receivers = {start for _, starts in edges for start in starts}
    return Cost(
        paths=sum(counts.values()),
        expanded_multiplications=sum(lengths.values()),
        expanded_additions=sum(count - 1 for count in counts.values()),
        reused_multiplications=multiplications,
        reused_additions=multiplications - len(receivers),
    )


def _nodes(name: str, output: Any, wrt: Any) -> list[Any]:
    """The nodes that ``wrt`` stands for, when all is as it should be."""
    nodes = list(wrt) if isinstance(wrt, (list, tuple)) else [wrt]
    for what, node in [("output", output), *(("wrt", node) for node in nodes)]:
        if not is_node(node):
            raise TypeError(
                f"{name}() takes Values, but its {what} {node!r:.80} is of type {type(node).__name__}; "
                "pass the Value that your computation started from or returned"
            )
    modes.check_history(output)
    return nodes


def _edges(output: Any, nodes: list[Any]) -> list[tuple[Any, list[Any]]]:
    """The edges that are on a path from ``nodes`` to ``output``: where they end, in topological order, and start."""
    reached = set(nodes)
    edges = []
    for node in operations(output):  # all of them have a path to the output
        starts = [operand for operand in node.operands if type(operand) is not float and operand in reached]
        if starts:
            reached.add(node)
            edges.append((node, starts))
    return edges


def _walk(output: Any, nodes: list[Any], edges: list[tuple[Any, list[Any]]]) -> tuple[dict[Any, int], dict[Any, int]]:
    """For each of ``nodes`` with a path to ``output``: how many paths it has, and the sum of their lengths.

    Counts have as many digits as the graph is deep, so those of a node in between are forgotten once they are handed
    on: 10^5 squarings would otherwise hold 10^5 numbers of 10^5 bits.
    """
    counts, lengths = {output: 1}, {output: 0}
    kept = set(nodes)
    for node, starts in reversed(edges):
        take = dict.__getitem__ if node in kept else dict.pop
        count = take(counts, node)
        length = take(lengths, node) + count  # every path gets longer by this edge
        for start in starts:
            counts[start] = counts.get(start, 0) + count
            lengths[start] = lengths.get(start, 0) + length
    reaching = [node for node in kept if node in counts]
    return {node: counts[node] for node in reaching}, {node: lengths[node] for node in reaching}
