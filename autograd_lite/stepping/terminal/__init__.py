"""The terminal debugger: one face of a session, with the commands of pdb and gdb."""

from autograd_lite.stepping.terminal.debugger import Debugger
from autograd_lite.stepping.terminal.leaving import end_program
from autograd_lite.stepping.terminal.reading import check_source

__all__ = ["Debugger", "check_source", "end_program"]
