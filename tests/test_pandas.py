"""Columns of Values in pandas: arithmetic, comparisons, sums and groups work; what needs plain numbers says so."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import autograd_lite as ag
from autograd_lite import Value, gradients, nn

pytestmark = pytest.mark.once

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
COMPARISONS = [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]


@pytest.fixture
def frame() -> Any:
    """A column of names, one of Values and one of plain numbers."""
    return pd.DataFrame({"g": ["a", "b", "a"], "v": [Value(3.0), Value(1.0), Value(2.0)], "n": [1.0, 2.0, 4.0]})


def numbers(column: Any) -> list[float]:
    """The plain numbers of a column of Values."""
    return [x.data for x in column]


def plain(frame: Any) -> Any:
    """The frame with plain numbers in place of Values."""
    return frame.assign(v=frame["v"].map(lambda x: x.data))


# --- what works ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", ARITHMETIC, ids=lambda op: op.__name__)
def test_arithmetic_of_columns_records(op: Callable[..., Any], frame: Any) -> None:
    v, n, x, w = frame["v"], frame["n"], plain(frame)["v"], Value(2.0)
    for got, expected in [
        (op(v, v), op(x, x)),
        (op(v, n), op(x, n)),
        (op(n, v), op(n, x)),
        (op(v, 2.0), op(x, 2.0)),
        (op(2.0, v), op(2.0, x)),
        (op(v, w), op(x, 2.0)),
        (op(w, v), op(2.0, x)),
        (op(n, w), op(n, 2.0)),
        (op(w, n), op(2.0, n)),
    ]:
        assert isinstance(got, pd.Series)
        assert all(type(y) is Value for y in got)
        assert numbers(got) == list(expected)
    both = op(frame[["v", "n"]], w)
    assert [numbers(both[name]) for name in "vn"] == [list(op(x, 2.0)), list(op(n, 2.0))]


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda op: op.__name__)
def test_comparisons_of_columns_give_bools(compare: Callable[..., Any], frame: Any) -> None:
    v, n, x = frame["v"], frame["n"], plain(frame)["v"]
    for got, expected in [
        (compare(v, n), compare(x, n)),
        (compare(n, v), compare(n, x)),
        (compare(v, 2.0), compare(x, 2.0)),
        (compare(2.0, v), compare(2.0, x)),
        (compare(v, Value(2.0)), compare(x, 2.0)),
        (compare(Value(2.0), n), compare(2.0, n)),
    ]:
        assert got.dtype == bool
        assert list(got) == list(expected)


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min"])
def test_reductions_of_a_column_are_values_with_a_gradient(name: str, frame: Any) -> None:
    v = frame["v"]
    total = getattr(v, name)()
    assert type(total) is Value
    assert total.data == getattr(plain(frame)["v"], name)()
    slopes = {"sum": [1.0, 1.0, 1.0], "prod": [2.0, 6.0, 3.0], "max": [1.0, 0.0, 0.0], "min": [0.0, 1.0, 0.0]}
    assert gradients(total, list(v)) == slopes[name]


def test_functions_of_a_column_record(frame: Any) -> None:
    import numpy as np

    v = frame["v"]
    for got in (np.exp(v), v.apply(np.exp), v.apply(lambda x: x.exp()), v.map(ag.exp)):
        assert isinstance(got, pd.Series)
        assert numbers(got) == [ag.exp(x) for x in (3.0, 1.0, 2.0)]
        assert gradients(got[0], v[0]) == ag.exp(3.0)
    assert numbers(v.abs()) == numbers(v)
    assert numbers(v.cumsum()) == [3.0, 4.0, 6.0]
    assert numbers(v.cumprod()) == [3.0, 3.0, 6.0]
    assert numbers(v.diff().dropna()) == [-2.0, 1.0]
    assert v.dot(frame["n"]).data == (v @ frame["n"]).data == 13.0


def test_the_package_functions_of_sequences_take_columns(frame: Any) -> None:
    v = frame["v"]
    mean = ag.mean(v)
    assert (mean.data, gradients(mean, list(v))) == (2.0, [1 / 3, 1 / 3, 1 / 3])
    assert ag.dot(v, frame["n"]).data == 13.0
    assert (v.sum() / len(v)).data == 2.0


def test_rows_are_chosen_and_sorted_by_the_numbers(frame: Any) -> None:
    assert numbers(frame[frame["v"] > 1.5]["v"]) == [3.0, 2.0]
    assert numbers(frame.query("v > 1.5")["v"]) == [3.0, 2.0]
    assert list(frame.sort_values("v")["n"]) == [2.0, 4.0, 1.0]
    assert list(frame["v"].rank()) == [3.0, 1.0, 2.0]
    assert frame["v"].idxmax() == 0


def test_groups_add_up(frame: Any) -> None:
    by = frame.groupby("g")["v"]
    assert numbers(by.sum()) == [5.0, 1.0]
    assert numbers(by.max()) == [3.0, 1.0]
    for means in (by.apply(ag.mean), by.agg(ag.mean)):
        assert numbers(means) == [2.5, 1.0]
        assert gradients(means["a"], list(frame["v"])) == [0.5, 0.0, 0.5]
    assert numbers(frame.pivot_table(values="v", index="g", aggfunc="sum")["v"]) == [5.0, 1.0]


def test_sums_of_a_frame(frame: Any) -> None:
    both = frame[["v", "n"]]
    assert both.sum()["v"].data == 6.0
    assert numbers(both.sum(axis=1)) == [4.0, 3.0, 6.0]
    assert frame.mean(numeric_only=True).to_dict() == {"n": 7 / 3}


def test_a_description_counts_objects(frame: Any) -> None:
    """As for every column of objects; that of the frame is of its plain numbers."""
    described = frame["v"].describe()
    assert list(described.index) == ["count", "unique", "top", "freq"]
    assert (described["count"], described["unique"]) == (3, 3)
    assert list(frame.describe().columns) == ["n"]


def test_printing_shows_values(frame: Any) -> None:
    assert "Value(data=3.0, grad=0.0)" in repr(frame)
    assert "Value(data=3.0, grad=0.0)" in frame["v"].to_string()


def test_a_column_holds_the_nodes_themselves(frame: Any) -> None:
    v = Value(2.0)
    column = pd.Series([v, v])
    assert column[0] is v
    assert column.copy()[0] is v
    (column * pd.Series([3.0, 4.0])).sum().backward()
    assert v.grad == 7.0
    assert [type(row.v) for row in frame.itertuples()] == [Value, Value, Value]
    assert frame["v"].dtype == object


def test_no_value_is_missing_whatever_its_number() -> None:
    column = pd.Series([Value(1.0), Value(float("nan")), None])
    assert list(column.isna()) == [False, False, True]
    assert list(column.dropna().map(lambda v: v.data).isna()) == [False, True]


def test_the_plain_numbers_of_a_column(frame: Any) -> None:
    column = frame["v"].map(lambda v: v.data)
    assert column.dtype == float
    assert column.mean() == 2.0
    assert column.to_json() == '{"0":3.0,"1":1.0,"2":2.0}'


# --- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forget",
    [
        lambda frame: frame["v"].mean(),
        lambda frame: frame["v"].std(),
        lambda frame: frame["v"].astype(float),
        lambda frame: pd.Series([Value(1.0)], dtype=float),
        lambda frame: frame.groupby("g")["v"].mean(),
        lambda frame: frame.groupby("g")["v"].std(),
        lambda frame: frame[["v", "n"]].corr(),
    ],
)
def test_what_needs_plain_numbers_says_how_to_have_them(forget: Callable[[Any], Any], frame: Any) -> None:
    """In the error itself, or in the one it was made from, which a traceback shows above it."""
    with pytest.raises(TypeError) as caught:
        forget(frame)
    said, error = [], caught.value
    while error is not None:
        said.append(str(error))
        error = error.__cause__ or error.__context__
    assert any("would drop its gradient" in text and ".data" in text for text in said)


@pytest.mark.parametrize(
    "refuse",
    [
        lambda frame: pd.to_numeric(frame["v"]),
        lambda frame: frame["v"].nlargest(2),
        lambda frame: frame["v"].rolling(2).sum(),
    ],
)
def test_what_pandas_has_for_plain_numbers_only_it_refuses(refuse: Callable[[Any], Any], frame: Any) -> None:
    with pytest.raises((TypeError, pd.errors.DataError)):
        refuse(frame)


def test_a_graph_is_not_written_into_json(frame: Any) -> None:
    """It would be written out path by path: 2^30 of them."""
    y = frame["v"][0]
    for _ in range(30):
        y = y * y
    with pytest.raises((ValueError, OverflowError)):
        pd.Series([y]).to_json()
    assert pd.Series([frame["v"][0] * 2.0]).to_json(default_handler=lambda v: v.data) == '{"0":6.0}'


# --- tables for networks ---------------------------------------------------------------------------------------------


def test_training_layers_and_losses_take_the_rows_of_a_frame() -> None:
    table = pd.DataFrame([[0.1, 0.2], [0.3, 0.4]])  # as many rows as columns, whose names are numbers, too
    rows, Y = table.to_numpy().tolist(), pd.DataFrame({"y": [0, 1]})

    def trained(X: Any, Y: Any) -> Any:
        return nn.train(nn.SigmoidMLP(2, 2, 1, seed=0), X, Y, passes=2)

    assert trained(table, Y) == trained(rows, [[0], [1]])
    layer = nn.Linear(2, 3, seed=0)
    assert layer(table) == layer(rows)
    assert nn.functional.mse_loss(table, table + 1.0) == pytest.approx(1.0)


def test_a_neuron_takes_no_table() -> None:
    with pytest.raises(TypeError, match=r"one row of 2 numbers, not a table of type DataFrame; .* \.to_numpy\(\)"):
        nn.MLP(2, [2, 1])(pd.DataFrame([[9.0, 8.0], [7.0, 6.0]]))  # type: ignore[arg-type]


def test_the_books_network_refuses_a_table_for_a_row() -> None:
    """Its iteration would give the names of the columns, which may be numbers."""
    with pytest.raises(TypeError, match=r"SigmoidMLP\(2, 2, 1\) takes a row of numbers, not a table; .*to_numpy"):
        nn.SigmoidMLP(2, 2, 1)(pd.DataFrame([[9.0, 8.0], [7.0, 6.0]]))
