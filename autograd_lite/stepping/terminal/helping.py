"""The commands that help, and those that leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.terminal.command import Table

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

HELPING = Table("Help, and leaving")

TOPICS = {
    "moments": """
A pass has moments, which are numbered in [brackets]. First the values, one by one, from the leaves to the output.
Then the gradients, from the output to the leaves: a node's gradient is complete; along each of its edges it hands
upstream × local on, which is added to the gradient of the node that it was computed from. next and back go from node
to node, step and stepback from edge to edge, and goto anywhere.
""",
    "nodes": """
A node is a leaf or the result of one operation. It is called by its position, #7, or by its label, w1, if no other
has it. Where several nodes are meant, as by break, it may be an operation (mul or *), a scope (hidden) or a line (12
or train.py:12).
""",
}


@HELPING.command("help [COMMAND]", "h", "?", completes="commands")
def help_(debugger: Debugger, argument: str) -> None:
    """All commands in a line each, or one with its example. help moments and help nodes explain what these are."""
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
            [(command.usage, "name"), (", ".join(command.short), "aside"), command.summary]
            for command in table.values()
        )
    debugger.screen.line("help COMMAND says more; help moments and help nodes explain what these are.")
    debugger.screen.line("The beginning of a name will do. An empty line repeats the last movement.")


@HELPING.command("quit", "q", "exit")
def quit_(debugger: Debugger, argument: str) -> bool:
    """Leave the debugger; your program runs on, with the gradients of backward()."""
    return True


@HELPING.command("run", "r")
def run(debugger: Debugger, argument: str) -> bool:
    """Leave; of later passes stop only in one where a stop point is met, and there (of autograd-lite debug)."""
    return True


@HELPING.command("detach")
def detach(debugger: Debugger, argument: str) -> bool:
    """Leave, and do not stop at later backward passes either (of autograd-lite debug)."""
    return True


@HELPING.command("kill", "k")
def kill(debugger: Debugger, argument: str) -> bool:
    """Leave, and end the program."""
    return True
