"""The stepper of a page in a notebook: a widget of the same script (the extra ``notebook``)."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing import Drawing
from autograd_lite.stepping.web import assets
from autograd_lite.stepping.web.page import as_json, data, session_of
from autograd_lite.stepping.web.pictures import pictures

if TYPE_CHECKING:
    from autograd_lite.stepping.sessions.session import Session
    from autograd_lite.value import Value


def stepper(output: Value | Session) -> Any:
    """A widget in which the backward pass of ``output`` is walked, step by step.

    It shows what :func:`autograd_lite.save_page` writes, in Jupyter, VS Code and marimo. Where a notebook is
    only read, as on GitHub or after nbconvert, there is the picture of the whole graph in its place.

    Raises ``ImportError`` where anywidget is missing, with the extra to install, and what ``save_page`` raises.

    >>> from autograd_lite import Value, stepper
    >>> y = Value(0.5) * Value(2.0)
    >>> y.label = "y"
    >>> stepper(y)
    <Stepper of <Recording of y: 1 steps, 2 edges>>
    """
    if importlib.util.find_spec("anywidget") is None:
        raise ImportError(
            "a stepper in a notebook needs anywidget: pip install 'autograd-lite[notebook]'; without it, "
            "save_page(output, 'steps.html') writes it as a page"
        )
    return _widget()(session_of(output, "stepper()"))


@cache
def _widget() -> type:
    """The class, which is made when it is first needed: anywidget takes longer to load than all the rest."""
    import anywidget
    import traitlets

    class Stepper(anywidget.AnyWidget):
        """A session in a notebook."""

        _esm = assets.script()
        _css = assets.style()
        data = traitlets.Unicode().tag(sync=True)

        def __init__(self, session: Session) -> None:
            drawn = pictures(session)
            super().__init__(data=as_json(data(session, drawn)))
            self._recording = session.recording
            self._still = Drawing(drawn[0]["svg"])

        def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
            """What notebooks take; those that run no widgets, the picture."""
            bundle, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
            return {**self._still._repr_mimebundle_(), **bundle}, metadata

        def __repr__(self) -> str:
            return f"<Stepper of {self._recording!r}>"

    return Stepper
