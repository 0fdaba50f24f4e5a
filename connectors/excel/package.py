"""The zip package that a workbook is: its parts, whether it is whole and of sane size, and where each sheet lies."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.base import Text
from connectors.errors import ConfigInvalid
from connectors.excel.filekind import damaged, other_kind, size_text
from connectors.excel.glance import OVERLAP, Glance

UNPACKED_FACTOR = 10
"""A workbook may unpack to ten times the size limit of the file itself; XML of real ones shrinks to a fifth or so."""
_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_STRICT = "http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Package:
    """What is in the zip file: names of all parts, the part of each worksheet by the sheet's name, the XML dialect.

    `book` is the workbook's main part, `related` what it refers to; `glances` what was seen of each worksheet's part.
    """

    path: Path
    parts: tuple[str, ...]
    sheets: Mapping[str, str]
    book: str
    related: Collection[str]
    glances: Mapping[str, Glance]
    strict: bool = False

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece. Raises `ProtocolBroken`."""
        with zipfile.ZipFile(self.path) as archive:
            yield from _read(self.path, archive, part)

    def whole(self, part: str) -> bytes:
        """All of a small part."""
        return b"".join(self.chunks(part))


def open_package(path: Path, max_bytes: int) -> Package:
    """Look into the zip file, check that it is whole and unpacks to no more than it may.

    Raises `ProtocolBroken` for a damaged one, `ConfigInvalid` for one of another kind or that unpacks to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive, max_bytes)
            return _package(path, archive)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, NotImplementedError, ValueError) as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from error


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, max_bytes: int) -> None:
    infos = archive.infolist()
    unpacked, limit = sum(info.file_size for info in infos), max_bytes * UNPACKED_FACTOR
    if unpacked > limit or len(infos) > _MOST_PARTS:
        had, most = size_text(unpacked), size_text(limit)
        raise ConfigInvalid(
            Text(
                f"“{path.name}” unpacks to {had.en}, and the limit is {most.en}.",
                f"«{path.name}» pakkes ut til {had.nb}, og grensen er {most.nb}.",
            ),
            Text(
                "Move sheets that are not synced to a workbook of their own.",
                "Flytt ark som ikke synkroniseres, til en egen arbeidsbok.",
            ),
            detail=f"{len(infos)} parts",
            field="file",
        )


def overlapping(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that overlap, so that nothing sought is cut in two."""
    tail = b""
    for chunk in chunks:
        yield tail + chunk
        tail = chunk[-OVERLAP:]


def _refuse_document_type(path: Path, part: str, piece: bytes) -> None:
    """No workbook has a document type, and entities in it can grow without end."""
    if b"<!DOCTYPE" in piece and part.endswith((".xml", ".rels")):
        raise damaged(path, f"{part} has a document type")


def _look_over(path: Path, archive: zipfile.ZipFile, sheets: Collection[str]) -> Mapping[str, Glance]:
    """Read every part once: a damaged one fails its checksum here, not in the middle of a sync. What is seen of *sheets*."""
    glances = {part: Glance() for part in sheets}
    for part in archive.namelist():
        glance = glances.get(part)
        for piece in overlapping(_read(path, archive, part)):
            _refuse_document_type(path, part, piece)
            if glance:
                glance.take(piece)
    return glances


def _read(path: Path, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    try:
        with archive.open(part) as file:
            while piece := file.read(_CHUNK):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise damaged(path, f"{part}: {error}") from error


def _package(path: Path, archive: zipfile.ZipFile) -> Package:
    parts = tuple(archive.namelist())
    book = _book_part(path, archive)
    if book is None:
        raise other_kind(path, "is not an Excel workbook.", "er ikke en Excel-arbeidsbok.")
    text, targets = _text(path, archive, book), _targets(path, archive, book)
    found = {name: part for name, part in _sheets(ET.fromstring(text), targets) if part in parts}  # noqa: S314 - see _text
    glances = _look_over(path, archive, set(found.values()))
    return Package(path, parts, found, book, set(targets.values()), glances, _STRICT.encode() in text)


def _text(path: Path, archive: zipfile.ZipFile, part: str) -> bytes:
    """All of a small part, safe to be parsed."""
    text = b"".join(_read(path, archive, part))
    _refuse_document_type(path, part, text)
    return text


def _book_part(path: Path, archive: zipfile.ZipFile) -> str | None:
    """The workbook's main part. Other files of the family (a text document, a binary workbook) have none in XML."""
    for node in _relations(path, archive, "_rels/.rels"):
        target = _resolved("", node.get("Target", ""))
        if node.get("Type", "").endswith("/officeDocument") and target.endswith(".xml") and "xl/" in target:
            return target
    return None


def relations_of(part: str) -> str:
    """The part in which the relations of another stand."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _targets(path: Path, archive: zipfile.ZipFile, book: str) -> Mapping[str, str]:
    folder = posixpath.dirname(book)
    nodes = _relations(path, archive, relations_of(book))
    return {node.get("Id", ""): _resolved(folder, node.get("Target", "")) for node in nodes}


def _relations(path: Path, archive: zipfile.ZipFile, part: str) -> Iterable[ET.Element]:
    return ET.fromstring(_text(path, archive, part)) if part in archive.namelist() else ()  # noqa: S314 - see _text


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _sheets(root: ET.Element, targets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        if node.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            yield node.get("name", ""), targets.get(relation, "")
