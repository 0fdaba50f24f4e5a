"""The floor: a Flask view with one SQLite query and a Jinja template of the same size. No sign-in, no state, no rules."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import Flask, render_template
from jinja2 import DictLoader

ROWS = 100
CELLS = 8
FRAME = "<!doctype html><html lang='en'><title>Bare</title><body><table>{%% for row in rows %%}%s{%% endfor %%}</table>"


def app(folder: Path, size: int) -> Flask:
    """The bare application over a database in *folder*; its page has *size* bytes, in 100 rows of 8 cells."""
    file = folder / "bare.db"
    _fill(file)
    bare = Flask(__name__)
    bare.jinja_loader = DictLoader({"page.html": FRAME % _row(size // ROWS)})  # type: ignore[assignment]

    @bare.get("/")
    def page() -> str:
        database = sqlite3.connect(file)
        rows = database.execute("SELECT * FROM connection ORDER BY name").fetchall()
        database.close()
        return render_template("page.html", rows=rows)

    return bare


def _row(size: int) -> str:
    """A row's markup: as long, with its values in it, as those of the list it stands for."""
    cells = "".join(f"<td>{{{{ row[{cell}] }}}}</td>" for cell in range(CELLS))
    filling = size - len("<tr data-filling=''></tr>") - CELLS * (len("<td></td>") + len("A value of 20 letters"))
    return f"<tr data-filling='{'x' * filling}'>{cells}</tr>"


def _fill(file: Path) -> None:
    values = [tuple(f"A value of {number:03} letters"[:21] for _cell in range(CELLS)) for number in range(ROWS)]
    with sqlite3.connect(file) as database:
        database.execute(f"CREATE TABLE connection (name, {', '.join(f'cell{cell}' for cell in range(1, CELLS))})")
        database.executemany(f"INSERT INTO connection VALUES ({', '.join('?' * CELLS)})", values)
    database.close()
