"""The register's screens: finding records, looking at one, adding, changing, deleting and restoring."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import FieldType
from tests.conftest import Browser
from tests.fielded import connection as bare_connection
from tests.pages import Page, open_page
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Company, CrmListItem, FieldChange, Link, Selection, SelectionMember, SyncConnector
from webapp.services import crm_fields, crm_lists, record_saving
from webapp.services.crm_field_rules import Wanted
from webapp.services.journal import Origin

COMPANY, PERSON, PROJECT = Entity.COMPANY, Entity.PERSON, Entity.PROJECT


def add(entity: Entity = COMPANY, company: int | None = None, **texts: str) -> int:
    """A record that is there; its id."""
    return record_saving.save(entity, [Draft(texts, company_id=company)], Origin("added"))[0].id


def stored(id_: int, entity: Entity = COMPANY) -> Record:
    return register.get(entity, [id_])[id_]


def names(page: Page) -> list[str]:
    """The names in a list."""
    return [each.text() for each in page.root.all("td") if each.has("name")]


def typed(**values: str | None) -> dict[str, Any]:
    """Values for the controls of these fields."""
    return {html_name(key): value for key, value in values.items()}


def shown(page: Page) -> dict[str, str]:
    """The values on a record's page by their names."""
    rows = [each for each in page.root.all("div") if any(part.tag == "dt" for part in each.all("dt")) and each.parent]
    return {
        next(row.all("dt")).text(): next(each for each in row.all("span") if each.has("value")).text()
        for row in rows
        if row.parent and row.parent.tag == "dl"
    }


def link(connector: SyncConnector, entity: Entity, record_id: int, name: str = "Nordlys") -> Link:
    """A link on a connection that syncs the entity."""
    connection = bare_connection(connector, name, active=True)
    types = {COMPANY: "Customer", PERSON: "Person", PROJECT: "Project"}
    ActorMapping.create(connection=connection, actor_type=types[entity], active=True)
    return Link.create(connection=connection, entity=entity.value, record_id=record_id, actor_type=types[entity], erp_key="7")


# ---- finding


def test_every_word_is_looked_for_in_names_numbers_addresses_and_telephones(bjorn: Browser) -> None:
    add(NAME="Fjordkraft Tromsø AS", ORGNR="891 000 005", PHONE="+47 22 33 44 55", POSTALCITY="Tromsø")
    add(NAME="Fjordkraft Bodø", POSTALCITY="Bodø")
    for words in ("FJORDKRAFT tromsø", "891000005", "22334455 fjord", "891 000 005"):
        assert names(open_page(bjorn, f"/crm/company?q={words}".replace(" ", "+"))) == ["Fjordkraft Tromsø AS"], words
    assert names(open_page(bjorn, "/crm/company?q=fjordkraft")) == ["Fjordkraft Bodø", "Fjordkraft Tromsø AS"]
    page = open_page(bjorn, "/crm/company?q=%25")
    assert names(page) == []
    assert "Nothing in the register fits" in page


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


# ---- looking


def test_a_page_shows_what_there_is_in_the_users_format_and_folds_what_is_blank(cast: dict[str, Any], bjorn: Browser) -> None:
    limit = crm_fields.add(COMPANY, FieldType.DOUBLE, Wanted("Kredittgrense"), cast["åse"])
    row = add(NAME="Fjord AS", URL="fjord.example", EMAIL="post@fjord.example", **{limit.key: "250000.5"})
    page = open_page(bjorn, f"/crm/company/{row}")
    assert shown(page) == {
        "Name": "Fjord AS", "E-mail": "post@fjord.example", "Web site": "fjord.example", "Kredittgrense": "250,000.5",
    }  # fmt: skip
    assert {"https://fjord.example", "mailto:post@fjord.example"} <= {each.get("href") for each in page.root.all("a")}
    assert "Telephone" in page.by_id("blank").text()


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


# ---- adding and changing


