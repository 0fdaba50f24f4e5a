"""Makes a picture of a page smaller: 256 of its colours as a palette, and every other one the nearest of these."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FREQUENT, NEAR = 400, 120  # pixels; the square of a distance between colours
Row = Sequence[bytes]


def smaller(png: bytes) -> bytes:
    """A PNG with a palette. *png* has 8 bits for each of red, green and blue, and no alpha, as Chromium writes it."""
    parts = dict(_chunks(png))
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    assert parts[b"IHDR"][8:10] == b"\x08\x02", "not in three colours of 8 bits"
    rows = list(_rows(zlib.decompress(parts[b"IDAT"]), width))
    palette = _palette(Counter(pixel for row in rows for pixel in row))
    place = _Places(palette)
    data = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    made = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(*each) for each in made)


def _palette(colours: Counter[bytes]) -> list[bytes]:
    """The frequent colours, and of the others those that are like none before them: the edges of letters have hundreds."""
    found: list[bytes] = []
    for colour, count in colours.most_common():
        if count >= FREQUENT or all(_distance(colour, each) > NEAR for each in found):
            found.append(colour)
    return found[:256]


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


class _Places(dict[bytes, int]):
    """Where a colour, or else the one nearest to it, is in a palette."""

    def __init__(self, palette: Sequence[bytes]) -> None:
        super().__init__({colour: at for at, colour in enumerate(palette)})
        self.palette = palette

    def __missing__(self, colour: bytes) -> int:
        self[colour] = found = min(range(len(self.palette)), key=lambda at: _distance(self.palette[at], colour))
        return found


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents; the data, which may come in several chunks, as one."""
    at, data = len(SIGNATURE), b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        data += content if name == b"IDAT" else b""
        yield name, data if name == b"IDAT" else content
        at += 12 + length


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _rows(raw: bytes, width: int) -> Iterator[Row]:
    """The pixels of each row, without the filters that PNG puts on them."""
    above, step = bytearray(3 * width), 3 * width + 1
    for start in range(0, len(raw), step):
        line = bytearray(raw[start + 1 : start + step])
        _unfilter(raw[start], line, above)
        yield [bytes(line[at : at + 3]) for at in range(0, len(line), 3)]
        above = line


def _unfilter(kind: int, line: bytearray, above: bytearray) -> None:
    for at in range(len(line) if kind else 0):
        left, corner = (line[at - 3], above[at - 3]) if at >= 3 else (0, 0)
        line[at] = (line[at] + _expected(kind, left, above[at], corner)) & 255


def _expected(kind: int, left: int, up: int, corner: int) -> int:
    """What the filter *kind* takes a byte to be: that to the left, above, the mean of both, or the nearest to their plane."""
    if kind < 4:
        return (left, up, (left + up) // 2)[kind - 1]
    return min((left, up, corner), key=lambda each: abs(left + up - corner - each))
