"""The web page as a face of the corpus: its session in JavaScript, and beside it one in Python that does the same."""

from __future__ import annotations

from typing import Any

from autograd_lite import Value
from autograd_lite.stepping.web.content import content
from tests.corpus.faces import SessionFace
from tests.corpus.scripts import Outcome
from tests.node import Conversation


class WebFace:
    """The page's session, told what to do in the words of the corpus.

    A page sets no numbers. There the other session does it, and hands itself over: the moment, and the stop points with
    all that was counted.
    """

    def __init__(self, output: Value, node: Conversation) -> None:
        self.beside, self._node = SessionFace(output), node
        self._hand_over()

    def do(self, command: str) -> Outcome:
        """What follows from a command of the corpus."""
        expected = self.beside.do(command)
        if command.split()[0] in {"set", "fork"}:
            self._hand_over()
            return expected
        answer = self._node.ask(do=command)
        assert self._node.ask(state=None) == self._state(), command
        return Outcome(**answer | {"by": tuple(answer.get("by", ()))})

    def _hand_over(self) -> None:
        self._node.ask(content=content(self.beside.session))

    def _state(self) -> dict[str, Any]:
        session = self.beside.session
        names = "number", "enabled", "hits", "ignore"
        points = [{name: getattr(point, name) for name in names} for point in session.points.all]
        return {"at": session.at, "points": points, "next": session.points.following}
