"""Lines of a file that spreadsheets open, safe against texts that would be taken for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from flask import Response, stream_with_context

from webapp import config
from webapp.i18n import language

DELIMITERS = {"nb": ";", "en": ","}  # what spreadsheets of that language take for the end of a cell
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads æ, ø and å as something else
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # wide forms count as well


def download(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """The rows as a file of today, sent while they are read: `kobling-NAME-2026-03-01.csv`."""
    lines = stream_with_context(csv_lines(rows, DELIMITERS[language()]))
    today = datetime.now(config.current["TIMEZONE"]).date().isoformat()
    headers = {"Content-Disposition": f"attachment; filename=kobling-{name}-{today}.csv", "Cache-Control": "no-store"}
    return Response(lines, mimetype="text/csv", headers=headers)


def csv_lines(rows: Iterable[Sequence[str]], delimiter: str) -> Iterator[str]:
    """The rows as lines, one at a time. A cell that begins as a formula does gets an apostrophe, which spreadsheets hide."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r", "\n")) else cell
