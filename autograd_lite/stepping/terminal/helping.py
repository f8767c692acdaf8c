"""The commands that help, and those that leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.terminal.command import Table

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

HELPING = Table("Help, and leaving")

SHORT = 4  # characters of the abbreviations that are listed; the others are what hands type that know gdb

TOPICS = {
    "moments": """
A pass has moments, which are numbered in [brackets]. First the values, one by one, from the leaves to the output.
Then the gradients, from the output to the leaves: a node's gradient is complete; along each of its edges it hands
upstream × local on, which is added to the gradient of the node that it was computed from. next and back go from node
to node, step and stepback from edge to edge, and goto anywhere.
""",
    "nodes": """
A node is a leaf or the result of one operation. It is named by its position, #7, or by its label, w1, if no other
has it. Where several nodes are meant, as by break, that may be an operation (mul or *), a scope (hidden) or a line (12
or train.py:12). Where a word could be several of these, label:w1, op:mul and scope:hidden say which.
""",
}


@HELPING.command("help [COMMAND]", "h", "?", completes="commands")
def help_(debugger: Debugger, argument: str) -> None:
    """All commands in a line each, or one with examples.

    In the list behind a command stand its abbreviations.

        help
        help break
        help moments        what these are
        help nodes          how they are named
    """
    from autograd_lite.stepping.terminal.debugger import TABLES

    if argument in TOPICS:
        debugger.screen.line(TOPICS[argument].strip())
        return
    if argument:
        command, _ = debugger.command(argument)
        short = f"   or {', '.join(command.short)}" if command.short else ""
        debugger.screen.line((command.usage, "now"), (short, "aside"))
        debugger.screen.line(command.help)
        return
    for table in TABLES:
        debugger.screen.line((table.heading, "now"))
        debugger.screen.columns(
            [
                (command.name, "name"),
                (", ".join(short for short in command.short if len(short) <= SHORT), "aside"),
                command.summary,
            ]
            for command in table.values()
        )
    debugger.screen.line("help COMMAND says more; help moments and help nodes explain what these are.")
    debugger.screen.line("The beginning of a name will do. An empty line repeats the last movement.")


@HELPING.command("quit", "q", "exit")
def quit_(debugger: Debugger, argument: str) -> bool:
    """Leave this pass; your program runs on.

    It has the gradients of backward(). Under autograd-lite debug it stops again at the next pass: run, detach and kill
    leave in other ways. So does the end of the input (Ctrl-D), as detach.
    """
    return True


@HELPING.command("run")
def run(debugger: Debugger, argument: str) -> bool:
    """Leave, and stop only in a pass that meets a stop point.

    There it stops at that stop point. This is about later passes, under autograd-lite debug. Stop point 0 stands for
    the first number that is not finite.
    """
    return True


@HELPING.command("detach")
def detach(debugger: Debugger, argument: str) -> bool:
    """Leave, and do not stop at later passes either."""
    return True


@HELPING.command("kill", "k")
def kill(debugger: Debugger, argument: str) -> bool:
    """Leave, and end the program, with the exit status 1."""
    return True
