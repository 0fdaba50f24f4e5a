"""Edits written into a workbook with openpyxl, all of them in one save.

openpyxl reads the whole workbook into memory, so a workbook with very long sheets is only read. Saving drops what
formulas last showed; Excel is told to compute them anew when it opens the workbook.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook as Book

from connectors.base import Text
from connectors.errors import ProtocolBroken
from connectors.excel.editing import apply
from connectors.excel.edits import Edit
from connectors.excel.folders import Stamp
from connectors.excel.replacing import refuse_opened, replace


def write(path: Path, stamp: Stamp, edits: Sequence[Edit], backup: bool) -> list[int | None]:
    """Carry out *edits* and save once. For each edit None, or the place of a cell that must not be written.

    Raises `Unreachable` when the workbook is open, changed meanwhile or can't be replaced; it is then as before.
    """
    refuse_opened(path)
    with _understood(path):
        book = _open(path)
        refused = [apply(book[edit.sheet], edit) for edit in edits]
    if any(place is None for place in refused):
        book.calculation.fullCalcOnLoad = True
        replace(path, stamp, lambda file: _save(path, book, file), backup)
    return refused


def _open(path: Path) -> Book:
    macros = path.suffix.lower() == ".xlsm"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl warns of has been found by `losses` already
        with path.open("rb") as file:  # openpyxl wouldn't close one of its own where it fails
            return openpyxl.load_workbook(file, keep_vba=macros, rich_text=True)


def _save(path: Path, book: Book, file: BinaryIO) -> None:
    with _understood(path):
        book.save(file)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turn what openpyxl raises over contents that it doesn't understand into words."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ParseError) as error:
        raise _not_understood(path, error) from error
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise _not_understood(path, error) from error


def _not_understood(path: Path, error: Exception) -> ProtocolBroken:
    return ProtocolBroken(
        Text(
            f"“{path.name}” can be read, but holds something that stops it from being written.",
            f"«{path.name}» kan leses, men inneholder noe som hindrer at den skrives.",
        ),
        Text(
            "Save it anew in Excel, or choose “Read only” for the connection.",
            "Lagre den på nytt i Excel, eller velg «Kun lesing» for koblingen.",
        ),
        detail=f"{type(error).__name__}: {error}",
        field="file",
    )
