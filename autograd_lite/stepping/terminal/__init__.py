"""The terminal debugger: one face of a session, with the commands of pdb and gdb."""

from autograd_lite.stepping.terminal.debugger import Debugger

__all__ = ["Debugger"]
