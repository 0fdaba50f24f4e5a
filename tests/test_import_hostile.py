"""Import from an ERP that answers badly or not to the end, and an import that is stopped on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests import linked
from tests.importing import codes, found, imported, kinds, previewed
from tests.linked import BOOK, active, workbook_erp
from tests.mapped import pair, put
from webapp import tasks
from webapp.crm.lists import items
from webapp.models import Company, Connection, FieldChange, Link, RunRow, SelectionMember, SyncConnector, SyncRun
from webapp.services import crm_lists, run_kinds, runs
from webapp.services.importing import requests, rows


def hostile(cast: Mapping[str, Any], behaviour: str, number: int = 10) -> Connection:
    connector, _new = SyncConnector.get_or_create(url="plugin://hostile", defaults={"name": "Hostile", "name_key": "hostile"})
    values = {"behaviour": behaviour, "password": "lekker-Ærfugl 5", "number": str(number)}
    connection = active(cast, connector, behaviour, values)
    put(connection, "data", "NAME", ">")
    return connection


def values() -> list[str]:
    return [row.name for row in Company.select().order_by(Company.id)]


@pytest.mark.parametrize(
    ("behaviour", "good", "faults"),
    [("odd keys", ["data good"], 9), ("twice", ["data 1", "data 2"], 2), ("leaky", ["data good"], 2)],
)
def test_what_has_no_usable_key_is_told_row_by_row_and_the_rest_goes_through(
    cast: Mapping[str, Any], behaviour: str, good: list[str], faults: int
) -> None:
    preview = previewed(hostile(cast, behaviour), cast["åse"])
    wrong = [row for row in RunRow.select().where(RunRow.run == preview, RunRow.kind == "fault")]
    assert (preview.state, len(wrong), {each for row in wrong for each in codes(row)} <= {"erp_fault", "name_missing"}) == (
        "done", faults, True,
    )  # fmt: skip
    imported(preview, cast["åse"])
    assert set(good) <= set(values())


def test_a_chosen_actor_that_cannot_be_used_says_why_and_one_that_is_gone_that_it_is(cast: Mapping[str, Any]) -> None:
    preview = previewed(hostile(cast, "odd types"), cast["åse"], erp_keys=["1", "6", "gone"])
    assert {key: (row.kind, codes(row)) for key, row in found(preview).items()} == {
        "1": ("fault", ["erp_fault"]), "6": ("new", []), "gone": ("fault", ["actor_gone"]),
    }  # fmt: skip


def test_huge_and_broken_names_are_cut_cleaned_or_refused(cast: Mapping[str, Any]) -> None:
    preview = previewed(hostile(cast, "odd texts"), cast["åse"])
    assert (kinds(preview)["1"], codes(found(preview)["1"])) == ("fault", ["erp_fault"])  # a million characters
    assert codes(found(preview)["5"]) == ["value_cut"]  # 65,536
    run = imported(preview, cast["åse"])
    assert run.state == "done"
    assert {len(name) for name in values() if name.startswith("y")} == {255}
    assert "\u202eeht 🧾" in values()


def test_a_thousand_faults_are_told_and_the_rest_is_counted(cast: Mapping[str, Any]) -> None:
    preview = previewed(hostile(cast, "faulty", 1_200), cast["åse"])
    assert [row.erp_key for row in RunRow.select().where(RunRow.run == preview, RunRow.kind == "new")] == ["good"]
    assert preview.counts == {"new": 1, "fault": 1_001}
    assert "more_faults" in {code for row in RunRow.select().where(RunRow.kind == "fault") for code in codes(row)}


@pytest.mark.parametrize("behaviour", ["half", "breaks off"])
def test_what_was_read_before_an_erp_broke_off_can_be_imported(cast: Mapping[str, Any], behaviour: str) -> None:
    preview = previewed(hostile(cast, behaviour), cast["åse"])
    assert (preview.state, preview.counts) == ("failed", {"new": 10})
    assert preview.error["text"][0]
    assert imported(preview, cast["åse"]).counts == {"created": 10}


def test_odd_times_numbers_and_items_without_a_counterpart_leave_their_field_out_alone(cast: Mapping[str, Any]) -> None:
    heads = ("ID", "Nm", "Ad1", "City", "CustGr")
    odd = [
        (1, "Before", datetime(1900, 3, 1), "1,5", 1),  # noqa: DTZ001 - workbooks have no zone
        (2, "After", datetime(9999, 12, 31), "1.5", 99),  # noqa: DTZ001
        (3, "Between", "a\tb", "\u202eeht 🧾", 2),
        (4, None, "Nameless", "Ås", 1),
    ]
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": (heads, *odd)})[0]
    crm_lists.add_items("business", ["Handel"], cast["åse"])
    pair(put(visma, "CustGr", "BUSINESS", ">"), "1", "Handel")
    preview = previewed(visma, cast["åse"])
    assert [codes(found(preview)[key]) for key in "1234"] == [[], ["value_list_miss"], ["value_list_miss"], ["name_missing"]]
    imported(preview, cast["åse"])
    first, second, third = Company.select().order_by(Company.id)
    [handel] = items(["business"])["business"]
    assert (first.values["BUSINESS"], "BUSINESS" in second.values) == (handel, False)
    assert [each.values["POSTALAD1"][:4] for each in (first, second, third)] == ["1900", "9999", "a\tb"]
    assert [each.values["POSTALCITY"] for each in (first, second, third)] == ["1,5", "1.5", "\u202eeht 🧾"]


def test_an_import_that_is_stopped_keeps_what_is_in_and_carries_on_without_doing_anything_twice(cast: Mapping[str, Any]) -> None:
    preview = previewed(hostile(cast, "many", 5_100), cast["åse"])
    assert tasks.runs is not None
    tasks.runs.immediate = False
    try:
        stopped = requests.start(preview, cast["åse"])
        SyncRun.update(cancel=True).where(SyncRun.id == stopped.id).execute()  # pressed while its first batch is under way
        run_kinds.carry_out(stopped.id)
        killed = requests.start(preview, cast["åse"])
        SyncRun.update(state="running", worker="").where(SyncRun.id == killed.id).execute()
        runs.tidy()  # nobody has heard of it
    finally:
        tasks.runs.flush()
        tasks.runs.immediate = True
    stopped, killed = SyncRun.get_by_id(stopped.id), SyncRun.get_by_id(killed.id)
    assert (stopped.state, stopped.counts, killed.state) == ("cancelled", {"created": 5_000}, "interrupted")
    assert rows.to_do(preview).create == 100
    last = imported(preview, cast["åse"])
    assert (last.counts, Company.select().count(), Link.select().count()) == ({"created": 100}, 5_100, 5_100)
    assert (FieldChange.select().count(), SelectionMember.select().count()) == (5_100, 5_100)


def test_a_preview_cancelled_while_it_waits_reads_nothing(cast: Mapping[str, Any]) -> None:
    connection = hostile(cast, "many")
    assert tasks.runs is not None
    tasks.runs.immediate = False
    try:
        waiting = requests.preview(connection, linked.CUSTOMER, requests.Wanted(), cast["åse"])
        runs.cancel(waiting)
        run_kinds.carry_out(waiting.id)
    finally:
        tasks.runs.flush()
        tasks.runs.immediate = True
    assert SyncRun.get_by_id(waiting.id).state == "cancelled"
    assert not RunRow.select().exists()
