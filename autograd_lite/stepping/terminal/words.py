"""Words: how nodes, numbers and moments are called."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.stepping.recordings.origin import produced
from autograd_lite.stepping.terminal.frames import file_name, place_words
from autograd_lite.stepping.terminal.screen import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograd_lite.stepping.recordings.origin import Link
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.stepping.sessions.session import Session
    from autograd_lite.stepping.sessions.stops import StopPoint
    from autograd_lite.stepping.sessions.whereabouts import Whereabouts
    from autograd_lite.stepping.terminal.screen import Piece

LONGEST = 40  # characters of a label, and operands' numbers in a call
OPERANDS = 4  # that are written out


def digits(x: float | None) -> str:
    """A number to read: six digits; ``print`` gives all of them."""
    return "–" if x is None else f"{x:.6g}"


def added(x: float) -> str:
    """A number as it is added: ``+ 2``, or ``- 2``."""
    negative = x < 0.0 or (x == 0.0 and math.copysign(1.0, x) < 0.0)
    return f"- {digits(-x)}" if negative else f"+ {digits(x)}"


def counted(count: int, thing: str) -> str:
    """``1 node``, ``1,000 nodes``."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def number(x: float | None) -> Piece:
    """A number, in the style of one that is not finite where it is not."""
    return digits(x) if x is None or math.isfinite(x) else (digits(x), "strange")


def name(recording: Recording, position: int) -> str:
    """How a node is called: its position, and its label or its operation: ``#7 mul``, ``#9 E``."""
    node, label = recording.nodes[position], recording.labels[position]
    return f"#{position} {shortened(label) if label else node.primitive.name if node.primitive else 'leaf'}"


def short_name(recording: Recording, position: int) -> str:
    """The label, where it is one word that no other node has; else the position."""
    label = recording.labels[position]
    if label and not label.isspace() and len(label) <= LONGEST and len(recording.groups.labels[label]) == 1:
        return shortened(label)
    return f"#{position}"


def shortened(label: str) -> str:
    """A label on one line, and not too long."""
    printable = "".join(c if c.isprintable() else "�" for c in label)
    return cut(printable, LONGEST)


def computed(recording: Recording, position: int) -> str:
    """How a value came about: ``mul(0.5, 2) = 1``."""
    node = recording.nodes[position]
    if node.primitive is None:
        return f"value {digits(recording.data[position])}"
    numbers = [x if type(x) is float else recording.data[recording.position(x)] for x in node.operands[:OPERANDS]]
    more = f", … {len(node.operands) - OPERANDS:,} more" if len(node.operands) > OPERANDS else ""
    return f"{node.primitive.name}({', '.join(map(digits, numbers))}{more}) = {digits(recording.data[position])}"


def called(point: StopPoint) -> str:
    """A stop point in words: ``temporary breakpoint 3: train.py:12 if grad > 1``."""
    return f"{kind(point)} {point.number}: {meant(point)}"


def kind(point: StopPoint) -> str:
    """What kind of stop point it is."""
    return ("temporary " if point.temporary else "") + type(point).__name__.lower()


def meant(point: StopPoint) -> str:
    """What a stop point stops at, files without their folders."""
    where: Whereabouts | None = getattr(point, "where", None)
    if where is None:
        return str(point)
    named = f"{file_name(where.name)}:{where.number}" if where.kind == "line" else _kind_and_name(where)
    return str(point).replace(str(where), named, 1)


def _kind_and_name(where: Whereabouts) -> str:
    return str(where) if where.kind == "node" else f"{where.kind}:{shortened(where.name)}"


def introduction(recording: Recording) -> Iterator[str]:
    """What is about to be walked through, and whether there is a number in it that one has to know of."""
    yield (
        f"{counted(len(recording.nodes), 'node')}, {counted(recording.steps, 'step')} and "
        f"{counted(recording.edges, 'edge')} back; help lists the commands"
    )
    links = produced(recording)
    if links:
        moment, node, *_ = links[0]
        what = f"{'value' if moment < recording.timeline.start else 'gradient'} of {name(recording, node)}"
        yield f"a number is not finite: first the {what}, at moment {moment:,}; info nonfinite lists them"


