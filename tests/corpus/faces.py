"""The faces of the debugger, as the corpus knows them: each takes its commands, and says what follows."""

from __future__ import annotations

from collections.abc import Callable

from autograd_lite import Value
from autograd_lite.stepping import record
from autograd_lite.stepping.recordings.recording import Recording
from autograd_lite.stepping.sessions.session import Session, Stop
from autograd_lite.stepping.sessions.whereabouts import find, one
from tests.corpus.scripts import Outcome, along, gradient_of, name_of, value_of


class SessionFace:
    """A :class:`Session`, told what to do in the words of the corpus."""

    def __init__(self, output: Value) -> None:
        self.session = Session(record(output))

    def do(self, command: str) -> Outcome:
        """What follows from a command of the corpus."""
        name, _, rest = command.partition(" ")
        try:
            return self._movement(name, rest) if name in MOVEMENTS else self._other(name, rest)
        except ValueError:
            return Outcome(fails=True)

    def _movement(self, name: str, rest: str) -> Outcome:
        session = self.session
        counted = {"next": session.next, "back": session.back, "step": session.step, "stepback": session.step_back}
        if name in counted:
            stop = counted[name](int(rest or 1))
        elif name == "until":
            stop = session.until(*find(rest, session.recording, session.file).positions(session.recording))
        elif name == "goto":
            stop = session.goto(int(rest))
        else:
            plain: dict[str, Callable[[], Stop]] = {
                "continue": session.resume,
                "rcontinue": session.resume_back,
                "finish": session.finish,
            }
            stop = plain[name]()
        return self._here(stop)

    def _other(self, name: str, rest: str) -> Outcome:
        session = self.session
        if name in {"break", "tbreak"}:
            return Outcome(number=session.break_at(rest, temporary=name == "tbreak").number)
        if name == "watch":
            return Outcome(number=session.watch(rest).number)
        if name == "set":
            kind, rest = rest.split(" ", 1)
            place, x = rest.rsplit(" ", 1)
            position = one(place, session.recording, session.file)
            (session.set_gradient if kind == "grad" else session.set_data)(position, float(x))
            return self._here(Stop(session.moment))
        if name == "fork":
            session.use(int(rest))
            return self._here(Stop(session.moment))
        number, _, count = rest.partition(" ")
        if name == "delete":
            session.points.delete(int(number))
        elif name == "ignore":
            session.points[int(number)].ignore = int(count)
        else:
            session.points[int(number)].enabled = name == "enable"
        return Outcome()

    def _here(self, stop: Stop) -> Outcome:
        moment = stop.moment
        assert moment == self.session.moment
        return Outcome(moment.number, words(self.session), tuple(point.number for point in stop.met))


MOVEMENTS = {"next", "back", "step", "stepback", "continue", "rcontinue", "finish", "until", "goto"}


def words(session: Session) -> str:
    """What happens where a session is."""
    recording, (_, node, edge, backward) = session.recording, session.moment
    name = name_of(node, recording.nodes[node])
    if not backward:
        return value_of(name, recording.data[node])
    if edge is None:
        gradient = session.gradient(node)
        assert gradient is not None
        return gradient_of(name, gradient)
    walked = recording.edge(edge)
    parent = name_of(recording.position(walked.parent), walked.parent)
    return along(name, parent, (walked.before, walked.upstream, walked.local, walked.after))


def stops_of(steps: Recording) -> list[str]:
    """What happens in the backward pass, from its steps. (An output that is a leaf hands nothing on: it only has.)"""
    found = []
    for step in steps:
        name = name_of(steps.position(step.node), step.node)
        found.append(gradient_of(name, step.upstream if step.edges else step.node.grad))
        for edge in step.edges:
            parent = name_of(steps.position(edge.parent), edge.parent)
            found.append(along(name, parent, (edge.before, edge.upstream, edge.local, edge.after)))
    return found