def test_a_company_is_added_with_what_was_typed_and_it_is_noted(bjorn: Browser) -> None:
    page = open_page(bjorn, "/crm/company/new").fill(**typed(NAME="  Fjord AS ", ORGNR="891000005")).press("OK")
    assert page.url.startswith("/crm/company/")
    assert "“Fjord AS” is added." in page
    record = stored(Company.get().id)
    assert record.texts == {"NAME": "Fjord AS", "ORGNR": "891000005"}
    noted = FieldChange.get()
    assert (noted.kind, noted.user_name, json.loads(noted.changes)["NAME"]) == ("added", "Bjørn Øyen", ["", "Fjord AS", "typed"])


def test_what_cant_be_stored_is_said_at_its_field_and_all_that_was_typed_stays(cast: dict[str, Any], bjorn: Browser) -> None:
    limit = crm_fields.add(COMPANY, FieldType.DOUBLE, Wanted("Limit"), cast["åse"])
    wrong = {"NAME": "", "PHONE": "1" * 51, "ORGNR": "891\x00", limit.key: "mye", "CATEGORY": "4711"}
    page = open_page(bjorn, "/crm/company/new").fill(**typed(EMAIL="post@fjord.example", **wrong)).press("OK")
    assert page.status == 422
    assert Company.select().count() == 0
    assert page.error_at("Name") == "Fill in this field."
    assert "at most 50" in page.error_at("Telephone")
    assert "control characters" in page.error_at("Org. no.")
    assert "not a number" in page.error_at("Limit")
    assert "isn't in the list" in page.error_at("Category")
    assert (page.value("E-mail"), page.value("Limit"), page.value("Telephone")) == ("post@fjord.example", "mye", "1" * 51)
    page.fill(**typed(NAME="Fjord", PHONE="22", ORGNR="891000005", CATEGORY="", **{limit.key: "1,250.5"})).press("OK")
    assert Company.get().values == {
        "NAME": "Fjord",
        "PHONE": "22",
        "ORGNR": "891000005",
        "EMAIL": "post@fjord.example",
        limit.key: "1250.5",
    }


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("1899-12-31", "1899-12-31T00:00:00Z"),
        ("9999-12-31", "9999-12-31T00:00:00Z"),
        ("21.11.2026", "2026-11-21T00:00:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
    ],
)
def test_a_day_is_a_day_whatever_the_zone_and_stays_it_when_saved_again(bjorn: Browser, entry: str, text: str) -> None:
    row = add(PERSON, add(NAME="Fjord"), LASTNAME="Dahl")
    open_page(bjorn, f"/crm/person/{row}/edit").fill(**typed(BIRTHDATE=entry)).press("OK")
    assert stored(row, PERSON).texts["BIRTHDATE"] == text
    page = open_page(bjorn, f"/crm/person/{row}/edit")
    assert page.value("Date of birth") == text[:10]
    page.press("OK")
    assert stored(row, PERSON).version == 2


def test_names_in_any_script_are_kept_and_a_text_of_a_megabyte_is_refused(bjorn: Browser) -> None:
    name = "شركة فيورد 🚢 Ñandú"
    open_page(bjorn, "/crm/project/new").fill(**typed(NAME=name, TEXT="a\r\nb")).press("OK")
    [project] = register.changed_since(PROJECT, None, 5)
    assert project.texts == {"NAME": name, "TEXT": "a\nb"}
    assert names(open_page(bjorn, "/crm/project?q=🚢")) == [name]
    page = open_page(bjorn, f"/crm/project/{project.id}/edit").fill(**typed(NAME="x" * 1_000_000)).press("OK")
    assert page.status == 422
    assert "at most 255" in page.error_at("Project name")
    assert stored(project.id, PROJECT).version == 1


def test_values_of_an_erp_that_break_our_rules_stay_as_long_as_nobody_touches_them(bjorn: Browser) -> None:
    row = add(NAME="Fjord", PHONE="9" * 80, CATEGORY="nonsense", NUMBER1="a\nb")
    open_page(bjorn, f"/crm/company/{row}/edit").fill(**typed(NAME="Fjord AS")).press("OK")
    assert stored(row).texts == {"NAME": "Fjord AS", "PHONE": "9" * 80, "CATEGORY": "nonsense", "NUMBER1": "a\nb"}
    assert json.loads(FieldChange.select().order_by(FieldChange.id.desc()).get().changes) == {
        "NAME": ["Fjord", "Fjord AS", "typed"]
    }