def moment_words(session: Session) -> list[Piece]:
    """What happens at the moment of a session, in one line."""
    recording, timeline = session.recording, session.timeline
    number_, position, edge, backward = session.moment
    counted: Piece = (f"[{number_:,}/{timeline.end:,}] ", "now")
    if not backward:
        return [counted, (name(recording, position), "name"), f": {computed(recording, position)}"]
    if edge is None:
        whole = f"its gradient is complete: d {short_name(recording, len(recording.nodes) - 1)}"
        whole += f" / d {short_name(recording, position)} = "
        return [counted, (name(recording, position), "name"), f": {whole}", number(session.gradient(position))]
    walked = recording.edge(edge)
    parent = recording.parent[edge]
    return [
        counted,
        (f"{name(recording, position)} → {name(recording, parent)}", "name"),
        f": upstream {digits(walked.upstream)} × local {digits(walked.local)} = ",
        number(walked.contribution),
    ]


def sum_words(session: Session) -> list[Piece]:
    """What the edge of this moment does to the gradient of the parent: the sum, and how much is still to come."""
    recording = session.recording
    edge = session.moment.edge
    assert edge is not None
    walked, parent = recording.edge(edge), recording.parent[edge]
    into = recording.into[parent]
    k = into.index(edge) + 1
    state = "complete" if k == len(into) else f"{k:,} of {len(into):,} contributions"
    now = session.gradient(parent)
    was_set = [", set to ", number(now)] if any(c.moment == session.at for c in recording.changes) else []
    return [
        f"grad of {short_name(recording, parent)}: {digits(walked.before)} {added(walked.contribution)} = ",
        number(walked.after),
        *was_set,
        (f"   {state}", "aside"),
    ]


def sentence(session: Session) -> str:
    """What happens at the moment of a session, as plain text."""
    pieces = moment_words(session)
    if session.edge is not None:
        pieces += ["; ", *sum_words(session)]
    return "".join(piece[0] if isinstance(piece, tuple) else str(piece) for piece in pieces)


def describe(session: Session, position: int) -> list[list[Piece]]:
    """All that is known of a node by now, with all digits."""
    recording = session.recording
    node, gradient = recording.nodes[position], session.gradient(position)
    operands = [
        f"{'constant ' + repr(x) if type(x) is float else name(recording, recording.position(x))}"
        for x in node.operands[: 2 * OPERANDS]
    ]
    lines: list[list[Piece]] = [
        [
            (name(recording, position), "name"),
            ("   made at ", "aside") if node.place else "",
            (place_words(node.place), "place"),
        ],
        [f"  data {recording.data[position]!r}   grad {'–' if gradient is None else repr(gradient)}"],
    ]
    if node.primitive is not None:
        more = ", …" * (len(node.operands) > 2 * OPERANDS)
        lines.append([f"  {computed(recording, position)}, of {', '.join(operands)}{more}"])
    scope = f", in the scope {shortened(node.scope)}" if node.scope else ""
    lines.append([f"  used {counted(len(recording.into[position]), 'time')}{scope}"])
    return lines


def cause_words(recording: Recording, link: Link) -> list[Piece]:
    """What a number that is not finite has to do with the one before it."""
    who: Piece = (name(recording, link.node), "name")
    if link.edge is None and link.moment >= recording.timeline.start:
        return ["gradient of ", who, f", {_given_words(recording, link)}"]
    if link.edge is None:
        how = {
            "value": f", produced: {computed(recording, link.node)}, of finite operands",
            "operand": f", passed on: {computed(recording, link.node)}",
            "given": f", given: it was {digits(recording.data[link.node])} from the start",
        }[link.cause]
        return ["value of ", who, how]
    edge = recording.edge(link.edge)
    giver = name(recording, recording.giver(link.edge))
    product = f"{digits(edge.upstream)} × {digits(edge.local)} = {digits(edge.contribution)}"
    how = {
        "upstream": f", passed on by {giver}: upstream × local = {product}",
        "local": f", produced by {giver}, whose local gradient is {digits(edge.local)}: {product}",
        "product": f", produced by {giver}: the product of two finite numbers is not, {product}",
        "sum": f", produced: the sum overflows, {digits(edge.before)} {added(edge.contribution)}",
    }[link.cause]
    return ["gradient of ", who, how]


def _given_words(recording: Recording, link: Link) -> str:
    """Whence a gradient that the pass did not compute."""
    x = digits(recording.timeline.gradient(link.node, link.moment))
    if any(change.node == link.node and change.moment == link.moment for change in recording.changes):
        return f"set by hand to {x}"
    if link.moment == recording.timeline.start and link.node < recording.leaves:
        x = digits(recording.prior[link.node])
        return f"given: it was {x} before this pass; zero_grad() sets gradients to 0"
    return f"made {x} by a hook"
