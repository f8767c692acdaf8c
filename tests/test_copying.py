"""Copies, pickles and weak references: the same graph again, gradients and sharing included, at any depth."""

from __future__ import annotations

import copy
import io
import math
import operator
import pickle
import random
import re
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd_lite
from autograd_lite import (
    StaleGraphError,
    Value,
    copying,
    detect_anomaly,
    dot,
    gradients,
    no_grad,
    primitive,
    primitives,
    scope,
    value,
)
from autograd_lite.graph import operations, topological_order
from autograd_lite.nn import MLP, Linear, Module, Sequential, SigmoidMLP
from autograd_lite.optim import SGD
from autograd_lite.primitives import Primitive, table
from tests.oracles import ORACLES

ROOT = Path(autograd_lite.__file__).parent.parent


def through_c(protocol: int) -> Callable[[Any], Any]:
    return lambda thing: pickle.loads(pickle.dumps(thing, protocol))


def through_python(protocol: int) -> Callable[[Any], Any]:
    """The pickler written in Python, which recurses where that of C does, in smaller steps."""

    def copied(thing: Any) -> Any:
        file = io.BytesIO()
        pickle._Pickler(file, protocol).dump(thing)  # type: ignore[attr-defined]
        return pickle._loads(file.getvalue())  # type: ignore[attr-defined]

    return copied


PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
WAYS = {
    "deepcopy": copy.deepcopy,
    **{f"pickle {protocol}": through_c(protocol) for protocol in PROTOCOLS},
    **{f"pickle in Python {protocol}": through_python(protocol) for protocol in PROTOCOLS[2:]},
}
every_way = pytest.mark.parametrize("again", WAYS.values(), ids=WAYS.keys())


def hexes(numbers: Any) -> list[str]:
    """Their bits, so that -0.0 is not 0.0 and nan is nan."""
    return [float(x).hex() for x in numbers]


def assert_isomorphic(originals: list[Value], copies: list[Value]) -> None:
    """The copies are the same graph again, of other nodes, with the same constants, labels and receivers."""
    assert len(originals) == len(copies)
    before, after = topological_order(*originals), topological_order(*copies)
    twin = dict(zip(before, after, strict=True))
    assert not {*map(id, before)} & {*map(id, after)}
    assert [twin[v] is w for v, w in zip(originals, copies, strict=True)] == [True] * len(copies)
    for v, w in twin.items():
        assert type(v) is type(w)
        assert v.primitive is w.primitive
        assert (v.data.hex(), v.grad.hex(), v.label) == (w.data.hex(), w.grad.hex(), w.label)
        assert len(v.operands) == len(w.operands)
        assert all(
            o.hex() == p.hex() if type(o) is float else twin[o] is p
            for o, p in zip(v.operands, w.operands, strict=True)
        )
        assert len(v.receivers) == len(w.receivers)
        assert all(twin.get(o, o) is p for o, p in zip(v.receivers, w.receivers, strict=True))
        assert hexes(v.local_gradient()) == hexes(w.local_gradient())


# --- random graphs ---------------------------------------------------------------------------------------------------

SMOOTH = [
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.pow),
    *(autograd_lite.max, autograd_lite.hypot, autograd_lite.atan2),
    *(lambda a, b: autograd_lite.sum([a, 1.0, b, a]), lambda a, b: dot([a, b, 2.0], [b, 0.5, a])),
    *(lambda a, b: a.sigmoid(), lambda a, b: b.tanh(), lambda a, b: a**3, lambda a, b: 2.0 - b, lambda a, b: 2.0**a),
    *(lambda a, b: autograd_lite.clip(a, -1.0, 1.0), lambda a, b: autograd_lite.leaky_relu(b, slope=0.2)),
]
NUMBERS = st.floats(-4.0, 4.0) | st.sampled_from([0.0, -0.0, math.inf, math.nan])


