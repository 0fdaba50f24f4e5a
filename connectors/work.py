"""Connector code in a process of its own, which can be killed: nothing that a connector does can hold us up.

The host starts `Work` with a `Task`, waits for its events and ends it when it has had enough. The child
(`connectors.child`) is a fresh Python that knows connectors only: no web, no database, none of our settings. What it
says is cut to size there, and refused here where it is too much all the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import time

from connectors.process import Crashed, Event, Task
from connectors.spares import PIECE, spares, start
from connectors.wire import LENGTH, LONGEST_EVENT, Unreadable, unpacked

_TO_END = 0.5  # seconds that a child which has hung up gets to end by itself


class Work:
    """A task under way in a child process. Use it as a context manager: leaving it kills whatever still runs."""

    def __init__(self, task: Task) -> None:
        self._url = task.url
        child = spares.take(task.url) or start()
        self._process, self._receiver = child.process, child.receiver
        self._said = bytearray()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            pickle.dump(task, stdin)

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait(self, seconds: float) -> Event | None:
        """The next event, or None where none came whole within that time: half of one must not hold us up either."""
        until = time.monotonic() + seconds
        while not self._is_whole():
            if not self._receiver.poll(max(until - time.monotonic(), 0)):
                return None
            piece = os.read(self._receiver.fileno(), PIECE)
            if not piece:
                return self._hung_up()
            self._said += piece
        return self._taken()

    def _length(self) -> int:
        return int(LENGTH.unpack_from(self._said)[0])

    def _is_whole(self) -> bool:
        known = len(self._said) >= LENGTH.size
        return known and (self._length() > LONGEST_EVENT or len(self._said) >= LENGTH.size + self._length())

    def _taken(self) -> Event:
        end = LENGTH.size + self._length()
        if end > LENGTH.size + LONGEST_EVENT:
            self._said.clear()
            return Crashed("The connector's process answered more than is possible.")
        data = bytes(memoryview(self._said)[LENGTH.size : end])
        del self._said[:end]
        try:
            return unpacked(data)
        except Unreadable as error:
            return Crashed(f"The connector's process answered something that can't be read: {error}")

    def _hung_up(self) -> Crashed:
        try:
            code = self._process.wait(_TO_END)
        except subprocess.TimeoutExpired:
            return Crashed("The connector's process stopped answering.")
        return Crashed(f"The connector's process ended by itself with code {code}.")

    def end(self) -> None:
        """Kill the child and everything it has started. Harmless when it is gone already."""
        if self._receiver.closed:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._receiver.close()
        spares.replace(self._url, self._process)
