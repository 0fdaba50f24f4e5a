"""Static files come compressed to who takes that, and unharmed to who doesn't; pages never do."""

from __future__ import annotations

import gzip
from typing import Any

from tests.conftest import Browser

GZIP = {"Accept-Encoding": "gzip, deflate"}  # as browsers say it


def get(browser: Browser, url: str, **headers: str) -> Any:
    return browser.client.get(url, headers=headers, buffered=True)


def test_a_style_sheet_comes_compressed_and_is_the_same(admin: Browser):
    plain = get(admin, "/static/app.css")
    small = get(admin, "/static/app.css", **GZIP)
    assert (plain.content_encoding, small.content_encoding) == (None, "gzip")
    assert gzip.decompress(small.data) == plain.data
    assert all("Accept-Encoding" in each.headers["Vary"] for each in (plain, small))


def test_a_compressed_file_is_not_sent_again_while_it_is_the_same(admin: Browser):
    first = get(admin, "/static/app.js", **GZIP)
    again = get(admin, "/static/app.js", **GZIP, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = get(admin, "/static/app.js", **GZIP, Range="bytes=0-9")
    assert (part.status_code, len(part.data), part.content_encoding) == (206, 10, None)


def test_a_file_that_is_not_there_is_not_found(admin: Browser):
    assert get(admin, "/static/../config.py", **GZIP).status_code == 404
    assert get(admin, "/static/none.css", **GZIP).status_code == 404


def test_a_page_is_not_compressed_since_it_carries_a_token_beside_what_was_typed(admin: Browser):
    assert get(admin, "/sync?q=typed", **GZIP).content_encoding is None
