"""``python -m tests.corpus``: ask the oracle for what follows from each command of the corpus, and write that down."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.corpus.oracle import Oracle
from tests.corpus.scripts import PROGRAMS, Outcome, Script, run, scripts


def expected(script: Script) -> list[tuple[str, Outcome]]:
    """The commands of a script, and what the oracle says of them."""
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(run(script, Path(folder)))
        return [(command, oracle.do(command)) for command, _ in script.commands]


def written(script: Script) -> str:
    """The table of a session."""
    head = {"about": script.about, "capture": script.capture, "afterwards": script.afterwards}
    lines = ["[[session]]", *(f"{key} = {_text(value)}" for key, value in head.items() if value is not None)]
    commands = expected(script)
    width = max(len(f"do = {_text(command)},") for command, _ in commands)
    lines += ["commands = [", *(_line(command, outcome, width) for command, outcome in commands), "]"]
    return "\n".join(lines)


def _line(command: str, outcome: Outcome, width: int) -> str:
    fields = []
    if outcome.fails:
        fields.append("fails = true")
    if outcome.number is not None:
        fields.append(f"number = {outcome.number}")
    if outcome.at is not None and outcome.what is not None:
        fields += [f"at = {outcome.at}", f"what = {_text(outcome.what)}"]
    if outcome.by:
        fields.append(f"by = {list(outcome.by)}")
    do = f"do = {_text(command)}"
    return f"    {{{f'{do},':{width}} {', '.join(fields)}}}," if fields else f"    {{{do}}},"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write all."""
    for program in sorted(PROGRAMS.glob("*.py")):
        tables = [written(script) for script in scripts(program)]
        program.with_suffix(".toml").write_text("\n\n".join(tables) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
