"""Watermelon 3.0 and 3.0α: the data sets of Zhou Zhihua's "Machine Learning", chapter 4, shipped with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from autograd_lite.datasets.table import read_csv

if TYPE_CHECKING:
    from autograd_lite.datasets.table import Dataset


def load_watermelon3() -> Dataset:
    """17 melons (8 good, 9 bad), 19 inputs: six attributes one-hot (17), density and sugar content; output 好瓜 (good).

    >>> data = load_watermelon3()
    >>> len(data.X), len(data.X[0]), sum(y for (y,) in data.Y)
    (17, 19, 8.0)
    >>> data.attributes["色泽"]
    ['青绿', '乌黑', '浅白']
    """
    return _read([])


def load_watermelon3_alpha() -> Dataset:
    """Watermelon 3.0α: the same melons by two inputs alone, density and sugar content; output 好瓜 (good).

    >>> data = load_watermelon3_alpha()
    >>> data.inputs, data.X[0], data.Y[0]
    (['密度', '含糖率'], [0.697, 0.46], [1.0])
    """
    return _read(["色泽", "根蒂", "敲声", "纹理", "脐部", "触感"])


def _read(ignore: list[str]) -> Dataset:
    with as_file(files("autograd_lite.datasets") / "watermelon3.csv") as path:
        return read_csv(path, label="好瓜", ignore=["编号", *ignore])
