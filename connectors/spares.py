"""Connectors' processes, and some started before they are needed: a Python that has imported a connector waits for its task.

To begin one takes a tenth of a second or two, which a page that asks an ERP for a few values would spend on nothing else. A
spare process has done nothing but import; it gets one task, as any other, and ends with it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe

MOST, EACH = 6, 2
"""So many wait at most, and so many of one connector."""
IDLE = 120.0
"""Seconds after which one that nobody needed goes."""
PIECE = 1_048_576


@dataclass
class Child:
    """A process that has no task yet, and the end of the pipe on which it will tell its events."""

    process: subprocess.Popen[bytes]
    receiver: Connection
    since: float = field(default_factory=time.monotonic)

    def end(self) -> None:
        """Let it go: without a task it ends by itself."""
        assert self.process.stdin is not None
        self.receiver.close()
        self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)


def start(url: str = "") -> Child:
    """A fresh process; with *url*, one that imports that connector while it waits."""
    receiver, sender = Pipe(duplex=False)
    with contextlib.suppress(OSError, AttributeError):  # on Linux; elsewhere a pipe is as long as it is
        fcntl.fcntl(sender.fileno(), fcntl.F_SETPIPE_SZ, PIECE)
    with sender:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "connectors.child", str(sender.fileno()), url],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[sender.fileno()],
            start_new_session=True,  # so that killing takes its own children along
            env={name: value for name, value in os.environ.items() if not name.startswith("KOBLING_")},
        )
    return Child(process, receiver)


class Spares:
    """The processes that wait. They are started by a thread of their own: the kernel ends a process with the thread that has
    started it (see `connectors.child`)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Child]] = []
        self._wanted: queue.SimpleQueue[tuple[str, subprocess.Popen[bytes] | None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._kept = False

    def keep(self) -> None:
        """From now on, have one ready for each connector that is in use."""
        self._kept = True

    def take(self, url: str) -> Child | None:
        """One that waits for a task of this connector, if there is one."""
        with self._lock:
            for place, (known, child) in enumerate(self._waiting):
                if known == url and child.process.poll() is None:
                    del self._waiting[place]
                    return child
        return None

    def replace(self, url: str, killed: subprocess.Popen[bytes] | None = None) -> None:
        """A task of this connector is over: the next one is likely to come soon. *killed*: the process that it had, which may
        take some milliseconds to be gone; nobody waits for that."""
        if not self._kept:
            if killed:
                killed.wait()
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():  # a server that forks takes no threads along
                self._thread = threading.Thread(target=self._start_all, name="spares", daemon=True)
                self._thread.start()
        self._wanted.put((url, killed))

    def pids(self, url: str = "") -> list[int]:
        """The processes that wait, for a task of one connector or of any."""
        with self._lock:
            return [child.process.pid for known, child in self._waiting if url in ("", known)]

    def end(self) -> None:
        """Let all go, and start none any more."""
        with self._lock:
            self._kept = False
            gone, self._waiting = self._waiting, []
        for _url, child in gone:
            child.end()

    def _start_all(self) -> None:
        while True:
            try:
                url, killed = self._wanted.get(timeout=IDLE / 4)
            except queue.Empty:
                self._let_go()
                continue
            if killed:
                killed.wait()
            self._start(url)

    def _start(self, url: str) -> None:
        self._let_go()
        with self._lock:
            counts = Counter(known for known, _child in self._waiting)
        if not self._kept or counts[url] >= EACH or counts.total() >= MOST:
            return
        child = start(url)
        with self._lock:
            if self._kept:
                self._waiting.append((url, child))
                return
        child.end()

    def _let_go(self) -> None:
        """Those that have waited too long, or have ended, go."""
        oldest = time.monotonic() - IDLE
        with self._lock:
            gone = [each for each in self._waiting if each[1].since < oldest or each[1].process.poll() is not None]
            self._waiting = [each for each in self._waiting if each not in gone]
        for _url, child in gone:
            child.end()


spares = Spares()
"""Those of this process."""
