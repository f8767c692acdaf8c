"""The Python in the documents runs: the blocks of a file in order, in a process and a directory of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def python_of(markdown: str) -> str:
    """The Python blocks with all other lines blank, so that a traceback gives the line in the document.

    >>> python_of("Then\\n```python\\nx = 1\\n```\\nand so on.\\n")
    '\\n\\nx = 1\\n'
    """
    script, end = "", 0
    for block in BLOCK.finditer(markdown):
        script += "\n" * markdown.count("\n", end, block.start(1)) + block[1]
        end = block.end(1)
    return script


DOCUMENTS = {
    str(path.relative_to(ROOT)): script
    for path in [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
    if (script := python_of(path.read_text(encoding="utf-8")))
}


def test_the_readme_shows_python() -> None:
    assert "README.md" in DOCUMENTS


LONG = {"docs/training.md"}


@pytest.mark.parametrize(
    "document", [pytest.param(name, marks=pytest.mark.once) if name in LONG else name for name in DOCUMENTS]
)
def test_the_python_in_a_document_runs(document: str, tmp_path: Path) -> None:
    script = tmp_path / f"{Path(document).stem}_document.py"  # numpy.py would be imported as NumPy
    script.write_text(DOCUMENTS[document], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
