"""The example with scikit-learn's digits runs, and learns to read them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.once
def test_digits_are_learned_from_a_few_hundred_of_them() -> None:
    """A fifth of the data, and half of the passes; chance would be 10 %."""
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "docs" / "examples" / "digits.py", "--rows", "360", "--passes", "8"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "288 digits to learn from, 72 to test with; 1210 parameters" in done.stdout
    (share,) = re.findall(r"after .* s: ([0-9.]+)% of 72 test digits are right", done.stdout)
    assert float(share) >= 75.0
