"""The register's screens: finding records, looking at one, keeping what was found, deleting and restoring."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import FieldType
from tests.conftest import Browser
from tests.pages import open_page
from tests.registered import COMPANY, PERSON, add, link, names, shown, stored, typed
from webapp.models import Connection, CrmListItem, FieldChange, Selection, SelectionMember, SyncConnector
from webapp.services import crm_fields, crm_lists, selections
from webapp.services.crm_field_rules import Wanted


def test_every_word_is_looked_for_in_names_numbers_addresses_and_telephones(bjorn: Browser) -> None:
    add(NAME="Fjordkraft Tromsø AS", ORGNR="891 000 005", PHONE="+47 22 33 44 55", POSTALCITY="Tromsø")
    add(NAME="Fjordkraft Bodø", POSTALCITY="Bodø")
    for words in ("FJORDKRAFT tromsø", "891000005", "22334455 fjord", "891 000 005"):
        assert names(open_page(bjorn, f"/crm/company?q={words}".replace(" ", "+"))) == ["Fjordkraft Tromsø AS"], words
    assert names(open_page(bjorn, "/crm/company?q=fjordkraft")) == ["Fjordkraft Bodø", "Fjordkraft Tromsø AS"]
    page = open_page(bjorn, "/crm/company?q=%25")
    assert names(page) == []
    assert "Nothing in the register fits" in page


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("974760673", "974\u00a0760\u00a0673"),
        (" 9747 60673", "974\u00a0760\u00a0673"),
        ("974760674", "974760674"),
        ("NO 974760673 MVA", "NO 974760673 MVA"),
        ("SE5560360793", "SE5560360793"),
    ],
)
def test_a_norwegian_organisation_number_is_grouped_where_it_is_read_and_not_where_it_is_written(
    bjorn: Browser, written: str, read: str
) -> None:
    row = add(NAME="Fjord", ORGNR=written)
    kept = selections.make("En", COMPANY, [row], None)
    for place in ("/crm/company", f"/crm/company/{row}", "/crm/company/choices?company_words=fj", f"/selections/{kept.id}"):
        assert read in bjorn.get(place, htmx=True).get_data(as_text=True), place
    assert open_page(bjorn, f"/crm/company/{row}/edit").value("Org. no.") == written
    assert written in bjorn.get(f"/selections/{kept.id}/export").get_data(as_text=True)


def test_lists_are_in_the_norwegian_order_or_the_newest_first_a_page_at_a_time(bjorn: Browser) -> None:
    for name in ("Ås", "Øst", "Ærlig", "Zebra", *(f"Firma {number:03d}" for number in range(60))):
        add(NAME=name)
    first, last = open_page(bjorn, "/crm/company"), open_page(bjorn, "/crm/company?page=999")
    assert names(first)[:2] == ["Firma 000", "Firma 001"]
    assert len(names(first)) == 50
    assert names(last)[-4:] == ["Zebra", "Ærlig", "Øst", "Ås"]
    assert "Page 2 of 2" in last
    assert names(open_page(bjorn, "/crm/company?sort=changed&descending=1"))[0] == "Firma 059"


def test_a_list_is_filtered_by_the_items_of_its_lists_also_of_added_fields(cast: dict[str, Any], bjorn: Browser) -> None:
    crm_lists.add_items("category", ["Kunde", "Partner"], cast["åse"])
    field = crm_fields.add(COMPANY, FieldType.LIST, Wanted("Region", list_key="category"), cast["åse"])
    customer, partner = (str(row.id) for row in CrmListItem.select().order_by(CrmListItem.id))
    add(NAME="A", CATEGORY=customer)
    add(NAME="B", CATEGORY=partner, **{field.key: customer})
    assert names(open_page(bjorn, f"/crm/company?CATEGORY={partner}")) == ["B"]
    assert names(open_page(bjorn, f"/crm/company?{field.key}={customer}")) == ["B"]
    page = open_page(bjorn, "/crm/company?CATEGORY=4711")
    assert names(page) == []
    assert [each.children for each in page.by_id("by-CATEGORY").all("option")][-1] == ["(unknown)"]


def test_what_is_linked_or_not_is_asked_by_those_who_may_know_of_the_connection(
    admin: Browser, bjorn: Browser, memory: SyncConnector
) -> None:
    one, _other = add(NAME="A"), add(NAME="B")
    connection = link(memory, COMPANY, one).connection
    assert names(open_page(admin, f"/crm/company?link=on-{connection.id}")) == ["A"]
    assert names(open_page(admin, f"/crm/company?link=not-{connection.id}")) == ["B"]
    assert "Nordlys" not in open_page(bjorn, "/crm/company")
    assert names(open_page(bjorn, f"/crm/company?link=on-{connection.id}")) == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=9999999999999", "sort=x", "q=%00%FF", "link=on-x", "link=x", f"q={'x' * 5000}"]
)
def test_odd_addresses_are_answered(bjorn: Browser, query: str) -> None:
    add(NAME="Fjord AS")
    assert bjorn.get(f"/crm/company?{query}").status_code == 200


def test_a_list_asks_the_database_the_same_whatever_its_length(bjorn: Browser) -> None:
    owner = add(NAME="A")
    add(PERSON, owner, LASTNAME="A")
    urls = ["/crm/person?q=a", "/crm/company", f"/crm/company/{owner}", f"/crm/company/{owner}/persons"]
    few = [queries(bjorn, url) for url in urls]
    for number in range(30):
        add(PERSON, add(NAME=f"A {number}"), LASTNAME=f"A {number}")
        add(PERSON, owner, LASTNAME=f"A {number}")
    assert [queries(bjorn, url) for url in urls] == few
    assert max(few) < 12


def queries(browser: Browser, url: str) -> int:
    """How many queries a page costs."""
    with count_queries() as counted:
        assert browser.get(url).status_code == 200
    return int(counted.count)


def test_a_list_is_answered_as_a_fragment_only_to_htmx(bjorn: Browser) -> None:
    whole, fragment = bjorn.get("/crm/company"), bjorn.get("/crm/company", htmx=True)
    assert b"<html" in whole.data
    assert b"<html" not in fragment.data
    assert 'id="records"' in fragment.get_data(as_text=True)
    assert "HX-Request" in fragment.headers["Vary"]


def test_a_page_shows_what_there_is_in_the_users_format_and_folds_what_is_blank(cast: dict[str, Any], bjorn: Browser) -> None:
    limit = crm_fields.add(COMPANY, FieldType.DOUBLE, Wanted("Kredittgrense"), cast["åse"])
    row = add(NAME="Fjord AS", URL="fjord.example", EMAIL="post@fjord.example", **{limit.key: "250000.5"})
    page = open_page(bjorn, f"/crm/company/{row}")
    assert shown(page) == {
        "Name": "Fjord AS", "E-mail": "post@fjord.example", "Web site": "fjord.example", "Kredittgrense": "250,000.5",
    }  # fmt: skip
    assert {"https://fjord.example", "mailto:post@fjord.example"} <= {each.get("href") for each in page.root.all("a")}
    assert "Telephone" in page.by_id("blank").text()


def test_an_e_mail_address_brings_nothing_along_into_the_letter(bjorn: Browser) -> None:
    row = add(NAME="Fjord", EMAIL="post@fjord.example?bcc=ond&body=hei")
    links = [each.get("href") for each in open_page(bjorn, f"/crm/company/{row}").root.all("a")]
    assert [each for each in links if each.startswith("mailto:")] == ["mailto:post@fjord.example%3Fbcc%3Dond%26body%3Dhei"]


def test_an_address_that_would_run_something_is_no_link(bjorn: Browser) -> None:
    row = add(NAME="<b>Fjord</b>", URL="javascript://x%0aalert(1)")
    page = open_page(bjorn, f"/crm/company/{row}")
    assert shown(page) == {"Name": "<b>Fjord</b>", "Web site": "javascript://x%0aalert(1)"}
    assert not [each for each in page.root.all("a") if each.get("href").startswith("javascript")]


def test_an_item_that_is_deleted_later_keeps_its_name_and_can_stay(cast: dict[str, Any], bjorn: Browser) -> None:
    crm_lists.add_items("category", ["Kunde", "Prospekt"], cast["åse"])
    gone = CrmListItem.get(CrmListItem.name == "Prospekt")
    row = add(NAME="Fjord", CATEGORY=str(gone.id))
    CrmListItem.update(deleted_at=gone.list.changed_at, name_key=None).where(CrmListItem.id == gone.id).execute()
    assert shown(open_page(bjorn, f"/crm/company/{row}"))["Category"] == "Prospekt (deleted)"
    open_page(bjorn, f"/crm/company/{row}/edit").fill(**typed(NAME="Fjord AS")).press("OK")
    assert stored(row).texts == {"NAME": "Fjord AS", "CATEGORY": str(gone.id)}


def test_records_that_arent_there_are_not_found(bjorn: Browser) -> None:
    row = add(NAME="A")
    for url in (
        "company/0",
        "company/x",
        f"company/{10**30}",
        f"person/{row}",
        "employee/1",
        "company/0/persons",
        "company/0/edit",
    ):
        assert bjorn.get(f"/crm/{url}").status_code == 404, url


def test_an_administrator_deletes_and_restores_and_others_dont(admin: Browser, bjorn: Browser) -> None:
    row = add(NAME="Fjord AS")
    assert bjorn.post(f"/crm/company/{row}/delete").status_code == 403
    page = open_page(admin, f"/crm/company/{row}/delete").press("Delete")
    assert names(page) == []
    assert bjorn.get(f"/crm/company/{row}").status_code == 404
    assert names(open_page(admin, "/crm/company?deleted=1")) == ["Fjord AS"]
    assert "Fjord AS" not in open_page(bjorn, "/crm/company?deleted=1")
    assert bjorn.post("/crm/company/restore", {"row": row}).status_code == 403
    page = open_page(admin, "/crm/company?deleted=1").press("Restore: Fjord AS")
    assert "“Fjord AS” is restored." in page
    assert names(open_page(bjorn, "/crm/company")) == ["Fjord AS"]
    assert [each.kind for each in FieldChange.select().order_by(FieldChange.id)] == ["added", "deleted", "restored"]


def test_a_company_with_persons_and_a_record_that_is_linked_stay(admin: Browser, memory: SyncConnector) -> None:
    owner = add(NAME="Fjord AS")
    person = add(PERSON, owner, LASTNAME="Dahl")
    made = link(memory, PERSON, person)
    assert "still has persons (1)" in open_page(admin, f"/crm/company/{owner}/delete")
    refused = admin.post(f"/crm/company/{owner}/delete")
    assert refused.status_code == 422
    assert f"/crm/company/{owner}/persons" in refused.get_data(as_text=True)
    assert "is linked on Nordlys" in open_page(admin, f"/crm/person/{person}/delete")
    Connection.update(active=False).where(Connection.id == made.connection_id).execute()
    page = open_page(admin, f"/crm/person/{person}/delete")
    assert "is linked on Nordlys, which no ERP tab shows" in page
    open_page(admin, next(a.get("href") for a in page.root.all("a") if "/disconnect" in a.get("href"))).press("Disconnect")
    open_page(admin, f"/crm/person/{person}/delete").press("Delete")
    open_page(admin, f"/crm/company/{owner}/delete").press("Delete")
    refused = open_page(admin, "/crm/person?deleted=1").press("Restore: Dahl")
    assert "“Dahl” belongs to “Fjord AS”, which is deleted." in refused
    admin.post("/crm/company/restore", {"row": owner})
    assert "is restored" in open_page(admin, "/crm/person?deleted=1").press("Restore: Dahl")


def test_rows_ticked_or_all_that_were_found_are_kept_as_a_selection(bjorn: Browser) -> None:
    ids = [add(NAME=f"Fjord {number:02d}") for number in range(60)]
    add(NAME="Havørna")
    page = open_page(bjorn, f"/crm/company/keep?record={ids[3]}&record={ids[5]}&record=999999&record=x")
    page.fill(name="To firma").press("OK")
    page = open_page(bjorn, "/crm/company/keep?all=1&q=fjord")
    assert "60 records will be kept" in page
    assert page.by_id("name").get("value") == "Companies: fjord"
    page.press("OK")
    kept = [
        {each.record_id for each in SelectionMember.select().where(SelectionMember.selection == one)}
        for one in Selection.select()
    ]
    assert kept == [{ids[3], ids[5]}, set(ids)]


def test_nothing_ticked_and_a_name_that_cant_be_used_are_said(bjorn: Browser) -> None:
    row = add(NAME="Fjord")
    page = open_page(bjorn, "/crm/company/keep")
    assert ("Nothing is ticked" in page, "0 records" in page) == (True, False)
    page = open_page(bjorn, f"/crm/company/keep?record={row}").fill(name=" ").press("OK")
    assert page.status == 422
    assert page.errors() == ["Give it a name."]
    assert Selection.select().count() == 0
    page.fill(name="Fjordene").press("OK")
    assert Selection.get().name == "Fjordene"
