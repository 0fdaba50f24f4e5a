"""One quick look over the bytes of a sheet while they are unpacked for the first time: what must be looked at more closely."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

REF = rb"\sr\s*=\s*[\"']"
"""The beginning of a cell's or row's own address."""
OVERLAP = 200
"""Bytes that each piece has of the one before, so that nothing sought is cut in two."""
# A blank stands before it, which isn't asked here: a pattern that begins with a letter is found in a third of the time.
# 999 999 rows of A to Z are few enough.
_FAR_REF = re.compile(REF.removeprefix(rb"\s") + rb"(?:[A-Za-z]{2,}[0-9]|[A-Za-z]*[0-9]{7})")
_ROW_NUMBER = re.compile(rb"row\s(?:[^>]*?\s)?r=[\"']([0-9]{1,9})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_EXTENSION = re.compile(rb"\suri=[\"'](\{[0-9A-Fa-f-]{36}\})")


@dataclass(slots=True)
class Glance:
    """What was seen of a sheet. `far`: it may reach far out. `special`: it may hold formulas or errors. `extensions`:
    identifiers of its extensions. `rows`: the number of the last row, which may be blank; 0 where rows aren't numbered."""

    far: bool = False
    special: bool = False
    extensions: set[bytes] = field(default_factory=set)
    rows: int = 0

    def take(self, piece: bytes) -> None:
        """Look at a piece that overlaps the one before."""
        self.far = self.far or _FAR_REF.search(piece) is not None
        self.special = self.special or _is_special(piece)
        self.rows = max(self.rows, _last_row(piece))
        if b"uri=" in piece:
            self.extensions.update(mark.upper() for mark in _EXTENSION.findall(piece))


def _is_special(piece: bytes) -> bool:
    """Whether formulas or errors are in it. Looking for plain bytes first makes this several times quicker."""
    if b't="e"' in piece or (b"'" in piece and b"t='e'" in piece):
        return True
    return (b"<f" in piece or b":f" in piece) and _FORMULA.search(piece) is not None


def _last_row(piece: bytes) -> int:
    found = _ROW_NUMBER.match(piece, max(piece.rfind(b"row "), 0))
    return int(found[1]) if found else 0
