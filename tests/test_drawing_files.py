"""Pictures as files: SVG, PNG, PDF, DOT and HTML say the same, and a failure leaves the old file."""

from __future__ import annotations

import io
import os
import re
import sys
import xml.etree.ElementTree as ET
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import graphviz
import pytest
from PIL import Image
from pypdf import PdfReader

from autograd_lite import Value, draw, log
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.output import export
from autograd_lite.drawing.output.page import POLICY
from autograd_lite.drawing.output.static import static
from autograd_lite.drawing.output.style import DARK, LIGHT
from autograd_lite.drawing.plots.curves import learning_curves
from autograd_lite.nn import History
from docs.gallery.small import neuron

# All that pictures use: variables, a theme, media, the pointer, hatching, clipping, and text of several scripts.
LIVE = f"""<svg xmlns="http://www.w3.org/2000/svg" class="autograd-lite theme-auto" width="200" height="100"
 viewBox="0 0 200 100" aria-label="var(--ground)">
 <title>A picture of θ</title>
 <style>
  /* both themes */
  .autograd-lite {{ --ground: {LIGHT["ground"]}; --ink: {LIGHT["ink"]}; font: 12px "DejaVu Sans Mono", monospace }}
  @media (prefers-color-scheme: dark) {{ .theme-auto {{ --ground: {DARK["ground"]}; --ink: {DARK["ink"]} }} }}
  :is([data-theme="dark"], .vscode-dark) .theme-auto {{ --ground: {DARK["ground"]}; --ink: {DARK["ink"]} }}
  .ground {{ fill: var(--ground) }}
  .box, text {{ fill: var( --ink ) }}
  .box:hover, .box:focus-visible {{ fill: red }}
 </style>
 <defs><pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0H8V4H0Z" class="box"/>
 </pattern></defs>
 <rect class="ground" width="100%" height="100%"/>
 <rect class="box" x="10" y="10" width="40" height="40"/>
 <rect x="60" y="8" width="40" height="40" style="fill: url(#stripes); stroke: var(--ink)"/>
 <text x="190" y="80" text-anchor="end">σ(w₁·θ) 西瓜 grad</text>
</svg>
"""


def squared_error() -> Value:
    w, x = Value(0.5, "w₁"), Value(3.0, "西瓜")
    E = (w * x - 1.0) ** 2
    E.label = "E"
    E.backward()
    return E


