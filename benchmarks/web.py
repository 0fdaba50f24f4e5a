"""The Sync screen with 100 connections and 20 connectors against a bare Flask view, in one run: `make bench`.

Prints requests per second of both and their ratio (aim: 0.5; under 0.33 is a defect), the number of SQL queries, and
what the first view weighs compressed (at most 40 kB).
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import bare, filled, load
from webapp import create_app
from webapp.config import read_settings
from webapp.db import db

ROUNDS = 5
LIMIT = 40_000
DEFECT = 0.33


def main() -> int:
    """Measure and print; the exit code is 1 where a limit is broken."""
    with filled.instance() as app, tempfile.TemporaryDirectory() as folder:
        client = filled.signed_in(app)
        page = client.get("/sync").get_data()
        queries, weight = count_queries(client), first_view(client, page)
        cookie = f"kobling={client.get_cookie('kobling').value}"  # type: ignore[union-attr]
        ours, floor = race(app.config["INSTANCE_FOLDER"], cookie, folder, len(page))
    ratio = statistics.median(one / other for one, other in zip(ours, floor, strict=True))
    print(f"page           {len(page):>7,} bytes, {queries} SQL queries")
    print(f"bare view      {statistics.median(floor):>7,.0f} requests/s")
    print(f"Sync screen    {statistics.median(ours):>7,.0f} requests/s")
    print(f"ratio          {ratio:>7.2f} (aim 0.5, defect under {DEFECT})")
    print(f"first view     {weight:>7,} bytes compressed, all in (limit {LIMIT:,})")
    return int(ratio < DEFECT or weight > LIMIT)


def race(instance: str, cookie: str, folder: str, size: int) -> tuple[list[float], list[float]]:
    """Requests per second of ours and of the bare view, round by round in turn, so that both meet the same machine."""
    ours, floor = load.Served(served, instance), load.Served(bare.app, Path(folder), size)
    for port, path in ((ours.port, "/sync"), (floor.port, "/")):
        load.per_second(port, path, cookie, 1.0)
    rounds = [(load.per_second(ours.port, "/sync", cookie), load.per_second(floor.port, "/")) for _ in range(ROUNDS)]
    ours.stop()
    floor.stop()
    return [one for one, _ in rounds], [other for _, other in rounds]


def served(instance: str) -> Flask:
    """The application over a filled instance, in the server's process."""
    return create_app(read_settings({"KOBLING_INSTANCE": instance}))


def count_queries(client: FlaskClient) -> int:
    """SQL queries of one view of the page."""
    asked: list[str] = []
    ask = db.obj.execute_sql

    def listening(sql: str, *arguments: Any, **options: Any) -> Any:
        asked.append(sql)
        return ask(sql, *arguments, **options)

    db.obj.execute_sql = listening
    client.get("/sync")
    db.obj.execute_sql = ask
    return len(asked)


def first_view(client: FlaskClient, page: bytes) -> int:
    """Bytes of the page and of everything it loads, each compressed."""
    names = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    parts = [page, *(client.get(name, buffered=True).get_data() for name in sorted(names))]
    return sum(len(gzip.compress(part, mtime=0)) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
