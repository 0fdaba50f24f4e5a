"""Undoing an import of 20 000 customers against the import itself, in one run: `make bench`.

Prints seconds and the ratio to importing the same rows from their preview, by the clock and by processor time, and how long the
question takes before: how much of it somebody has changed since.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import source
from benchmarks.connected import connected
from benchmarks.importing import Figures, Moment
from webapp.crm import aftermath
from webapp.crm.aftermath import OfImport
from webapp.crm.fields import ENTITY_OF
from webapp.models import Company, Link, SyncRun
from webapp.services import undoing
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

CUSTOMERS, ROUNDS = 20_000, 3
DEFECT, QUESTION, AIM = 5.0, 0.6, 0.3
"""How many times as long as the import an undo may take; how many seconds of the processor the question for 100 000 records."""


def main() -> int:
    """Measure and print; the exit code is 1 where a limit is broken."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--count", type=int, default=CUSTOMERS)
    reader.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "erp.db"
        source.write_database(file, chosen.count)
        rounds = [measure(file, chosen.count) for _ in range(chosen.rounds)]
    middle = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    ratio = statistics.median(each["undo"] / each["import"] for each in rounds)
    work = statistics.median(each["undo cpu"] / each["import cpu"] for each in rounds)
    print(f"{chosen.count:,} customers imported and taken back, medians of {chosen.rounds}")
    print(f"  import     {middle['import']:>6.2f}               cpu {middle['import cpu']:>6.2f}")
    print(f"  undo       {middle['undo']:>6.2f}  ratio {ratio:>5.2f}  cpu {middle['undo cpu']:>6.2f}  ratio {work:>5.2f}")
    print(f"  question   {middle['question']:>6.2f}               cpu {middle['question cpu']:>6.2f}")
    print(f"  a defect from ratio {DEFECT}, and from {QUESTION} s of the processor for the question of 100,000 (aim {AIM})")
    return int(ratio >= DEFECT or middle["question cpu"] >= QUESTION * chosen.count / 100_000)


def measure(file: Path, count: int) -> Figures:
    """One import of everything in *file*, the question before it is undone, and the undo, as the worker carries them out."""
    with connected(file) as connection:
        preview = SyncRun.get_by_id(requests.preview(connection, source.TYPE, Wanted(), None).id)
        began = Moment()
        run = SyncRun.get_by_id(requests.start(preview, None).id)
        between = Moment()
        assert aftermath.of_import(ENTITY_OF[source.TYPE], run) == OfImport(made=count, links=count)
        asked = Moment()
        undo = SyncRun.get_by_id(undoing.request(run, None).id)
        ended = Moment()
        assert undo.counts == {"deleted": count}, (undo.state, undo.counts, undo.error)
        assert not Link.select().exists()
        assert not Company.select().where(Company.deleted_at.is_null()).exists()
    return began.until(between, "import") | between.until(asked, "question") | asked.until(ended, "undo")


if __name__ == "__main__":
    sys.exit(main())