def test_who_saves_the_same_field_second_sees_both_sides_first(admin: Browser, bjorn: Browser) -> None:
    row = add(NAME="Fjord", PHONE="1", FAX="2")
    mine = open_page(bjorn, f"/crm/company/{row}/edit")
    open_page(admin, f"/crm/company/{row}/edit").fill(**typed(NAME="Fjord (Åse)", FAX="3")).press("OK")
    page = mine.fill(**typed(NAME="Fjord (Bjørn)", PHONE="4")).press("OK")
    assert page.status == 422
    assert "Åse Nygård saved other values meanwhile" in page
    assert "Name Fjord (Åse) Fjord (Bjørn)" in page
    assert stored(row).texts["NAME"] == "Fjord (Åse)"
    assert page.value("Fax") == "3"
    assert page.value("Telephone") == "4"
    page.press("OK")
    assert stored(row).texts == {"NAME": "Fjord (Bjørn)", "PHONE": "4", "FAX": "3"}


def test_changes_of_other_fields_are_kept_beside_ones_own(admin: Browser, bjorn: Browser) -> None:
    row = add(NAME="Fjord", PHONE="1")
    mine = open_page(bjorn, f"/crm/company/{row}/edit")
    open_page(admin, f"/crm/company/{row}/edit").fill(**typed(NAME="Fjord (Åse)")).press("OK")
    mine.fill(**typed(PHONE="2")).press("OK")
    assert stored(row).texts == {"NAME": "Fjord (Åse)", "PHONE": "2"}


def test_a_record_that_is_deleted_meanwhile_says_so_and_keeps_what_was_typed(admin: Browser, bjorn: Browser) -> None:
    row = add(NAME="Fjord")
    mine = open_page(bjorn, f"/crm/company/{row}/edit")
    open_page(admin, f"/crm/company/{row}/delete").press("Delete")
    page = mine.fill(**typed(NAME="Fjord AS")).press("OK")
    assert page.status == 422
    assert "Åse Nygård has deleted “Fjord” meanwhile" in page
    assert page.value("Name") == "Fjord AS"
    admin.post("/crm/company/restore", {"row": row})
    page.press("OK")
    assert stored(row).texts["NAME"] == "Fjord AS"


def test_fields_that_arent_on_the_page_are_left_alone(bjorn: Browser) -> None:
    row = add(NAME="Fjord", PHONE="1")
    for data in ({}, {"marks": "x"}, {"marks": "[1]", "version": "x"}, {"marks": '{"NAME": 7, "X": []}', "version": "1"}):
        assert bjorn.post(f"/crm/company/{row}/edit", data | {html_name("PHONE"): "2"}).status_code < 500
    assert stored(row).texts["NAME"] == "Fjord"


# ---- the company of a person or a project


def test_a_persons_company_is_chosen_among_those_found_by_a_part_of_the_name(bjorn: Browser) -> None:
    add(NAME="Havørna AS")
    wanted = add(NAME="Fjordkraft Tromsø", POSTALCITY="Tromsø")
    page = open_page(bjorn, "/crm/person/new").fill(**typed(LASTNAME="Dahl"))
    page = page.press("OK")
    assert page.status == 422
    assert "A person belongs to a company" in page
    page = page.fill(company_words="kraft").press("OK")
    assert page.status == 422
    assert "Choose the company among those found" in page
    page = page.fill(company_words="kraft").press("Find")
    assert "Fjordkraft Tromsø" in page
    assert "Havørna" not in page
    assert page.value("Last name") == "Dahl"
    page.fill(company_words="kraft", company=str(wanted)).press("OK")
    [person] = register.changed_since(PERSON, None, 5)
    assert (person.name, person.company_id) == ("Dahl", wanted)


