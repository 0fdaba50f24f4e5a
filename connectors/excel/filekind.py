"""What kind of file somebody has pointed at: everything that is no workbook is refused in words before it is parsed."""

from __future__ import annotations

import mmap
from pathlib import Path

from connectors.base import Text
from connectors.errors import ConfigInvalid, ConnectorError, ProtocolBroken
from connectors.excel.folders import SUFFIXES

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = Text(
    "Open it in Excel and save it as “Excel Workbook (*.xlsx)”.",
    "Åpne den i Excel og lagre den som «Excel-arbeidsbok (*.xlsx)».",
)


def refuse_other_files(path: Path, max_bytes: int) -> None:
    """Refuse what can't be a workbook by its kind, name, size or first bytes; never reads more than it must.

    Raises `ConfigInvalid`, or `ProtocolBroken` for an empty file: somebody may still be copying it.
    """
    if not path.is_file():
        raise _refusal(
            f"“{path.name}” is a folder.",
            f"«{path.name}» er en mappe.",
            Text("Write the path of a workbook in it.", "Skriv stien til en arbeidsbok i den."),
        )
    if path.suffix.lower() not in SUFFIXES:
        raise _refusal(
            f"“{path.name}” is neither an .xlsx nor an .xlsm file.",
            f"«{path.name}» er verken en .xlsx- eller en .xlsm-fil.",
            _SAVE_AS,
        )
    _refuse_size(path, max_bytes)
    _refuse_start(path)


def size_text(size: int) -> Text:
    """A file's size as people read it."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    shown = f"{amount:.0f}" if amount >= 10 or unit == "B" else f"{amount:.1f}"
    return Text(f"{shown}\u00a0{unit}", f"{shown.replace('.', ',')}\u00a0{unit}")


def damaged(path: Path, detail: str) -> ProtocolBroken:
    """The error for a workbook that is cut off or damaged."""
    return ProtocolBroken(
        Text(f"“{path.name}” is damaged or was not copied whole.", f"«{path.name}» er skadet eller ble ikke kopiert helt."),
        Text(
            "Open it in Excel, let Excel repair it and save it, or copy it again from where it came from.",
            "Åpne den i Excel, la Excel reparere den og lagre den, eller kopier den på nytt derfra den kom.",
        ),
        detail=detail,
        field="file",
    )


def unreadable(path: Path, error: OSError) -> ConnectorError:
    """The error for a file that the operating system doesn't let us read."""
    return ConfigInvalid(
        Text(f"“{path.name}” can't be read.", f"«{path.name}» kan ikke leses."),
        Text(
            "Give the account that this program runs as the right to read the file.",
            "Gi kontoen som dette programmet kjører som, rett til å lese filen.",
        ),
        detail=str(error.strerror or error),
        field="file",
    )


def other_kind(path: Path, en: str, nb: str) -> ConfigInvalid:
    """The error for a file of another kind with the name of a workbook."""
    return _refusal(f"“{path.name}” {en}", f"«{path.name}» {nb}", _SAVE_AS)


def _refusal(en: str, nb: str, remedy: Text) -> ConfigInvalid:
    return ConfigInvalid(Text(en, nb), remedy, field="file")


def _refuse_size(path: Path, max_bytes: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise ProtocolBroken(
            Text(f"“{path.name}” is empty.", f"«{path.name}» er tom."),
            Text("Copy the workbook again from where it came from.", "Kopier arbeidsboken på nytt derfra den kom."),
            field="file",
        )
    if size > max_bytes:
        had, limit = size_text(size), size_text(max_bytes)
        raise _refusal(
            f"“{path.name}” is too large: {had.en}, and the limit is {limit.en}.",
            f"«{path.name}» er for stor: {had.nb}, og grensen er {limit.nb}.",
            Text(
                "Move sheets that are not synced to a workbook of their own.",
                "Flytt ark som ikke synkroniseres, til en egen arbeidsbok.",
            ),
        )


def _refuse_start(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(_ZIP):
            return
        if start.startswith(_COMPOUND):
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                raise _compound(path, whole)
    if _is_text(start):
        raise other_kind(
            path, "is a text file, perhaps CSV, that was renamed.", "er en tekstfil, kanskje CSV, som har fått nytt navn."
        )
    raise other_kind(path, "is not an Excel workbook.", "er ikke en Excel-arbeidsbok.")


def _compound(path: Path, whole: mmap.mmap) -> ConfigInvalid:
    """Password-protected workbooks and those of Excel 97 are both compound files: the names of their streams tell."""
    if whole.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        return _refusal(
            f"“{path.name}” is protected with a password.",
            f"«{path.name}» er beskyttet med passord.",
            Text(
                "Take the password away in Excel: File, Info, Protect Workbook, Encrypt with Password.",
                "Fjern passordet i Excel: Fil, Info, Beskytt arbeidsbok, Krypter med passord.",
            ),
        )
    return other_kind(path, "is an old workbook (Excel 97 to 2003).", "er en gammel arbeidsbok (Excel 97 til 2003).")


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in start)
