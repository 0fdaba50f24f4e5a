"""What an import of customers with sixty thousand characters each takes of memory, and what undoing it does: `make bench`.

Every way that such actors can go, with a tenth of them and with all: a preview and its import, an import without one, the import
of actors that were chosen by their keys, all of them once more as updates, suggestions, and an undo; in a text field of the CRM
that takes all of it, and in one that cuts it. Prints the peak memory of each process (it must not grow with the actors).
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import source
from benchmarks.connected import connected
from connectors.base import FieldType
from webapp.models import Company, Connection, CrmField, FieldMapping, Link, SyncRun
from webapp.services import suggesting_run, undoing
from webapp.services.import_choice import LIMIT
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

CUSTOMERS, LENGTH, MEMORY = 3_000, 60_000, 120
MEGABYTE = 1024  # of kilobytes
COLUMN, FIELD = "Ad2", "X_NOTES"
"""Where the long texts stand in the ERP, and the field of the CRM that takes all of them."""
Figures = dict[str, float]


def main() -> int:
    """Measure and print; the exit code is 1 where a limit is broken."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--count", type=int, default=CUSTOMERS)
    reader.add_argument("--work", nargs=2, metavar=("WAY", "FILE"))
    reader.add_argument("--only", choices=WAYS, action="append")
    chosen = reader.parse_args()
    if chosen.work:
        print(json.dumps(measure(*chosen.work)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        write(few, chosen.count // 10)
        write(many, chosen.count)
        print(f"{chosen.count:,} customers of {LENGTH:,} characters: megabytes at most (limit {MEMORY}), with a tenth of them")
        peaks = [report(way, few, many) for way in chosen.only or WAYS]
    return int(max(peaks) > MEMORY)


def report(way: str, few: Path, many: Path) -> float:
    """Print what a way takes; the most of it."""
    tenth, whole = measured(way, few), measured(way, many)
    for name, peak in whole.items():
        if name != "seconds":
            print(f"  {way:<10} {name:<10} {peak:>5.0f}  {tenth[name]:>5.0f}", flush=True)
    print(f"  {way:<10} seconds    {whole.pop('seconds'):>5.0f}", flush=True)
    return max(whole.values())


def measured(way: str, file: Path) -> Figures:
    """The figures of one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.heavy", "--work", way, str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def write(file: Path, count: int) -> None:
    """The customers in the table that the benchmark's connector reads, each with a long text of its own."""
    source.write_database(file, count)
    with sqlite3.connect(file) as database:
        text = ("Befaring på øya; målt, tegnet og avtalt. " * (LENGTH // 40))[: LENGTH - 12]
        database.execute(f"UPDATE customer SET {COLUMN} = printf('%012d', id) || ?", (text,))
    database.close()


def measure(way: str, file: str) -> Figures:
    """The peaks of one way."""
    with connected(Path(file)) as connection:
        if way != "cut":
            _map_whole()
        began = time.perf_counter()
        figures = WAYS[way](connection)
        figures["connector"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    return figures | {"seconds": time.perf_counter() - began}


def _map_whole() -> None:
    CrmField.create(entity="company", key=FIELD, name="Notes", name_key="notes", type=FieldType.TEXT.value, max_length=0)
    FieldMapping.update(crm_key=FIELD).where(FieldMapping.erp_key == COLUMN).execute()


def _peak(of: Callable[[], SyncRun], name: str) -> tuple[SyncRun, Figures]:
    """A run carried out, and the most memory that this process had meanwhile."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    run = SyncRun.get_by_id(of().id)
    assert run.state == "done", (run.state, run.counts, run.error)
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return run, {name: int(told["VmHWM"].split()[0]) / MEGABYTE}


def previewed(connection: Connection) -> Figures:
    """A preview and its import."""
    preview, first = _peak(lambda: requests.preview(connection, source.TYPE, Wanted(), None), "preview")
    _run, second = _peak(lambda: requests.start(preview, None), "import")
    return first | second


def at_once(connection: Connection) -> Figures:
    """An import without a preview, and its undo."""
    run, first = _peak(lambda: requests.at_once(connection, source.TYPE, Wanted(), None), "at once")
    return first | _peak(lambda: undoing.request(run, None), "undo")[1]


def chosen(connection: Connection) -> Figures:
    """Those that somebody has ticked."""
    keys = [str(100_000 + n) for n in range(LIMIT)]
    return _peak(lambda: requests.at_once(connection, source.TYPE, Wanted(erp_keys=keys), None), "chosen")[1]


def updated(connection: Connection) -> Figures:
    """All of them as updates, by a preview and without one, and the undo of those."""
    requests.at_once(connection, source.TYPE, Wanted(), None)
    _empty()
    preview, first = _peak(lambda: requests.preview(connection, source.TYPE, Wanted(), None), "preview")
    run, second = _peak(lambda: requests.start(preview, None), "import")
    _undo, third = _peak(lambda: undoing.request(run, None), "undo")
    _run, last = _peak(lambda: requests.at_once(connection, source.TYPE, Wanted(), None), "at once")
    return first | second | third | last


def _empty() -> None:
    """Something else stands in every record."""
    Company.update(values={"NAME": "-", FIELD: "-"}).execute()


def suggested(connection: Connection) -> Figures:
    """Suggestions for all of them, where nothing is linked."""
    requests.at_once(connection, source.TYPE, Wanted(), None)
    Link.delete().execute()
    return _peak(lambda: suggesting_run.request(connection, source.TYPE, None), "suggest")[1]


WAYS: Mapping[str, Callable[[Connection], Figures]] = {
    "previewed": previewed,
    "at once": at_once,
    "cut": previewed,
    "chosen": chosen,
    "updated": updated,
    "suggested": suggested,
}


if __name__ == "__main__":
    sys.exit(main())
