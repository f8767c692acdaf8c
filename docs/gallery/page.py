"""The gallery as a page: one file that needs no network and runs no script."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.drawing.output.page import POLICY, element
from autograd_lite.drawing.output.style import DARK, LIGHT, css
from docs.gallery.figure import code_of, figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docs.gallery.contents import Chapter
    from docs.gallery.figure import Figure

CHINESE = re.compile("[㐀-鿿][㐀-鿿、。：；，]*")
CODE = re.compile("`([^`]+)`")
WIDE = 640.0  # pixels: what is wider is scrolled on many screens, and can be opened alone

PAGE = Path(__file__).with_name("page.html")
LOOK = Path(__file__).with_name("page.css")


def page(chapters: Sequence[Chapter]) -> str:
    """The page with all pictures of these chapters: well-formed as XML, too."""
    contents, sections = [], []
    for number, chapter in enumerate(chapters, start=1):
        common = chapter.start() if chapter.start else ()
        figures = [figure(function, *common) for function in chapter.pictures]
        entries = "".join(f'<li><a href="#{each.name}">{escape(each.title)}</a></li>\n' for each in figures)
        contents.append(f'<li><a href="#chapter-{number}">{escape(chapter.title)}</a>\n<ol>\n{entries}</ol>\n</li>\n')
        start = ""
        if chapter.start:
            start = _code(code_of(chapter.start, shows=False), "Code that all pictures of this chapter begin with")
        sections.append(
            f'<section class="chapter" id="chapter-{number}" aria-labelledby="title-{number}">\n'
            f'<h2 id="title-{number}">{escape(chapter.title)}</h2>\n<p>{_prose(chapter.text)}</p>\n'
            f"{start}{''.join(map(_entry, figures))}</section>\n"
        )
    return PAGE.read_text("utf-8").format(
        policy=escape(POLICY), style=_style(), contents="".join(contents), chapters="".join(sections)
    )


def _style() -> str:
    """The rules of the page, and once those of the pictures; both have their colours by the same names."""
    dark = f"@media (prefers-color-scheme: dark) {{ {_colours(DARK)} }}"
    return f"{_colours(LIGHT)}\n{dark}\n{LOOK.read_text('utf-8')}{css()}"


def _colours(colours: Mapping[str, str]) -> str:
    return f":root {{ {'; '.join(f'--{name}: {colour}' for name, colour in colours.items())} }}"


def _entry(shown: Figure) -> str:
    name, title = shown.name, escape(shown.title)
    words = "".join(map(_paragraph, shown.paragraphs))
    code = _code(shown.code, f"Code of the picture: {shown.title}")
    warned = "".join(f'<p class="warned"><samp>{escape(words)}</samp></p>\n' for words in shown.warnings)
    return (
        f'<section class="entry" id="{name}" aria-labelledby="{name}-title">\n'
        f'<h3 id="{name}-title">{title}</h3>\n<figure>\n<figcaption>\n{words}</figcaption>\n<div class="parts">\n'
        f"{_stage(shown)}"
        f'<div class="code" id="{name}-code">\n{code}{warned}</div>\n'
        "</div>\n</figure>\n</section>\n"
    )


def _stage(shown: Figure) -> str:
    """The picture, with a way past it for the keyboard, and a way to see it alone where it is large."""
    svg = shown.drawing.svg
    root = ET.fromstring(svg)
    if "autograd-lite" not in root.get(
        "class", ""
    ):  # of matplotlib: its ids and its style would get in the others' way
        data = base64.b64encode(svg.encode()).decode()
        words = escape(_spoken(root), quote=True)
        picture = f'<img src="data:image/svg+xml;base64,{data}" alt="{words}"/>\n'
        return f'<div class="stage"><div class="picture plot">\n{picture}</div></div>\n'
    name, width = shown.name, float(root.get("width", ""))
    before, _, rest = element(svg).partition("<style>")
    picture = before + rest.partition("</style>")[2]  # the page has it
    picture = picture.replace("<svg ", f'<svg style="--width: {width:.0f}px" ', 1)
    controls = ""
    if width > WIDE:
        controls = (
            '<p class="controls"><label><input type="checkbox" autocomplete="off"/> fit to the window</label>'
            f'<a class="open" href="#{name}-alone">open alone</a>'
            f'<a class="close" href="#{name}">back to the page</a></p>\n'
        )
    return (
        f'<div class="stage" id="{name}-alone">\n'
        f'<a class="skip" href="#{name}-code">Skip the boxes of this picture</a>\n'
        f'<div class="picture">\n{picture}</div>\n{controls}</div>\n'
    )


def _spoken(root: ET.Element) -> str:
    """What a plot says in words: its title and all that is written in it with letters."""
    written = [" ".join("".join(text.itertext()).split()) for text in root.iter("{*}text")]
    names = [words for words in dict.fromkeys(written) if re.search(r"[^\W\d_]", words)]
    return f"{root.findtext('.//{*}title') or 'Plot'}: {'; '.join(names)}"


def _code(code: str, what: str) -> str:
    return f'<pre tabindex="0" role="group" aria-label="{escape(what)}"><code>{escape(code)}</code></pre>\n'


def _paragraph(words: str) -> str:
    language = ' lang="zh-Hans"' if CHINESE.match(words) else ""
    return f"<p{language}>{_prose(words, within=bool(language))}</p>\n"


def _prose(words: str, *, within: bool = False) -> str:
    """Words with `code` and, unless they stand within Chinese, Chinese marked as such."""
    marked = CODE.sub(r"<code>\1</code>", escape(words, quote=False))
    return marked if within else CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', marked)
