"""The page's session in JavaScript: the numbers, stop points and words of the session in Python, whatever is typed."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value, capture, record
from autograd_lite.drawing.text import digits
from autograd_lite.expressions import parse_condition
from autograd_lite.stepping import Session
from autograd_lite.stepping.sessions.variables import NUMBERS, TEXTS
from autograd_lite.stepping.terminal.words import name, short_name
from autograd_lite.stepping.web.content import content, doubles
from tests.corpus.scripts import Script, corpus, run
from tests.corpus.web import WebFace
from tests.node import ROOT, Conversation, node
from tests.test_conditions import CONDITIONS
from tests.test_session import Graph, commands, graphs

# It is one JavaScript for every Python.
pytestmark = pytest.mark.once

CORPUS = {script.name: script for script in corpus()}
MOST = 100_000  # gradients that are compared of one pass: of longer ones, at some of the moments


@pytest.fixture(scope="module")
def page() -> Iterator[Conversation]:
    """One process of Node, which all tests ask."""
    conversation = Conversation(ROOT / "tests" / "web" / "face.js")
    yield conversation
    conversation.close()


@pytest.fixture(params=CORPUS)
def script(request: pytest.FixtureRequest) -> Script:
    """Each session of the corpus."""
    return CORPUS[request.param]


def test_the_units_of_the_page() -> None:
    tests = sorted((ROOT / "tests" / "web").glob("*.test.js"))
    assert tests
    done = subprocess.run([node(), "--test", *map(str, tests)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


# --- the session ------------------------------------------------------------------------------------------------------


def test_the_page_stops_where_it_is_written(script: Script, tmp_path: Path, page: Conversation) -> None:
    face = WebFace(run(script, tmp_path), page)
    assert [(command, face.do(command)) for command, _ in script.commands] == list(script.commands)


@given(graph=graphs, typed=st.lists(commands, max_size=12))
def test_whatever_is_typed_the_page_does_what_the_session_does(
    graph: Graph, typed: list[str], page: Conversation
) -> None:
    """And stops with the same gradients of all nodes."""
    face = WebFace(graph.build(), page)
    for command in typed:
        answer, session = face.do(command), face.beside.session
        assert (answer.at is None) or answer.at == session.at
        now = [session.gradient(position) for position in range(len(session.recording.nodes))]
        assert page.ask(gradients=None) == bits(now), command


def test_whatever_is_typed_is_refused_by_both_or_by_none(page: Conversation) -> None:
    """What is refused must be an error that the page shows, and none that stops it: the face tells them apart."""
    loss = Value(2.0, label="w1") * 3.0 + 1.0
    odd = [
        "break",
        "break if",
        "break #",
        "break #9",
        "break op:",
        "break :3",
        "break 3",
        "watch add",
        "until",
        "break w2",
    ]
    odd += [
        f"break if {condition}" for condition in ("", "(", "grad", "grad >", "x > 1", "op > 1", "op = 'mul'", "1if")
    ]
    odd += [
        "goto -1",
        "goto 99",
        "next 0",
        "delete 0",
        "delete 9",
        "ignore 9 1",
        "enable 9",
        "watch #0 if op in ('mul')",
    ]
    face, beside = WebFace(loss, page), WebFace(loss, page).beside
    face = WebFace(loss, page)
    assert [(command, face.do(command)) for command in odd] == [(command, beside.do(command)) for command in odd]


# --- the numbers ------------------------------------------------------------------------------------------------------


def test_every_number_of_a_pass_is_what_it_is_in_python(script: Script, tmp_path: Path, page: Conversation) -> None:
    assert_equal_passes(Session(record(run(script, tmp_path))), page)


@given(graph=graphs, where=st.integers(0, 40), x=st.sampled_from([0.0, -0.0, 2.5, math.inf, math.nan]))
def test_every_number_of_any_pass_is_what_it_is_in_python(
    graph: Graph, where: int, x: float, page: Conversation
) -> None:
    """Of forks too, where gradients were set by hand."""
    session = Session(record(graph.build()))
    assert_equal_passes(session, page)
    timeline = session.timeline
    session.goto(timeline.start + where % (timeline.end + 1 - timeline.start))
    session.set_gradient(timeline.reached(session.at), x)
    assert_equal_passes(session, page)


def test_a_condition_that_the_page_cannot_read_is_kept_and_stops_nowhere(page: Conversation) -> None:
    """Python knows all primitives in conditions, and the page a few functions."""
    session = Session(record(Value(2.0, label="w1") * 3.0))
    session.break_at("if tanh(data) > -2")
    session.watch("w1")
    page.ask(content=content(session))
    for typed in ("enable 1", "goto 0"):
        page.ask(do=typed)
    assert page.ask(do="continue")["by"] == [2]
    unread, read = page.ask(state=None)["points"][1:]
    assert (unread, read["hits"]) == ({"number": 1, "enabled": False, "hits": 0, "ignore": 0}, 1)


def test_what_hooks_changed_is_handed_over(page: Conversation) -> None:
    w = Value(3.0, label="w")
    square = w * w
    square.on_gradient(lambda gradient: 10.0 * gradient)
    w.on_gradient(lambda gradient: gradient + 0.5)
    session = Session(record(square * 2.0))
    assert (session.recording.upstream[1], session.recording.final[0]) == (20.0, 120.5)
    assert_equal_passes(session, page)


def assert_equal_passes(session: Session, page: Conversation) -> None:
    recording, timeline = session.recording, session.recording.timeline
    positions = range(len(recording.nodes))
    moments = range(0, timeline.end + 1, 1 + len(positions) * timeline.end // MOST)
    page.ask(content=content(session))
    assert page.ask(**{"pass": {"moments": [*moments]}}) == {
        **{key: column(getattr(recording, key)) for key in ("upstream", "before", "final")},
        "arrivals": [*timeline.arrivals],
        "gradients": [bits([timeline.gradient(p, moment) for p in positions]) for moment in moments],
        "reached": [timeline.reached(moment) for moment in moments],
        "names": [[name(recording, p), short_name(recording, p)] for p in positions],
        "into": [[*recording.into[p]] for p in positions],
        "operands": [
            [column([x]) if type(x) is float else recording.position(x) for x in node.operands]
            for node in recording.nodes
        ],
    }


def column(numbers: Sequence[float]) -> str:
    """Numbers to the last bit; all nans are one."""
    return doubles(math.nan if math.isnan(x) else x for x in numbers)


def bits(gradients: Sequence[float | None]) -> list[Any]:
    """Those that are there, and the positions of those that are not."""
    return [column([x for x in gradients if x is not None]), [p for p, x in enumerate(gradients) if x is None]]


# --- numbers as texts -------------------------------------------------------------------------------------------------

HALVES = st.builds(lambda whole, power: (whole + 0.5) * 10.0**power, st.integers(-99_999, 99_999), st.integers(-3, 15))


@given(numbers=st.lists(st.floats() | HALVES | st.integers(-(10**18), 10**18).map(float)), count=st.integers(1, 17))
def test_numbers_are_written_as_python_writes_them(numbers: list[float], count: int, page: Conversation) -> None:
    """Half-way cases included, which go to the even digit."""
    written = page.ask(write={"numbers": doubles(numbers), "count": count})
    assert written == [[f"{x:.{count}g}", digits(x), repr(x)] for x in numbers]


# --- conditions -------------------------------------------------------------------------------------------------------

MOMENTS = st.fixed_dictionaries(
    dict.fromkeys(NUMBERS, st.floats() | st.sampled_from([0.0, -0.0, 1.0, 2.5, math.inf, -math.inf, math.nan]))
)
WORDS = st.fixed_dictionaries(dict.fromkeys(TEXTS, st.sampled_from(["", "mul", "w1", "hidden", "net/hidden"])))


# The last digit of a power is the library's of each language.
@given(condition=CONDITIONS.filter(lambda text: "**" not in text), moment=MOMENTS, texts=WORDS)
def test_conditions_hold_where_they_hold_in_python(
    condition: str, moment: dict[str, float], texts: dict[str, str], page: Conversation
) -> None:
    expected = parse_condition(condition, NUMBERS, TEXTS)({**moment, **texts})
    numbers = doubles(moment.values())
    asked = {"condition": condition, "names": [*moment], "numbers": numbers, "texts": texts}
    assert page.ask(hold=asked) == expected


@pytest.mark.parametrize("left", ["7", "-7", "0", "-0.0", "inf", "nan", "1", "-1", "2.5", "1e300"])
@pytest.mark.parametrize("right", ["2", "-2", "0", "-0.0", "inf", "-inf", "nan", "0.1", "1e-300"])
@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "//", "%", "**"])
def test_operators_are_those_of_python(left: str, sign: str, right: str, page: Conversation) -> None:
    """With the signs of zeros, which one over them tells."""
    for condition in (f"isnan({left} {sign} {right})", *(f"1 / ({left} {sign} {right}) {c} 0" for c in "<>")):
        expected = parse_condition(condition, NUMBERS, TEXTS)({})
        assert page.ask(hold={"condition": condition, "names": [], "numbers": "", "texts": {}}) == expected


# --- what is handed over ----------------------------------------------------------------------------------------------


def test_what_is_handed_over_is_plain_json(script: Script, tmp_path: Path) -> None:
    made = content(Session(record(run(script, tmp_path))))
    assert plain(made)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def plain(found: Any) -> bool:
    if isinstance(found, dict):
        return all(type(key) is str and plain(value) for key, value in found.items())
    return all(map(plain, found)) if type(found) is list else found is None or type(found) in (str, int, bool)


def test_files_are_handed_over_as_they_were_without_the_folders_of_this_machine(script: Script, tmp_path: Path) -> None:
    made = content(Session(record(run(script, tmp_path))))
    text = script.program.read_text(encoding="utf-8")
    assert made["files"] == ([] if script.capture == "off" else [{"name": script.program.name, "text": text}])
    assert str(tmp_path) not in json.dumps(made)


def made_in(path: Path, source: str, **names: Any) -> Value:
    """What a file leaves as y, which is made on its only line."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"y = {source}\n", encoding="utf-8")
    with capture("site"):
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    found = names["y"]
    assert isinstance(found, Value)
    return found


