"""The page's scripts in a browser, before there is a page around them: a module of some of them, and a page with it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import autograd_lite

SCRIPTS = Path(autograd_lite.__file__).parent / "stepping" / "web" / "script"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w]+\.js)";\n', re.MULTILINE)
STYLE = "html, body { height: 100%; margin: 0 } #host { width: 100%; height: 100% }"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {script}; style-src {styles}">
<title>test</title>
<style>{style}</style>
</head>
<body>
<div id="host"></div>
<script type="application/json" id="data">{data}</script>
<script type="module">{module}</script>
</body>
</html>
"""


def module(*names: str) -> str:
    """The scripts of these names and all that they import, as one."""
    found: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in found:
            text = (SCRIPTS / name).read_text("utf-8")
            for other in IMPORT.findall(text):
                add(other)
            found[name] = re.sub(r"^export (?=function|class|const)", "", IMPORT.sub("", text), flags=re.MULTILINE)

    for name in names:
        add(name)
    return "\n".join(found.values())


def page(data: Any, script: str, styles: Iterable[str] = ()) -> str:
    """A page with an element ``host``, on which nothing runs but the script, and no style holds but these."""
    return PAGE.format(
        script=source(script),
        styles=" ".join(map(source, [STYLE, *styles])),
        style=STYLE,
        data=json.dumps(data).replace("<", "\\u003c"),
        module=script,
    )


def source(text: str) -> str:
    """What a policy says of a script or a style that it allows."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
