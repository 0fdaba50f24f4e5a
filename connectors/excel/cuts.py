"""A workbook with large sheets, written anew with each of them cut into many small ones.

calamine reads a sheet whole and takes three times its room for it. So the rows of a large sheet are given to it some
thousands at a time: the bytes between two rows are where one small sheet ends and the next one begins. A sheet in which
that place can't be told for certain stays as it is.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from connectors.excel.package import Package, relations_of

LARGE = 8 << 20
"""Bytes of a sheet, unpacked, from which on it is cut."""
_CHUNKS, _LONGEST = 2, 32 << 20  # of a small sheet: chunks as they are read, and bytes at most, in which a row must begin
_OPEN_FILES = Path("/proc/self/fd")  # on Linux: elsewhere a file without a name can't be opened by its path
_BOOK = "xl/workbook.xml"
_HEAD = re.compile(rb"<worksheet\s[^<>]*>.*<sheetData(?:\s[^<>]*)?>\s*$", re.DOTALL)
_ROW = re.compile(rb"<row[\s/>]")
_NUMBERED = re.compile(rb"<row\s(?:[^<>]*?\s)?r=[\"'][0-9]+[\"']")
_END = b"</sheetData></worksheet>"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class _Uncuttable(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Cut:
    """The workbook that was written: a file without a name, gone when it is closed. `pieces`: names of the small sheets
    that a large one has become, by its own name."""

    file: IO[bytes]
    pieces: Mapping[str, Sequence[str]]

    @property
    def path(self) -> str:
        """Where it can be opened."""
        return str(_OPEN_FILES / str(self.file.fileno()))


def cut(package: Package) -> Cut | None:
    """*package* with its large sheets cut; None where there are none, or one can't be cut. Raises `ProtocolBroken`."""
    with zipfile.ZipFile(package.path) as archive:
        large = {name: part for name, part in package.sheets.items() if archive.getinfo(part).file_size > LARGE}
        if not large or package.strict or package.book != _BOOK or not _OPEN_FILES.is_dir():
            return None
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open as long as the workbook
    try:
        with zipfile.ZipFile(file, "w") as target:
            return Cut(file, _written(package, large, target))
    except (_Uncuttable, OSError, zipfile.LargeZipFile):  # so is a full disk: it can be read whole all the same
        file.close()
        return None


def _written(package: Package, large: Mapping[str, str], target: zipfile.ZipFile) -> Mapping[str, Sequence[str]]:
    pieces = {name: _add(package, part, f"{number}", target) for number, (name, part) in enumerate(large.items())}
    small = [name for names in pieces.values() for name in names]
    book, relations = package.whole(_BOOK), package.whole(relations_of(_BOOK))
    target.writestr(_BOOK, _with(book, b"</sheets>", map(_sheet, small)))
    target.writestr(relations_of(_BOOK), _with(relations, b"</Relationships>", map(_relation, small)))
    for part in {"_rels/.rels", *package.related}.intersection(package.parts).difference(large.values()):
        _copy(package, part, target)
    return pieces


def _add(package: Package, part: str, number: str, target: zipfile.ZipFile) -> Sequence[str]:
    """Add a large sheet as small ones; their names, which no sheet of a workbook can have."""
    names: list[str] = []
    for content in _pieces(package.chunks(part)):
        names.append(f"{number}:{len(names)}")
        with target.open(_part(names[-1]), "w") as file:
            file.writelines(content)
    return names


def _part(name: str) -> str:
    return f"xl/worksheets/cut{name.replace(':', '.')}.xml"


def _sheet(name: str) -> bytes:
    return f'<sheet xmlns:r="{_RELATIONS}" name="{name}" sheetId="{name.replace(":", "")}" r:id="cut{name}"/>'.encode()


def _relation(name: str) -> bytes:
    return f'<Relationship Id="cut{name}" Type="{_RELATIONS}/worksheet" Target="/{_part(name)}"/>'.encode()


def _with(text: bytes, end: bytes, added: Iterable[bytes]) -> bytes:
    """*text* with something added before the only *end* of its list."""
    if text.count(end) != 1:
        raise _Uncuttable
    return text.replace(end, b"".join(added) + end)


def _copy(package: Package, part: str, target: zipfile.ZipFile) -> None:
    with target.open(part, "w", force_zip64=True) as file:
        for chunk in package.chunks(part):
            file.write(chunk)


def _pieces(chunks: Iterable[bytes]) -> Iterator[Sequence[bytes | memoryview]]:
    """A large sheet as small ones, each in parts.

    What begins like a row is one: in texts and in attributes the sign is written otherwise, and comments and the like, in
    which it may stand, are none here.
    """
    source = iter(chunks)
    held = b"".join(islice(source, _CHUNKS))
    head = _head(held)
    held = held[len(head) :]
    while more := b"".join(islice(source, _CHUNKS)):
        _refuse_odd(held)
        place = held.rfind(b"<row ", 0, held.rfind(b">") + 1)  # the last one may have been cut off in its midst
        if place > 0 and not _NUMBERED.match(held, place):
            raise _Uncuttable
        if place > 0:
            yield head, memoryview(held)[:place], _END
            held = held[place:]
        held += more
    _refuse_odd(held)
    yield head, held


def _head(start: bytes) -> bytes:
    row = _ROW.search(start)
    head = start[: row.start()] if row else b""
    if not _HEAD.search(head) or b"<!" in head:
        raise _Uncuttable
    return head


def _refuse_odd(held: bytes) -> None:
    # Looking for the single sign first takes a tenth of the time: there are many others of the pair's first.
    odd = (b"!" in held and b"<!" in held) or (b"?" in held and b"<?" in held)
    if odd or len(held) > _LONGEST:
        raise _Uncuttable