def test_files_of_one_name_are_told_apart_and_found(tmp_path: Path, page: Conversation) -> None:
    """By their folders; a stop point that was made before goes on to mean the same."""
    first = made_in(tmp_path / "a" / "part.py", "Value(2.0)", Value=Value)
    second = made_in(tmp_path / "b" / "part.py", "Value(3.0)", Value=Value)
    session = Session(record(made_in(tmp_path / "train.py", "first * second", first=first, second=second)))
    for text in (f"{tmp_path}/b/part.py:1", "part.py:1", "b/part.py:1"):
        session.break_at(text)
    made = content(session)
    assert [file["name"] for file in made["files"]] == ["a/part.py", "b/part.py", "train.py"]
    assert [point["where"]["name"] for point in made["points"][1:]] == ["b/part.py", "part.py", "b/part.py"]
    page.ask(content=made)
    for text in ("b/part.py:1", "part.py:1"):
        page.ask(do=f"break {text}")
    page.ask(do="goto 2")
    stops = [page.ask(do="rcontinue") for _ in range(2)]
    assert [(stop["at"], stop["by"]) for stop in stops] == [(1, [1, 2, 3, 4, 5]), (0, [2, 5])]


def test_a_file_of_another_recording_is_not_taken_for_one_of_this(tmp_path: Path) -> None:
    """Though it is called the same: its stop point meets nothing here, and is named so that it does not."""
    points = Session(record(made_in(tmp_path / "a" / "part.py", "Value(2.0)", Value=Value))).points
    other = record(made_in(tmp_path / "b" / "part.py", "Value(2.0)", Value=Value))
    points.break_at("part.py:1", other)
    session = Session(record(made_in(tmp_path / "a" / "part.py", "Value(2.0)", Value=Value)), points)
    made = content(session)
    assert (made["files"][0]["name"], made["points"][1]["where"]["name"]) == ("a/part.py", "b/part.py")


def test_what_is_no_text_of_a_file_is_left_out() -> None:
    names: dict[str, Any] = {"Value": Value}
    with capture("site"):
        exec("y = Value(1.0) * 2.0", names)
    assert content(Session(record(names["y"])))["files"] == [{"name": "<string>", "text": ""}]
