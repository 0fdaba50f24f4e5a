"""Reading for a file that is sent while it is read.

The request's own connection to the database is closed again by then, and who takes a file slowly should keep none open: each
piece is read with the database opened for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from webapp.db import db

T = TypeVar("T")


def piece(read: Callable[[], T]) -> T:
    """What *read* answers, the database opened for it where it isn't open."""
    opened = db.connect(reuse_if_open=True)
    try:
        return read()
    finally:
        if opened:
            db.close()
