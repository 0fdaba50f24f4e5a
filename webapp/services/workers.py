"""Workers: which process carries something out, whether it still lives, and whether this one is about to end."""

from __future__ import annotations

import os
import platform
import threading

stopping = threading.Event()
"""Set while this process is about to end: what is under way is interrupted, and says so."""


def own_name() -> str:
    """This machine and process, as a row names who carries it out."""
    return f"{platform.node()[:100]} {os.getpid()}"


def gone(worker: str) -> bool:
    """Whether *worker* was a process of this machine that has ended: killed, and started anew under another number."""
    machine, _blank, process = worker.rpartition(" ")
    if machine != own_name().rpartition(" ")[0]:
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return True
    except PermissionError:
        return False
    return False
