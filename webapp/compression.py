"""Static files leave compressed, made once. Pages don't.

A page carries the token of its session beside what was typed (the filter's text), and the length of such a page
compressed would tell a listener about the token. It is small enough as it is; a proxy may decide otherwise.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

KINDS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
SMALLEST = 500  # bytes; below, the head of the answer outweighs what is saved


def compress_static_files(app: Flask) -> None:
    """Answer requests for style sheets, scripts and drawings compressed, where the browser takes that."""
    folder = app.static_folder or ""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in KINDS:
            return response
        response.vary.add("Accept-Encoding")
        file = safe_join(folder, (request.view_args or {})["filename"])
        if file and response.status_code == 200 and request.accept_encodings.quality("gzip"):
            _replace(response, _compressed(file, Path(file).stat().st_mtime_ns))
        return response


def _replace(response: Response, compressed: bytes | None) -> None:
    if compressed is None:
        return
    response.close()  # the file, opened to be sent as it is
    response.direct_passthrough = False
    response.set_data(compressed)
    response.content_encoding = "gzip"
    tag, _weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # the same file in other bytes


@lru_cache(maxsize=64)
def _compressed(file: str, changed: int) -> bytes | None:
    """The file compressed, None where that isn't worth it; *changed* is its time, so that a new version counts."""
    content = Path(file).read_bytes()
    return gzip.compress(content, mtime=0) if len(content) >= SMALLEST else None
