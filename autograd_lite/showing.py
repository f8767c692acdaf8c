"""What a notebook shows of a Value or a Module: its drawing, or its text and why there is no drawing.

Values stand above the pictures of them in the house, and know nothing of them. When a notebook asks, they are drawn as
a user of the package would: by its public name ``draw``, looked up at that moment. No other room goes this way.
"""

from __future__ import annotations

import sys
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HTML = "text/html"
TEXT = "text/plain"

# marimo asks every element of a list by itself, and a thousand losses would be a thousand pictures.
ELEMENTS = "marimo._output.formatters.structures"
FRAMES = 4  # from here to there there are three


def mimebundle(thing: Any) -> dict[str, str]:
    """What IPython's notebooks take, by kind; nothing for a terminal, which shows the ``repr`` as always."""
    if _is_terminal():
        return {}
    try:
        return _drawing(thing)._repr_mimebundle_() | {TEXT: repr(thing)}  # type: ignore[no-any-return]
    except Exception as reason:
        return {TEXT: _without_drawing(thing, reason)}


def mime(thing: Any) -> tuple[str, str]:
    """What marimo takes: a kind and what is shown."""
    if _is_element():
        return TEXT, repr(thing)
    try:
        return _drawing(thing)._mime_()  # type: ignore[no-any-return]
    except Exception as reason:
        return TEXT, _without_drawing(thing, reason)


def _drawing(thing: Any) -> Any:
    """The picture. That something is folded is written on it; a warning each time a cell runs would say nothing new."""
    import autograd_lite

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return autograd_lite.draw(thing)


def _without_drawing(thing: Any, reason: Exception) -> str:
    """The text alone: a cell must not fail because of what it shows, be it a graph too large or no layout engine."""
    return f"{thing!r}\nnot drawn: {str(reason) or type(reason).__name__}"


def _is_terminal() -> bool:
    """Whether it is IPython in a terminal that asks; it asks, and then shows nothing but text."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and HTML not in shell.display_formatter.active_types


def _is_element() -> bool:
    """Whether marimo is formatting a list, tuple or dict."""
    frame = sys._getframe(1)
    for _ in range(FRAMES):
        if frame.f_back is None:
            return False
        frame = frame.f_back
        if frame.f_globals.get("__name__") == ELEMENTS:
            return True
    return False
