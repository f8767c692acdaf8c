"""One corpus of scripted sessions: what is written there is what the oracle says, and what each face does."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_lite.sites import site_of
from tests.corpus.faces import SessionFace, stops_of
from tests.corpus.oracle import Oracle
from tests.corpus.scripts import Script, corpus, run
from tests.corpus.terminal import as_written_in_a_terminal, read, transcript

# What the session does is the same on every Python; that places are, test_capturing.py tests on each.
pytestmark = pytest.mark.once

CORPUS = {script.name: script for script in corpus()}


@pytest.fixture(params=CORPUS)
def script(request: pytest.FixtureRequest) -> Script:
    """Each session."""
    return CORPUS[request.param]


def test_the_oracle_says_what_is_written(script: Script, tmp_path: Path) -> None:
    """Otherwise: look at what differs, and if that is meant, ``python -m tests.corpus``."""
    oracle = Oracle(run(script, tmp_path))
    assert [(command, oracle.do(command)) for command, _ in script.commands] == list(script.commands)


def test_a_session_stops_where_it_is_written(script: Script, tmp_path: Path) -> None:
    face = SessionFace(run(script, tmp_path))
    assert [(command, face.do(command)) for command, _ in script.commands] == list(script.commands)


def test_the_terminal_stops_where_it_is_written(script: Script, tmp_path: Path) -> None:
    commands = [command for command, _ in script.commands]
    answers = transcript(run(script, tmp_path), commands)
    expected = [(command, as_written_in_a_terminal(outcome)) for command, outcome in script.commands]
    assert list(zip(commands, map(read, answers), strict=True)) == expected


def test_the_steps_of_a_pass_are_what_is_written(script: Script, tmp_path: Path) -> None:
    """As far as no number is set: that is another pass."""
    recording = run(script, tmp_path).steps()
    happens = stops_of(recording)
    for command, outcome in script.commands:
        if command.startswith("set "):
            break
        if outcome.at is not None and outcome.at >= recording.timeline.start:
            assert happens[outcome.at - recording.timeline.start] == outcome.what


def test_the_source_of_each_node_is_that_which_ran(script: Script, tmp_path: Path) -> None:
    """Whatever became of the file."""
    lines = script.program.read_text(encoding="utf-8").splitlines()
    places = {node.place for node in run(script, tmp_path).steps().nodes}
    if script.capture == "off":
        assert places == {None}
    else:
        assert all(site.text == lines[site.line - 1] for site in map(site_of, places))


def test_the_corpus_has_what_it_is_to_have() -> None:
    """Every command and kind of capture occurs; and so do files that were edited, and files that were deleted."""
    typed = {command.split()[0] for script in CORPUS.values() for command, _ in script.commands}
    movements = {"next", "back", "step", "stepback", "continue", "rcontinue", "finish", "until", "goto"}
    points = {"break", "tbreak", "watch", "ignore", "disable", "enable", "delete"}
    assert typed == movements | points | {"set", "fork"}
    assert {script.capture for script in CORPUS.values()} == {"off", "site", "stack"}
    assert {script.afterwards for script in CORPUS.values()} == {None, "edited", "deleted"}
    assert len(CORPUS) >= 30
