"""The import of 100 000 customers against a bare read and upsert of the same rows, in one run: `make bench`.

From a SQLite table behind a plain connector, and from a workbook. The floor is what the standard library (for the workbook:
calamine) does at the least: read the rows, upsert each and a link with its last values by `executemany`. Prints seconds and
ratios, by the clock and by processor time, of the import without a preview (aim at most 2, from 3 on a defect: it reads and
stores as the floor does), and of a preview, the import of it and both, between which everything is kept once more for somebody
to look at. Beside the worker's processor time stands that of the connector's process, which runs on another core. On a machine
that does other work too the processor time tells more than the clock. The limit of memory is each process's.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks import source
from benchmarks.connected import connected
from webapp.db import db
from webapp.models import Company, Link, SyncRun
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

CUSTOMERS, ROUNDS = 100_000, 3
AIM, DEFECT, MEMORY = 2.0, 3.0, 120
CHUNK = 5_000
MEGABYTE = 1024  # ru_maxrss counts kilobytes
Figures = dict[str, float]


class Moment:
    """A moment by the clock on the wall and by the processor time of this process."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def until(self, other: Moment, name: str) -> dict[str, float]:
        """How long it was to another moment."""
        return {name: other.wall - self.wall, f"{name} cpu": other.cpu - self.cpu}


def main() -> int:
    """Measure and print; the exit code is 1 where a limit is broken."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--count", type=int, default=CUSTOMERS)
    reader.add_argument("--rounds", type=int, default=ROUNDS)
    reader.add_argument("--work", nargs=2, metavar=("floor|previewed|at once", "FILE"))
    chosen = reader.parse_args()
    if chosen.work:
        kind, file = chosen.work
        print(json.dumps({"floor": floor, "previewed": previewed, "at once": at_once}[kind](Path(file), chosen.count)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        table, workbook = Path(folder) / "erp.db", Path(folder) / "erp.xlsx"
        source.write_database(table, chosen.count)
        source.write_workbook(workbook, chosen.count)
        broken = [report(file, chosen.count, chosen.rounds) for file in (table, workbook)]
    return int(any(broken))


def report(file: Path, count: int, rounds: int) -> bool:
    """Race the two over one source and print what came of it; whether a limit is broken."""
    pairs = [
        (measured("floor", file, count), measured("at once", file, count) | measured("previewed", file, count))
        for _ in range(rounds)
    ]
    bare_wall, bare_cpu = _middle(bare["floor"] for bare, _ in pairs), _middle(bare["floor cpu"] for bare, _ in pairs)
    print(f"{count:,} customers from {file.name}, medians of {rounds}: seconds by the clock and of processor time")
    print(f"  {'floor':<10} {bare_wall:>6.2f}               cpu {bare_cpu:>6.2f}")
    ratios = {}
    for name in ("at once", "preview", "import", "both"):
        ratios[name] = _middle(own[name] / bare["floor"] for bare, own in pairs)
        work = _middle(own[f"{name} cpu"] / bare["floor cpu"] for bare, own in pairs)
        seconds, cpu = _middle(own[name] for _, own in pairs), _middle(own[f"{name} cpu"] for _, own in pairs)
        print(f"  {name:<10} {seconds:>6.2f}  ratio {ratios[name]:>5.2f}  cpu {cpu:>6.2f}  ratio {work:>5.2f}")
    print(f"  {'connector':<10}                       cpu {_middle(own['child cpu'] for _, own in pairs):>6.2f}")
    peaks = {name: max(own[name] for _, own in pairs) for name in ("worker", "child")}
    bare_peak = max(bare["memory"] for bare, _ in pairs)
    print(f"  memory: worker {peaks['worker']:.0f} MB (limit {MEMORY}), connector {peaks['child']:.0f}, floor {bare_peak:.0f}")
    print(f"  aim {AIM}, defect from {DEFECT}")
    return ratios["at once"] >= DEFECT or max(peaks.values()) > MEMORY


def _middle(figures: Iterable[float]) -> float:
    return statistics.median(figures)


def measured(kind: str, file: Path, count: int) -> Figures:
    """The figures of one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.importing", "--count", str(count), "--work", kind, str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


# ---- the floor


def floor(file: Path, count: int) -> Figures:
    """The bare read and upsert."""
    with tempfile.TemporaryDirectory() as folder:
        target = sqlite3.connect(Path(folder) / "crm.db")
        target.execute("PRAGMA journal_mode = wal")
        columns = ", ".join(source.FIELDS)
        target.execute(f"CREATE TABLE company (id TEXT PRIMARY KEY, {columns})")
        target.execute("CREATE TABLE link (erp_key TEXT PRIMARY KEY, company TEXT, agreed TEXT)")
        setting = ", ".join(f"{name} = excluded.{name}" for name in source.FIELDS)
        upsert = f"INSERT INTO company VALUES ({', '.join('?' * 14)}) ON CONFLICT (id) DO UPDATE SET {setting}"
        keep = "INSERT INTO link VALUES (?, ?, ?) ON CONFLICT (erp_key) DO UPDATE SET agreed = excluded.agreed"
        began = Moment()
        rows = table_rows(file) if file.suffix == ".db" else workbook_rows(file)
        while some := list(islice(rows, CHUNK)):
            target.executemany(upsert, some)
            target.executemany(keep, [(row[0], row[0], json.dumps(row[1:])) for row in some])
        target.commit()
        figures = began.until(Moment(), "floor")
        assert target.execute("SELECT COUNT(*) FROM link").fetchone() == (count,)
        target.close()
    return figures | {"memory": _peak(resource.RUSAGE_SELF)}


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / MEGABYTE


def table_rows(file: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of the table."""
    return iter(sqlite3.connect(file).execute(f"SELECT id, {', '.join(source.FIELDS)} FROM customer ORDER BY id"))


def workbook_rows(file: Path) -> Iterator[list[Any]]:
    """The rows of the workbook's sheet."""
    rows = iter(CalamineWorkbook.from_path(file).get_sheet_by_name("Customer").iter_rows())
    next(rows)
    return rows


# ---- ours


def previewed(file: Path, count: int) -> Figures:
    """A preview of all and the import of all that is in it, as the worker carries them out."""
    with connected(file) as connection:
        began = Moment()
        preview = SyncRun.get_by_id(requests.preview(connection, source.TYPE, Wanted(), None).id)
        between = Moment()
        run = SyncRun.get_by_id(requests.start(preview, None).id)
        ended = Moment()
        assert preview.counts == {"new": count}, (preview.state, preview.counts, preview.error)
        assert run.counts == {"created": count}, (run.state, run.counts)
        assert (Company.select().count(), Link.select().count()) == (count, count)
        assert not db.in_transaction()
    return began.until(between, "preview") | between.until(ended, "import") | began.until(ended, "both") | _beside()


def at_once(file: Path, count: int) -> Figures:
    """The import of all without a preview."""
    with connected(file) as connection:
        began = Moment()
        run = SyncRun.get_by_id(requests.at_once(connection, source.TYPE, Wanted(), None).id)
        ended = Moment()
        assert run.counts == {"created": count}, (run.state, run.counts, run.error)
        assert (Company.select().count(), Link.select().count()) == (count, count)
    return began.until(ended, "at once") | _beside()


def _beside() -> Figures:
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    peaks = {"worker": _peak(resource.RUSAGE_SELF), "child": _peak(resource.RUSAGE_CHILDREN)}
    return peaks | {"child cpu": child.ru_utime + child.ru_stime}


if __name__ == "__main__":
    sys.exit(main())