@st.composite
def graphs(draw: st.DrawFn) -> list[Value]:
    """All nodes of a random computation, the leaves first; any result may be used again."""
    leaves = [Value(x, draw(st.none() | st.text(max_size=2))) for x in draw(st.lists(NUMBERS, min_size=1, max_size=4))]
    nodes = leaves[:]
    for _ in range(draw(st.integers(0, 20))):
        earlier = st.integers(0, len(nodes) - 1)
        nodes.append(draw(st.sampled_from(SMOOTH))(nodes[draw(earlier)], nodes[draw(earlier)]))
    nodes[-1].backward()
    return nodes


def chosen(data: st.DataObject, nodes: list[Value]) -> list[Value]:
    """Some of the nodes in any order, and one or the other twice."""
    return [nodes[i] for i in data.draw(st.lists(st.integers(0, len(nodes) - 1), min_size=1, max_size=8))]


@given(graphs(), st.data(), st.sampled_from(sorted(WAYS)))
def test_a_copy_is_the_same_graph_of_other_nodes(nodes: list[Value], data: st.DataObject, way: str) -> None:
    outputs = chosen(data, nodes)
    before = hexes(v.grad for v in nodes)
    assert_isomorphic(outputs, WAYS[way](outputs))
    assert hexes(v.grad for v in nodes) == before


@given(graphs(), st.sampled_from(sorted(WAYS)))
def test_gradients_of_a_copy_are_those_of_the_original_to_the_last_bit(nodes: list[Value], way: str) -> None:
    leaves = [v for v in nodes if not v.operands]
    twins = WAYS[way](nodes)
    twin_leaves = twins[: len(leaves)]
    assert hexes(gradients(twins[-1], twin_leaves)) == hexes(gradients(nodes[-1], leaves))
    slopes = gradients(nodes[-1], leaves, create_graph=True)
    twin_slopes = gradients(twins[-1], twin_leaves, create_graph=True)
    assert hexes(s.data for s in twin_slopes) == hexes(s.data for s in slopes)
    for slope, twin_slope in zip(slopes, twin_slopes, strict=True):
        assert hexes(gradients(twin_slope, twin_leaves)) == hexes(gradients(slope, leaves))

    before = hexes(v.grad for v in nodes)
    for leaf in twin_leaves:
        leaf.grad = 0.0
    twins[-1].backward()
    assert hexes(v.grad for v in nodes) == before
    for leaf in leaves:
        leaf.grad = 0.0
    nodes[-1].backward()
    assert hexes(v.grad for v in twins) == hexes(v.grad for v in nodes)


@given(graphs(), st.sampled_from(sorted(WAYS)), st.sampled_from(sorted(WAYS)))
def test_a_copy_can_be_copied_again_and_so_can_its_gradient(nodes: list[Value], first: str, second: str) -> None:
    slope = gradients(nodes[-1], nodes[0], create_graph=True)
    assert_isomorphic([slope, *nodes], WAYS[second](WAYS[first]([slope, *nodes])))


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in table().items()])
def test_every_row_of_the_table_is_copied_and_pickled(row: Primitive) -> None:
    n = row.value.__code__.co_argcount - row.static if not row.value.__code__.co_flags & 4 else 4
    for static in ORACLES[row.name].static:
        for point in ([2.0, 0.5, -1.0, 3.0], [0.0] * 4, [-3.0, 2.0, 0.25, 0.0], [0.5, 0.5, 0.5, 0.5]):
            node = Value.record_primitive(row, (*map(Value, point[:n]), *static))
            assert_isomorphic([node], copy.deepcopy([node]))
            assert_isomorphic([node], pickle.loads(pickle.dumps([node])))


# --- depth, width, sharing -------------------------------------------------------------------------------------------


def chain(n: int) -> list[Value]:
    """x, and n operations one above the other, with x in every other of them."""
    nodes = [Value(0.5, label="x")]
    for i in range(n):
        nodes.append(nodes[-1] * 1.0001 if i % 2 else nodes[-1] - 0.001 * nodes[0] if i % 3 else -nodes[-1])
    return nodes


DEEP = 100_000
LARGE_WAYS = {name: WAYS[name] for name in ("deepcopy", "pickle 5")}


