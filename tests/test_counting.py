"""Paths and the cost of walking each on its own, against their enumeration and against closed forms."""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value, cost, dot, gradients, no_grad, paths
from autograd_lite.counting import Cost
from autograd_lite.nn import MLP, SigmoidMLP

Edge = tuple[Value, int]  # a node, and which of its operands


def every_path(output: Value, start: Value) -> list[list[Edge]]:
    """All paths from ``start`` to ``output``, each as its edges, one by one: the oracle."""
    found: list[list[Edge]] = [[]] if output is start else []
    for i, operand in enumerate(output.operands):
        if isinstance(operand, Value):
            found += [[(output, i), *path] for path in every_path(operand, start)]
    return found


class Graph(NamedTuple):
    """Random nodes; each takes some of the earlier ones, several times perhaps, and constants."""

    nodes: list[Value]

    @property
    def output(self) -> Value:
        return self.nodes[-1]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Graphs of up to four inputs and nine sums with one to four terms: few enough paths to list them."""
    nodes = [Value(1.0) for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 9))):
        terms = draw(st.lists(st.sampled_from([*nodes[-4:], 2.0]), min_size=1, max_size=4))
        nodes.append(dot([1.0] * len(terms), terms) if any(isinstance(x, Value) for x in terms) else Value(1.0))
    return Graph(nodes)


# --- against the enumeration of all paths ----------------------------------------------------------------------------


@given(graphs())
def test_paths_are_as_many_as_can_be_listed(graph: Graph) -> None:
    expected = [len(every_path(graph.output, node)) for node in graph.nodes]
    assert paths(graph.output, graph.nodes) == expected
    assert [paths(graph.output, node) for node in graph.nodes] == expected
    assert paths(graph.output, tuple(graph.nodes)) == expected


@given(graphs())
def test_where_every_local_gradient_is_one_the_derivative_is_the_number_of_paths(graph: Graph) -> None:
    assert paths(graph.output, graph.nodes) == gradients(graph.output, graph.nodes)


@given(graphs(), st.data())
def test_the_cost_is_that_of_the_listed_paths_and_of_their_different_edges(graph: Graph, data: st.DataObject) -> None:
    wrt = data.draw(st.lists(st.sampled_from(graph.nodes), min_size=1, max_size=4, unique_by=id))
    listed = [every_path(graph.output, node) for node in wrt]
    edges = {edge for found in listed for path in found for edge in path}
    receivers = {node.operands[i] for node, i in edges}
    expected = Cost(
        paths=sum(map(len, listed)),
        expanded_multiplications=sum(len(path) for found in listed for path in found),
        expanded_additions=sum(len(found) - 1 for found in listed if found),
        reused_multiplications=len(edges),
        reused_additions=len(edges) - len(receivers),
    )
    assert cost(graph.output, wrt) == expected
    assert cost(graph.output, [*wrt, *reversed(wrt)]) == expected  # a node named twice counts once
    if len(wrt) == 1:
        assert cost(graph.output, wrt[0]) == expected


@given(graphs())
def test_reuse_never_costs_more_and_one_pass_no_more_than_one_for_each(graph: Graph) -> None:
    together = cost(graph.output, graph.nodes)
    each = [cost(graph.output, node) for node in graph.nodes]
    assert together.paths == sum(one.paths for one in each)
    assert together.expanded_multiplications == sum(one.expanded_multiplications for one in each)
    assert together.expanded_additions == sum(one.expanded_additions for one in each)
    for one in each:
        assert one.reused_multiplications <= together.reused_multiplications
        assert one.reused_multiplications <= one.expanded_multiplications
        assert one.reused_additions <= one.expanded_additions
        assert one.ratio >= 1.0


# --- closed forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 10, 1000])
def test_n_squarings_by_multiplication_have_2_to_the_n_paths(n: int) -> None:
    x = y = Value(1.0)
    for _ in range(n):
        y = y * y
    assert paths(y, x) == 2**n
    assert cost(y, x) == Cost(2**n, n * 2**n, 2**n - 1, 2 * n, n)
    assert cost(y, x).ratio == 2.0**n / 2.0


def test_a_chain_has_one_path_and_nothing_to_save() -> None:
    x = y = Value(0.5)
    for _ in range(7):
        y = y.sin()
    assert cost(y, x) == Cost(1, 7, 0, 7, 0)
    assert cost(y, x).ratio == 1.0


@pytest.mark.parametrize(("width", "depth"), [(1, 5), (2, 3), (3, 4), (7, 30)])
def test_a_full_network_has_a_path_for_each_choice_of_a_neuron_in_each_hidden_layer(width: int, depth: int) -> None:
    layer = [x := Value(1.0)]
    for _ in range(depth - 1):
        layer = [dot([0.1] * len(layer), layer) for _ in range(width)]
    output = dot([0.1] * width, layer)
    assert paths(output, x) == width ** (depth - 1)
    edges = width + (depth - 2) * width**2 + width
    nodes = 1 + (depth - 1) * width
    assert cost(output, x) == Cost(
        width ** (depth - 1), depth * width ** (depth - 1), width ** (depth - 1) - 1, edges, edges - nodes
    )


@pytest.mark.parametrize(("d", "q", "l"), [(3, 2, 2), (19, 5, 3), (2, 1, 4)])
def test_the_books_network_has_a_path_from_a_hidden_weight_for_each_output(d: int, q: int, l: int) -> None:
    net = SigmoidMLP(d, q, l, seed=0)
    E = net.error([0.5] * d, [1.0] * l)
    assert paths(E, net.v[0][0]) == paths(E, net.gamma[0]) == l
    assert paths(E, net.w[0][0]) == paths(E, net.theta[0]) == 1
    # E from yhat_j takes 4 edges: y_hat - y, its square, their sum and the factor 1/2. A threshold joins at the second
    # node of its neuron, a weight at the first.
    assert cost(E, net.theta[0]).expanded_multiplications == 4 + 2
    assert cost(E, net.w[0][0]).expanded_multiplications == 4 + 3
    assert cost(E, net.gamma[0]).expanded_multiplications == l * (4 + 3 + 2)
    total = cost(E, net.parameters())
    assert total.paths == l * (d * q + q) + q * l + l
    assert total.expanded_multiplications == l * (d * q * 10 + q * 9) + q * l * 7 + l * 6
    # Weighted sums, to both factors where the second is no constant; three edges in a neuron; three for each error
    # and the factor 1/2.
    assert total.reused_multiplications == d * q + 2 * q * l + 3 * (q + l) + 3 * l + 1
    assert total.reused_additions == q * (l - 1)


def test_twenty_layers_are_learnt_with_a_number_of_products_that_can_be_written_down() -> None:
    net = MLP(4, [10] * 19 + [1])
    total = cost(net([0.1, 0.2, 0.3, 0.4]), net.parameters())
    assert total.paths > 10**18
    assert total.reused_multiplications < 10**4


# --- what counts -----------------------------------------------------------------------------------------------------


def test_a_node_has_the_empty_path_to_itself() -> None:
    x = Value(2.0)
    y = x * 3.0
    assert paths(x, x) == paths(y, y) == 1
    assert cost(y, y) == cost(x, [x]) == Cost(1, 0, 0, 0, 0)
    assert cost(y, y).ratio == 1.0


def test_there_are_no_paths_to_what_does_not_depend_on_the_node() -> None:
    x, y = Value(2.0), Value(2.0)
    z = y * y
    assert paths(z, x) == 0
    assert paths(y, z) == 0  # paths lead from operands to results
    assert paths(z, [x, y]) == [0, 2]
    assert cost(z, x) == cost(z, []) == Cost(0, 0, 0, 0, 0)
    assert cost(z, [x, y]) == cost(z, y)
    assert paths(z, []) == []


def test_constants_and_parameters_are_no_edges() -> None:
    x = Value(2.0)
    assert cost((3.0 * x + 1.0) ** 2.0, x) == Cost(1, 3, 0, 3, 0)


def test_a_node_that_others_are_computed_from_counts_apart_from_them() -> None:
    x = Value(2.0)
    y = x * x
    z = y + y.sin()
    assert paths(z, [y, x]) == [2, 4]
    assert cost(z, [y, x]) == Cost(6, (1 + 2) + 2 * (2 + 3), 1 + 3, 3 + 2, 2)


def test_equal_numbers_are_different_nodes() -> None:
    x, y = Value(1.0), Value(1.0)
    assert paths(x * 2.0 + y * y, [x, y]) == [1, 2]


def test_numbers_and_gradients_are_left_alone() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    assert cost(y, x) == Cost(2, 2, 1, 2, 1)
    assert (x.grad, y.grad) == (6.0, 1.0)


@pytest.mark.parametrize("count", [paths, cost])
def test_what_is_no_node_is_named(count: object) -> None:
    x = Value(1.0)
    with pytest.raises(TypeError, match=rf"{count.__name__}\(\) takes Values, but its output 1.0 is of type float"):
        count(1.0, x)
    with pytest.raises(TypeError, match=r"its wrt 2 is of type int; pass the Value that your computation started from"):
        count(x, [x, 2])
    with no_grad():
        y = x * x
    with pytest.raises(RuntimeError, match="no_grad"):
        count(y, x)


# --- large graphs ----------------------------------------------------------------------------------------------------


@pytest.mark.large
@pytest.mark.parametrize("n", [50_000, 100_000])
def test_deep_graphs_are_counted_without_recursion_in_numbers_of_as_many_bits(n: int) -> None:
    x = y = Value(1.0)
    for _ in range(n):
        y = y * y
    found = cost(y, x)
    assert found == Cost(1 << n, n << n, (1 << n) - 1, 2 * n, n)
    assert found.ratio == math.inf


def test_each_operand_is_looked_at_a_fixed_number_of_times() -> None:
    looks = 0

    class Operands(tuple[Value, ...]):
        def __iter__(self) -> object:
            nonlocal looks
            looks += len(self)
            return super().__iter__()

    n = 1000
    x = y = Value(1.0)
    for _ in range(n):
        y = y * y
        y.operands = Operands(y.operands)
    cost(y, x)
    assert looks == 2 * n  # the sort goes by receivers


@pytest.mark.large
def test_counts_are_forgotten_on_the_way() -> None:
    """10^5 numbers of 10^5 bits would be a gigabyte."""
    import tracemalloc

    n = 20_000
    x = y = Value(1.0)
    for _ in range(n):
        y = y * y
    tracemalloc.start()
    try:
        paths(y, x)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < n * 1000  # 20 MB; a number for each node would be 27 MB on the way, and as much for the lengths


# --- how it is shown -------------------------------------------------------------------------------------------------


def test_counts_are_shown_in_full_or_by_their_first_digits() -> None:
    for count, shown in [
        (0, "0"),
        (1234567, "1_234_567"),
        (10**15 - 1, "999_999_999_999_999"),
        (10**15, "1e+15"),
        (2**70, "1.18e+21"),
        (2**100_000, "9.99e+30102"),
    ]:
        assert repr(Cost(count, 1, 2, 3, 4)) == (
            f"Cost(paths={shown}, expanded_multiplications=1, expanded_additions=2, reused_multiplications=3, "
            "reused_additions=4)"
        )


def test_a_ratio_beyond_the_doubles_is_infinite() -> None:
    assert Cost(2**1024, 2**1025, 0, 2, 0).ratio == math.inf
    assert Cost(2**1023, 2**1024, 0, 2, 0).ratio == 2.0**1023


def test_a_ratio_is_rounded_once() -> None:
    assert Cost(1, 10, 0, 3, 0).ratio == 10 / 3
    assert Cost(1, 10**400, 0, 10**390, 0).ratio == 1e10
