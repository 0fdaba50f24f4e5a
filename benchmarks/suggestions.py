"""Suggestions for 5 000 companies without a link against 50 000 customers of an ERP, in one run: `make bench`.

The whole run: the ERP read through the connector's process, compared, and what was found stored. Prints seconds (limit 30 on
two cores), the peak memory of each process with a tenth of the customers and with all (it must not grow with them), and how
many of the best suggestions that looking at every pair finds are among what was found, on a sample.
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
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from benchmarks import source
from benchmarks.connected import connected
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.models import LinkSuggestion, SyncRun
from webapp.services import record_saving, suggesting_run
from webapp.services.journal import Origin
from webapp.sync.likeness import WORTH, Facts, facts, likeness

COMPANIES, CUSTOMERS, SAMPLE = 5_000, 50_000, 60
SECONDS, MEMORY = 30.0, 120
MEGABYTE = 1024  # ru_maxrss counts kilobytes
Values = dict[str, str]


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


BEGINNINGS = words(
    "Nord Fjord Bjørk Sol Kvit Hav Tinde Lyng Elve Stor Rogne Måke Skog Bratt Stjerne Furu Vest Ørne Ås Blå Kyst Gran Myr Berg "
    "Dal Sand Stein Vann Lang Høy Øst Sør Snø Rev Ulv Elg Hjort Lerke Svane Trane Selje Hassel Alm Eike Linde"
)
ENDINGS = words(
    "vik ås li dal heim berg strand myr vang nes øya stad bø rud tveit land moen haug lia bakken sund fossen eid gård set røst "
    "voll kollen toppen"
)
SURNAMES = words("Aasen Bakke Dahl Eide Fossum Grønvold Haugen Iversen Jørstad Kleven Lunde Myhre Nygård Paulsen Sæther Vik")
TRADES = words(
    "Bygg Elektro Rør Maskin Transport Fisk Regnskap Data Trelast Mekaniske Kontor Renhold Grossist Import Verktøy Eiendom "
    "Holding Invest Entreprenør Bil Hotell Frisør Gartneri Arkitekter Bemanning Media Reklame Energi"
)
PLACES = (
    ("0150", "Oslo"),
    ("4006", "Stavanger"),
    ("5003", "Bergen"),
    ("7010", "Trondheim"),
    ("8006", "Bodø"),
    ("9008", "Tromsø"),
)
COLUMNS = {"NAME": "Nm", "POSTALZIP": "Zip", "POSTALCITY": "City", "PHONE": "Phone", "EMAIL": "Email", "ORGNR": "OrgNr"}


def main() -> int:
    """Measure and print; the exit code is 1 where a limit is broken."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--companies", type=int, default=COMPANIES)
    reader.add_argument("--customers", type=int, default=CUSTOMERS)
    reader.add_argument("--work", action="store_true")
    chosen = reader.parse_args()
    if chosen.work:
        print(json.dumps(measure(chosen.companies, chosen.customers)))
        return 0
    few, all_of_them = (measured(chosen.companies, count) for count in (chosen.customers // 10, chosen.customers))
    print(f"{chosen.companies:,} companies against {chosen.customers:,} customers")
    print(f"  seconds     {all_of_them['seconds']:>6.1f} (limit {SECONDS:.0f}), of the processor {all_of_them['processor']:.1f}")
    for name in ("worker", "child"):
        print(f"  memory      {name} {all_of_them[name]:.0f} MB, with a tenth {few[name]:.0f} MB (limit {MEMORY})")
    print(f"  suggestions for {all_of_them['found']:,.0f} companies")
    print(f"  recall      {all_of_them['recall']:.1%} of {all_of_them['sample']:.0f} best ones by looking at every pair")
    return int(all_of_them["seconds"] > SECONDS or max(all_of_them["worker"], all_of_them["child"]) > MEMORY)


def measured(companies: int, customers_: int) -> Mapping[str, float]:
    """The figures of one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.suggestions", "--work"]
    command += ["--companies", str(companies), "--customers", str(customers_)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    figures: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(companies: int, count: int) -> dict[str, float]:
    """One run over a fresh instance, and what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "erp.db"
        write(file, count)
        with connected(file) as connection:
            records = _register(companies, count)
            began, busy = time.perf_counter(), time.process_time()
            run = suggesting_run.request(connection, source.TYPE, None)
            seconds, processor = time.perf_counter() - began, time.process_time() - busy
            peaks = [resource.getrusage(who).ru_maxrss / MEGABYTE for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            ended = SyncRun.get_by_id(run.id)
            assert (ended.state, ended.counts["read"]) == ("done", count), ended.error
            found, sample = _recall(records, count)
    return {
        "seconds": seconds,
        "processor": processor,
        "worker": peaks[0],
        "child": peaks[1],
        "found": ended.counts["suggested"],
        "recall": found / max(1, sample),
        "sample": sample,
    }


def customers(count: int) -> Iterator[Values]:
    """The ERP's customers: names such as companies have, many of them near one another."""
    chance = Random(2026)
    for number in range(count):
        first = chance.choice(BEGINNINGS) + chance.choice(ENDINGS) if chance.random() < 0.7 else chance.choice(SURNAMES)
        name = f"{first} {chance.choice(TRADES)}" + (f" {chance.choice(PLACES)[1]}" if chance.random() < 0.2 else "")
        zip_, city = chance.choice(PLACES)
        values = {"NAME": name + chance.choice((" AS", " AS", " AS", "", " ANS")), "POSTALZIP": zip_, "POSTALCITY": city}
        values["ORGNR"] = source.organisation_number(number) if chance.random() < 0.85 else ""
        values["EMAIL"] = f"post@{name.casefold().replace(' ', '')}.example" if chance.random() < 0.6 else ""
        values["PHONE"] = str(chance.randrange(20_000_000, 99_999_999)) if chance.random() < 0.7 else ""
        yield values


def write(file: Path, count: int) -> None:
    """The customers in the table that the benchmark's connector reads."""
    with sqlite3.connect(file) as database:
        database.execute(f"CREATE TABLE customer (id TEXT PRIMARY KEY, {', '.join(source.FIELDS)})")
        rows = ((str(100_000 + at), *(each[key] for key in COLUMNS)) for at, each in enumerate(customers(count)))
        marks = ", ".join("?" * (1 + len(COLUMNS)))
        database.executemany(f"INSERT INTO customer (id, {', '.join(COLUMNS.values())}) VALUES ({marks})", rows)
    database.close()


def _register(companies: int, count: int) -> Mapping[int, Facts]:
    """Companies: some of the customers, written otherwise and with less known of them, and others that no customer is."""
    chance = Random(7)
    chosen = set(chance.sample(range(count), min(count, companies * 3 // 5)))
    same = [_otherwise(each, chance) for at, each in enumerate(customers(count)) if at in chosen]
    others = [each | {"NAME": f"{each['NAME']} {at}", "ORGNR": ""} for at, each in enumerate(customers(companies - len(same)))]
    for each in others:
        each["EMAIL"] = each["PHONE"] = ""
    drafts = [Draft(each) for each in [*same, *others]]
    stored = record_saving.save(Entity.COMPANY, drafts, Origin("added"))
    return {row.id: facts(draft.texts) for row, draft in zip(stored, drafts, strict=True)}


def _otherwise(values: Values, chance: Random) -> Values:
    name = values["NAME"]
    at, kind = chance.randrange(1, len(name) - 2), chance.random()
    if kind < 0.3:  # a typing error
        name = chance.choice((name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]))
    elif kind < 0.4:
        name = " ".join(reversed(name.split()))
    elif kind < 0.5:
        name = name.replace(" ", "", 1)
    known = {key: "" for key in ("ORGNR", "EMAIL", "PHONE") if chance.random() < 0.5}
    return values | known | {"NAME": name}


def _recall(records: Mapping[int, Facts], count: int) -> tuple[int, int]:
    """Of how many of a sample the best suggestion was found, and how many have one by looking at every pair."""
    sample = Random(1).sample(sorted(records), min(SAMPLE, len(records)))
    there = [facts(each) for each in customers(count)]
    tops = {id_: max(likeness(records[id_], each).score for each in there) for id_ in sample}
    wanted = {id_: top for id_, top in tops.items() if top >= WORTH}
    found = 0
    for id_, top in wanted.items():
        best = LinkSuggestion.select().where(LinkSuggestion.record_id == id_).order_by(LinkSuggestion.score.desc()).first()
        found += best is not None and best.score >= top
    return found, len(wanted)


if __name__ == "__main__":
    sys.exit(main())
