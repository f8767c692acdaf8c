"""The page: what is in its file, that it runs nothing else and loads nothing, and what it shows without a script."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

import autograd_lite
from autograd_lite import Value, capture, nn, no_grad, record, save_page
from autograd_lite.drawing.placing.engines import VARIABLE
from autograd_lite.stepping import Session
from autograd_lite.stepping.web import assets
from autograd_lite.stepping.web.pictures import pictures
from tests import chromium


def product() -> tuple[Value, Value, Value]:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y = (w * x).tanh()
    y.label = "y"
    return w, x, y


class Elements(HTMLParser):
    """The elements of a page, with their attributes and their own text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self._inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes), ""))
        self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            tag, attributes, text = self.found[-1]
            self.found[-1] = tag, attributes, text + data

    def of(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def saved(output: Value | Session, path: Path) -> Elements:
    return Elements(save_page(output, path / "steps.html").read_text("utf-8"))


def data_of(page: Elements) -> dict[str, Any]:
    (text,) = (text for attributes, text in page.of("script") if attributes["type"] == "application/json")
    return cast("dict[str, Any]", json.loads(text))


def numbers(column: str) -> list[float]:
    return [*memoryview(base64.b64decode(column)).cast("d")]


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_page_is_one_file_of_these_parts(tmp_path: Path) -> None:
    page = saved(product()[2], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["steps.html"]
    assert page.of("html") == [({"lang": "en"}, "\n")]
    assert page.of("title")[0][1] == "y: the backward pass, step by step"
    metas = [attributes for attributes, _ in page.of("meta")]
    assert {"charset": "utf-8"} in metas
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    assert {"name": "color-scheme", "content": "light dark"} in metas
    data, script = page.of("script")
    assert data[0] == {"type": "application/json", "id": "recording"}
    assert script[0] == {"type": "module"}
    assert len(page.of("style")) == 1
    assert set(data_of(page)) >= {"format", "title", "data", "local", "labels", "sites", "points", "checks", "pictures"}


def test_the_policy_allows_this_script_and_this_style_only(tmp_path: Path) -> None:
    page = saved(product()[2], tmp_path)
    (policy,) = (
        str(attributes["content"])
        for attributes, _ in page.of("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    (_, style), (_, script) = page.of("style")[0], page.of("script")[1]

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert directives == {
        "default-src": "'none'",
        "script-src": hashed(script),
        "style-src": hashed(style),
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_in_it_is_an_address_or_a_handler(tmp_path: Path) -> None:
    page = saved(product()[2], tmp_path)
    for tag, attributes, _ in page.found:
        assert tag not in {"a", "base", "iframe", "image", "img", "link", "object", "use"}
        assert not {"src", "href", "xlink:href", "style", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)


def test_the_same_pass_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = (save_page(product()[2], tmp_path / name).read_bytes() for name in ("a.html", "b.HTM"))
    assert first == again


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "</style><img src=x onerror=alert(1)>",
    "</title></main>&amp;{style}%s{0}",
    "\u2028\u2029\u202e\x00\ud800 θ 权重 🍉",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_text_wherever_they_stand(label: str, tmp_path: Path) -> None:
    def shape(label: str) -> list[tuple[str, list[str]]]:
        y = product()[2]
        y.label, y.parents[0].label = label, label
        page = saved(y, tmp_path)
        assert data_of(page)["title"] == label
        of_width = {"textlength", "lengthadjust"}  # where a text is in an unknown font
        return [(tag, sorted({*attributes} - of_width)) for tag, attributes, _ in page.found]

    assert shape(label) == shape("harmless")


def test_data_have_no_character_that_html_knows(tmp_path: Path) -> None:
    y = product()[2]
    y.label = "".join(HOSTILE)
    text = save_page(y, tmp_path / "steps.html").read_text("utf-8")
    data = re.findall(r'<script type="application/json" id="recording">(.*?)</script>', text, re.DOTALL)[0]
    assert data.isascii()
    assert not set(data) & set("<>&\n")


def test_no_folder_of_this_machine_is_in_it(tmp_path: Path) -> None:
    with capture("stack"):
        _, _, y = product()
    page = saved(y, tmp_path)
    (file,) = data_of(page)["files"]
    assert file == {"name": "test_page.py", "text": Path(__file__).read_text("utf-8")}
    text = (tmp_path / "steps.html").read_text("utf-8")
    assert str(Path(__file__).parent) not in text
    assert str(Path.home()) not in text


def test_the_style_of_the_pictures_is_in_that_of_the_page() -> None:
    for y in (product()[2], product()[2] / 0.0):
        for picture in pictures(Session(record(y))):
            for style in re.findall(r"<style>(.*?)</style>", picture["svg"], re.DOTALL):
                assert set(html.unescape(style).split("\n")) <= set(assets.style().split("\n"))


# --- which pass ------------------------------------------------------------------------------------------------------


def test_the_pass_is_shown_from_zero_and_changes_nothing(tmp_path: Path) -> None:
    w, x, y = product()
    shown = data_of(saved(y, tmp_path))
    assert (w.grad, x.grad, y.grad) == (0.0, 0.0, 0.0)
    y.backward()
    before = w.grad, x.grad, y.grad
    assert data_of(saved(y, tmp_path)) == shown
    assert (w.grad, x.grad, y.grad) == before
    assert numbers(shown["prior"]) == [0.0, 0.0]
    assert shown["final"] is None


def test_hooks_are_not_called(tmp_path: Path) -> None:
    w, _, y = product()
    shown = data_of(saved(y, tmp_path))
    w.on_gradient(lambda _: pytest.fail("the hook was called"))
    again = data_of(saved(y, tmp_path))
    assert [again[name] for name in ("local", "handed", "final")] == [shown["local"], "", None]


def test_of_a_session_it_is_the_pass_that_was_recorded(tmp_path: Path) -> None:
    w, _, y = product()
    w.grad = 7.0
    w.on_gradient(lambda gradient: 10.0 * gradient)
    session = Session(record(y))
    session.break_at("mul if data > 0")
    session.set_data(0, 0.25)
    session.goto(5)
    shown = data_of(saved(session, tmp_path))
    assert numbers(shown["prior"]) == [7.0, 0.0]
    assert numbers(shown["data"])[:3] == [0.25, 2.0, 0.5]
    assert shown["at"] == 5
    assert [point["kind"] for point in shown["points"]] == ["catch", "breakpoint"]
    assert session.at == 5
    session.use(0)
    assert len(numbers(data_of(saved(session, tmp_path))["final"])) == 2


def test_checks_are_there_unless_a_leaf_was_changed(tmp_path: Path) -> None:
    w, _, y = product()
    assert numbers(data_of(saved(y, tmp_path))["checks"]["slope"])[1] == pytest.approx(0.5 * (1 - y.data**2))
    w.data = 3.0
    assert data_of(saved(y, tmp_path))["checks"] is None


# --- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (3.0, r"save_page\(\) takes the Value whose backward pass it shows, or a Session, not 3.0 of type float"),
        ([Value(1.0)], "of type list"),
        (nn.Linear(1, 1), "of type Linear"),
        (record(Value(1.0)), "of type Recording"),
        (None, "not None of type NoneType"),
    ],
)
def test_what_is_no_value_is_refused(output: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=message):
        save_page(output, tmp_path / "steps.html")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("steps.svg", "a page is written as .html, and 'steps.svg' does not end so; name it steps.html"),
        ("steps", "name it steps.html"),
        (".html", "'.html' does not end so"),
        (".", "which is a directory; name a file in it"),
        ("folder.html", "folder.html, which is a directory"),
        ("", "which is a directory"),
    ],
)
def test_a_name_that_cannot_be_is_refused_before_the_work(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.html").mkdir()
    for output in (Value(1.0), 3.0):
        with pytest.raises(ValueError, match=re.escape(message)):
            save_page(cast("Value", output), name)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        save_page(product()[2], tmp_path / "nowhere" / "steps.html")


def test_a_file_stays_when_its_successor_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_page(product()[2], tmp_path / "steps.html")
    before = path.read_bytes()
    monkeypatch.setenv(VARIABLE, "dot")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(autograd_lite.drawing.LayoutError):
        save_page(product()[2], path)
    assert path.read_bytes() == before


def test_a_result_without_history_has_no_pass(tmp_path: Path) -> None:
    with no_grad():
        _, _, y = product()
    with pytest.raises(RuntimeError, match="no history"):
        save_page(y, tmp_path / "steps.html")


# --- in a browser ----------------------------------------------------------------------------------------------------

WATCHED = """
document.addEventListener("securitypolicyviolation", (event) => console.log("policy:", event.violatedDirective));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """Opens a file; returned are the page, and what it complained of or asked for."""
    contexts = []

    def open_(path: Path, **options: Any) -> tuple[Page, list[str]]:
        context = browser.new_context(**options)
        contexts.append(context)
        page, said = context.new_page(), cast("list[str]", [])
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url))
        page.add_init_script(WATCHED)
        page.goto(path.as_uri())
        return page, said

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.once
@pytest.mark.xdist_group("page")
class TestInABrowser:
    """Each test opens the page from its file."""

    def test_it_steps_and_asks_for_nothing(self, opened: Any, tmp_path: Path) -> None:
        path = save_page(product()[2], tmp_path / "steps.html")
        page, said = opened(path)
        moment = page.locator("[data-part=moment]").first
        before = moment.inner_text()
        page.locator("[data-do=step]").first.click()
        assert moment.inner_text() != before
        assert page.locator("main").count() == 1
        assert page.locator("#still").count() == 0
        assert said == [path.as_uri()]

    def test_a_hostile_label_runs_nothing(self, opened: Any, tmp_path: Path) -> None:
        y = product()[2]
        y.label = "".join(HOSTILE[:4])
        page, said = opened(save_page(y, tmp_path / "steps.html"))
        page.locator("[data-do=step]").first.click()
        assert len(said) == 1

    def test_no_other_script_or_style_is_allowed(self, opened: Any, tmp_path: Path) -> None:
        page, said = opened(save_page(product()[2], tmp_path / "steps.html"))
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
                const image = document.createElement("img");
                image.src = "http://127.0.0.1:9/x.png";
                document.body.append(image);
                document.body.setAttribute("onclick", "window.ran = true");
                document.body.click();
            }"""
        )
        page.wait_for_function("() => true")
        assert page.evaluate("() => window.ran") is None
        assert {"policy: script-src-elem", "policy: img-src", "policy: script-src-attr"} <= set(said)

    def test_without_scripts_it_shows_the_picture(self, opened: Any, tmp_path: Path) -> None:
        page, said = opened(save_page(product()[2], tmp_path / "steps.html"), java_script_enabled=False)
        still = page.locator("#still")
        assert still.is_visible()
        assert "open the page in a browser that runs its JavaScript" in still.inner_text()
        words = page.locator("svg").text_content()
        assert "0.7616" in words  # tanh(1)
        assert "0.8399" in words  # its slope there times 2
        assert len(said) == 1

    def test_when_the_script_fails_the_picture_comes_back(self, opened: Any, tmp_path: Path) -> None:
        path = save_page(product()[2], tmp_path / "steps.html")
        path.write_text(path.read_text("utf-8").replace('{"format":1,', '{"format":-1,'), "utf-8")
        page, said = opened(path)
        assert page.locator("#still svg").is_visible()
        assert len(said) > 1


def test_bytes_are_written_and_not_text_of_a_platform(tmp_path: Path) -> None:
    """The hashes are of the text with the line breaks that it has."""
    assert b"\r" not in save_page(product()[2], tmp_path / "steps.html").read_bytes()
