"""The pages of records, links, imports, runs and selections that no other test looks at, by axe, with long and odd content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests import imported, linked
from tests.browser.furnishing import LONG, UNBROKEN
from tests.browser.live import Live
from tests.browser.looking import SEEN, glance
from tests.browser.test_connect import PEOPLE
from tests.browser.visitor import Visitor
from tests.erpserver import ErpServer
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.models import LinkSuggestion, RunRow, SyncConnector, SyncRun, User
from webapp.services import record_saving, selections
from webapp.services.journal import Origin


def addresses(live: Live, erp: ErpServer) -> Iterator[str]:
    """Everything furnished once, and where it is."""
    people = {name: User.get(User.username == user) for name, user in PEOPLE.items()}
    admin = people["åse"]
    nordlys = linked.memory_erp(people, SyncConnector.get(SyncConnector.url == "plugin://memory"), erp, "Nordlys " + LONG[:100])
    record, bare, gone = linked.company(UNBROKEN[:200], TEXT=LONG), linked.company("Havørn Fiske AS"), linked.company("Borte")
    person = linked.person(record, "Åse", UNBROKEN[:100])
    linked.link(nordlys, record, "10003")
    register.delete(Entity.COMPANY, [gone.id], admin)
    about = {"connection": nordlys, "actor_type": "Customer", "user": admin, "user_name": admin.name}
    suggestion = {"connection": nordlys, "actor_type": "Customer", "entity": "company", "reasons": [["name", 91]]}
    LinkSuggestion.create(record_id=bare.id, erp_key=UNBROKEN[:300], title=LONG, score=95, **suggestion)
    LinkSuggestion.create(record_id=bare.id, erp_key="8", title="Nei", score=90, state="rejected", **suggestion)
    preview = imported.preview(nordlys, admin, imported.row("new", "1", LONG))
    made = SyncRun.create(kind="import", state="done", of=preview, **about)
    error = {"text": [LONG, LONG], "remedy": ["Mend it.", "Reparer det."], "detail": UNBROKEN}
    runs = [SyncRun.create(kind="link", state=state, counts={"linked": 3}, total=9, done=3, error=error, **about)
            for state in ("waiting", "partial", "failed", "cancelled", "interrupted")]  # fmt: skip
    RunRow.create(run=runs[1], position=1, title=LONG, kind="fault", state="failed", problems='[["row_changed", {}]]')
    record_saving.save(Entity.COMPANY, [Draft({"NAME": UNBROKEN[:190]}, record.id)], Origin("imported", admin, nordlys, made))
    kept = selections.make(UNBROKEN[:200], Entity.COMPANY, [record.id, bare.id], admin, made)
    here, links, imports = f"/crm/company/{record.id}", f"/sync/connections/{nordlys.id}/links/Customer", "/sync/connections"
    yield from ("/crm/company?deleted=1", "/crm/company?q=zzz", "/crm/person", "/crm/project", "/crm/company/keep?all=1")
    yield from (here + tail for tail in ("", "/persons", "/projects", "/delete", "/edit", "/history", "/why/NAME"))
    yield from (f"{here}/erp/{nordlys.id}{tail}" for tail in ("", "/disconnect", "/search"))
    yield from (f"/crm/person/{person.id}", f"/crm/person/{person.id}/erp", f"/crm/company/{gone.id}")
    yield from (f"/crm/company/{bare.id}/erp/{nordlys.id}/{tail}" for tail in ("compare?key=10003", "search?q=zzz", "create"))
    yield from (links + tail for tail in ("?show=rejected", "?show=linked", "?show=without", "/accept-all?score=90"))
    yield from (f"{imports}/{nordlys.id}/import/{tail}" for tail in (f"runs/{made.id}/undo", "Customer?search=1&text=zzz"))
    yield from (f"/runs{tail}" for tail in ("", "?kind=undo", *(f"/{run.id}" for run in runs), f"/{runs[1].id}/undo"))
    yield from ("/selections?q=zzz", f"/selections/{kept.id}", f"/selections/{kept.id}/delete", "/crm/company/add-to?all=1")


JUMPED = """() => new Promise((done) => {
  const found = [];
  const told = (list) => found.push(...list.getEntries().filter((each) => !each.hadRecentInput).flatMap((each) =>
    each.sources.map((one) => `${each.value.toFixed(4)} ${one.node?.nodeName}#${one.node?.id}.${one.node?.className}`)));
  new PerformanceObserver(told).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 50);
})"""
"""What has moved by itself since the page was opened."""


def test_every_page_of_records_links_imports_and_runs(visit: Callable[..., Visitor], live: Live, erp: ErpServer) -> None:
    with live.database():
        urls = list(addresses(live, erp))
    v = visit("nb").sign_in()
    for at, url in enumerate(urls):
        v.open(url)
        v.page.wait_for_load_state("networkidle" if "/erp" in url else "load")
        assert v.page.evaluate(JUMPED) == [], url
        glance(v, SEEN[at % 2])


def test_the_main_menu_of_a_narrow_window_is_all_there(visit: Callable[..., Visitor]) -> None:
    v = visit("nb", viewport={"width": 390, "height": 700}).sign_in().open("/runs")
    entries = v.page.get_by_role("navigation", name="Hovedmeny").get_by_role("link")
    for at, width in enumerate((390, 320)):
        v.page.set_viewport_size({"width": width, "height": 700})
        places = entries.evaluate_all("all => all.map((each) => each.getBoundingClientRect().toJSON())")
        assert len(places) == 7
        assert all(each["left"] >= 0 and each["right"] <= width and each["height"] >= 24 for each in places), at
    for name in entries.all_inner_texts():
        entries.filter(has_text=name).focus()
        v.page.keyboard.press("Enter")
        expect(entries.filter(has_text=name)).to_have_attribute("aria-current", re.compile("page|true"))
