"""Data: the watermelon data set 3.0, and any CSV file as inputs and outputs of a network."""

from autograd_lite.datasets.table import DataError, Dataset, read_csv
from autograd_lite.datasets.watermelon import load_watermelon3

__all__ = ["DataError", "Dataset", "load_watermelon3", "read_csv"]
