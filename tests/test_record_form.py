"""A record's form: what is stored, refused and in conflict, and the company that a person belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.base import FieldType
from tests.conftest import Browser
from tests.pages import open_page
from tests.registered import COMPANY, PERSON, PROJECT, add, link, names, stored, typed
from webapp.crm import register
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Company, Connection, ConnectionAccess, FieldChange, SyncConnector
from webapp.services import crm_fields
from webapp.services.crm_field_rules import Wanted


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
    assert "“Dahl” is linked on 1 ERP connection outside your scope. Ask somebody who has access there" in page
    made.delete_instance()
    page.fill(company=str(other)).press("OK")
    assert stored(row, PERSON).company_id == other
    assert json.loads(FieldChange.select().order_by(FieldChange.id.desc()).get().changes) == {
        "COMPANY": ["Fjord AS", "Havørna", "typed"]
    }


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ([], "is linked on 2 ERP connections outside your scope. Ask somebody who has access there"),
        (["Ærfugl"], "is linked on Ærfugl and 1 other. Ask somebody who has access there to disconnect them first."),
        (["Nordlys", "Ærfugl"], "is linked on Nordlys, Ærfugl within this company. Disconnect the person there first."),
    ],
)
def test_whoever_moves_a_linked_person_is_told_of_the_connections_in_their_scope_and_how_many_others(
    admin: Browser, bjorn: Browser, cast: dict[str, Any], memory: SyncConnector, scope: list[str], said: str
) -> None:
    owner, other = add(NAME="Fjord AS"), add(NAME="Havørna")
    row = add(PERSON, owner, LASTNAME="Dahl")
    for name in ("Ærfugl", "Nordlys"):
        made = link(memory, PERSON, row, name)
        ConnectionAccess.create(connection=made.connection, user=cast["bjørn" if name in scope else "cecilie"])
    Connection.update(everyone=False).execute()
    page = open_page(bjorn, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert (page.status, [said in each for each in page.errors()]) == (422, [True])
    assert {name for name in ("Ærfugl", "Nordlys") if name in page} == set(scope)
    of_all = open_page(admin, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert "is linked on Nordlys, Ærfugl within this company. Disconnect" in of_all
    assert stored(row, PERSON).company_id == owner


OUT_OF_SIGHT: dict[str, Callable[[], Any]] = {
    "switched off": lambda: Connection.update(active=False).execute(),
    "deleted": lambda: Connection.update(active=False, deleted_at=now(), name_key=None).execute(),
    "syncs no persons": lambda: ActorMapping.update(active=False).execute(),
}


@pytest.mark.parametrize("how", OUT_OF_SIGHT)
def test_a_link_that_no_erp_tab_shows_is_named_and_an_administrator_is_led_to_where_it_is_taken_away(
    admin: Browser, bjorn: Browser, memory: SyncConnector, how: str
) -> None:
    owner, other = add(NAME="Fjord AS"), add(NAME="Havørna")
    row = add(PERSON, owner, LASTNAME="Dahl")
    made = link(memory, PERSON, row)
    OUT_OF_SIGHT[how]()
    page = open_page(bjorn, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert "Ask an administrator to disconnect the person first." in page.errors()[0]
    there = f"/crm/person/{row}/erp/{made.connection_id}/disconnect"
    assert (there in page.html, bjorn.get(there).status_code) == (False, 404)
    page = open_page(admin, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert "“Dahl” is linked on Nordlys, which no ERP tab shows" in page.errors()[0]
    question = open_page(admin, next(each.get("href") for each in page.root.all("a") if each.text().startswith("Disconnect on")))
    assert (question.url, question.press("Disconnect").url) == (there, f"/crm/person/{row}")
    page.fill(company=str(other)).press("OK")
    assert stored(row, PERSON).company_id == other


def test_what_erp_tabs_show_is_named_before_what_they_do_not(admin: Browser, memory: SyncConnector) -> None:
    owner, other = add(NAME="Fjord AS"), add(NAME="Havørna")
    row = add(PERSON, owner, LASTNAME="Dahl")
    shown, hidden = link(memory, PERSON, row, "Nordlys"), link(memory, PERSON, row, "Ærfugl")
    Connection.update(active=False).where(Connection.id == hidden.connection_id).execute()
    page = open_page(admin, f"/crm/person/{row}/edit").fill(company=str(other)).press("OK")
    assert "“Dahl” is linked on Nordlys within this company." in page.errors()[0]
    assert admin.get(f"/crm/person/{row}/erp/{shown.connection_id}/disconnect").status_code == 404  # not in its scope
    shown.delete_instance()
    assert "is linked on Ærfugl, which no ERP tab shows" in page.fill(company=str(other)).press("OK").errors()[0]


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


def test_where_more_companies_are_found_than_are_shown_it_is_said_above_them(bjorn: Browser) -> None:
    for number in range(10):
        add(NAME=f"Fjord {number}")
    few, many = (
        bjorn.get(f"/crm/company/choices?company_words={q}", htmx=True).get_data(as_text=True) for q in ("fjord+1", "fjord")
    )
    assert (few.count('type="radio"'), "Not all are shown" in few) == (1, False)
    assert many.count('type="radio"') == 8
    assert many.index("10 companies found. Not all are shown.") < many.index("Fjord 0")
