"""Disconnecting a record from its actor: what is asked first, what goes, and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import Browser
from tests.linked import company, link, person, workbook_erp
from tests.pages import open_page
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.models import Connection, FieldChange, Link
from webapp.services import calls


@pytest.fixture
def visma(cast: dict[str, Any]) -> Connection:
    calls.forget()
    return workbook_erp(cast)[0]


@pytest.fixture
def fjord(cast: dict[str, Any], visma: Connection) -> Record:
    link(visma, record := company("Fjordkraft Tromsø", POSTALCITY="Tromsø"), "20318")
    return record


def url(record: Record, connection: Connection) -> str:
    return f"/crm/{record.entity.value}/{record.id}/erp/{connection.id}/disconnect"


def test_it_is_asked_first_and_says_what_stays(bjorn: Browser, visma: Connection, fjord: Record):
    page = open_page(bjorn, url(fjord, visma))
    assert "Disconnect “Fjordkraft Tromsø” from customer 20318?" in page
    assert "Nothing is deleted, neither in the CRM nor in the ERP" in page
    assert Link.select().count() == 1


def test_the_link_goes_and_nothing_else(bjorn: Browser, visma: Connection, fjord: Record):
    page = open_page(bjorn, url(fjord, visma)).press("Disconnect")
    assert "“Fjordkraft Tromsø” is disconnected from customer 20318." in page
    assert "Visma Not linked" in page.text
    assert Link.select().count() == 0
    assert register.get(Entity.COMPANY, [fjord.id])[fjord.id] == fjord
    noted = FieldChange.select().where(FieldChange.kind == "disconnected").get()
    assert (noted.user_name, noted.connection_name, noted.erp_key) == ("Bjørn Øyen", "Visma", "20318")


def test_persons_of_the_company_lose_their_links_with_it_and_are_named_before(bjorn: Browser, visma: Connection, fjord: Record):
    link(visma, somebody := person(fjord, "Åse", "Berg"), "1")
    page = open_page(bjorn, url(fjord, visma))
    assert "1 person of the company is linked there too and is disconnected with it: Åse Berg." in page
    page.press("Disconnect")
    assert Link.select().count() == 0
    noted = FieldChange.select().where(FieldChange.kind == "disconnected", FieldChange.entity == "person").get()
    assert noted.record_id == somebody.id


def test_the_first_of_many_persons_are_named_and_the_others_counted(bjorn: Browser, visma: Connection, fjord: Record):
    for number in range(7):
        link(visma, person(fjord, "Per", f"Nummer {number}"), f"9{number}")
    page = open_page(bjorn, url(fjord, visma))
    assert "7 persons of the company" in page
    assert "Per Nummer 4, 2 more." in page


def test_a_person_is_disconnected_alone(bjorn: Browser, visma: Connection, fjord: Record):
    link(visma, somebody := person(fjord, "Åse", "Berg"), "1")
    open_page(bjorn, url(somebody, visma)).press("Disconnect")
    assert [each.record_id for each in Link.select()] == [fjord.id]


def test_who_may_only_look_is_refused_in_words(app: Flask, visma: Connection, fjord: Record):
    cecilie = Browser(app)
    cecilie.sign_in("cecilie")
    for answer in (cecilie.get(url(fjord, visma)), cecilie.post(url(fjord, visma), {"key": "20318"})):
        assert answer.status_code == 403
        assert "You may look at “Visma”, but not connect to it." in answer.get_data(as_text=True)
    assert Link.select().count() == 1


def test_who_is_out_of_scope_finds_nothing(app: Flask, visma: Connection, fjord: Record):
    dag = Browser(app)
    dag.sign_in("dag")
    assert dag.post(url(fjord, visma), {"key": "20318"}).status_code == 404
    assert Link.select().count() == 1


def test_a_link_that_was_changed_meanwhile_stays(bjorn: Browser, visma: Connection, fjord: Record):
    page = open_page(bjorn, url(fjord, visma))
    Link.update(erp_key="20319", title="Fjordkraft Bodø").execute()
    refused = page.press("Disconnect")
    assert refused.status == 422
    assert "was linked to Fjordkraft Bodø (20319) meanwhile" in refused
    assert Link.select().count() == 1
    assert "is disconnected" in open_page(bjorn, url(fjord, visma)).press("Disconnect")


def test_a_second_press_is_told_that_it_is_done_already(bjorn: Browser, visma: Connection, fjord: Record):
    page = open_page(bjorn, url(fjord, visma))
    page.press("Disconnect")
    again = page.press("Disconnect")
    assert (again.status, "so there is nothing to disconnect" in again) == (422, True)
    assert FieldChange.select().where(FieldChange.kind == "disconnected").count() == 1