def curves() -> Drawing:
    return learning_curves([History("standard", [0.5, 0.3, 0.1]), History("accumulated", [0.6, 0.4, 0.2])])


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def pixels(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


def in_theme(theme: str) -> Drawing:
    return Drawing(LIVE.replace("theme-auto", f"theme-{theme}", 1))


# --- pictures of dots -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "colours"), [("auto", LIGHT), ("light", LIGHT), ("dark", DARK)])
def test_a_png_shows_the_picture_at_twice_its_size_in_one_theme(
    theme: str, colours: dict[str, str], tmp_path: Path
) -> None:
    image = pixels(in_theme(theme).save(tmp_path / "picture.png"))
    assert image.size == (400, 200)
    ground, ink = rgb(colours["ground"]), rgb(colours["ink"])
    assert [image.getpixel(at) for at in ((0, 0), (399, 199), (18, 60), (102, 60))] == [ground] * 4
    assert image.getpixel((60, 60)) == ink
    assert [image.getpixel((160, y)) for y in (36, 44, 52, 60)] == [ink, ground, ink, ground]  # the stripes
    written = image.crop((150, 130, 400, 180)).getcolors()
    assert written is not None
    assert len(written) > 10  # text, smoothed


@pytest.mark.parametrize("picture", [lambda: draw(squared_error()), curves], ids=["graph", "plot"])
def test_every_picture_can_be_a_png(picture: object, tmp_path: Path) -> None:
    drawing = picture()
    image = pixels(drawing.save(tmp_path / "picture.png"))
    root = ET.fromstring(drawing.svg)
    sides = [export._pixels(root.get(side, "")) for side in ("width", "height")]
    assert all(abs(got - 2 * side) <= 0.51 for got, side in zip(image.size, sides, strict=True))
    assert image.getpixel((0, 0)) == rgb(LIGHT["ground"])


def test_a_png_too_large_to_be_opened_is_refused() -> None:
    svg = LIVE.replace('width="200" height="100"', 'width="20000pt" height="5000px"', 1)
    with pytest.raises(ValueError, match=r"would have 53,333 × 10,000 pixels, .* save it as .svg or .pdf"):
        export.to_png(svg)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_pdf_is_one_page_of_the_pictures_size_and_its_text_is_text(tmp_path: Path) -> None:
    reader = PdfReader(Drawing(LIVE).save(tmp_path / "picture.pdf"))
    (page,) = reader.pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (150.0, 75.0)  # points, of 4/3 pixels
    assert "".join(page.extract_text().split()) == "σ(w₁·θ)西瓜grad"
    assert reader.metadata is not None
    assert reader.metadata.title == "A picture of θ"


@pytest.mark.parametrize("picture", [lambda: draw(squared_error()), curves], ids=["graph", "plot"])
def test_all_that_a_picture_says_stands_in_its_pdf(picture: object, tmp_path: Path) -> None:
    drawing = picture()
    (page,) = PdfReader(drawing.save(tmp_path / "picture.pdf")).pages
    found = "".join(page.extract_text().split())
    written = ["".join("".join(text.itertext()).split()) for text in ET.fromstring(drawing.svg).findall(".//{*}text")]
    assert written
    assert [words for words in written if words not in found] == []


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_the_same_picture_gives_the_same_bytes(ending: str, tmp_path: Path) -> None:
    first, second = (draw(squared_error()).save(tmp_path / f"{k}.{ending}").read_bytes() for k in range(2))
    assert first == second


# --- what is no browser -----------------------------------------------------------------------------------------------


def static_text(svg: str) -> str:
    return ET.tostring(static(ET.fromstring(svg)), encoding="unicode")


def test_a_static_picture_has_its_colours_where_they_are_used() -> None:
    root = static(ET.fromstring(LIVE))
    assert (root.findtext("{*}style") or "").splitlines() == [
        '.autograd-lite { font: 12px "DejaVu Sans Mono", monospace }',
        f".ground {{ fill: {LIGHT['ground']} }}",
        f".box, text {{ fill: {LIGHT['ink']} }}",
    ]
    assert [e.get("style") for e in root.iter() if e.get("style")] == [f"fill: url(#stripes); stroke: {LIGHT['ink']}"]
    assert root.get("aria-label") == "var(--ground)"  # words are left alone


@pytest.mark.parametrize("name", ["neuron", "not finite", "not run", "plot"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_picture_leaves_anything_to_a_browser(name: str, theme: str) -> None:
    value = log(Value(0.0)) + Value(float("nan"), "n")
    if name == "not finite":
        value.backward()
    drawing = curves() if name == "plot" else neuron() if name == "neuron" else draw(value)
    svg = re.sub(r'class="autograd-lite[^"]*"', f'class="autograd-lite theme-{theme}"', drawing.svg, count=1)
    root = static(ET.fromstring(svg))
    assert "var(" not in ET.tostring(root, encoding="unicode")
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", "".join(s.text or "" for s in root.findall(".//{*}style")))
    assert selectors
    assert [s for s in selectors if re.search(r"[@:]", s)] == []  # typst's renderer knows no pseudo-class


# --- DOT --------------------------------------------------------------------------------------------------------------


def test_the_graph_is_made_when_it_is_asked_for_and_can_be_gone_on_with(tmp_path: Path) -> None:
    made = []

    def dot() -> graphviz.Digraph:
        made.append(graphviz.Digraph("picture"))
        made[-1].edge("w", "E")
        return made[-1]

    drawing = Drawing(LIVE, dot)
    assert made == []
    drawing.dot.edge("x", "E")
    assert drawing.save(tmp_path / "graph.dot").read_text("utf-8") == "digraph picture {\n\tw -> E\n\tx -> E\n}\n"
    assert made == [drawing.dot]


def test_a_plot_has_no_graph(tmp_path: Path) -> None:
    for attempt in (lambda: curves().dot, lambda: curves().save(tmp_path / "plot.dot")):
        with pytest.raises(ValueError, match="does not show a graph"):
            attempt()
    assert list(tmp_path.iterdir()) == []


# --- HTML -------------------------------------------------------------------------------------------------------------

HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<!-- <img src=x onerror=alert(1)>",
    "--><script>",
    "</title></style></svg><script>",
    "<![CDATA[<script>]]>",
    '" onload="alert(1)',
    "{title}{picture}",
]


class Tags(HTMLParser):
    """The tags, attributes and comments of a page, as a parser finds them that knows nothing of SVG."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text_in_a_page(label: str, tmp_path: Path) -> None:
    def page(label: str) -> str:
        value = Value(1.0, label) * 2.0
        value.label = label
        return draw(value).save(tmp_path / "page.html").read_text("utf-8")

    hostile, harmless = Tags(page(label)), Tags(page("w"))
    assert hostile.tags == harmless.tags
    assert hostile.attributes == harmless.attributes
    assert hostile.comments == []
    assert "script" not in harmless.tags
    assert not [name for name in harmless.attributes if name.startswith("on") or name in {"src", "href"}]


def test_a_page_stands_alone_and_says_that_nothing_may_run_or_load(tmp_path: Path) -> None:
    drawing = draw(squared_error())
    page = drawing.save(tmp_path / "page.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>\n")
    head, body = page.split("</head>")
    assert head.index("Content-Security-Policy") < head.index("<style>")
    assert f'content="{POLICY.replace(chr(39), "&#x27;")}"' in head
    assert POLICY.startswith("default-src 'none'; ")
    assert re.findall(r'https?://[^"<> ]+', page) == ["http://www.w3.org/2000/svg"]  # a name, no address
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in head
    assert f"<title>{escape(ET.fromstring(drawing.svg).findtext('{*}title') or '')}</title>" in head
    assert drawing.svg in body


@pytest.mark.parametrize(
    ("theme", "scheme", "grounds"),
    [
        ("auto", "light dark", [LIGHT["ground"], DARK["ground"]]),
        ("light", "light", [LIGHT["ground"]]),
        ("dark", "dark", [DARK["ground"]]),
    ],
)
def test_the_ground_of_a_page_is_that_of_the_picture(
    theme: str, scheme: str, grounds: list[str], tmp_path: Path
) -> None:
    head = in_theme(theme).save(tmp_path / "page.html").read_text("utf-8").partition("</head>")[0]
    assert re.findall(r"html { background: (.*?) }", head) == grounds
    assert f'<meta name="color-scheme" content="{scheme}">' in head


def test_a_page_of_a_plot_holds_no_declaration_of_xml(tmp_path: Path) -> None:
    page = curves().save(tmp_path / "plot.html").read_text("utf-8")
    assert "<?xml" not in page
    assert page.count("<!DOCTYPE") == 1
    assert "<title>Learning curves</title>" in page.partition("</head>")[0]


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_ending_in_capitals_is_the_same_ending(tmp_path: Path) -> None:
    assert Drawing(LIVE).save(tmp_path / "A.SVG").read_text("utf-8") == LIVE


@pytest.mark.parametrize("name", ["graph.gif", "graph", "graph.svg.gz"])
def test_an_unknown_ending_names_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=rf"\.svg, \.png, \.pdf, \.dot, \.html, and '{re.escape(name)}' has none"):
        Drawing(LIVE).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_a_file_that_cannot_be_written_remains_as_it_was(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / f"graph.{ending}"
    path.write_text("the old one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        Drawing(LIVE).save(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "the old one"


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_without_the_extra_the_error_names_it(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"graph.{ending}"
    path.write_text("the old one")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ImportError, match=rf"\.{ending} needs typst: pip install 'autograd-lite\[export\]'"):
        Drawing(LIVE).save(path)
    assert path.read_text() == "the old one"
