"""Import from ERP in a browser: search, preview, untick, import, and taking it back; and how its pages look."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests import linked
from tests.browser.live import until
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.imported import preview, row
from webapp.models import Company, Connection, Link, RunRow, SyncRun, User


def begin(v: Visitor) -> str:
    """The demonstration workbook, its customers' names mapped; the address of their import."""
    connection = v.sign_in().live.demonstration("Nord")
    v.map("Nord")
    return f"/sync/connections/{connection.id}/import/Customer"


def names(v: Visitor) -> list[str]:
    """The companies that were imported."""
    with v.live.database():
        found = Link.select(Link.record_id)
        return [each.name for each in Company.select().where(Company.id.in_(found), Company.deleted_at.is_null())]


def test_search_preview_untick_import_and_undo(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    url = begin(v)
    v.open(url)
    v.field(v.words("Contains")).fill("Granli")
    v.page.keyboard.press("Enter")
    ticks = v.page.locator("#hits tbody input[type=checkbox]")
    expect(ticks.first).to_be_visible()
    ticks.nth(0).check()
    ticks.nth(1).check()
    expect(v.page.locator("#preview-button")).to_contain_text("2")
    v.page.reload()
    expect(ticks.nth(1)).to_be_checked()
    v.page.locator("#preview-button").click()
    rows = v.page.locator(".import-rows tbody tr")
    expect(rows).to_have_count(2, timeout=30_000)  # it asks by itself until it is read
    rows.nth(0).get_by_role("checkbox").uncheck()
    expect(v.page.locator("#import-foot")).to_contain_text("1 firma opprettes")
    v.page.locator("#import-button").click()
    v.page.wait_for_url(re.compile("/runs/"))
    until(lambda: over(v, "import"), "the import is over")
    assert names(v) == [title(v, 1)]
    v.open(url).page.get_by_role("link", name=re.compile(f"^{v.words('Undo')}")).click()
    expect(v.dialog).to_contain_text("1 firma som den opprettet, slettes.")
    v.button(v.words("Undo the import"), v.dialog).click()
    until(lambda: over(v, "undo"), "the undo is over")
    assert names(v) == []


def test_ticks_are_kept_in_the_order_in_which_they_are_made(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    v.open(f"{begin(v)}?search=1")
    held: list[Route] = []
    v.page.route(re.compile("/import/"), lambda route: route.continue_() if held else held.append(route))
    ticks = v.page.locator("#hits tbody input[type=checkbox]")
    with v.page.expect_request(re.compile("/import/")):
        ticks.nth(0).check()
    ticks.nth(1).check()
    ticks.nth(2).check()
    ticks.nth(0).uncheck()
    with v.page.expect_request(re.compile("/import/")):
        held[0].continue_()
    expect(v.page.locator("#preview-button")).to_have_text("Forhåndsvis de 2 merkede")
    v.page.unroute_all()
    v.page.reload()
    assert [ticks.nth(row).is_checked() for row in range(3)] == [False, True, True]


def test_all_that_match_are_imported_without_a_preview_and_what_is_left_is_decided(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    url = begin(v)
    v.open(f"{url}?search=1")
    there = v.page.locator("#hits tbody .name").first.inner_text()
    with v.live.database():
        linked.company(there)
    v.page.locator("button[value=at_once]").click()
    expect(v.dialog).to_contain_text("Alle som finnes i ERP")
    look(v)
    v.button("Importer alle", v.dialog).click()
    v.page.wait_for_url(re.compile("/runs/"))
    until(lambda: over(v, "import"), "the import is over")
    v.page.get_by_role("link", name="Se på det som gjenstår").click()
    expect(v.page.locator(".import-rows")).to_contain_text(there)
    look(v)
    with v.live.database():
        left = RunRow.get(RunRow.title == there)
        assert (left.kind, left.state) == ("duplicate", "open")
        assert Link.select().count() > 5


def over(v: Visitor, kind: str) -> bool:
    """Whether a run of that kind has come to its end."""
    with v.live.database():
        return bool(SyncRun.select().where(SyncRun.kind == kind, SyncRun.state == "done").exists())


def title(v: Visitor, position: int) -> str:
    """What a row of the preview is called."""
    with v.live.database():
        return str(RunRow.get(RunRow.position == position).title)


def test_the_pages_look_right_with_everything_on_them(visit: Callable[..., Visitor]) -> None:
    v = visit("en")
    url = begin(v)
    v.open(f"{url}?search=1&f1=Nm&o1=contains&v1=a")
    look(v)
    with v.live.database():
        changed = {"NAME": ["Granli", "x" * 300], "POSTALCITY": ["", "Bodø"]}
        kinds = ("new", "update", "linked", "duplicate", "fault")
        note = ("name_missing", {"crm": "NAME"})
        rows = [row(kind, str(at), f"Granli {at} {'x' * 200}", changed, problems=[note]) for at, kind in enumerate(kinds * 21)]
        run = preview(Connection.get(Connection.name == "Nord"), User.get(), *rows, state="cancelled")
    v.open(url.replace("Customer", f"previews/{run.id}"))
    v.page.locator("details summary").nth(1).click()
    look(v)
