"""The zip package that a workbook is: its parts, whether it is whole and of sane size, and where each sheet lies."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.base import Text
from connectors.errors import ConfigInvalid
from connectors.excel.filekind import damaged, other_kind, size_text

UNPACKED_FACTOR = 10
"""A workbook may unpack to ten times the size limit of the file itself; XML of real ones shrinks to a fifth or so."""
_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_STRICT = "http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Package:
    """What is in the zip file: names of all parts, the part of each worksheet by the sheet's name, the XML dialect."""

    path: Path
    parts: tuple[str, ...]
    sheets: Mapping[str, str]
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
            _check_whole(path, archive)
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


def _check_whole(path: Path, archive: zipfile.ZipFile) -> None:
    """Read every part once: a damaged one fails its checksum here, not in the middle of a sync.

    A document type is refused, since no workbook has one and entities in it can grow without end.
    """
    for info in archive.infolist():
        for piece in _read(path, archive, info.filename):
            if info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in piece:
                raise damaged(path, f"{info.filename} has a document type")


def _read(path: Path, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    try:
        with archive.open(part) as file:
            while piece := file.read(_CHUNK):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise damaged(path, f"{part}: {error}") from error


def _package(path: Path, archive: zipfile.ZipFile) -> Package:
    parts = tuple(archive.namelist())
    book = _book_part(archive)
    if book is None:
        raise other_kind(path, "is not an Excel workbook.", "er ikke en Excel-arbeidsbok.")
    text = archive.read(book)
    sheets = _sheets(ET.fromstring(text), _targets(archive, book))  # noqa: S314 - no document type gets here
    return Package(path, parts, {name: part for name, part in sheets if part in parts}, _STRICT.encode() in text)


def _book_part(archive: zipfile.ZipFile) -> str | None:
    """The workbook's main part. Other files of the family (a text document, a binary workbook) have none in XML."""
    for type_, target in _relations(archive, "_rels/.rels", ""):
        if type_.endswith("/officeDocument") and target.endswith(".xml") and "xl/" in target:
            return target
    return None


def _targets(archive: zipfile.ZipFile, book: str) -> Mapping[str, str]:
    folder, name = posixpath.split(book)
    root = ET.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))  # noqa: S314 - no document type gets here
    return {node.get("Id", ""): _resolved(folder, node.get("Target", "")) for node in root}


def _relations(archive: zipfile.ZipFile, part: str, folder: str) -> Iterator[tuple[str, str]]:
    if part in archive.namelist():
        for node in ET.fromstring(archive.read(part)):  # noqa: S314 - no document type gets here
            yield node.get("Type", ""), _resolved(folder, node.get("Target", ""))


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _sheets(root: ET.Element, targets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        if node.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            yield node.get("name", ""), targets.get(relation, "")
