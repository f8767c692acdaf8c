"""The page: one HTML file in which a recorded pass is walked; it loads nothing, and runs no script but its own.

Its policy allows just this script and this style sheet, by their hashes. What the user's program brings stands in it as
text of the picture, or as data, in which nothing can be taken for markup. Where no script runs, it shows a picture.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing import text
from autograd_lite.files import write_atomically
from autograd_lite.primitives.table import is_node
from autograd_lite.stepping.recordings.sweep import record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.web import assets
from autograd_lite.stepping.web.checks import checks
from autograd_lite.stepping.web.content import content
from autograd_lite.stepping.web.pictures import pictures

if TYPE_CHECKING:
    import os

    from autograd_lite.value import Value

ENDINGS = (".html", ".htm")

POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; connect-src 'none'; base-uri 'none'; "
    "form-action 'none'"
)

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main id="still">
<p>To step through this pass, open the page in a browser that runs its JavaScript. This is the whole graph with all \
gradients.</p>
<p lang="zh">要逐步演示，请用允许运行 JavaScript 的浏览器打开本页。下图是整个计算图和全部梯度。</p>
{picture}</main>
<script type="application/json" id="recording">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""

# What is beside the stepper, which has a style sheet of its own. The picture is hidden where a script may take its
# place; browsers that do not know this question may be too old for the script, too.
STYLE = """
body { margin: 0 }
#still { overflow-x: auto; padding: 8px; font-family: system-ui, sans-serif }
@media (scripting: enabled) { #still:not(.needed) { display: none } }
"""

START = """
{
  const still = document.querySelector("main");
  const host = document.createElement("div");
  still.replaceWith(host);
  try {
    mount(host, JSON.parse(document.querySelector("#recording").textContent), document);
  } catch (error) {
    host.replaceWith(still);
    still.className = "needed";
    throw error;
  }
}
"""

# In a script element a "<" could end it; the others are for whoever copies it elsewhere.
HARMLESS = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&"})


def save_page(output: Value | Session, path: str | os.PathLike[str]) -> Path:
    """Write a page in which the backward pass of ``output`` is walked, step by step, back and forth; return ``path``.

    It is one HTML file that needs no network, no server and no Python: to be opened, sent, and put on the web. It shows
    the graph with the numbers of each moment, the source of each node where that was captured
    (:func:`autograd_lite.capture`), and checks of the gradients of leaves by differences.

    The pass is that of ``output.backward()``, from gradients of zero, whatever is there; nothing of your graph is
    changed, and no hook is called. Of a :class:`Session` it is the one that was recorded, with its earlier gradients
    and with what hooks did; the page begins at the session's moment, in its fork, and with its stop points.

    For the checks, operations are evaluated at other values of the leaves, those of your own primitives too.

    Args:
        output: a Value, or a session.
        path: the file; its name ends in .html.

    Raises:
        TypeError: ``output`` is neither.
        ValueError: another ending, or a directory.
        RuntimeError: ``output`` has no history, as under ``no_grad()``.
        LayoutError: neither the embedded layout engine nor a Graphviz on the PATH works.
        OSError: the file cannot be written; one that was there before then remains as it was.

    >>> import tempfile
    >>> from autograd_lite import Value, save_page
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     save_page((w * x).tanh(), Path(directory, "steps.html")).name
    'steps.html'
    >>> w.grad
    0.0
    """
    path = require_page_path(path)
    return write_atomically(path, page(session_of(output, "save_page()")))


def require_page_path(path: str | os.PathLike[str]) -> Path:
    """``path``, if a page can be called so; else ``ValueError``."""
    path = Path(path)
    if path.is_dir():
        raise ValueError(f"the page cannot be written to {path}, which is a directory; name a file in it")
    if path.suffix.lower() not in ENDINGS:
        raise ValueError(f"a page is written as .html, and {path.name!r} does not end so; name it {path.stem}.html")
    return path


def session_of(output: Any, asked: str) -> Session:
    """A session of the pass of a Value, from gradients of zero; or the session that ``output`` is.

    Raises ``TypeError`` for anything else; ``asked`` is who was given it.
    """
    if isinstance(output, Session):
        return output
    if not is_node(output):
        raise TypeError(
            f"{asked} takes the Value whose backward pass it shows, or a Session, not {output!r:.80} of type "
            f"{type(output).__name__}"
        )
    recording = record(output, backward=False)
    return Session(recording.with_numbers(prior=[0.0] * recording.leaves))


def page(session: Session) -> str:
    """The text of the page."""
    shown = data(session, pictures(session))
    script, style = f"\n{assets.script()}{START}", f"\n{assets.style()}{STYLE}"
    return PAGE.format(
        policy=POLICY.format(script=_hash(script), style=_hash(style)),
        title=escape(f"{text.shortened(text.printable(shown['title']))}: the backward pass, step by step"),
        style=style,
        picture=shown["pictures"][0]["svg"],
        data=as_json(shown).translate(HARMLESS),
        script=script,
    )


def data(session: Session, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the stepper needs to know of a session whose pictures are ``drawn``; they go without a style sheet."""
    bare = [{**picture, "svg": assets.without_style(picture["svg"])} for picture in drawn]
    return {**content(session), "checks": checks(session.recording), "pictures": bare}


def as_json(content: dict[str, Any]) -> str:
    """As JSON in ASCII, as short as it can be."""
    return json.dumps(content, allow_nan=False, separators=(",", ":"))


def _hash(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
