"""A run watched in a browser, and how the pages of runs and selections look."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.crm import finding
from webapp.crm.fields import Entity
from webapp.crm.finding import Wanted
from webapp.db import now
from webapp.models import RunRow, SyncRun, User
from webapp.services import selections
from webapp.services.workers import own_name


def test_a_run_is_watched_to_its_end_and_its_selection_opens(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        user = User.get(User.username == "admin")
        preview = SyncRun.create(kind="preview", actor_type="Customer", state="done", user=user)
        under_way = {"state": "running", "started_at": now(), "heartbeat_at": now(), "worker": own_name()}
        about = {"kind": "import", "actor_type": "Customer", "user": user, "user_name": user.name, "of": preview}
        run = SyncRun.create(**about, **under_way, total=2000, done=700, counts={"created": 700})
        problem = '[["row_changed", {}]]'
        RunRow.create(run=preview, position=1, erp_key="7", title="Ørn AS", kind="fault", state="failed", problems=problem)
        ids = finding.ids(Entity.COMPANY, Wanted())
        kept = selections.make("Opprettet ved import", Entity.COMPANY, ids[:60], user, run)
    v.open(f"/runs/{run.id}")
    bar = v.page.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", "700")
    place = v.page.locator(".card").bounding_box()
    with v.live.database():
        SyncRun.update(done=1400, counts={"created": 1400}).where(SyncRun.id == run.id).execute()
    expect(bar).to_have_attribute("value", "1400")
    assert v.page.locator(".card").bounding_box() == place
    look(v)
    with v.live.database():
        over = {"state": "partial", "done": 2000, "counts": {"created": 1999, "failed": 1}, "finished_at": now()}
        SyncRun.update(over).where(SyncRun.id == run.id).execute()
    expect(v.page.locator("#live")).to_contain_text("1 999 opprettet, 1 ikke importert".replace("1 999", "1\u00a0999"))
    expect(v.page.locator("#failures tbody")).to_contain_text("Ørn AS")
    look(v)
    v.page.get_by_role("link", name=kept.name).click()
    expect(v.page.locator("tbody tr")).to_have_count(50)
    look(v)
    for path in ("/runs", "/selections", f"/selections/{kept.id}/rename"):
        look(v.open(path))
