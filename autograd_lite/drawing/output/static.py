"""From the live picture to a static one: in one theme, for programs that draw SVG but are no browser.

Such programs know neither the variables of CSS nor the theme of the reader, and nobody points at their picture.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from autograd_lite.drawing.output.style import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLE = "{http://www.w3.org/2000/svg}style"

RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")  # a selector and its block, with rules in it behind @media
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
VARIABLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")
OUTSIDE_PARENTHESES = re.compile(r",(?![^()]*\))")
OF_A_READER = re.compile(r":(?:hover|focus|active)\b")


def palette(root: ET.Element) -> Mapping[str, str]:
    """The colours of the theme a picture has of its own: the dark ones where it was drawn in the dark theme."""
    return DARK if "theme-dark" in root.get("class", "").split() else LIGHT


def static(root: ET.Element) -> ET.Element:
    """The picture ``root`` with every colour written where it is used; changes and returns it.

    >>> css = ".a { --ink: #18202b; fill: var(--ink) } @media print { .a { fill: red } } .a:hover { fill: red }"
    >>> root = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg"><style>{css}</style></svg>')
    >>> static(root)[0].text
    '.a { fill: #18202b }'
    """
    colours = palette(root)
    for element in root.iter():
        if element.tag == STYLE:
            element.text = _sheet(element.text or "", colours)
        for name, value in element.items():
            if "var(" in value and not name.startswith("aria-"):  # those are words, which may hold anything
                element.set(name, _resolved(value, colours))
    return root


def _sheet(css: str, colours: Mapping[str, str]) -> str:
    """The rules of a style sheet that always hold."""
    rules = []
    for selectors, block in RULE.findall(COMMENT.sub("", css)):
        kept = [s.strip() for s in OUTSIDE_PARENTHESES.split(selectors) if not OF_A_READER.search(s)]
        declarations = [d.strip() for d in block.split(";")]
        declarations = [d for d in declarations if d and not d.startswith("--")]
        if kept and declarations and not kept[0].startswith("@"):
            rules.append(f"{', '.join(kept)} {{ {_resolved('; '.join(declarations), colours)} }}")
    return "\n".join(rules)


def _resolved(text: str, colours: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda variable: colours[variable[1]], text)
