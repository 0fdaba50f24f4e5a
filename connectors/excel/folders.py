"""Where workbooks may lie: the allowed folders, the workbooks found in them, and who has one open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from connectors.base import Text
from connectors.errors import ConfigInvalid, Unreachable

SUFFIXES = (".xlsx", ".xlsm")
SUGGESTIONS = 200
_DEPTH = 4
_ENTRIES = 20_000
"""A suggestion must never walk a whole file server: so deep and so many entries are looked at, no more."""

Stamp = tuple[int, int, int]


def locate(file: str, folders: Sequence[Path]) -> Path:
    """The real path of the workbook that the configuration names, which need not be a file yet.

    A relative path is looked up in each allowed folder. Symbolic links are followed first, so that none leads out of
    the allowed folders. Raises `ConfigInvalid` for a path outside, `Unreachable` where nothing is there.
    """
    if not file.strip():
        raise ConfigInvalid(
            Text("No workbook is given.", "Ingen arbeidsbok er oppgitt."),
            Text("Write the path of a workbook, or choose one.", "Skriv stien til en arbeidsbok, eller velg en."),
            field="file",
        )
    candidates = [found for found in _candidates(file.strip(), folders) if _inside(found, folders)]
    if not candidates:
        raise _outside(file, folders)
    for found in candidates:
        if _is_there(found):
            return found
    raise _missing(file, folders)


def identity_of(file: str, folders: Sequence[Path]) -> str:
    """The workbook as a stable string, the same for every way of writing its path; "" where nothing is there."""
    try:
        return os.path.normcase(locate(file, folders))
    except (ConfigInvalid, Unreachable):
        return ""


def workbooks(folders: Sequence[Path]) -> list[str]:
    """Workbooks found in the allowed folders, at most 200, sorted: relative where that is enough to find them."""
    found: dict[str, None] = {}
    for folder in folders:
        for path in _found_in(folder):
            relative = str(path.relative_to(folder))
            found.setdefault(str(path) if relative in found else relative)
    return sorted(found, key=str.casefold)[:SUGGESTIONS]


def stamp_of(path: Path) -> Stamp:
    """What changes when anybody writes the file: time, size and inode. Raises OSError."""
    facts = path.stat()
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def backup_of(path: Path) -> Path:
    """The copy that is kept of a workbook before it is written."""
    return path.with_name(f"{path.stem}.bak{path.suffix}")


def opened_by(path: Path) -> str | None:
    """Who has the workbook open in Excel or LibreOffice ("?" where that can't be read), None when nobody has.

    Excel leaves `~$name` beside it, with the user's name after its length; LibreOffice `.~lock.name#`, with names
    between commas.
    """
    excel, libre = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    if excel.exists():
        data = _start_of(excel)
        return data[1 : 1 + data[0]].decode("cp1252", "replace").strip("\0 ") or "?" if data else "?"
    if libre.exists():
        parts = _start_of(libre).decode("utf-8", "replace").split(",")
        return next((part.strip() for part in parts[:2] if part.strip()), "?")
    return None


def opened_text(path: Path, who: str) -> Text:
    """A sentence that tells who has the workbook open."""
    if who == "?":
        return Text(f"Somebody has “{path.name}” open.", f"Noen har «{path.name}» åpen.")
    return Text(f"{who} has “{path.name}” open.", f"{who} har «{path.name}» åpen.")


def opened_remedy(path: Path) -> Text:
    """What to do about a workbook that is open, or looks so."""
    lock = f"~${path.name}" if path.with_name(f"~${path.name}").exists() else f".~lock.{path.name}#"
    return Text(
        f"Close the workbook there. If nobody has it open, a program has crashed: delete the file “{lock}”.",
        f"Lukk arbeidsboken der. Hvis ingen har den åpen, har et program stoppet brått: Slett filen «{lock}».",
    )


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(300)
    except OSError:
        return b""


def _candidates(file: str, folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            yield (folder / file).resolve()  # an absolute path replaces the folder
        except (ValueError, OSError, RuntimeError) as error:  # a NUL in it, too long, links in a circle
            raise ConfigInvalid(
                Text("The path of the workbook can't be used.", "Stien til arbeidsboken kan ikke brukes."),
                Text("Write the path again.", "Skriv stien på nytt."),
                detail=str(error),
                field="file",
            ) from error


def _inside(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder.resolve()) for folder in folders)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise ConfigInvalid(
            Text("The path of the workbook can't be used.", "Stien til arbeidsboken kan ikke brukes."),
            Text("Check the path and who may open its folders.", "Kontroller stien og hvem som kan åpne mappene i den."),
            detail=str(error),
            field="file",
        ) from error


def _found_in(folder: Path) -> Iterator[Path]:
    entries = islice(_walk(folder, _DEPTH), _ENTRIES)
    return (path for path in entries if path.suffix.lower() in SUFFIXES and not _is_ours(path))


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth and not entry.name.startswith("."):
                yield from _walk(Path(entry.path), depth - 1)
        elif entry.is_file():
            yield Path(entry.path)


def _is_ours(path: Path) -> bool:
    """Whether it is nobody's workbook: a lock, a hidden or temporary file, a backup copy of ours."""
    return path.name.startswith((".", "~$")) or path.stem.endswith(".bak")


def _named(folders: Sequence[Path]) -> Text:
    return Text(", ".join(f"“{folder}”" for folder in folders), ", ".join(f"«{folder}»" for folder in folders))


def _outside(file: str, folders: Sequence[Path]) -> ConfigInvalid:
    if not folders:
        return ConfigInvalid(
            Text("No folder is allowed for workbooks.", "Ingen mappe er tillatt for arbeidsbøker."),
            Text(
                "Have whoever runs the server allow a folder for files.",
                "Be den som driver serveren, om å tillate en mappe for filer.",
            ),
            field="file",
        )
    return ConfigInvalid(
        Text(f"“{file}” lies outside the allowed folders.", f"«{file}» ligger utenfor de tillatte mappene."),
        Text(
            f"Put the workbook in one of these folders: {_named(folders).en}.",
            f"Legg arbeidsboken i en av disse mappene: {_named(folders).nb}.",
        ),
        field="file",
    )


def _missing(file: str, folders: Sequence[Path]) -> Unreachable:
    return Unreachable(
        Text(f"The workbook “{file}” was not found.", f"Arbeidsboken «{file}» ble ikke funnet."),
        Text(
            f"Check the name. These folders were searched: {_named(folders).en}.",
            f"Kontroller navnet. Disse mappene ble gjennomsøkt: {_named(folders).nb}.",
        ),
        field="file",
    )
