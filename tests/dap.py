"""A small client of the Debug Adapter Protocol, by which VS Code talks to debugpy: enough to drive a real program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from queue import Queue
from threading import Thread
from typing import Any

PATIENCE = 120  # seconds until a debugger that says nothing is taken for dead


class Debugger:
    """debugpy's adapter as a child of ours, spoken to through its pipes; used in a ``with`` block.

    A request returns the body of its answer, and raises ``AssertionError`` with what the adapter said if that was no.
    Events that come in the meantime are kept for :meth:`event`.
    """

    def __init__(self) -> None:
        self.adapter = subprocess.Popen(
            [sys.executable, "-m", "debugpy.adapter"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.arrived: Queue[dict[str, Any] | None] = Queue()
        self.events: list[dict[str, Any]] = []
        self.answers: dict[int, dict[str, Any]] = {}
        self.requests = 0
        self.output = ""  # of the program
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def __enter__(self) -> Debugger:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask("disconnect", terminateDebuggee=True)
        finally:
            self.adapter.kill()  # and with it what it started
            self.adapter.wait()
            self.listener.join()
            self.adapter.stdin.close()
            self.adapter.stdout.close()

    def _listen(self) -> None:
        for message in messages(self.adapter.stdout):
            self.arrived.put(message)
        self.arrived.put(None)

    def _next(self) -> None:
        """Take in one more message."""
        message = self.arrived.get(timeout=PATIENCE)
        assert message is not None, "the adapter has gone"
        if message["type"] == "event" and message["event"] == "output":
            self.output += message["body"]["output"] * (message["body"]["category"] == "stdout")
        elif message["type"] == "event":
            self.events.append(message)
        elif message["type"] == "response":
            self.answers[message["request_seq"]] = message

    def send(self, command: str, **arguments: Any) -> int:
        """Make a request without waiting for the answer; its number."""
        self.requests += 1
        request = {"seq": self.requests, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(request).encode()
        self.adapter.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.adapter.stdin.flush()
        return self.requests

    def answer(self, number: int) -> dict[str, Any]:
        """The body of the answer to a request."""
        while number not in self.answers:
            self._next()
        answer = self.answers.pop(number)
        assert answer["success"], answer
        return answer.get("body", {})

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Make a request, and wait for the answer."""
        return self.answer(self.send(command, **arguments))

    def event(self, *names: str) -> dict[str, Any]:
        """The next event of one of these names; those before it are dropped."""
        while True:
            while self.events:
                event = self.events.pop(0)
                if event["event"] in names:
                    return event
            self._next()

    # --- what a person does -------------------------------------------------------------------------------------------

    def launch(self, breakpoints: list[dict[str, str]], **settings: Any) -> None:
        """Start a program with function breakpoints, and settings as they stand in a launch.json."""
        self.ask("initialize", adapterID="debugpy", pathFormat="path")
        launched = self.send("launch", **{**settings, "python": [sys.executable], "console": "internalConsole"})
        self.event("initialized")
        self.ask("setFunctionBreakpoints", breakpoints=breakpoints)
        self.ask("configurationDone")
        self.answer(launched)

    def stop(self) -> list[dict[str, Any]] | None:
        """The call stack of the next stop, innermost first; None if the program ends."""
        stopped = self.event("stopped", "terminated")
        if stopped["event"] == "terminated":
            return None
        self.thread = stopped["body"]["threadId"]
        self.reason = stopped["body"]["reason"]
        frames: list[dict[str, Any]] = self.ask("stackTrace", threadId=self.thread)["stackFrames"]
        return frames

    def go(self, command: str) -> list[dict[str, Any]] | None:
        """``continue``, ``next``, ``stepIn`` or ``stepOut``; the call stack where it stops."""
        self.ask(command, threadId=self.thread)
        return self.stop()

    def variables(self, reference: int) -> dict[str, dict[str, Any]]:
        """What a line of the Variables pane shows when it is unfolded, by name."""
        return {v["name"]: v for v in self.ask("variables", variablesReference=reference)["variables"]}

    def locals(self, frame: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The local variables of a frame, by name."""
        return self.variables(self._locals(frame))

    def assign(self, frame: dict[str, Any], name: str, value: str) -> None:
        """Give a local variable of a frame another value."""
        self.ask("setVariable", variablesReference=self._locals(frame), name=name, value=value)

    def _locals(self, frame: dict[str, Any]) -> int:
        scopes = self.ask("scopes", frameId=frame["id"])["scopes"]
        reference: int = next(s["variablesReference"] for s in scopes if s["name"] == "Locals")
        return reference


def messages(stream: Any) -> Iterator[dict[str, Any]]:
    """The messages in a stream of bytes, each behind a header with its length."""
    while header := stream.readline():
        length = int(header.partition(b":")[2])
        assert stream.readline() == b"\r\n"
        yield json.loads(stream.read(length))
