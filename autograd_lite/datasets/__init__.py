"""Data: the watermelon data sets 3.0 and 3.0α, and any CSV file as inputs and outputs of a network."""

from autograd_lite.datasets.table import DataError, Dataset, read_csv
from autograd_lite.datasets.watermelon import load_watermelon3, load_watermelon3_alpha

__all__ = ["DataError", "Dataset", "load_watermelon3", "load_watermelon3_alpha", "read_csv"]
