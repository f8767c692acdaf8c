"""The picture in HTML: a page of its own, and the part of a page that notebooks show.

In both the SVG stands in the page itself, and not as an image: so tooltips show, the keyboard reaches the nodes, text
can be selected, and the colours follow the reader's theme.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape

from autograd_lite.drawing.output.style import DARK, LIGHT

# Nothing is loaded and nothing runs; pictures inside the picture (of matplotlib) are data.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

# The margins are automatic: where the picture is larger than the window, its left and upper end can be scrolled to.
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="{scheme}">
<title>{title}</title>
<style>
{ground}
html {{ height: 100% }}
body {{ display: flex; box-sizing: border-box; min-height: 100%; margin: 0; padding: 8px }}
body > svg {{ flex: none; margin: auto }}
@media print {{ body > svg {{ max-width: 100%; height: auto }} }}
</style>
</head>
<body>
{picture}</body>
</html>
"""


def page(svg: str) -> str:
    """A complete HTML page with the picture: it needs no network and runs no script.

    A picture larger than the window can be scrolled.
    """
    root = ET.fromstring(svg)
    classes = root.get("class", "").split()
    ground = f"html {{ background: {(DARK if 'theme-dark' in classes else LIGHT)['ground']} }}"
    scheme = "dark" if "theme-dark" in classes else "light"
    if "theme-auto" in classes:
        ground += f"\n@media (prefers-color-scheme: dark) {{ html {{ background: {DARK['ground']} }} }}"
        scheme = "light dark"
    return PAGE.format(
        policy=escape(POLICY),
        scheme=scheme,
        title=escape(root.findtext("{*}title") or "Drawing"),
        ground=ground,
        picture=element(svg),
    )


def fragment(svg: str) -> str:
    """The picture as a part of a page that is not ours; what is too wide for the page is scrolled, not shrunk."""
    picture = element(svg).replace("<svg ", '<svg style="max-width: none" ', 1)
    return f'<div style="max-width: 100%; overflow-x: auto">\n{picture}</div>\n'


def element(svg: str) -> str:
    """The element ``<svg>`` of an SVG document, without the declarations that stand before it.

    >>> element('<?xml version="1.0"?><!DOCTYPE svg><svg/>')
    '<svg/>'
    """
    return svg[svg.index("<svg") :]
