"""The rows of a large sheet, read some thousands at a time, and kept beside for whoever reads them again."""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from python_calamine import CalamineSheet

Stretch = tuple[int, int, list[list[Any]]]
"""The row and the column, counted from 0, in which the first of the cells stands; the rows of cells."""


class Stretches:
    """What the small sheets hold into which a large one is cut. Each is parsed once: to read its cells from a file of our
    own takes a fifth of the time."""

    def __init__(self, names: Sequence[str], sheet: Callable[[str], CalamineSheet]) -> None:
        self._names = names
        self._sheet = sheet
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it is open as long as the workbook
        self._kept: dict[int, tuple[int, int]] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    @property
    def end(self) -> tuple[int, int] | None:
        """The last row and column with values, counted from 0; of the last of the small sheets that has any."""
        ends = (self._sheet(name).end for name in reversed(self._names))
        return next((end for end in ends if end is not None), None)

    def __iter__(self) -> Iterator[Stretch]:
        for number in range(len(self._names)):
            yield self._again(*self._kept[number]) if number in self._kept else self._anew(number)

    def _anew(self, number: int) -> Stretch:
        sheet = self._sheet(self._names[number])
        row, column = sheet.start or (0, 0)
        found: Stretch = row, column, sheet.to_python()
        data = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(OSError):  # the disk is full: it will be parsed again
            place = self._file.seek(0, os.SEEK_END)
            if self._file.write(data) == len(data):
                self._kept[number] = place, len(data)
        return found

    def _again(self, place: int, length: int) -> Stretch:
        self._file.seek(place)
        found: Stretch = pickle.loads(self._file.read(length))  # noqa: S301 - written above, into a file that has no name
        return found
