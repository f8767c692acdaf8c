"""The stepper page as a face of the corpus: its controls are worked in a browser, and what it shows is read off it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from playwright.sync_api import Page

from autograd_lite import Value
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal.words import name
from tests.corpus.faces import MOVEMENTS, SessionFace
from tests.corpus.scripts import Outcome, along, gradient_of, value_of

# Each movement has a button or a key, and most have both; they take turns.
BUTTONS = {"next": "next", "back": "back", "step": "step", "stepback": "stepback"}
BUTTONS |= {"continue": "continue", "rcontinue": "rcontinue"}
KEYS = {"next": "Shift+ArrowRight", "back": "Shift+ArrowLeft", "step": "ArrowRight", "stepback": "ArrowLeft"}
KEYS |= {"continue": "c", "rcontinue": "r", "finish": "e"}
FIND = {"break": "breakpoint", "tbreak": "once", "watch": "watch", "until": "until"}
MET = r"(?:^Stopped at |; )(?:breakpoint|watchpoint|catch)(?: \(once\))? (\d+): "
PATIENCE = 1000  # nobody makes so many movements by hand: a person goes where they lead
EDGE_OF_SLIDER = 7  # half of its thumb, in pixels
FINE = 200  # moments that a mouse can tell apart on the slider

SEEN = """() => {
    const part = (name) => document.querySelector(`[data-part=${name}]`);
    const text = (name) => part(name)?.textContent ?? "";
    const numbers = (scope) => [...scope.querySelectorAll(".number")].map((number) => number.textContent);
    const formula = (name) => part(name) ? numbers(part(name)) : [];
    const number = (row, name) => Number(row.querySelector(name).value);
    return {
        moment: Number(text("moment")),
        slider: Number(part("slider").value),
        end: Number(part("slider").max),
        frame: (({ x, y, width, height }) => [x, y, width, height])(part("slider").getBoundingClientRect()),
        names: text("names").split(" → "),
        place: text("place"),
        about: text("node"),
        at: document.querySelector(".node header .aside").textContent.split(" · ").pop(),
        single: part("product") ? [] : numbers(part("formulas")),
        product: formula("product"),
        addition: [...formula("addition"), part("addition")?.querySelector(".operator").textContent],
        value: part("value").firstChild.textContent,
        gradient: part("gradient").firstChild.textContent,
        leaves: [...part("parameters").querySelectorAll("tbody tr")].map((row) => {
            const [value, gradient] = [...row.cells].slice(1, 3).map((cell) => cell.textContent);
            return [Number(row.querySelector("button").dataset.node), value, gradient];
        }),
        met: text("met"),
        marked: [...part("points").querySelectorAll("li.met")].map((row) => Number(row.dataset.point)),
        answer: text("answer"),
        points: [...part("points").children].map((row) => ({
            number: Number(row.dataset.point),
            enabled: row.querySelector("[type=checkbox]").checked,
            hits: Number(row.querySelector(".aside").textContent.match(/\\d+/)[0]),
            ignore: number(row, "[type=number]"),
        })),
    };
}"""


class Shown(NamedTuple):
    """What a page shows of a session; numbers are those that a person reads there."""

    moment: int
    names: list[str]
    about: str
    value: float | None
    gradient: float | None
    leaves: list[list[Any]]
    points: list[dict[str, Any]]


class PageFace:
    """The page of a session, told what to do in the words of the corpus.

    A page sets no numbers. There a session in Python does it, and hands itself over as a new page: the moment, and the
    stop points with all that was counted. ``open_`` opens the page of a session in ``browser_page``.
    """

    def __init__(self, output: Value, browser_page: Page, open_: Callable[[Session], None]) -> None:
        self.beside, self._page, self._open = SessionFace(output), browser_page, open_
        self._done = 0
        self._hand_over()

    def do(self, command: str) -> Outcome:
        """What follows from a command of the corpus, as the page shows it."""
        expected = self.beside.do(command)
        self._done += 1
        verb, _, rest = command.partition(" ")
        if verb in {"set", "fork"}:
            self._hand_over()
            return expected if expected.fails else Outcome(self._seen["moment"], self._what())
        before = self._seen
        refused = not self._act(verb, rest)
        self._seen = self._page.evaluate(SEEN)
        assert self._shown() == self._expected(), command
        if verb in FIND and self._seen["answer"]:  # which is empty but for refusals
            refused = True
        if refused:
            assert {**self._seen, "answer": ""} == {**before, "answer": ""}, command
            return Outcome(fails=True)
        if verb in MOVEMENTS:
            return Outcome(self._seen["moment"], self._what(), self._met())
        numbers = {point["number"] for point in before["points"]}
        (number,) = [point["number"] for point in self._seen["points"] if point["number"] not in numbers] or [None]
        return Outcome(number=number)

    # --- controls ---

    def _act(self, verb: str, rest: str) -> bool:
        """Do it; False where the page has no control that could."""
        if verb in FIND:
            self._find(verb, rest)
        elif verb == "goto":
            return self._goto(int(rest))
        elif verb in MOVEMENTS:
            self._move(verb, int(rest or 1))
        else:
            return self._change(verb, *map(int, rest.split()))
        return True

    def _find(self, verb: str, text: str) -> None:
        self._page.keyboard.press("/")
        self._page.keyboard.insert_text(text)
        self._press(f".find [data-do={FIND[verb]}]")

    def _press(self, selector: str) -> None:
        """By mouse or by keyboard, in turns."""
        if self._done % 2:
            self._page.click(selector, force=True)
        else:
            self._page.press(selector, "Enter")

    def _move(self, verb: str, count: int) -> None:
        if count > PATIENCE:
            self._goto(self.beside.session.at)
            return
        by_key = verb not in BUTTONS or self._done % 2 == 0
        for _ in range(count):
            before = self._page.text_content("[data-part=moment]")
            if by_key:
                self._page.keyboard.press(KEYS[verb])
            else:
                self._page.click(f".moving [data-do={BUTTONS[verb]}]", force=True)  # at the end, too
            if count > 1:
                met, now = (self._page.text_content(f"[data-part={name}]") for name in ("met", "moment"))
                if met or now == before:
                    return

    def _goto(self, moment: int) -> bool:
        end, slider = self._seen["end"], "[data-part=slider]"
        if moment > end:
            return False
        if moment in {0, end}:
            self._page.press(slider, "End" if moment else "Home")
        elif end <= FINE:
            x, y, width, height = self._seen["frame"]
            share = moment / end
            self._page.mouse.click(x + EDGE_OF_SLIDER + (width - 2 * EDGE_OF_SLIDER) * share, y + height / 2)
        else:
            self._page.fill(slider, str(moment))
        return True

    def _change(self, verb: str, number: int, count: int = 0) -> bool:
        control = {"delete": "remove", "ignore": "ignore"}.get(verb, "enable")
        selector = f'[data-key="{control}-{number}"]'
        if self._page.locator(selector).count() == 0:
            return False
        if verb == "delete":
            self._press(selector)
        elif verb == "ignore":
            self._page.fill(selector, str(count))
            self._page.press(selector, "Tab")
        elif self._page.is_checked(selector) != (verb == "enable"):
            self._page.click(selector, force=True)
        return True

    # --- what is seen ---

    def _hand_over(self) -> None:
        self._open(self.beside.session)
        self._seen = self._page.evaluate(SEEN)
        assert self._shown() == self._expected()

    def _what(self) -> str:
        """What happens, in the words of the corpus."""
        seen = self._seen
        node = _placed(seen["names"][0], seen["place"])
        if not seen["product"]:
            (number,) = seen["single"]
            backward = (self._page.text_content("[data-part=pass]") or "").startswith("Backward pass")
            return (gradient_of if backward else value_of)(node, _number(number))
        upstream, local, contribution = map(_number, seen["product"])
        before, term, after = map(_number, seen["addition"][:3])
        assert f"{term:.6g}" == f"{-contribution if seen['addition'][3] == '−' else contribution:.6g}"
        return along(node, _placed(seen["names"][1], seen["at"]), (before, upstream, local, after))

    def _met(self) -> tuple[int, ...]:
        numbers = tuple(int(number) for number in re.findall(MET, self._seen["met"]))
        there = {point["number"] for point in self._seen["points"]}
        assert self._seen["marked"] == sorted(there.intersection(numbers))  # those that stop once are gone
        return numbers

    def _shown(self) -> Shown:
        seen = self._seen
        assert seen["slider"] == seen["moment"]
        leaves = [[node, *map(_number, numbers)] for node, *numbers in seen["leaves"]]
        numbers = _number(seen["value"]), _number(seen["gradient"])
        return _comparable(Shown(seen["moment"], seen["names"], seen["about"], *numbers, leaves, seen["points"]))

    def _expected(self) -> Shown:
        session = self.beside.session
        recording, (_, node, edge, _) = session.recording, session.moment
        names = [name(recording, node)]
        about = session.timeline.reached(session.at)
        if edge is not None:
            names.append(name(recording, recording.parent[edge]))
        value = recording.data[about] if session.at >= min(about, session.timeline.start) else None
        leaves = [
            [leaf, *(_number(f"{x:.6g}") for x in (recording.data[leaf], session.gradient(leaf) or 0.0))]
            for leaf in range(min(60, recording.leaves))
        ]
        attributes = "number", "enabled", "hits", "ignore"
        points = [{key: getattr(point, key) for key in attributes} for point in session.points.all]
        shown = Shown(session.at, names, name(recording, about), value, session.gradient(about), leaves, points)
        return _comparable(shown)


def _comparable(shown: Shown) -> Shown:
    """As text: where a number is nan, it is equal to another one that is."""
    number = "{!r}".format
    leaves = [[node, *map(number, numbers)] for node, *numbers in shown.leaves]
    return shown._replace(value=number(shown.value), gradient=number(shown.gradient), leaves=leaves)


def _number(text: str) -> float | None:
    return None if text == "–" else float(text.replace("−", "-"))


def _placed(name: str, place: str) -> str:
    """``#2 mul (line 6)``."""
    line = re.search(r":(\d+)$", place)
    return f"{name} (line {line[1]})" if line else name
