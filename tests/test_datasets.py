"""Data: the melons as the book prints them, and any CSV file, whose defects are named by row and column."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from autograd_lite.datasets import DataError, load_watermelon3, load_watermelon3_alpha, read_csv


def test_watermelon_3_is_the_books_table() -> None:
    data = load_watermelon3()
    assert len(data.X) == len(data.Y) == 17
    assert len(data.inputs) == 19
    assert {len(row) for row in data.X} == {19}
    assert list(data.attributes) == ["色泽", "根蒂", "敲声", "纹理", "脐部", "触感", "密度", "含糖率"]
    assert [len(categories or ["x"]) for categories in data.attributes.values()] == [3, 3, 3, 3, 3, 2, 1, 1]
    assert data.inputs[:4] == ["色泽=青绿", "色泽=乌黑", "色泽=浅白", "根蒂=蜷缩"]
    assert data.inputs[-3:] == ["触感=软粘", "密度", "含糖率"]
    assert data.outputs == ["好瓜=是"]
    assert data.Y == [[1.0]] * 8 + [[0.0]] * 9


def test_watermelon_3_alpha_is_its_two_columns_of_numbers() -> None:
    data, whole = load_watermelon3_alpha(), load_watermelon3()
    assert data.inputs == list(data.attributes) == ["密度", "含糖率"]
    assert [row[-2:] for row in whole.X] == data.X
    assert (data.Y, data.outputs) == (whole.Y, whole.outputs)


def test_each_melon_has_one_category_of_each_attribute() -> None:
    data = load_watermelon3()
    for row in data.X:
        assert set(row[:17]) == {0.0, 1.0}
        assert sum(row[:17]) == 6.0
        assert all(0.0 < measured < 1.0 for measured in row[17:])
    colours = Counter(name for row in data.X for name, x in zip(data.inputs[:3], row[:3], strict=True) if x == 1.0)
    assert colours == {"色泽=青绿": 6, "色泽=乌黑": 6, "色泽=浅白": 5}
    first = dict(zip(data.inputs, data.X[0], strict=True))
    assert {name for name, x in first.items() if x == 1.0} == {
        "色泽=青绿", "根蒂=蜷缩", "敲声=浊响", "纹理=清晰", "脐部=凹陷", "触感=硬滑",
    }  # fmt: skip
    assert (first["密度"], first["含糖率"]) == (0.697, 0.46)


TABLE = "id,colour,size,kind\n1,red,0.5,yes\n2,blue,1e1,no\n3,red,-2,yes\n"


def write(directory: Path, text: str | bytes) -> Path:
    path = directory / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_numbers_stay_and_words_become_one_hot(tmp_path: Path) -> None:
    data = read_csv(write(tmp_path, TABLE), "kind", ignore=["id"])
    assert data.inputs == ["colour=red", "colour=blue", "size"]
    assert data.X == [[1.0, 0.0, 0.5], [0.0, 1.0, 10.0], [1.0, 0.0, -2.0]]
    assert data.outputs == ["kind=yes"]
    assert data.Y == [[1.0], [0.0], [1.0]]


def test_a_column_of_numbers_can_be_declared_categorical(tmp_path: Path) -> None:
    data = read_csv(write(tmp_path, TABLE), "kind", categorical=["id"])
    assert data.inputs[:3] == ["id=1", "id=2", "id=3"]


@pytest.mark.parametrize(
    "text",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\n\n , ,,\n").encode(),
        TABLE.replace("red", ' "red" ').replace("yes", '"yes"').replace(' "red" ', '"red"').encode(),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "quotes"],
)
def test_forms_of_the_same_table(tmp_path: Path, text: bytes) -> None:
    plain = read_csv(write(tmp_path, TABLE), "kind")
    assert read_csv(write(tmp_path, text), "kind") == plain


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "big5"])
def test_other_encodings_are_named(tmp_path: Path, encoding: str) -> None:
    text = "密度,好瓜\n0.5,是\n0.7,否\n"
    data = read_csv(write(tmp_path, text.encode(encoding)), "好瓜", encoding=encoding)
    assert (data.inputs, data.outputs) == (["密度"], ["好瓜=是"])


@pytest.mark.parametrize(
    ("labels", "outputs", "first"),
    [
        ("0 1 1", ["y=1"], [0.0]),
        ("1 0 1", ["y=1"], [1.0]),
        ("b a b", ["y=b"], [1.0]),
        ("2 0 1", ["y=0", "y=1", "y=2"], [0.0, 0.0, 1.0]),
        ("c a b", ["y=c", "y=a", "y=b"], [1.0, 0.0, 0.0]),
    ],
)
def test_classes_become_outputs(tmp_path: Path, labels: str, outputs: list[str], first: list[float]) -> None:
    text = "x,y\n" + "".join(f"{k},{label}\n" for k, label in enumerate(labels.split()))
    data = read_csv(write(tmp_path, text), "y")
    assert data.outputs == outputs
    assert data.Y[0] == first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing in it"),
        ("x,y\n", "only a header"),
        ("x,y\n1,a\n2\n", "row 3 has 1 cells, but the header has 2"),
        ("x,y\n1,a\n2,b,c\n", "row 3 has 3 cells"),
        ("x,y\n1,a\n,b\n", "row 3, column 'x': the cell is empty"),
        ("x,y\n1,a\noops,b\n", "row 3, column 'x': 'oops' is not a finite number"),
        ("x,y\n1,a\nnan,b\n", "row 3, column 'x': 'nan' is not a finite number"),
        ("x,x,y\n1,2,a\n", "row 1, column 2: two columns are called x"),
        ("x,,y\n1,2,a\n", "row 1, column 2: no name"),
        ("x,y\n1,a\n2,a\n", "column 'y': every row has 'a'"),
        ("x,y\n1,0.25\n2,1\n", "row 2, column 'y': '0.25' is no class"),
        ("x,z\n1,a\n", "has no column 'y'; its columns are 'x', 'z'"),
        ("y\na\nb\n", "no column left"),
        ('x,y\n1,a\n2,"b\n', "row 3: unexpected end of data"),
        ("x,y\n1,a\n2,b\n".encode("utf-16"), "row 1: byte 0xff is not utf-8"),
        ("x,y\n1,是\n2,否\n".encode("gbk"), "row 2: byte 0xca is not utf-8"),
    ],
)
def test_defects_are_named_by_row_and_column(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError, match=message) as caught:
        read_csv(path, "y")
    assert str(path) in str(caught.value)


def test_row_numbers_are_those_of_an_editor(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 6, column 'x'"):
        read_csv(write(tmp_path, 'x,y\n\n1,"a\nb"\n\n,c\n'), "y")


def test_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no encoding 'utf-9'"):
        read_csv(write(tmp_path, TABLE), "kind", encoding="utf-9")
