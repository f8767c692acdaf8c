"""Layers: PyTorch's numbers, one meaning for examples and batches, repeatable chance, and networks made of them."""

from __future__ import annotations

import copy
import importlib.util
import json
import math
import pickle
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_lite import Value, nn, primitives, relu, softmax, tanh
from autograd_lite.nn import MLP, Dropout, Elementwise, Layer, Linear, Module, Neuron, Sequential
from autograd_lite.nn.activations import NAMES
from tests.recorded.recordings import TORCH_NN, data, gradients, near, variables, weighted

ROOT = Path(__file__).parent.parent
ROW = [0.5, -2.0, 3.0]

# --- PyTorch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", TORCH_NN["activations"], ids=lambda case: f"{case['module']}-{case['options']}")
def test_activations_are_pytorchs(case: dict[str, Any]) -> None:
    inputs = variables(case["input"])
    outputs = getattr(nn, case["module"])(**case["options"])(inputs)
    weighted(outputs).backward()
    assert data(outputs) == near(case["output"])
    assert gradients(inputs) == near(case["gradient"])


def test_every_activation_is_recorded() -> None:
    activations = {
        name
        for name in nn.__all__
        if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), Elementwise)
    }
    assert {case["module"] for case in TORCH_NN["activations"]} == activations - {"Elementwise"} | {"Softmax"}


def fill(parameters: list[Value], numbers: Any) -> None:
    """Set the parameters to the numbers in nested lists, in order."""
    for parameter, number in zip(parameters, flat(numbers), strict=True):
        parameter.data = number


def flat(tree: Any) -> list[Any]:
    return [x for entry in tree for x in flat(entry)] if isinstance(tree, list) else [tree]


@pytest.mark.parametrize("case", TORCH_NN["linear"], ids=["bias", "no bias"])
def test_a_linear_layer_is_pytorchs(case: dict[str, Any]) -> None:
    layer = Linear(3, 2, bias=case["bias"])
    fill(layer.parameters(), case["parameters"])
    assert case["parameters"][0] == data(layer.weight)
    inputs = variables(case["input"])
    outputs = layer(inputs)
    weighted(outputs).backward()
    assert data(outputs) == near(case["output"])
    assert gradients(inputs) == near(case["gradient"])
    assert [p.grad for p in layer.parameters()] == near(flat(case["gradients"]))


def test_the_initial_values_have_pytorchs_bounds() -> None:
    for case in TORCH_NN["linear"]:
        layer = Linear(3, 2, bias=case["bias"], seed=0)
        draw = random.Random(0)
        bounds = [parameter.data / draw.uniform(-1.0, 1.0) for parameter in layer.parameters()]
        assert bounds == pytest.approx([case["bounds"][0]] * 6 + case["bounds"][1:] * 2)


def test_a_network_is_pytorchs() -> None:
    recorded = TORCH_NN["sequential"]
    net = Sequential(Linear(3, 5), nn.Tanh(), Linear(5, 4), nn.GELU(), Dropout(0.5), Linear(4, 3)).eval()
    fill(net.parameters(), recorded["parameters"])
    inputs = variables(recorded["input"])
    outputs = net(inputs)
    loss = nn.CrossEntropyLoss()(outputs, recorded["target"])
    loss.backward()
    assert data(outputs) == near(recorded["output"])
    assert loss.data == near(recorded["loss"])
    assert gradients(inputs) == near(recorded["gradient"])
    assert [p.grad for p in net.parameters()] == near(flat(recorded["gradients"]))


if importlib.util.find_spec("torch"):

    def test_the_recording_is_what_this_pytorch_computes() -> None:
        code = "import json; from tests.recorded.record_torch_nn import record; print(json.dumps(record()))"
        command = [sys.executable, "-c", code]
        now = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        assert now == near(TORCH_NN)


# --- Linear ----------------------------------------------------------------------------------------------------------


def test_each_neuron_is_one_node() -> None:
    layer = Linear(3, 2)
    outputs = layer(ROW)
    assert [y.primitive.name for y in outputs] == ["dot", "dot"]
    assert [set(y.parents) for y in outputs] == [{layer.bias[j], *layer.weight[j]} for j in range(2)]
    without = Linear(3, 2, bias=False)
    assert [y.parents for y in without(ROW)] == [tuple(row) for row in without.weight]


def test_the_bias_comes_first_and_the_sum_is_from_left_to_right() -> None:
    layer = Linear(3, 1, seed=1)
    (w,), (b,) = layer.weight, layer.bias
    total = b.data
    for weight, x in zip(w, ROW, strict=True):
        total += weight.data * x
    assert layer(ROW)[0].data == total


