"""A page with the stepper's scripts and styles, and an element to try one of its parts in."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from autograd_lite.stepping.web.assets import script, style

FRAME = "html, body { height: 100%; margin: 0 } #host { width: 100%; height: 100% }"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {allowed}; style-src {styled}">
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


def page(data: Any, main: str) -> str:
    """A page with an element ``host`` on which ``main`` runs after the scripts, and nothing else may."""
    module, styles = f"{script()}\n{main}", style() + FRAME
    return PAGE.format(
        allowed=source(module),
        styled=source(styles),
        style=styles,
        data=json.dumps(data).replace("<", "\\u003c"),
        module=module,
    )


def source(text: str) -> str:
    """What a policy says of a script or a style that it allows."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