@pytest.mark.parametrize("again", LARGE_WAYS.values(), ids=LARGE_WAYS.keys())
@pytest.mark.large
@pytest.mark.parametrize("turned", [False, True], ids=["leaf first", "output first"])
def test_a_deep_graph_is_copied_without_recursion(again: Callable[[Any], Any], turned: bool) -> None:
    nodes = chain(DEEP if turned else DEEP // 5)
    pair = [nodes[0], nodes[-1]]
    twins = again(pair[::-1])[::-1] if turned else again(pair)
    pair[1].backward()
    twins[1].backward()
    assert twins[0].grad == pair[0].grad != 0.0
    assert twins[0] is topological_order(twins[1])[0]


@every_way
@pytest.mark.large
def test_no_way_of_copying_recurses(again: Callable[[Any], Any]) -> None:
    nodes = chain(2_000)
    assert_isomorphic([nodes[-1], nodes[0]], again([nodes[-1], nodes[0]]))
    assert_isomorphic([nodes[-1]], [again(nodes[-1])])


@pytest.mark.parametrize("again", LARGE_WAYS.values(), ids=LARGE_WAYS.keys())
@pytest.mark.large
def test_a_wide_graph_is_copied(again: Callable[[Any], Any]) -> None:
    leaves = [Value(1.0 / (i + 1)) for i in range(DEEP)]
    output, twins = again([dot(leaves, [2.0] * DEEP), leaves])
    output.backward()
    assert [leaf.grad for leaf in twins] == [2.0] * DEEP
    assert [leaf.grad for leaf in leaves] == [0.0] * DEEP


@every_way
def test_a_graph_of_many_paths_is_copied_node_by_node(again: Callable[[Any], Any]) -> None:
    x = y = Value(1.0)
    for _ in range(200):  # 2^200 paths
        y = 0.5 * (y + y)
    x_twin, y_twin = again([x, y])
    assert len(topological_order(y_twin)) == 401
    y_twin.backward()
    assert x_twin.grad == 1.0


ORDERS: dict[str, Callable[[list[Value]], list[Value]]] = {
    "operands first": lambda nodes: nodes,
    "operands last": lambda nodes: nodes[::-1],
    "shuffled": lambda nodes: random.Random(0).sample(nodes, len(nodes)),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.parametrize("again", LARGE_WAYS.values(), ids=LARGE_WAYS.keys())
@pytest.mark.large
def test_nodes_that_depend_on_one_another_are_copied_in_any_order(
    again: Callable[[Any], Any], order: Callable[[list[Value]], list[Value]]
) -> None:
    nodes = order(chain(2_000))
    assert_isomorphic(nodes, again(nodes))


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.large
def test_a_pickle_of_all_nodes_of_a_graph_grows_with_their_number(order: Callable[[list[Value]], list[Value]]) -> None:
    """And not with its square, as it would if each of them came with all that is below it."""
    small, large = (len(pickle.dumps(order(chain(n)))) for n in (2_000, 8_000))
    assert large < 4.5 * small
    assert large < 100 * 8_000 * 1.5


class Counting(dict[int, Any]):
    """A memo that counts how often it is asked."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        self.asked += 1
        return super().__contains__(key)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.large
def test_deepcopy_of_all_nodes_of_a_graph_goes_along_each_edge_once(
    order: Callable[[list[Value]], list[Value]],
) -> None:
    nodes = order(chain(2_000))
    memo = Counting()
    copy.deepcopy(nodes, memo)
    assert memo.asked <= 2 * sum(len(node.operands) for node in topological_order(*nodes))


# --- one call of copy or pickle --------------------------------------------------------------------------------------


@every_way
@pytest.mark.parametrize("loss_first", [True, False])
def test_a_loss_and_its_network_stay_together(again: Callable[[Any], Any], loss_first: bool) -> None:
    net = SigmoidMLP(3, 4, 2, seed=0)
    loss = net.error([0.1, 0.2, 0.3], [0.0, 1.0])
    twin_loss, twin_net = again([loss, net]) if loss_first else reversed(again([net, loss]))
    twin_loss.backward()
    assert {p.grad for p in net.parameters()} == {0.0}
    loss.backward()
    assert hexes(p.grad for p in twin_net.parameters()) == hexes(p.grad for p in net.parameters())
    assert [p.label for p in twin_net.parameters()] == [p.label for p in net.parameters()]
    assert {*topological_order(twin_loss)} >= {*twin_net.parameters()}


class Tied(Module):
    """Parameters that occur twice, computed attributes, and a dict that two attributes share."""

    def __init__(self) -> None:
        self.encoder = MLP(2, [3, 2])
        self.decoder = [self.encoder.layers[0], {"scale": Value(2.0, "scale")}]
        self.twice = self.decoder[1]["scale"] * 2.0
        self.shared = self.decoder

    def __call__(self, x: list[float]) -> Value:
        result: Value = self.twice * autograd_lite.sum(self.encoder(x)) + self.decoder[1]["scale"]
        return result


@every_way
@pytest.mark.parametrize("make", [lambda: SigmoidMLP(2, 3, 1, seed=0), lambda: MLP(2, [3, 1]), Tied])
def test_a_copied_network_trains_on_its_own(again: Callable[[Any], Any], make: Callable[[], Any]) -> None:
    random.seed(0)
    net = make()
    optimiser = SGD(net.parameters(), lr=0.1)
    before = net.state_dict()
    twin, twin_optimiser = again((net, optimiser))
    assert type(twin) is type(net)
    assert twin.state_dict() == before
    assert [*map(id, twin_optimiser.parameters)] == [*map(id, twin.parameters())]

    def step(net: Any, optimiser: SGD) -> None:
        output = net([0.3, -0.2])
        optimiser.zero_grad()
        ((output[0] if isinstance(output, list) else output) - 5.0).square().backward()
        optimiser.step()

    step(twin, twin_optimiser)
    assert net.state_dict() == before != twin.state_dict()
    step(net, optimiser)
    assert net.state_dict() == twin.state_dict()


@every_way
def test_sharing_among_the_attributes_of_a_network_is_kept(again: Callable[[Any], Any]) -> None:
    net = again(Tied())
    assert net.encoder.layers[0] is net.decoder[0]
    assert net.shared is net.decoder
    assert net.twice.operands[0] is net.decoder[1]["scale"]


@every_way
def test_values_in_containers_keep_their_identity(again: Callable[[Any], Any]) -> None:
    x, y = Value(1.0), Value(1.0)
    things = {"dict": {x: "key"}, "set": {x, y}, "tuple": (x, y, x + y), "array": np.array([x, y, x * y])}
    twins = again(things)
    a, b, total = twins["tuple"]
    assert a is not x
    assert twins["dict"] == {a: "key"}
    assert twins["set"] == {a, b}
    assert total.operands[0] is a
    assert twins["array"][0] is a
    assert twins["array"][2].operands[1] is b


def test_deepcopy_uses_what_the_memo_has_and_enters_what_it_makes() -> None:
    w, x = Value(2.0), Value(3.0)
    inner = w * x
    output = inner + x
    memo: dict[int, Any] = {id(w): w}  # not to be copied
    twin = copy.deepcopy(output, memo)
    assert twin.operands[0] is memo[id(inner)]
    assert twin.operands[1] is memo[id(x)] is not x
    assert memo[id(inner)].operands[0] is w
    twin.backward()
    assert (w.grad, x.grad) == (3.0, 0.0)


def test_a_shallow_copy_is_a_new_node_on_the_same_operands() -> None:
    x = Value(3.0, label="x")
    y = 2.0 - x
    y.label = "y"
    y.grad = 7.0
    twin = copy.copy(y)
    assert twin is not y
    assert twin.operands is y.operands
    assert twin.receivers is y.receivers
    assert (twin.data, twin.grad, twin.label, twin.primitive) == (-1.0, 7.0, "y", primitives.sub)
    twin.backward()
    assert (x.grad, y.grad) == (-1.0, 7.0)
    assert gradients(y, twin) == 0.0


def test_a_shallow_copy_of_a_leaf_is_another_leaf() -> None:
    x = Value(3.0, label="x")
    twin = copy.copy(x)
    twin.data = 4.0
    (twin * x).backward()
    assert (x.data, x.grad, twin.grad, twin.label, twin.operands) == (3.0, 4.0, 3.0, "x", ())


@every_way
@pytest.mark.parametrize("grad", [0, None, 1.5, math.inf])
def test_what_a_user_put_into_grad_is_kept(again: Callable[[Any], Any], grad: Any) -> None:
    x = Value(1.0)
    x.grad = grad
    assert again(x).grad == grad


# --- classes derived from Value --------------------------------------------------------------------------------------


class Parameter(Value):
    """A leaf with attributes of its own."""

    def __init__(self, data: float, owner: Any) -> None:
        super().__init__(data)
        self.owner = owner


class Slotted(Value):
    """A leaf with a slot of its own, which may be empty."""

    __slots__ = ("note",)

    note: Any


@pytest.mark.parametrize("again", [copy.copy, *WAYS.values()], ids=["copy", *WAYS])
def test_attributes_of_a_derived_class_are_copied(again: Callable[[Any], Any]) -> None:
    parameter = again(Parameter(2.0, owner=["me"]))
    assert type(parameter) is Parameter
    assert (parameter.data, parameter.owner) == (2.0, ["me"])
    slotted = Slotted(3.0)
    assert not hasattr(again(slotted), "note")
    slotted.note = "kept"
    assert (again(slotted).data, again(slotted).note) == (3.0, "kept")


def test_the_attributes_of_a_shallow_copy_are_its_own() -> None:
    parameter = Parameter(2.0, owner="me")
    twin = copy.copy(parameter)
    twin.owner = "you"
    assert parameter.owner == "me"


@every_way
@pytest.mark.large
def test_an_attribute_may_lead_back_to_the_graph(again: Callable[[Any], Any]) -> None:
    x = Parameter(2.0, owner=None)
    output = x
    for _ in range(3_000):
        output = output + 1.0  # type: ignore[assignment]
    x.owner = {"output": output}
    for x_twin, twin in (again([x, output]), again([output, x])[::-1]):
        assert x_twin.owner["output"] is twin
        twin.backward()
        assert x_twin.grad == 1.0


# --- picklers that do not keep to one call ---------------------------------------------------------------------------


class Snapshot:
    """Holds a pickle of something, and makes it only when it is pickled itself."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __reduce__(self) -> Any:
        return pickle.loads, (pickle.dumps(self.thing),)


@pytest.mark.parametrize("again", [through_c(5), through_python(5)], ids=["C", "Python"])
@pytest.mark.large
def test_a_pickle_within_a_pickle_is_one_of_its_own(again: Callable[[Any], Any]) -> None:
    nodes = chain(3_000)
    x, inner, output = nodes[0], nodes[-2], nodes[-1]
    first, *twins, second = again([Snapshot([x, inner]), output, inner, x, Snapshot([output, x])])
    assert_isomorphic([output, inner, x], twins)
    assert_isomorphic([x, inner], first)
    assert_isomorphic([output, x], second)


class Peeking(pickle._Pickler):  # type: ignore[name-defined, misc]
    """A pickler that pickles every Value by itself before it does so in its place, as one that looks for changes."""

    def persistent_id(self, thing: Any) -> None:
        if isinstance(thing, Value):
            pickle.dumps(thing)


def test_a_pickler_may_pickle_the_same_nodes_elsewhere_in_between() -> None:
    nodes = chain(100)
    file = io.BytesIO()
    Peeking(file).dump([nodes[-1], nodes[0], nodes[50]])
    assert_isomorphic([nodes[-1], nodes[0], nodes[50]], pickle.loads(file.getvalue()))
    assert len(file.getvalue()) < 1.5 * len(pickle.dumps(nodes[-1]))


@pytest.mark.parametrize("kind", [pickle.Pickler, pickle._Pickler], ids=["C", "Python"])  # type: ignore[attr-defined]
@pytest.mark.large
def test_a_pickler_that_is_used_several_times_remembers_the_nodes(kind: Any) -> None:
    nodes = chain(3_000)
    files = io.BytesIO(), io.BytesIO()
    picklers = [kind(file) for file in files]
    for wanted in (2_000, 0, 3_000, 1_000):
        for pickler in picklers:  # in turn
            pickler.dump(nodes[wanted])
    once = len(pickle.dumps(nodes[3_000]))
    for file in files:
        assert len(file.getvalue()) < 3 * once
        file.seek(0)
        unpickler = pickle.Unpickler(file)
        assert_isomorphic([nodes[i] for i in (2_000, 0, 3_000, 1_000)], [unpickler.load() for _ in range(4)])
    start = files[0].seek(0, io.SEEK_END)
    picklers[0].clear_memo()
    picklers[0].dump(nodes[2_000])
    files[0].seek(start)
    assert_isomorphic([nodes[2_000]], [pickle.load(files[0])])


@pytest.mark.parametrize("dumps", [pickle.dumps, pickle._dumps], ids=["C", "Python"])  # type: ignore[attr-defined]
@pytest.mark.large
def test_a_pickle_that_failed_can_be_made_again(dumps: Callable[[Any], bytes]) -> None:
    nodes = chain(3_000)
    nodes[1_500].label = lambda: "no text"  # type: ignore[assignment]
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda") as failed:
        dumps([nodes[-1], nodes[0]])
    nodes[1_500].label = None
    for start in (1_490, 1_500, 1_510, 3_000):  # while the traceback holds what the first attempt has left
        assert_isomorphic([nodes[start]], [pickle.loads(dumps(nodes[start]))])
    assert failed.tb is not None


@pytest.mark.large
def test_threads_pickle_the_same_graph_at_the_same_time() -> None:
    nodes = chain(2_000)
    expected = pickle.dumps([nodes[-1], nodes])
    pickles: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: pickles.append(pickle._dumps([nodes[-1], nodes])))  # type: ignore[attr-defined]
        for _ in range(4)
    ]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(pickles) == 4
    assert len({len(one) for one in pickles}) == 1
    assert len(pickles[0]) < 1.1 * len(expected)
    assert_isomorphic(nodes, pickle.loads(pickles[0])[1])


