"""Leaving: how a debugger ends the program."""

from __future__ import annotations

import _thread
import threading
from typing import NoReturn


def end_program() -> NoReturn:
    """End the program with the exit status 1, from any of its threads.

    ``SystemExit`` ends a thread only, if it is not the main one; that is interrupted then, as by Ctrl-C.
    """
    if threading.current_thread() is not threading.main_thread():
        _thread.interrupt_main()
    raise SystemExit(1)
