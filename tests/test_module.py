"""Modules: finding parameters, and saving and loading them without losing anything."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value
from autograd_lite.files import write_atomically
from autograd_lite.nn import MLP, Module, SigmoidMLP


class Nested(Module):
    """Modules and parameters at every depth."""

    def __init__(self) -> None:
        self.inner = SigmoidMLP(1, 1, 1, seed=0)
        self.bias = Value(1.0)
        self.table = {"a": [Value(2.0), (Value(3.0),)], "word": "no parameter"}
        self.tied = self.bias
        self.result = self.bias * 2.0  # computed, so no parameter
        self.size = 3


def test_parameters_are_the_leaves_in_the_attributes() -> None:
    net = Nested()
    assert [name for name, _ in net.named_parameters()] == [
        "inner.v.0.0",
        "inner.gamma.0",
        "inner.w.0.0",
        "inner.theta.0",
        "bias",
        "table.a.0",
        "table.a.1.0",
    ]
    assert [parameter.data for parameter in net.parameters()][-3:] == [1.0, 2.0, 3.0]


def test_zero_grad_is_explicit_and_reaches_every_parameter() -> None:
    net = SigmoidMLP(2, 2, 1, seed=0)
    net.error([1.0, 2.0], [1.0]).backward()
    assert all(parameter.grad != 0.0 for parameter in net.parameters())
    net.zero_grad()
    assert all(parameter.grad == 0.0 for parameter in net.parameters())


@given(st.lists(st.floats(), min_size=4, max_size=4))
def test_what_is_saved_is_loaded_to_the_last_bit(tmp_path_factory: Any, numbers: list[float]) -> None:
    path = tmp_path_factory.mktemp("net") / "model.json"
    net, other = SigmoidMLP(1, 1, 1, seed=0), SigmoidMLP(1, 1, 1, seed=1)
    for parameter, number in zip(net.parameters(), numbers, strict=True):
        parameter.data = number
    net.save(path)
    other.load(path)
    assert [p.data.hex() for p in other.parameters()] == [p.data.hex() for p in net.parameters()]
    json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)  # strict JSON: no NaN, no Infinity


def test_a_loaded_state_is_the_same_network() -> None:
    net, other = MLP(3, [4, 1]), MLP(3, [4, 1])
    other.load_state_dict(net.state_dict())
    assert other([1.0, -2.0, 3.0]).data == net([1.0, -2.0, 3.0]).data


def valid(net: Module) -> dict[str, Any]:
    return {"format": "autograd_lite.state_dict", "version": 1, "parameters": net.state_dict()}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: entry for key, entry in document.items() if key != name}


def changed(document: dict[str, Any], **entries: Any) -> dict[str, Any]:
    return {**document, "parameters": {**document["parameters"], **entries}}


NET = SigmoidMLP(2, 2, 1, seed=0)
GOOD = valid(NET)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "damaged or no saved network"),
        (json.dumps(GOOD).encode()[:-20], "damaged or no saved network"),
        (b"\xff\xfe\x00garbage", "damaged or no saved network"),
        (b"[" * 100_000, "damaged or no saved network"),
        (b"[1, 2]", "no saved network"),
        (json.dumps(without(GOOD, "format")).encode(), "no saved network"),
        (json.dumps({**GOOD, "version": 2}).encode(), "version is 2, and this release reads version 1"),
        (json.dumps(without(GOOD, "parameters")).encode(), 'no "parameters"'),
        (json.dumps(changed(GOOD, **{"v.9.9": 1.0})).encode(), "unknown v.9.9"),
        (json.dumps(valid(SigmoidMLP(2, 3, 1))).encode(), "unknown v.0.2, v.1.2, gamma.2, w.2.0"),
        (json.dumps(valid(SigmoidMLP(2, 1, 1))).encode(), "lacks v.0.1, v.1.1, gamma.1, w.1.0"),
        (json.dumps(changed(GOOD, **{"v.0.0": None})).encode(), "None is of type NoneType"),
        (json.dumps(changed(GOOD, **{"v.0.0": "0.5"})).encode(), "'0.5' is of type str"),
        (json.dumps(changed(GOOD, **{"v.0.0": 10**400})).encode(), "beyond the range of doubles"),
    ],
)
def test_a_wrong_or_damaged_file_is_refused_and_changes_nothing(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    net = SigmoidMLP(2, 2, 1, seed=5)
    before = net.state_dict()
    with pytest.raises(ValueError, match=message) as caught:
        net.load(path)
    assert str(path) in str(caught.value)
    assert net.state_dict() == before


def test_a_missing_file_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.json"):
        NET.load(tmp_path / "none.json")


def test_writing_replaces_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.json"
    NET.save(path)
    before = path.read_bytes()

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        SigmoidMLP(2, 2, 1, seed=9).save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.json"]


def test_a_symbolic_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "file", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    assert write_atomically(link, "new") == link
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / ("密" * 85), "text")  # 255 bytes
    assert path.read_text() == "text"


def test_a_written_file_has_ordinary_permissions(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    assert write_atomically(tmp_path / "new", "text").stat().st_mode == plain.stat().st_mode
    plain.chmod(0o640)
    assert write_atomically(plain, "text").stat().st_mode & 0o777 == 0o640


def test_diverged_parameters_are_saved_readably(tmp_path: Path) -> None:
    net = SigmoidMLP(1, 1, 1, seed=0)
    net.theta[0].data = -math.inf
    net.save(tmp_path / "model.json")
    assert json.loads((tmp_path / "model.json").read_text("utf-8"))["parameters"]["theta.0"] == "-inf"


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (np.array([Value(1.0), Value(2.0)]), r"the parameters in w, a NumPy array, .* assign \.tolist\(\) of it"),
        (np.array([[Value(1.0), 2.0]], dtype=object), "a NumPy array"),
        ({Value(1.0)}, "the parameters in w, a set, would not be found; assign a list of them"),
        (frozenset([Module()]), "a set"),
    ],
)
def test_parameters_that_would_not_be_found_are_refused(thing: Any, message: str) -> None:
    module = Module()
    with pytest.raises(TypeError, match=message):
        module.w = thing
    assert vars(module) == {}


def test_arrays_and_sets_of_anything_else_may_be_attributes() -> None:
    module = Module()
    things = [np.array([1.0]), np.array(["a", None], dtype=object), np.array([Value(1.0) * 2.0]), {1, 2}, frozenset()]
    for module.thing in things:
        assert module.parameters() == []


def test_two_parameters_of_one_name_are_refused() -> None:
    module = Module()
    module.w = {1: Value(1.0), "1": Value(2.0)}
    with pytest.raises(ValueError, match=r"two parameters of this Module are called w\.1, so one would be lost"):
        module.state_dict()


def test_a_network_with_forward_alone_says_what_to_define() -> None:
    class Net(Module):
        def forward(self, x: Any) -> Any:
            return x

    class Called(Net):
        def __call__(self, x: Any) -> Any:
            return self.forward(x)

    with pytest.raises(TypeError, match=r"Net has no __call__: define __call__ \(this library's name for forward\)"):
        Net()(1.0)
    assert Called()(1.0) == 1.0


def test_a_missing_directory_is_named_with_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "net.json"
    with pytest.raises(FileNotFoundError) as caught:
        SigmoidMLP(1, 1, 1).save(path)
    assert caught.value.filename == str(path)
