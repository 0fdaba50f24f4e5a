"""The link workbench in a browser: decided on by keys, which act while a row has the focus; and how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests import linked
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.models import Connection, Link, LinkSuggestion


def begin(v: Visitor) -> list[LinkSuggestion]:
    """Four records with a suggestion each, the first with another one."""
    connection = v.sign_in().live.demonstration("Nord")
    v.map("Nord")
    with v.live.database():
        made = [suggest(connection, f"Firma {number}", f"{number}", 98 - number) for number in range(4)]
        values = {"actor_type": "Customer", "entity": "company", "title": "Noe annet", "reasons": [["email", 0]]}
        LinkSuggestion.create(connection=connection, record_id=made[0].record_id, erp_key="x", score=50, **values)
    v.open(f"/sync/connections/{connection.id}/links")
    return made


def suggest(connection: Connection, name: str, key: str, score: int) -> LinkSuggestion:
    values = {"actor_type": "Customer", "entity": "company", "title": name, "reasons": [["org_number", 0]]}
    record = linked.company(name)
    return LinkSuggestion.create(connection=connection, record_id=record.id, erp_key=key, score=score, **values)


def test_a_row_in_focus_is_decided_on_by_keys_and_a_field_is_typed_in(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    first, second, third, fourth = (f"pair-{each.id}" for each in begin(v))
    look(v)
    v.page.locator("#q").press_sequentially("a")  # a letter like any other
    expect(v.page.locator("#q")).to_be_focused()
    with v.page.expect_response(re.compile("q=(&|$)")):
        v.page.locator("#q").fill("")
    expect(v.page.locator(".bench tbody tr")).to_have_count(4)
    v.page.locator(f"#{first}").focus()
    v.page.keyboard.press("j")
    assert v.focus() == second
    v.page.keyboard.press("a")
    expect(v.page.locator(f"#{second}")).to_contain_text("Koblet")
    expect(v.page.locator("#live")).to_contain_text("«Firma 1» er koblet til Firma 1 (1).")
    assert v.focus() == third
    v.page.keyboard.press("r")
    expect(v.page.locator(f"#{third}")).to_contain_text("Avvist")
    assert v.focus() == fourth
    v.page.keyboard.press("ArrowUp")
    assert v.focus() == first
    look(v)
    with v.live.database():
        assert [each.erp_key for each in Link.select()] == ["1"]
