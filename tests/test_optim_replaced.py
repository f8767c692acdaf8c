"""An optimiser notices that the network has other parameters now, and takes nothing else for that."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.nn import MLP, Module, SigmoidMLP
from autograd_lite.optim import SGD, Adam, AdamW


class Line(Module):
    """A module with parameters in attributes, lists and a module below."""

    def __init__(self) -> None:
        self.w = [Value(0.5), Value(0.25)]
        self.b = Value(0.125)
        self.below = SigmoidMLP(1, 1, 1, seed=0)
        self.calls = 0
        self.seen: Any = None


def set_attribute(net: Line) -> None:
    net.b = Value(0.0)


def set_equal_attribute(net: Line) -> None:
    net.b = Value(net.b.data)


def set_list(net: Line) -> None:
    net.w = [Value(p.data) for p in net.w]


def set_in_list(net: Line) -> None:
    net.w[1] = Value(0.0)


def set_module(net: Line) -> None:
    net.below = SigmoidMLP(2, 3, 1, seed=0)


def set_below(net: Line) -> None:
    net.below.theta = [Value(1.0)]


def delete_and_set(net: Line) -> None:
    del net.b
    net.b = Value(0.0)


REPLACEMENTS = [set_attribute, set_equal_attribute, set_list, set_in_list, set_module, set_below, delete_and_set]


@pytest.mark.parametrize("make", [SGD, lambda p: SGD(p, momentum=0.9), Adam, AdamW])
@pytest.mark.parametrize("steps", [0, 1, 3, 10])
@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_replaced_parameters_are_noticed_at_the_next_step(replace: Any, steps: int, make: Any) -> None:
    net = Line()
    optimiser = make(net.parameters())
    for _ in range(steps):
        optimiser.step()
    replace(net)
    before = [parameter.data for parameter in optimiser.parameters]
    for _ in range(2):  # and it goes on saying so
        with pytest.raises(RuntimeError, match=r"parameters have been replaced: the Line no longer holds \d of the 7"):
            optimiser.step()
    assert [parameter.data for parameter in optimiser.parameters] == before
    make(net.parameters()).step()


@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_they_are_noticed_late_in_training_at_once_in_attributes_and_soon_in_lists(replace: Any) -> None:
    net = Line()
    optimiser = SGD(net.parameters())
    for _ in range(300):
        optimiser.step()
    replace(net)
    steps = 0
    with pytest.raises(RuntimeError, match="parameters have been replaced"):  # noqa: PT012
        for steps in range(128):  # noqa: B007
            optimiser.step()
    assert steps == 0 or replace is set_in_list


def test_the_message_names_what_is_not_moved_and_what_to_do() -> None:
    net = MLP(2, [2, 1])
    optimiser = SGD(net.parameters())
    net.layers[1].neurons[0].w[0] = Value(1.0)
    with pytest.raises(RuntimeError, match=r"the MLP no longer holds 1 of the 9 .* move: layers.1.neurons.0.w.0. Make"):
        optimiser.step()


def test_a_list_that_is_out_of_date_is_refused_at_once() -> None:
    net = Line()
    parameters = net.parameters()
    net.b = Value(0.0)
    with pytest.raises(RuntimeError, match="parameters have been replaced"):
        SGD(parameters)


@pytest.mark.parametrize("value", [1.0, 2.0])
def test_a_value_replaced_in_the_list_itself_is_noticed(value: float) -> None:
    parameters = [Value(1.0), Value(2.0)]
    optimiser = SGD(parameters)
    optimiser.step()
    parameters[0] = Value(value)
    with pytest.raises(RuntimeError, match=r"the list that it was given no longer holds 1 of the 2 .* move: \[0\]"):
        optimiser.step()


# --- and no alarm ----------------------------------------------------------------------------------------------------


def freeze(net: Line) -> None:
    net.b = 0.125  # type: ignore[assignment]


def prune(net: Line) -> None:
    vars(net).pop("below", None)
    net.w = net.w[:1]


def extend(net: Line) -> None:
    net.w.append(Value(1.0))
    net.more = Value(0.0)


def set_again(net: Line) -> None:
    net.b, net.w[0] = net.w[0], net.b
    net.w = list(net.w)


def count(net: Line) -> None:
    net.calls += 1
    net.seen = [Value(3.0), net.b * 2.0]  # leaves: parameters by the letter


def set_numbers(net: Line) -> None:
    net.load_state_dict(dict.fromkeys(net.state_dict(), 0.0))


HARMLESS = [freeze, prune, extend, set_again, count, set_numbers]


@pytest.mark.parametrize("do", HARMLESS)
def test_what_replaces_no_parameter_raises_nothing(do: Any) -> None:
    net = Line()
    optimiser = SGD(net.parameters())
    for _ in range(20):
        optimiser.step()
        do(net)
    for _ in range(200):
        optimiser.step()


def test_halves_and_filtered_and_shortened_lists_are_lists_of_their_own() -> None:
    net = SigmoidMLP(2, 2, 1, seed=0)
    everything = net.parameters()
    shortened = net.parameters()
    del shortened[:3]
    optimisers = [
        SGD(everything[:4]),
        Adam(everything[4:]),
        SGD([p for p in net.parameters() if p not in set(net.theta)]),
        SGD(net.gamma),
        SGD(shortened),
        SGD([*net.parameters(), Value(1.0)]),
    ]
    for _ in range(40):
        for optimiser in optimisers:
            optimiser.step()


def test_frozen_by_a_shorter_list_and_by_a_number() -> None:
    net = Line()
    trained = net.parameters()
    del trained[0]
    optimiser = SGD(trained)
    net.b = 0.125  # type: ignore[assignment]
    for _ in range(200):
        optimiser.step()


def test_a_copy_of_a_network_is_another_network() -> None:
    net = Line()
    optimiser = SGD(net.parameters())
    other = copy.deepcopy(net)
    of_other = SGD(other.parameters())
    other.b = Value(0.0)
    for _ in range(200):
        optimiser.step()
    with pytest.raises(RuntimeError, match="parameters have been replaced"):
        of_other.step()


def test_network_and_optimiser_are_copied_together() -> None:
    net = Line()
    optimiser = SGD(net.parameters(), lr=1.0)
    other, of_other = copy.deepcopy((net, optimiser))
    net.b = Value(0.0)
    other.b.grad = 2.0
    of_other.step()
    assert other.b.data == 0.125 - 2.0
    other.b = Value(0.0)
    with pytest.raises(RuntimeError, match="parameters have been replaced"):
        of_other.step()


def test_a_list_that_is_used_again_for_something_of_another_length_is_no_longer_watched() -> None:
    parameters = [Value(1.0), Value(2.0)]
    optimiser = SGD(parameters)
    parameters.clear()
    parameters.append(Value(3.0))
    for _ in range(40):
        optimiser.step()


def test_a_networks_list_belongs_to_the_network() -> None:
    net = Line()
    parameters = net.parameters()
    optimiser = SGD(parameters)
    parameters[0] = Value(1.0)
    optimiser.step()
    assert isinstance(parameters, list)
    assert parameters == [Value(1.0), *net.parameters()[1:]]
