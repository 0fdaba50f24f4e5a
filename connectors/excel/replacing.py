"""A file is replaced whole or not at all, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from connectors.base import Text
from connectors.errors import Unreachable
from connectors.excel.folders import Stamp, backup_of, opened_by, opened_remedy, opened_text, stamp_of

STALE = 15 * 60
"""Seconds after which a temporary file is taken to be left by a program that was killed."""


def replace(path: Path, stamp: Stamp, write: Callable[[BinaryIO], None], backup: bool) -> None:
    """Write a new version of *path*, which must still be the one with *stamp*, keeping its mode and owner.

    *write* fills a temporary file in the same folder, which then takes the place of the old one in one step. The
    temporary file is at the same time a lock among our own writers. Raises `Unreachable`, and the file is as before.
    """
    refuse_opened(path)
    try:
        with _temporary(path) as new:
            with new.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            _refuse_changed(path, stamp)
            refuse_opened(path)
            _keep_rights(path, new)
            if backup:
                _keep_copy(path)
            os.replace(new, path)
    except OSError as error:
        raise _unwritable(path, error) from error


def refuse_opened(path: Path) -> None:
    """Raise `Unreachable` while somebody has the workbook open: one of the two would overwrite the other."""
    who = opened_by(path)
    if who is not None:
        raise Unreachable(opened_text(path, who), opened_remedy(path), field="file")


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    new = path.with_name(f".{path.name}.writing")
    with suppress(FileNotFoundError):
        if time.time() - new.stat().st_mtime > STALE:
            new.unlink()
    try:
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise _being_written(path) from error
    try:
        yield new
    finally:
        new.unlink(missing_ok=True)


def _keep_rights(path: Path, new: Path) -> None:
    facts = path.stat()
    with suppress(PermissionError, AttributeError):  # only root may give files away; Windows has no owners like these
        os.chown(new, facts.st_uid, facts.st_gid)
    new.chmod(facts.st_mode & 0o777)


def _keep_copy(path: Path) -> None:
    kept = backup_of(path)
    copy = kept.with_name(f".{kept.name}.writing")
    copy.unlink(missing_ok=True)
    try:
        shutil.copy2(path, copy)
        os.replace(copy, kept)  # in one step, and a link of that name is replaced, not followed
    finally:
        copy.unlink(missing_ok=True)


def _refuse_changed(path: Path, stamp: Stamp) -> None:
    if stamp_of(path) != stamp:
        raise Unreachable(
            Text(
                f"“{path.name}” was changed by somebody else while it was being written. Nothing was written.",
                f"«{path.name}» ble endret av noen andre mens den ble skrevet. Ingenting ble skrevet.",
            ),
            Text("Try again.", "Prøv på nytt."),
            field="file",
        )


def _being_written(path: Path) -> Unreachable:
    return Unreachable(
        Text(f"“{path.name}” is being written by another task.", f"«{path.name}» blir skrevet av en annen oppgave."),
        Text("Try again in a moment.", "Prøv på nytt om litt."),
        field="file",
    )


def _unwritable(path: Path, error: OSError) -> Unreachable:
    return Unreachable(
        Text(f"“{path.name}” could not be written.", f"«{path.name}» kunne ikke skrives."),
        Text(
            "Check the rights to the file and its folder, and the free space on the disk.",
            "Kontroller rettighetene til filen og mappen, og ledig plass på disken.",
        ),
        detail=str(error.strerror or error),
        field="file",
    )
