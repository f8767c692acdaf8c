"""The transcripts in the documents, made anew by running what is typed in them: ``make docs``.

A block ``console`` whose first line is ``$ autograd-lite debug PROGRAM.py`` is such a transcript. What is typed at the
debugger's prompt in it is run on the program, which stands in ``docs/examples/broken``; all that is written takes its
place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from autograd_lite.files import write_atomically
from autograd_lite.stepping.terminal.debugger import PROMPT

DOCS = Path(__file__).parent
PROGRAMS = DOCS / "examples" / "broken"
DOCUMENTS = [DOCS / "stepping.md", DOCS / "broken.md"]
BLOCK = re.compile(r"(?<=^```console\n)\$ autograd-lite (debug .*)\n((?:.*\n)*?)(?=^```$)", re.MULTILINE)


def made_anew(markdown: str) -> str:
    """A document with its transcripts as they are now."""
    return BLOCK.sub(
        lambda block: f"$ autograd-lite {block[1]}\n{transcript(block[1].split(), typed(block[2]))}", markdown
    )


def typed(shown: str) -> str:
    """What was typed at the prompt in a transcript."""
    prompt = PROMPT.strip()
    return "".join(f"{line.removeprefix(prompt).strip()}\n" for line in shown.splitlines() if line.startswith(prompt))


def transcript(arguments: list[str], commands: str) -> str:
    """What the command writes when it is given these lines."""
    environment = {**os.environ, "PYTHONPATH": str(DOCS.parent), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "autograd_lite", *arguments],
        cwd=PROGRAMS,
        env=environment,
        input=commands,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


if __name__ == "__main__":
    for document in DOCUMENTS:
        print(write_atomically(document, made_anew(document.read_text(encoding="utf-8"))))