def test_parameters_have_labels_that_count_from_one() -> None:
    layer = Linear(3, 2)
    assert [[w.label for w in row] for row in layer.weight] == [["w₁₁", "w₁₂", "w₁₃"], ["w₂₁", "w₂₂", "w₂₃"]]
    assert [b.label for b in layer.bias] == ["b₁", "b₂"]
    assert Linear(10, 1).weight[0][9].label == "w₁,₁₀"


def test_parameters_have_pytorchs_names() -> None:
    assert list(Linear(2, 1).state_dict()) == ["weight.0.0", "weight.0.1", "bias.0"]
    assert list(Linear(2, 1, bias=False).state_dict()) == ["weight.0.0", "weight.0.1"]
    assert repr(Linear(2, 1, bias=False)) == "Linear(in_features=2, out_features=1, bias=False)"


@pytest.mark.parametrize("layer", [Linear(3, 2, seed=0), nn.Tanh(), nn.Softmax(), Dropout(0.5).eval(), Sequential()])
def test_a_batch_is_its_examples(layer: Any) -> None:
    other = [1.0, 0.0, -1.0]
    one, two = layer(ROW), layer(other)
    for batch in ([ROW, other], np.array([ROW, other]), (tuple(ROW), np.array(other)), [np.array(ROW), other]):
        assert Elementwise(number_of)(layer(batch)) == Elementwise(number_of)([one, two])
    assert Elementwise(number_of)(layer([[ROW], [other]])) == Elementwise(number_of)([[one], [two]])
    nodes = np.array([[Value(x) for x in row] for row in (ROW, other)], dtype=object)
    assert Elementwise(number_of)(layer(nodes)) == Elementwise(number_of)([one, two])