def test_a_person_added_from_a_company_belongs_to_it(bjorn: Browser) -> None:
    owner = add(NAME="Fjord AS")
    page = open_page(bjorn, f"/crm/company/{owner}/persons")
    assert "No person of this company" in page
    page = open_page(bjorn, f"/crm/person/new?company={owner}").fill(**typed(FIRSTNAME="Åse", LASTNAME="Dahl")).press("OK")
    assert "Fjord AS" in page
    assert names(open_page(bjorn, f"/crm/company/{owner}/persons")) == ["Åse Dahl"]
    assert "Persons 1" in open_page(bjorn, f"/crm/company/{owner}")


def test_a_company_that_is_deleted_meanwhile_is_refused_at_its_field(admin: Browser, bjorn: Browser) -> None:
    owner, other = add(NAME="Fjord AS"), add(NAME="Havørna")
    page = open_page(bjorn, f"/crm/person/new?company={owner}").fill(**typed(LASTNAME="Dahl"))
    open_page(admin, f"/crm/company/{owner}/delete").press("Delete")
    page = page.press("OK")
    assert page.status == 422
    assert "has been deleted meanwhile" in page
    assert page.value("Last name") == "Dahl"
    page.fill(company_words="hav").press("Find").fill(company=str(other)).press("OK")
    assert [each.company_id for each in register.changed_since(PERSON, None, 5)] == [other]


def test_a_person_moves_to_another_company_unless_linked_and_it_is_noted(bjorn: Browser, memory: SyncConnector) -> None:
    owner, other = add(NAME="Fjord AS"), add(NAME="Havørna")
    row = add(PERSON, owner, LASTNAME="Dahl")
    made = link(memory, PERSON, row)
    page = open_page(bjorn, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert page.status == 422
    assert "“Dahl” is linked on Nordlys within this company" in page
    made.delete_instance()
    page.fill(company=str(other)).press("OK")
    assert stored(row, PERSON).company_id == other
    assert json.loads(FieldChange.select().order_by(FieldChange.id.desc()).get().changes) == {
        "COMPANY": ["Fjord AS", "Havørna", "typed"]
    }


def test_a_project_needs_no_company_and_can_be_taken_out_of_one(bjorn: Browser) -> None:
    owner = add(NAME="Fjord AS")
    open_page(bjorn, f"/crm/project/new?company={owner}").fill(**typed(NAME="Nytt lager")).press("OK")
    [project] = register.changed_since(PROJECT, None, 5)
    assert project.company_id == owner
    open_page(bjorn, f"/crm/project/{project.id}/edit").fill(company="0").press("OK")
    assert stored(project.id, PROJECT).company_id is None


def test_companies_to_choose_from_come_as_a_fragment_and_elsewhere_as_their_list(bjorn: Browser) -> None:
    add(NAME="Fjord AS")
    assert "Fjord AS" in bjorn.get("/crm/company/choices?company_words=fj", htmx=True).get_data(as_text=True)
    assert bjorn.get("/crm/company/choices?company_words=fj").location == "/crm/company?q=fj"


# ---- deleting and restoring


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
    made.delete_instance()
    open_page(admin, f"/crm/person/{person}/delete").press("Delete")
    open_page(admin, f"/crm/company/{owner}/delete").press("Delete")
    refused = open_page(admin, "/crm/person?deleted=1").press("Restore: Dahl")
    assert "“Dahl” belongs to “Fjord AS”, which is deleted." in refused
    admin.post("/crm/company/restore", {"row": owner})
    assert "is restored" in open_page(admin, "/crm/person?deleted=1").press("Restore: Dahl")


# ---- selections


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
    assert "Nothing is ticked" in open_page(bjorn, "/crm/company/keep")
    page = open_page(bjorn, f"/crm/company/keep?record={row}").fill(name=" ").press("OK")
    assert page.status == 422
    assert page.errors() == ["Give it a name."]
    assert Selection.select().count() == 0
    page.fill(name="Fjordene").press("OK")
    assert Selection.get().name == "Fjordene"
