"""The transcripts in the documents are what the debugger writes, and the programs in them are broken as they say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from docs.transcripts import DOCUMENTS, PROGRAMS, made_anew, typed

pytestmark = pytest.mark.once


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_transcript_is_what_the_debugger_writes_now(document) -> None:  # type: ignore[no-untyped-def]
    written = document.read_text(encoding="utf-8")
    assert "\n(grad) " in written
    assert made_anew(written) == written, "make docs"


def test_what_is_typed_is_told_from_what_is_answered() -> None:
    assert typed("[1/2] #0\n(grad) step\n    grad\n(grad)\n") == "step\n\n"


@pytest.mark.parametrize(
    ("program", "mistake", "cure", "printed"),
    [
        ("interval.py", "(41.0, 42.0)", "(4.1, 4.2)", "epoch 2: loss 8.2"),
        (
            "interval.py",
            "below(high) - below(low)",
            "sigmoid((middle - low) / width) - sigmoid((middle - high) / width)",
            "epoch 2: loss 17.4",
        ),
        ("dead.py", "sigmoid(dot(row, x))", "sigmoid(dot(row, [0.01 * number for number in x]))", "loss 0.0"),
        ("twice.py", "        total.backward()", "    total.backward()", "y = 2.500 x + 0.000"),
    ],
)
def test_a_program_is_broken_by_what_the_tutorial_says(program: str, mistake: str, cure: str, printed: str) -> None:
    source = (PROGRAMS / program).read_text(encoding="utf-8")
    assert source.count(mistake) == 1
    outputs = [
        subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout
        for text in (source, source.replace(mistake, cure))
    ]
    assert printed not in outputs[0]
    assert printed in outputs[1]
