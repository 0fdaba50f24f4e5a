"""The record of changes: what it shows, how it is filtered and paged, and what leaves the house as a file."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import Text
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.pages import Node, Page, open_page
from webapp.db import db, now
from webapp.models import AuditEvent, Connection, SyncConnector, User
from webapp.services import audit, connections
from webapp.services.audit import Change

URL = "/sync/changes"


def rows(page: Page) -> list[list[str]]:
    """The list as words: when, who, where, change."""
    bodies = page.root.all("tbody")
    return [[cell.text() for cell in row.all("td")] for body in bodies for row in body.all("tr")]


def lines(page: Page) -> list[str]:
    """The changes on a page, each in its words."""
    return [line.text() for line in next(page.root.all("table")).all("li")]


def notes(admin: User, *changes: Change, area: str = "mappings", connection: Connection | None = None) -> None:
    """Note changes that were made just now."""
    audit.note(area, admin, changes, connection)


def moment(text: str) -> datetime:
    """A time as the database has it: UTC."""
    return datetime.fromisoformat(text)


def clear() -> None:
    AuditEvent.delete().execute()


def test_a_change_is_told_in_words_with_who_when_and_where(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    fjord = save_memory(cast, memory, erp)
    clear()
    audit.note("mappings", cast["åse"], [Change("to_crm", "Name", False, True)], fjord, actor_type="Customer")
    audit.note("fields", None, [Change("fields_new", "Customer", None, [Text("Zip", "Postnr"), "City"])], fjord)
    page = open_page(admin, URL)
    assert [row[1] for row in rows(page)] == ["kobling", "Åse Nygård"]
    assert [row[2] for row in rows(page)] == ["Fields read from the ERPFjord", "Mappings · CustomerFjord"]
    assert all(row[0].startswith("today") for row in rows(page))
    assert lines(page) == ["New fields (Customer): Zip, City", "ERP to CRM of “Name”: no → yes"]
    assert f'<a href="/sync/connections/{fjord.id}">Fjord</a>' in page.html


def test_values_are_said_as_people_say_them_in_both_languages(admin: Browser, cast: dict[str, Any]):
    values = [
        (None, "x"), (1.5, ""), (1284, moment("2020-03-01 09:30")), (["a", "b"], []),
        (Text("none", "ingen"), Text("both", "begge")),
    ]  # fmt: skip
    clear()
    notes(cast["åse"], *(Change("value", "", old, new) for old, new in values))
    expected = ["– → x", "1.5 → –", "1284 → 1 March 2020 10:30", "a, b", "none → both"]
    assert lines(open_page(admin, URL)) == [f"Value: {each}" for each in expected]
    admin.language = "nb"
    expected = ["– → x", "1,5 → –", "1284 → 1. mars 2020 10.30", "a, b", "ingen → begge"]
    assert lines(open_page(admin, URL)) == [f"Verdi: {each}" for each in expected]


def test_many_changes_are_folded_with_all_of_them_inside(admin: Browser, cast: dict[str, Any]):
    clear()
    notes(cast["åse"], *(Change("to_crm", f"F{each}", False, True) for each in range(5)), Change("crm_key", "F1", "", "NAME"))
    notes(cast["åse"], Change("name", "", "a", "b"))
    page = open_page(admin, URL)
    folds = list(next(page.root.all("table")).all("details"))
    assert [next(each.all("summary")).text() for each in folds] == ["6 changes: ERP to CRM (5), CRM field"]
    assert len(list(folds[0].all("li"))) == 6
    assert len(lines(page)) == 7


def filtered(browser: Browser, **asked: str) -> list[str]:
    """What is found through the form, as a browser without script posts it."""
    page = open_page(browser, URL)
    form = next(each for each in page.root.all("form") if each.get("role") == "search")
    sent = page.sent(form) | asked
    return lines_of(browser.get(URL, query_string=sent), browser)


def lines_of(answer: Any, browser: Browser) -> list[str]:
    page = Page(browser, answer)
    return lines(page) if list(page.root.all("table")) else []


@pytest.fixture
def history(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> dict[str, Any]:
    """Four events: on Fjord by Åse, on a deleted one by Dag, of CRM lists by the program a week ago, and of nothing."""
    fjord, gone = save_memory(cast, memory, erp), save_memory(cast, memory, erp, name="Gone")
    connections.delete(gone, cast["åse"])
    clear()
    notes(cast["åse"], Change("value", "Rabatt %", "Ærlig", "x"), connection=fjord)
    notes(cast["dag"], Change("value", "Other", "y", ["ÅPEN"]), area="defaults", connection=gone)
    audit.note("crm_lists", None, [Change("name", "", "Kategori", "Bransje")])
    AuditEvent.update(at=now() - timedelta(days=7)).where(AuditEvent.area == "crm_lists").execute()
    return {"fjord": str(fjord.id), "gone": str(gone.id), "dag": str(cast["dag"].id)}


FIRST, SECOND, THIRD = "Value of “Rabatt %”: Ærlig → x", "Value of “Other”: y → ÅPEN", "Name: Kategori → Bransje"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [SECOND, FIRST, THIRD]),
        ({"connection": "fjord"}, [FIRST]),
        ({"connection": "gone"}, [SECOND]),
        ({"connection": "999999"}, []),
        ({"connection": "x' OR 1"}, []),
        ({"area": "crm_lists"}, [THIRD]),
        ({"area": "nowhere"}, []),
        ({"user": "dag"}, [SECOND]),
        ({"user": "program"}, [THIRD]),
        ({"user": "1e9"}, []),
        ({"q": "ærLIG"}, [FIRST]),
        ({"q": " åpen "}, [SECOND]),
        ({"q": "bransje"}, [THIRD]),
        ({"q": "%"}, [FIRST]),
        ({"q": "_"}, []),
        ({"q": "value"}, []),
        ({"area": "mappings", "q": "other"}, []),
    ],
)
def test_the_record_is_filtered_without_script(admin: Browser, history: dict[str, Any], asked: dict[str, str], found: list[str]):
    assert filtered(admin, **{name: history.get(value, value) for name, value in asked.items()}) == found


def test_dates_count_whole_days_of_the_readers_zone(admin: Browser, history: dict[str, Any]):
    at = moment("2026-03-30 22:30")  # half past midnight on the 31st in Oslo
    AuditEvent.update(at=at).where(AuditEvent.area == "mappings").execute()
    assert filtered(admin, **{"from": "2026-03-31", "to": "2026-03-31"}) == [FIRST]
    assert filtered(admin, to="2026-03-30") == []
    assert THIRD not in filtered(admin, **{"from": (now() - timedelta(days=3)).date().isoformat()})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": "yesterday"}, "A date can't be used, and was left out."),
        ({"to": "9999-12-31"}, "A date can't be used, and was left out."),
        ({"from": "0001-01-01"}, "A date can't be used, and was left out."),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The first day is after the last one."),
        ({"q": "\0" + "x" * 5000, "page": "-1"}, "No change fits the filter."),
        ({"connection": "9" * 30, "page": "9" * 30}, "No change fits the filter."),
    ],
)
def test_odd_addresses_give_clear_words(admin: Browser, history: dict[str, Any], asked: dict[str, str], words: str):
    page = Page(admin, admin.get(URL, query_string=asked))
    assert page.status == 200
    assert words in page


def test_pages_of_fifty_lead_to_the_oldest_and_keep_the_filter(admin: Browser, cast: dict[str, Any]):
    clear()
    for number in range(120):
        notes(cast["åse"], Change("name", "", "a", f"b{number}"))
    page = open_page(admin, f"{URL}?area=mappings&page=2")
    assert (lines(page)[0], len(lines(page))) == ("Name: a → b69", 50)
    older = link(page, "Older")
    assert "area=mappings" in older.get("href")
    last = open_page(admin, older.get("href"))
    assert (lines(last)[-1], len(lines(last))) == ("Name: a → b0", 20)
    assert "Page 3 of 3" in last
    assert lines(open_page(admin, f"{URL}?page=77")) == lines(last)


def link(page: Page, words: str) -> Node:
    return next(each for each in page.root.all("a") if each.text() == words)


def test_the_number_of_queries_stays_the_same(admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer):
    admin.get(URL)
    with count_queries() as few:
        admin.get(URL)
    for number in range(8):
        fjord = save_memory(cast, memory, erp, name=f"Fjord {number}")
        notes(cast["dag"], Change("name", "", "a", "b"), Change("name", "", "b", "c"), connection=fjord)
    with count_queries() as many:
        admin.get(URL)
    assert few.count == many.count <= 6


def test_htmx_gets_the_list_alone(admin: Browser, history: dict[str, Any]):
    html = admin.get(f"{URL}?q=bransje", htmx=True).get_data(as_text=True)
    assert html.lstrip().startswith("<section")
    assert "1 change found." in html


def exported(browser: Browser, **asked: str) -> list[list[str]]:
    answer = browser.get(f"{URL}/export", query_string=asked)
    assert answer.mimetype == "text/csv"
    assert "attachment; filename=kobling-changes-" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";" if browser.language == "nb" else ","))


def test_the_file_respects_the_filter_and_has_a_row_a_change(admin: Browser, history: dict[str, Any]):
    head, *body = exported(admin, user=history["dag"])
    assert head == ["When", "Who", "Where", "ERP connection", "Change", "Concerns", "Before", "After"]
    assert [row[1:] for row in body] == [["Dag Moe", "Defaults", "Gone", "Value", "Other", "y", "ÅPEN"]]
    admin.language = "nb"
    assert exported(admin)[0][:2] == ["Når", "Hvem"]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\n=1"])
def test_no_cell_of_the_file_is_a_formula(admin: Browser, cast: dict[str, Any], formula: str):
    clear()
    notes(cast["åse"], Change("value", formula, formula, 'a";\n=1'))
    *_, about, old, new = exported(admin)[1]
    assert about == old == f"'{formula}"
    assert new == 'a";\n=1'


def test_the_file_is_read_in_batches_and_whole(admin: Browser, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    clear()
    same = now()
    with db.atomic():
        for number in range(23):
            notes(cast["åse"], Change("name", "", None, str(number)))
    AuditEvent.update(at=same).where(AuditEvent.id % 2 == 0).execute()
    monkeypatch.setattr(audit, "BATCH", 5)
    assert sorted(int(row[-1]) for row in exported(admin)[1:]) == list(range(23))


def test_the_pages_of_a_connection_lead_to_its_changes(admin: Browser, history: dict[str, Any]):
    page = open_page(admin, f"{URL}?connection={history['gone']}")
    chosen = [
        each.text() or "".join(map(str, each.children)) for each in page.root.all("option") if "selected" in each.attributes
    ]
    assert chosen == ["Gone (deleted)"]
    assert lines(page) == [SECOND]