def number_of(x: Any) -> float:
    return x.data if isinstance(x, Value) else x


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1.0, 2.0], r"Linear\(in_features=3, .*\) takes rows of 3 numbers, but was given 2: \[1.0, 2.0\]"),
        ([[1.0, 2.0]], r"takes rows of 3 numbers, but was given rows of 2"),
        (1.0, "takes rows of 3 numbers, but was given a single number: 1.0"),
        ([], "the input of Linear.* is empty"),
        ([[]], "the input of Linear.* is empty"),
        ([ROW, [1.0, 2.0]], r"row 0 is of shape \(3,\), row 1 of shape \(2,\)"),
        ([ROW, 1.0], r"row 0 is of shape \(3,\), row 1 of shape \(\)"),
    ],
)
def test_an_input_of_the_wrong_length_is_named(x: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Linear(3, 2)(x)


def test_an_input_that_is_no_number_is_named() -> None:
    with pytest.raises(TypeError, match=r"the input of Linear.*: 'a' is of type str"):
        Linear(3, 2)(["a", 1.0, 2.0])
    with pytest.raises(TypeError, match=r"the input of ReLU\(\): None is of type NoneType"):
        nn.ReLU()([None])
    with pytest.raises(ValueError, match=r"Softmax\(\) takes an example, a list of numbers, not the number 1.0"):
        nn.Softmax()(1.0)


@pytest.mark.parametrize("size", [0, -1, 2.0, True, "3", None])
def test_sizes_are_numbers_of_neurons(size: Any) -> None:
    with pytest.raises(ValueError, match=f"in_features is an int of at least 1, not {size!r}"):
        Linear(size, 1)
    with pytest.raises(ValueError, match=f"out_features is an int of at least 1, not {size!r}"):
        Linear(1, size)


# --- chance ----------------------------------------------------------------------------------------------------------

MAKERS = [lambda seed: Linear(3, 2, seed=seed), lambda seed: MLP(3, [4, 1], seed=seed)]


@pytest.mark.parametrize("make", MAKERS, ids=["Linear", "MLP"])
def test_a_seed_decides_the_initial_values_and_leaves_the_global_generator_alone(make: Any) -> None:
    before = random.getstate()
    assert make(1).state_dict() == make(1).state_dict() == make(np.int64(1)).state_dict()
    assert make(1).state_dict() == make(random.Random(1)).state_dict()
    assert make(1).state_dict() != make(2).state_dict()
    assert random.getstate() == before


@pytest.mark.parametrize("make", MAKERS, ids=["Linear", "MLP"])
def test_without_a_seed_the_global_generator_decides(make: Any) -> None:
    state = random.getstate()
    first, second = make(None).state_dict(), make(None).state_dict()
    random.setstate(state)
    assert make(None).state_dict() == first != second


def test_layers_that_share_a_generator_differ() -> None:
    generator = random.Random(0)
    first, second = Linear(3, 3, seed=generator), Linear(3, 3, seed=generator)
    assert first.state_dict() != second.state_dict()
    assert first.state_dict() == Linear(3, 3, seed=0).state_dict()
    numpys = np.random.default_rng(0)
    assert Linear(3, 3, seed=numpys).state_dict() != Linear(3, 3, seed=numpys).state_dict()


def test_threads_with_seeds_do_not_disturb_each_other() -> None:
    expected = [Linear(20, 20, seed=k).state_dict() for k in range(8)]
    made: list[dict[str, float] | None] = [None] * 8

    def make(k: int) -> None:
        made[k] = Linear(20, 20, seed=k).state_dict()

    threads = [threading.Thread(target=make, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == expected


@pytest.mark.parametrize("seed", [True, 0.5, "0", [0]])
def test_what_is_no_seed_is_named(seed: Any) -> None:
    with pytest.raises(TypeError, match=r"the seed is an int, a generator such as random\.Random\(0\), or None, not"):
        Linear(2, 2, seed=seed)


# --- Dropout ---------------------------------------------------------------------------------------------------------


def test_dropout_multiplies_by_0_or_by_what_keeps_the_mean() -> None:
    numbers = [1.0 + k for k in range(10_000)]
    dropped = Dropout(0.2, seed=0)(numbers)
    assert {y / x for x, y in zip(numbers, dropped, strict=True)} == {0.0, 1.25}
    zeros = dropped.count(0.0)
    assert abs(zeros - 2000) < 4 * math.sqrt(10_000 * 0.2 * 0.8)
    draw = random.Random(0)
    kept = [draw.random() >= 0.2 for _ in numbers]
    assert [y != 0.0 for y in dropped] == kept


def test_what_is_dropped_gets_no_gradient_and_stays_a_node() -> None:
    inputs = [Value(1.0 + k) for k in range(20)]
    outputs = Dropout(0.5, seed=0)(inputs)
    assert all(isinstance(y, Value) for y in outputs)
    weighted(outputs).backward()
    assert [x.grad for x in inputs] == [2.0 * k if y.data else 0.0 for k, y in enumerate(outputs, start=1)]


def test_dropout_is_for_training_only() -> None:
    layer = Dropout(0.5, seed=0)
    assert layer.eval()(ROW) == ROW
    assert layer.generator.getstate() == random.Random(0).getstate()  # nothing was drawn
    assert layer.train()(ROW) == Dropout(0.5, seed=0)(ROW) != ROW


def test_the_ends_of_p() -> None:
    assert Dropout(0.0)(ROW) == ROW
    assert Dropout(1.0)(ROW) == [0.0, 0.0, 0.0]
    layer = Dropout()
    assert layer.p == 0.5
    layer.p = 1
    assert layer(ROW) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("p", [-0.1, 1.5, math.nan])
def test_p_is_a_probability(p: float) -> None:
    with pytest.raises(ValueError, match=f"from 0 to 1, not {p}"):
        Dropout(p)
    layer = Dropout(0.25)
    with pytest.raises(ValueError, match=f"from 0 to 1, not {p}"):
        layer.p = p
    assert layer.p == 0.25


def test_dropout_follows_its_seed_or_the_global_one() -> None:
    assert Dropout(seed=3)(ROW * 9) == Dropout(seed=3)(ROW * 9) != Dropout(seed=4)(ROW * 9)
    state = random.getstate()
    first = Dropout()(ROW * 9)
    random.setstate(state)
    again = Dropout()
    random.random()  # from now on it is independent
    assert again(ROW * 9) == first
    shared = random.Random(3)
    assert Dropout(seed=shared)(ROW * 9) == Dropout(seed=3)(ROW * 9) != Dropout(seed=shared)(ROW * 9)


@pytest.mark.parametrize("seed", [None, 3])
def test_a_copied_dropout_goes_on_by_itself(seed: int | None) -> None:
    net = Sequential(Linear(3, 9, seed=0), Dropout(seed=seed))
    twins = [copy.deepcopy(net), pickle.loads(pickle.dumps(net))]
    expected = [data(net(ROW)) for _ in range(3)]
    for twin in twins:
        assert [data(twin(ROW)) for _ in range(3)] == expected


# --- training mode ---------------------------------------------------------------------------------------------------


class Holder(Module):
    """Modules wherever they may be."""

    def __init__(self) -> None:
        self.one = Dropout()
        self.more = [Dropout(), (Sequential(Dropout()), 3)]
        self.named = {"last": Dropout(), "again": self.one}


def test_train_and_eval_reach_every_module_once() -> None:
    net = Holder()
    names = [type(module).__name__ for module in net.modules()]
    assert names == ["Holder", "Dropout", "Dropout", "Sequential", "Dropout", "Dropout"]
    assert all(module.training for module in net.modules())
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    net.named["last"].train()
    assert [module.training for module in net.modules()] == [False] * 5 + [True]
    assert net.train() is net
    assert all(module.training for module in net.modules())
    assert net.train(False).training is False


def test_the_mode_is_no_parameter() -> None:
    net = nn.SigmoidMLP(1, 1, 1, seed=0)
    before = net.state_dict()
    assert net.eval().state_dict() == before


def test_train_does_not_train() -> None:
    with pytest.raises(TypeError, match=r"mode is True for training and False for use, not \[\[0.0\]\]"):
        Holder().train([[0.0]])


# --- Sequential ------------------------------------------------------------------------------------------------------


def test_a_sequential_is_a_list_of_layers() -> None:
    first, last = Linear(3, 2, seed=0), Linear(2, 1, seed=1)
    net = Sequential(first, nn.Tanh())
    assert net.append(last) is net
    assert len(net) == 3
    assert net[0] is first
    assert net[-1] is last
    assert list(net)[2] is last
    assert isinstance(net[:2], Sequential)
    assert net[:2][0] is first
    assert net(ROW)[0].data == last(nn.Tanh()(first(ROW)))[0].data
    assert list(net.state_dict())[:2] == ["layers.0.weight.0.0", "layers.0.weight.0.1"]
    with pytest.raises(IndexError):
        net[3]


def test_an_empty_sequential_gives_its_input() -> None:
    assert Sequential()(ROW) is ROW
    assert repr(Sequential()) == "Sequential()"
    assert len(Sequential()) == 0


def test_a_sequential_shows_its_layers() -> None:
    net = Sequential(
        Sequential(nn.ReLU(), nn.LeakyReLU(0.2)), Dropout(0.1), relu, nn.ELU(), nn.Softmax(), nn.Identity()
    )
    assert repr(net).splitlines() == [
        "Sequential(",
        "  (0): Sequential(",
        "    (0): ReLU()",
        "    (1): LeakyReLU(negative_slope=0.2)",
        "  )",
        "  (1): Dropout(p=0.1)",
        "  (2): Elementwise(ReLU)",
        "  (3): ELU(alpha=1.0)",
        "  (4): Softmax()",
        "  (5): Identity()",
        ")",
    ]


def test_functions_of_one_number_are_layers() -> None:
    first = Linear(3, 2, seed=0)
    expected = [math.tanh(y.data) ** 2 for y in first(ROW)]
    net = Sequential(first, tanh, lambda y: y * y)
    assert data(net(ROW)) == pytest.approx(expected)
    assert data(net([ROW, ROW])) == [data(net(ROW))] * 2
    assert isinstance(net[1], Elementwise)


def test_a_network_is_saved_copied_and_pickled(tmp_path: Path) -> None:
    def make(seed: int) -> Sequential:
        activations = [relu, nn.LeakyReLU(0.2), nn.ELU(0.5), nn.Identity(), nn.GELU()]
        return Sequential(Linear(3, 4, seed=seed), *activations, MLP(4, [2], activation="tanh", seed=seed))

    net, other = make(0), make(1)
    net.save(tmp_path / "net.json")
    other.load(tmp_path / "net.json")
    for twin in (other, copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert data(twin(ROW)) == data(net(ROW))
        assert not set(twin.parameters()) & set(net.parameters())


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((nn.ReLU,), r"ReLU is a class, not a layer; write ReLU\(\)"),
        (([nn.ReLU()],), r"one by one, not in a list; write Sequential\(\*layers\)"),
        ((3.0,), "3.0 of type float is neither a module nor a function"),
        (("relu",), "'relu' of type str is neither"),
        ((None,), "None of type NoneType is neither"),
        ((Module(),), "cannot be called, so it is no layer"),
    ],
)
def test_what_is_no_layer_is_named(layers: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Sequential(*layers)
    net = Sequential()
    with pytest.raises(TypeError, match=message):
        net.append(layers[0])
    assert len(net) == 0


# --- activations -----------------------------------------------------------------------------------------------------


def test_an_activation_takes_a_number_as_well() -> None:
    assert nn.ReLU()(-2.0) == 0.0
    x = Value(0.5)
    nn.Tanh()(x).backward()
    assert x.grad == pytest.approx(1.0 - math.tanh(0.5) ** 2)
    assert nn.Identity()([[x]]) == [[x]]


def test_a_softmax_is_over_the_last_dimension() -> None:
    assert nn.Softmax()([ROW, [1000.0, 1000.0, 0.0]]) == [softmax(ROW), [0.5, 0.5, 0.0]]


# --- micrograd's MLP with any activation -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_activation_has_a_name(name: str) -> None:
    function = getattr(primitives, name)
    by_name, by_function = (MLP(3, [4, 1], activation=activation, seed=0) for activation in (name, function))
    hidden, output = by_name.layers
    expected = output([function(hidden_neuron_sum(neuron)) for neuron in hidden.neurons])
    assert by_name(ROW).data == by_function(ROW).data == expected.data
    assert repr(by_name) == repr(by_function)


def hidden_neuron_sum(neuron: Any) -> float:
    total = neuron.b.data
    for w, x in zip(neuron.w, ROW, strict=True):
        total += w.data * x
    return total


def test_the_last_layer_of_an_mlp_has_no_activation() -> None:
    assert repr(MLP(1, [2, 1], activation="sigmoid")).endswith("Layer of [LinearNeuron(2)]]")


def test_an_activation_is_a_function_or_a_layer() -> None:
    squares = MLP(3, [4, 1], activation=lambda z: z * z, seed=0)
    leaky, layer = (MLP(3, [4, 1], activation=a, seed=0) for a in (lambda z: z.leaky_relu(0.3), nn.LeakyReLU(0.3)))
    assert leaky(ROW).data == layer(ROW).data != squares(ROW).data
    assert "LeakyReLU(negative_slope=0.3)Neuron(3)" in repr(layer)


def test_the_initial_values_do_not_depend_on_the_activation() -> None:
    assert MLP(3, [4, 1], seed=0).state_dict() == MLP(3, [4, 1], activation="gelu", seed=0).state_dict()
    draw = random.Random(0)
    expected = [[draw.uniform(-1, 1) for _ in range(n)] for n in (3, 3, 2)]
    net = MLP(3, [2, 1], seed=0)
    assert [[w.data for w in neuron.w] for layer in net.layers for neuron in layer.neurons] == expected


def test_an_unknown_activation_is_named() -> None:
    with pytest.raises(ValueError, match=r"no activation named 'swish': there are elu, gelu, leaky_relu, .*, tanh"):
        MLP(2, [2, 1], activation="swish")
    with pytest.raises(TypeError, match=r"ReLU is a class, not a layer; write ReLU\(\)"):
        MLP(2, [2, 1], activation=nn.ReLU)
    with pytest.raises(TypeError, match="None of type NoneType is neither a module nor a function"):
        MLP(2, [2, 1], activation=None)


def test_softmax_is_no_function_of_one_number() -> None:
    with pytest.raises(TypeError, match=r"no function of one number; use nn\.Softmax\(\)"):
        Sequential(Linear(2, 2), softmax)


@pytest.mark.parametrize("size", [0, -1, 1.5, True, "2"])
def test_sizes_are_whole_numbers_of_at_least_1(size: Any) -> None:
    for make in (
        lambda: MLP(size, [1]),
        lambda: MLP(2, [2, size]),
        lambda: Neuron(size),
        lambda: Layer(1, size),
        lambda: Linear(size, 1),
        lambda: Linear(1, size),
    ):
        with pytest.raises(ValueError, match=f"is an int of at least 1, not {size!r}"):
            make()
    with pytest.raises(ValueError, match="at least one layer; nouts is empty"):
        MLP(2, [])


def test_sizes_may_be_numpys_ints() -> None:
    assert repr(Linear(np.int64(2), np.int32(3))) == repr(Linear(2, 3))  # type: ignore[arg-type]
    assert repr(MLP(np.int64(2), [np.int64(3)])) == repr(MLP(2, [3]))  # type: ignore[arg-type, list-item]


@pytest.mark.parametrize("x", [{0: 1.0}, {1.0}, frozenset([1.0]), {0: 1.0}.values(), b"a", bytearray(b"a"), "1"])
def test_what_has_no_numbers_in_an_order_is_no_input(x: Any) -> None:
    for given in (x, [x]):
        with pytest.raises(TypeError, match=r"the input of Linear\(.*\): .* not a real number"):
            Linear(1, 1)(given)


def test_an_array_without_dimensions_is_a_number() -> None:
    layer = Linear(1, 1, seed=0)
    assert layer([np.array(0.5)]) == layer([0.5])
    x = Value(0.5)
    layer([np.array(x, dtype=object)])[0].backward()
    assert x.grad == layer.weight[0][0].data
