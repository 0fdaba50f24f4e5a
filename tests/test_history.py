"""A record's history, and why a value is what it is."""

from __future__ import annotations

from typing import Any

from connectors.base import ActorType
from tests.conftest import Browser
from tests.linked import workbook_erp
from tests.pages import open_page
from webapp.crm import lists, register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.services import crm_lists, journal, record_saving
from webapp.services.journal import Entry, Origin


def saved(draft: Draft, kind: str, rule: str = "typed", **origin: Any) -> int:
    return record_saving.save(Entity.COMPANY, [draft], Origin(kind, **origin), rule)[0].id


def test_the_history_tells_who_changed_what_and_what_was_before(bjorn: Browser, cast: dict[str, Any]):
    crm_lists.add_items("category", ["Kunde"], cast["åse"])
    [item] = lists.items(["category"])["category"]
    company = saved(Draft({"NAME": "Fjord"}), "added", user=cast["åse"])
    saved(Draft({"NAME": "Fjord AS", "CATEGORY": item}, company), "edited", user=cast["bjørn"])
    page = open_page(bjorn, f"/crm/company/{company}/history")
    assert "Name: before Fjord →, after Fjord AS" in page.text
    assert "Category: before – →, after Kunde" in page.text
    assert page.text.index("Bjørn Øyen") < page.text.index("Åse Nygård")


def test_what_was_written_in_an_erp_is_told_with_its_field_and_actor(bjorn: Browser, cast: dict[str, Any]):
    connection, _path = workbook_erp(cast)
    company = saved(Draft({"NAME": "Fjord"}), "added", user=cast["åse"])
    entry = Entry(Entity.COMPANY, company, {"Nm": ("Fjord A/S", "Fjord", "chosen")}, "erp", ActorType.CUSTOMER, "20318")
    journal.note(Origin("connected", cast["bjørn"], connection), [entry])
    page = open_page(bjorn, f"/crm/company/{company}/history")
    assert "Written in “Visma” · Customer 20318" in page.text
    assert "Navn: before Fjord A/S →, after Fjord" in page.text


def test_why_a_value_is_what_it_is_names_side_rule_run_and_what_was_before(admin: Browser, cast: dict[str, Any]):
    connection, _path = workbook_erp(cast)
    company = saved(Draft({"NAME": "Fjord"}), "added", user=cast["åse"])
    saved(Draft({"NAME": "Fjordkraft"}, company), "imported", "from_erp", user=cast["åse"], connection=connection)
    page = open_page(admin, f"/crm/company/{company}/why/NAME")
    assert "It came from “Visma” when Åse Nygård imported: the field is mapped from the ERP to the CRM." in page.text
    assert "The value before: Fjord" in page.text
    assert "Navn, from the ERP to the CRM (not linked)" in page.text
    assert admin.get(f"/crm/company/{company}/why/NAME").text.count(f"/sync/connections/{connection.id}/mappings/Customer") == 1


def test_why_of_a_field_that_nothing_is_known_of_says_so_and_one_that_isnt_there_is_not_found(
    bjorn: Browser, cast: dict[str, Any]
):
    company = saved(Draft({"NAME": "Fjord"}), "added")
    fragment = bjorn.get(f"/crm/company/{company}/why/PHONE", htmx=True).get_data(as_text=True)
    assert "Nothing is recorded of this value." in fragment
    assert "<html" not in fragment
    assert bjorn.get(f"/crm/company/{company}/why/NONE").status_code == 404
    assert bjorn.get(f"/crm/company/{company + 1}/why/NAME").status_code == 404


def test_thousands_of_changes_are_paged(bjorn: Browser, cast: dict[str, Any]):
    company = saved(Draft({"NAME": "Fjord"}), "added")
    journal.note(Origin("edited"), [Entry(Entity.COMPANY, company, {"NAME": (str(n), str(n + 1), "typed")}) for n in range(3000)])
    page = open_page(bjorn, f"/crm/company/{company}/history?page=61")
    assert "Page 61 of 61" in page.text
    assert "Name: before – →, after Fjord" in page.text


def test_who_is_out_of_scope_reads_what_happened_to_the_record_and_nothing_of_the_erp(app: Any, cast: dict[str, Any]):
    connection, _path = workbook_erp(cast, "Løndal")
    company = saved(Draft({"NAME": "Fjord"}), "added", user=cast["åse"])
    origin = Origin("connected", cast["bjørn"], connection)
    written = {"Nm": ("Hemmelig A/S", "Fjord", "chosen")}
    journal.note(origin, [Entry(Entity.COMPANY, company, written, "erp", ActorType.CUSTOMER, "20318")])
    saved(Draft({"NAME": "Fjordkraft"}, company), "imported", "from_erp", user=cast["åse"], connection=connection)
    inside, outside = (Browser(app) for _number in range(2))
    inside.sign_in("cecilie")
    outside.sign_in("dag")
    pages = [f"/crm/company/{company}/history", f"/crm/company/{company}/why/NAME"]
    assert all("Løndal" in open_page(inside, url) for url in pages)
    for url in pages:
        page = open_page(outside, url)
        assert "Fjordkraft" in page
        assert "an ERP system outside your scope" in page
        assert not [word for word in ("Løndal", "20318", "Hemmelig", "Nm") if word in page]
    why = open_page(outside, pages[1])
    assert "It came from an ERP system outside your scope when" in why
    assert "No ERP connection in your scope syncs the field." in why


def test_the_history_of_a_deleted_record_is_for_administrators(bjorn: Browser, admin: Browser, cast: dict[str, Any]):
    company = saved(Draft({"NAME": "Fjord"}), "added")
    register.delete(Entity.COMPANY, [company], cast["åse"])
    for address in ("history", "why/NAME"):
        assert bjorn.get(f"/crm/company/{company}/{address}").status_code == 404
        assert admin.get(f"/crm/company/{company}/{address}").status_code == 200


def test_in_norwegian_a_record_is_opprettet_and_slettet_like_one_and_not_like_a_list(bjorn: Browser, cast: dict[str, Any]):
    bjorn.language = "nb"
    company = saved(Draft({"NAME": "Fjord"}), "added", user=cast["åse"])
    register.delete(Entity.COMPANY, [company], cast["åse"])
    journal.note(Origin("deleted", cast["åse"]), [Entry(Entity.COMPANY, company)])
    bjorn.sign_in("åse")
    page = open_page(bjorn, f"/crm/company/{company}/history")
    assert "Fjord Slettet" in page.text
    assert "Åse Nygård Opprettet" in page.text
    assert "Åse Nygård Slettet" in page.text
