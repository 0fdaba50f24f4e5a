"""The defaults dialog, without script: a rule per field, its value in a control of the field's type."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp.forms.defaults import control
from webapp.models import ActorMapping, AuditEvent, Connection, ConnectionField, DefaultRule, FieldMapping, SyncConnector
from webapp.services import audit, defaults, sheets
from webapp.services.defaults import Rule, plain

CUSTOMER = ActorType.CUSTOMER


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


def url(connection: Connection, type_: str = "Customer") -> str:
    return f"/sync/connections/{connection.id}/defaults/{type_}"


def stored(connection: Connection) -> dict[str, Rule]:
    actor = sheets.of(connection).sheets[CUSTOMER].actor
    return {key: plain(rule) for key, rule in defaults.rules(actor).items()}


def fill(page: Page, key: str, value: str | None = None, **parts: str | None) -> Page:
    """Tick "Set default value" and give it; further *parts* by name."""
    typed = {"use": "1", "value": value} if value is not None else {}
    return page.fill(**{control(part, key): each for part, each in (typed | parts).items()})


def error_at(page: Page, key: str, part: str = "value") -> str:
    return next((each.text() for each in page.root.all("span") if each.get("id") == control(part, key) + "-error"), "")


def value_in(page: Page, key: str, part: str = "value") -> str:
    node = page.by_id(control(part, key))
    if node.get("type") == "checkbox":
        return "on" if "checked" in node.attributes else ""
    return str(page.sent(node.form())[control(part, key)][0])


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("City", "  Vega ", "Vega"),
        ("Terms", "1 000", "1000"),
        ("Credit", "12.50", "12.5"),
        ("CustGr", "2", "2"),
        ("Blocked", "1", "1"),
        ("Since", "2026-11-21T13:00", "2026-11-21T12:00:00Z"),
    ],
)
def test_a_value_of_each_type_is_saved_and_shown_again(admin: Browser, connection: Connection, key: str, typed: str, kept: str):
    page = fill(open_page(admin, url(connection)), key, typed).press("Save")
    assert "The defaults are saved." in page
    assert stored(connection) == {key: Rule(use=True, value=kept)}
    assert value_in(page, key, "use") == "on"
    page.press("Save")
    assert stored(connection) == {key: Rule(use=True, value=kept)}


def test_no_is_a_value_of_a_check_box(admin: Browser, connection: Connection):
    fill(open_page(admin, url(connection)), "Blocked", use="1").press("Save")
    assert stored(connection) == {"Blocked": Rule(use=True, value="0")}


def test_norwegians_read_and_write_numbers_their_way(admin: Browser, connection: Connection):
    admin.language = "nb"
    page = fill(open_page(admin, url(connection)), "Credit", "1 234,5").press("Lagre")
    assert stored(connection)["Credit"].value == "1234.5"
    assert value_in(page, "Credit") == "1234,5"


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("City", " ", "Give the default value, or untick"),
        ("City", "x" * 41, "This is 41 characters; at most 40 are possible."),
        ("City", "{town} {today}", "There is no tag {town}. The tags are {user}, {company}, {number}, {today}."),
        ("City", "a\x07b", "invisible control characters"),
        ("Terms", "twelve", "“twelve” is not a whole number."),
        ("Terms", "{today}", "“{today}” is not a whole number."),
        ("Credit", "1,2,3", "“1,2,3” is not a number."),
        ("Since", "tomorrow", "“tomorrow” is not a date and time that exists."),
        ("CustGr", "", "Give the default value, or untick"),
        ("CustGr", "999", "“999” is not in the list."),
    ],
)
def test_what_is_no_value_is_refused_at_the_field_and_mended(
    admin: Browser, connection: Connection, key: str, typed: str, words: str
):
    page = fill(fill(open_page(admin, url(connection)), key, typed), "Ad1", "Kaia 1").press("Save")
    assert page.status == 422
    assert words in error_at(page, key)
    assert value_in(page, "Ad1") == "Kaia 1"
    assert value_in(page, key) == typed
    assert stored(connection) == {}
    good = {"City": "Vega", "Terms": "1", "Credit": "1", "Since": "", "CustGr": "1"}[key]
    fill(page, key, good, **({"today": "1"} if key == "Since" else {})).press("Save")
    assert stored(connection).keys() == {key, "Ad1"}


def test_a_value_that_nobody_ticked_is_not_lost_silently(admin: Browser, connection: Connection):
    page = fill(open_page(admin, url(connection)), "City", use=None, value="Vega").press("Save")
    assert "“Set default value” isn't ticked" in error_at(page, "City")
    fill(page, "City", "Vega").press("Save")
    page = fill(open_page(admin, url(connection)), "City", use=None).press("Save")
    assert (page.status, stored(connection)) == (200, {})


def test_mandatory_needs_a_value_or_a_question(admin: Browser, connection: Connection):
    page = fill(open_page(admin, url(connection)), "City", mandatory="1").press("Save")
    assert "needs a default value, or the user must be asked" in error_at(page, "City", "mandatory")
    fill(page, "City", ask="1").press("Save")
    assert stored(connection) == {"City": Rule(ask=True, mandatory=True)}


def test_what_the_erp_demands_is_always_mandatory(admin: Browser, connection: Connection):
    page = open_page(admin, url(connection))
    box = page.by_id(control("mandatory", "Nm"))
    assert {"checked", "disabled"} <= box.attributes.keys()
    assert "The ERP demands a value: give one here, or map the field." in page
    page = fill(page, "Nm", ask="1").press("Save")
    assert stored(connection) == {"Nm": Rule(ask=True, mandatory=True)}
    assert "The ERP demands a value: give one here" not in page


def test_today_is_a_date(admin: Browser, connection: Connection):
    page = fill(open_page(admin, url(connection)), "Since", use="1", today="1").press("Save")
    assert stored(connection)["Since"].value == "{today}"
    assert (value_in(page, "Since", "today"), value_in(page, "Since")) == ("on", "")


def test_tags_are_listed_with_what_they_become_now(admin: Browser, connection: Connection):
    page = fill(open_page(admin, url(connection)), "City", "{user} {today}").press("Save")
    assert stored(connection)["City"].value == "{user} {today}"
    cells = [[cell.text() for cell in row.all("th", "td")] for row in page.root.all("tr")]
    assert ["{user}", "the name of the user who creates the actor", "Åse Nygård"] in cells


def test_the_key_and_what_can_only_be_read_have_no_rule(admin: Browser, connection: Connection):
    html = open_page(admin, url(connection)).html
    assert control("use", "ErpKey") not in html
    assert control("use", "Balance") not in html
    admin.post(
        url(connection), {"version": "1", "field": ["x"], control("use", "Balance"): "1", control("value", "Balance"): "1"}
    )
    assert stored(connection) == {}


def test_a_rule_whose_field_is_gone_stays_until_it_is_removed(admin: Browser, connection: Connection):
    fill(open_page(admin, url(connection)), "City", "Vega").press("Save")
    ConnectionField.update(missing=True).where(ConnectionField.key == "City").execute()
    page = open_page(admin, url(connection))
    assert "City (Vega): The field no longer exists in the ERP, so this rule has no effect." in page
    page = page.press("Save")
    assert stored(connection).keys() == {"City"}
    fill(page, "City", drop="1").press("Save")
    assert stored(connection) == {}


def test_a_field_that_went_while_the_page_was_open_is_told(admin: Browser, connection: Connection):
    page = fill(open_page(admin, url(connection)), "City", "Vega")
    ConnectionField.update(missing=True).where(ConnectionField.key == "City").execute()
    page = page.press("Save")
    assert (page.status, stored(connection)) == (422, {})
    assert "City: The field no longer exists in the ERP" in page
    assert page.press("Save").status == 200


def test_each_change_is_in_the_record(admin: Browser, connection: Connection, cast: dict[str, Any]):
    page = fill(open_page(admin, url(connection)), "CustGr", "2", ask="1").press("Save")
    fill(page, "CustGr", "3").press("Save")
    events = [audit.changes_of(each) for each in AuditEvent.select().where(AuditEvent.area == "defaults")]
    told = [[(each.what, each.of.en, getattr(each.old, "en", each.old), getattr(each.new, "en", each.new)) for each in event]
            for event in events]  # type: ignore[union-attr]  # fmt: skip
    assert told == [
        [("default_value", "Customer group", None, "Industry"), ("default_ask", "Customer group", False, True)],
        [("default_value", "Customer group", "Industry", "Public sector")],
    ]


def test_over_somebody_elses_rules_nothing_is_saved_until_both_have_been_seen(
    admin: Browser, connection: Connection, cast: dict[str, Any]
):
    mine = fill(open_page(admin, url(connection)), "Terms", "14")
    fill(open_page(admin, url(connection)), "Terms", "30", ask="1").press("Save")
    page = mine.press("Save")
    assert page.status == 422
    assert "Åse Nygård saved other values meanwhile" in page
    cells = [[cell.text() for cell in row.all("th", "td")] for row in page.root.all("tr")]
    assert ["Days of credit", "30 · Ask user for value", "14"] in cells
    assert stored(connection) == {"Terms": Rule(use=True, value="30", ask=True)}
    page.press("Save")
    assert stored(connection) == {"Terms": Rule(use=True, value="14")}


def test_odd_posts_change_nothing(admin: Browser, connection: Connection):
    assert admin.post(url(connection), {"version": "x", "field": ["f0"] * 3000}).status_code == 422
    assert admin.get(url(connection, "Sale")).status_code == 404
    assert admin.get(f"/sync/connections/{connection.id}/defaults").location == url(connection)
    ActorMapping.delete().execute()
    assert "No fields have been read" in open_page(admin, f"/sync/connections/{connection.id}/defaults")
    assert (DefaultRule.select().count(), FieldMapping.select().count()) == (0, 0)