def test_a_pickle_leaves_nothing_behind() -> None:
    nodes = chain(100)
    pickle.loads(pickle.dumps(nodes[-1]))
    copy.deepcopy(nodes)
    leaf = weakref.ref(nodes[0])
    del nodes
    assert leaf() is None


# --- other processes -------------------------------------------------------------------------------------------------


def run(script: str, *arguments: object) -> str:
    """What a Python of its own prints."""
    command = [sys.executable, "-W", "error", "-c", script, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_process_reads_what_another_has_written(tmp_path: Path) -> None:
    net = MLP(2, [3, 1])
    loss = (net([0.5, -1.0]) - 1.0).square()
    path = tmp_path / "loss.pickle"
    path.write_bytes(pickle.dumps([loss, net]))
    printed = run(
        "import pathlib, pickle, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "loss, net = pickle.loads(path.read_bytes())\n"
        "loss.backward()\n"
        "print(*[p.grad.hex() for p in net.parameters()])\n"
        "path.write_bytes(pickle.dumps([loss, net]))\n",
        path,
    )
    loss.backward()
    assert printed.split() == hexes(p.grad for p in net.parameters())
    assert_isomorphic([loss, *net.parameters()], (lambda l, n: [l, *n.parameters()])(*pickle.loads(path.read_bytes())))


@pytest.mark.large
def test_multiprocessing_sends_graphs() -> None:
    nodes = chain(3_000)
    assert_isomorphic(nodes[::100], pickle.loads(ForkingPickler.dumps(nodes[::100])))


# --- primitives ------------------------------------------------------------------------------------------------------


@every_way
def test_primitives_are_copied_as_the_one_row(again: Callable[[Any], Any]) -> None:
    for row in table().values():
        assert again(row) is row
        assert copy.copy(row) is row


def declare_cube() -> Any:
    @primitive(replace=True)
    def cube(x: float) -> float:
        return x * x * x

    @cube.rule
    def cube_rule(y: Any, x: Any) -> Any:
        def cube_gradient() -> Any:
            return (3.0 * x * x,)

        return cube_gradient

    return cube


@every_way
def test_a_primitive_of_a_user_is_found_by_its_name(again: Callable[[Any], Any]) -> None:
    cube = declare_cube()
    y = cube(Value(2.0)) + 1.0
    assert again(cube) is cube
    assert_isomorphic([y], again([y]))


def test_a_primitive_that_is_not_declared_is_named() -> None:
    pickled = pickle.dumps(declare_cube()(Value(2.0)))
    del primitives.table.__globals__["_TABLE"]["cube"]
    with pytest.raises(LookupError, match=r"primitive 'cube', which is not declared here: declare it first.*test_copy"):
        pickle.loads(pickled)
    declare_cube()
    assert pickle.loads(pickled).data == 8.0


def test_a_primitive_that_was_replaced_is_not_pickled_as_the_new_one() -> None:
    y = declare_cube()(Value(2.0))
    declare_cube()
    with pytest.raises(ValueError, match="primitive 'cube' was replaced"):
        pickle.dumps(y)
    assert_isomorphic([y], copy.deepcopy([y]))


# --- what cannot be pickled, and what cannot be loaded ---------------------------------------------------------------


def test_a_stale_graph_is_not_pickled_and_the_leaf_is_named() -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    loss = ((w * x).tanh() - 1.0).square()
    w.data = 2.5
    with pytest.raises(StaleGraphError, match=r"leaf changed since .*label='w'") as stale:
        pickle.dumps([x, loss])
    assert "copy.deepcopy" in stale.value.__notes__[0]
    x_twin, twin = copy.deepcopy([x, loss])
    twin.backward()
    loss.backward()
    assert x_twin.grad == x.grad


def test_a_node_whose_own_number_was_set_is_not_pickled() -> None:
    y = Value(2.0) * 3.0
    y.data = 7.0
    with pytest.raises(StaleGraphError, match=r"unless its own was set"):
        pickle.dumps(y)
    assert copy.deepcopy(y).data == 7.0


x = Value(1.0)


@pytest.mark.parametrize(
    ("load", "message"),
    [
        (lambda: copying.restored_leaf(Value, "1.0", 0.0, None, False), "'1.0' is of type str, not a real number"),  # type: ignore[arg-type]
        (lambda: copying.restored_leaf(list, 1.0, 0.0, None, False), "<class 'list'> is no class of nodes"),
        (lambda: copying.restored(list, primitives.mul, (x, x), 0.0, None), "<class 'list'> is no class of nodes"),
        (lambda: copying.restored(Value, print, (x, x), 0.0, None), "<built-in function print> is no primitive"),  # type: ignore[arg-type]
        (lambda: copying.restored(Value, primitives.mul, (x, "2"), 0.0, None), "'2' is of type str, not a real number"),
        (lambda: copying.restored(Value, primitives.mul, (x,), 0.0, None), "missing 1 required positional argument"),
    ],
)
def test_what_a_damaged_pickle_says_is_checked(load: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        load()


def test_no_function_of_the_library_loads_a_pickle() -> None:
    sources = {path.name: path.read_text("utf-8") for path in (ROOT / "autograd_lite").rglob("*.py")}
    loading = re.compile(r"import.*\bpickle\b|Unpickler|pickle\.load|shelve|joblib")
    assert [name for name, source in sources.items() if loading.search(source)] == []


# --- constants and weak references -----------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [copy.copy, *WAYS.values()], ids=["copy", *WAYS])
def test_what_stands_for_a_constant_stays_one_object(again: Callable[[Any], Any]) -> None:
    v = Value(3.0)
    for node in (2.0 - v, dot([1.0, v, 2.0, v, 4.0], [v, 0.0, 1.0, v, 5.0])):
        constants = [r is value._nobody for r in node.receivers]
        assert True in constants
        assert [r is value._nobody for r in again(node).receivers] == constants


def test_a_weak_reference_does_not_keep_a_node() -> None:
    nodes = chain(10)
    references = [weakref.ref(node) for node in nodes]
    output = nodes[-1]
    assert [reference() is node for reference, node in zip(references, nodes, strict=True)] == [True] * 11
    del nodes
    assert all(reference() is not None for reference in references)  # the output holds what it depends on
    del output
    assert [reference() for reference in references] == [None] * 11


def test_weak_tables_tell_nodes_of_one_number_apart_and_forget_them() -> None:
    a, b = Value(1.0), Value(1.0)
    names = weakref.WeakKeyDictionary({a: "a", b: "b"})
    living = weakref.WeakSet([a, b])
    assert (names[a], names[b], len(living)) == ("a", "b", 2)
    del b
    assert (len(names), len(living)) == (1, 1)
    assert weakref.WeakValueDictionary({"a": a})["a"] is a


def test_a_copied_node_can_be_referred_to_weakly() -> None:
    for twin in (copy.copy(Value(1.0)), copy.deepcopy(Value(1.0)), pickle.loads(pickle.dumps(Value(1.0)))):
        assert weakref.ref(twin)() is twin


# --- what few nodes carry --------------------------------------------------------------------------------------------

COPIES = [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]


@pytest.mark.parametrize("copied", COPIES)
def test_a_copied_loss_hangs_on_the_copied_network(copied: Callable[[Any], Any]) -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    E = net.error([0.5, 1.0], [1.0])
    for twin, error in (copied((net, E)), reversed(copied((E, net)))):
        error.backward()
        assert twin.theta[0].grad != 0.0
        assert net.theta[0].grad == 0.0
        assert [node.scope for node in operations(error)] == [node.scope for node in operations(E)]


@pytest.mark.parametrize("copied", [copy.copy, *COPIES])
def test_what_has_no_history_has_none_in_the_copy(copied: Callable[[Any], Any]) -> None:
    x = Value(2.0, "x")
    with no_grad():
        y = x * x
    for cut_off in (y, (x * x).detach()):
        with pytest.raises(RuntimeError, match="no history"):
            copied(cut_off).backward()


def test_the_layers_of_a_network_that_is_copied_before_its_loss_are_those_of_the_copy() -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    E = net.error([Value(0.5), 1.0], [1.0])
    twin, error = copy.deepcopy((net, E))
    assert twin.layer_gradients(error) == net.layer_gradients(E)


@pytest.mark.parametrize("copied", COPIES)
def test_a_network_does_not_travel_with_what_it_made(copied: Callable[[Any], Any]) -> None:
    net = Sequential(Linear(1, 1, seed=0), lambda v: v * v)  # which does not pickle
    net.lock = threading.Lock()
    y = net([2.0])[0]
    assert copied(y).data == y.data
    with no_grad():
        assert len(pickle.dumps(net([2.0])[0])) < 500


@pytest.mark.parametrize("copied", COPIES)
def test_scopes_go_with_their_node_and_hooks_do_not(copied: Callable[[Any], Any]) -> None:
    with scope("s"):
        x = Value(2.0)
        y = x * x
    y.on_gradient([].append)
    y.on_gradient(lambda gradient: 10.0 * gradient)
    twin = copied(y)
    assert (twin.scope, twin.parents[0].scope, twin.notes.hooks) == ("s", "s", ())
    twin.backward()
    assert twin.parents[0].grad == 4.0


def test_the_place_of_a_node_is_not_pickled() -> None:
    """It is code, which does not pickle; and the graph of a search for anomalies is to be pickled nevertheless."""
    with detect_anomaly():
        y = Value(2.0) * 3.0
    assert y.place is not None
    assert pickle.loads(pickle.dumps(y)).place is None
    assert copy.deepcopy(y).place == y.place


def test_a_graph_is_copied_and_loaded_under_no_grad_too() -> None:
    x = Value(2.0)
    y = x * x
    written = pickle.dumps(y)
    with no_grad():
        twins = [copy.deepcopy(y), pickle.loads(written)]
    for twin in twins:
        twin.backward()
        assert twin.parents[0].grad == 4.0
