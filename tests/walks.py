"""Walks through what is configured of a connection and of the CRM, for whoever looks at every page and every state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.base import FieldType
from tests import fielded, imported, linked
from tests.aids import choose, dialog, pressed
from tests.conftest import Browser
from tests.crm import mapped
from tests.erpserver import ErpServer
from tests.lists import choose as choose_item
from tests.lists import crm_items, delete_crm_item, erp_has, map_list, url_of
from tests.mapped import sheet_of
from tests.pages import Page, open_page
from webapp.crm import register as register_
from webapp.crm.fields import Entity
from webapp.crm.lists import items
from webapp.crm.register import Draft
from webapp.forms.config_fields import html_name
from webapp.forms.defaults import control
from webapp.forms.mappings import control as mapping_control
from webapp.i18n import catalogue
from webapp.models import (
    ActorMapping,
    Connection,
    ConnectionField,
    ConnectionReading,
    CrmField,
    CrmList,
    FieldMapping,
    LinkSuggestion,
    RunRow,
    SyncRank,
    SyncRun,
    User,
)
from webapp.services import calls, crm_fields, crm_lists, defaults, priorities, record_saving, selections
from webapp.services.crm_field_rules import Wanted
from webapp.services.importing.plan import Wanted as Sought
from webapp.services.importing.plan import to_params
from webapp.services.importing.rows import KINDS
from webapp.services.journal import Origin

BROKEN = {"text": ["It broke.", "Det brast."], "remedy": ["Mend it.", "Reparer det."], "detail": "Traceback <most> & recent"}


def press(page: Page, words: str, inside: str = "") -> Page:
    """Press a button by its English words, whatever the page's language is."""
    return page.press(catalogue(page.browser.language).gettext(words), inside)


def mappings(browser: Browser, saved: Connection, erp: ErpServer) -> None:
    """The mappings dialog: changed, refused, in conflict, what the ERP has lost; suggestions and records, also without an ERP."""
    page = choose(dialog(browser, saved), "Nm", "NAME").press(f"turn-to_crm-{_n('Nm')}").press(f"turn-to_erp-{_n('Nm')}")
    press(page.fill(q="zzz"), "Filter")
    page = page.fill(q="", bulk="both").press("set-bulk")
    assert choose(page, "Nm", "BIRTHDATE", "<>").press("save").status == 422
    page = dialog(browser, saved)
    ActorMapping.update(version=ActorMapping.version + 1, changed_by=User.get()).execute()
    assert choose(page, "City", "POSTALCITY", "<").press("save").status == 422
    aids(browser, saved, erp)
    key = ConnectionField.key == "Zip"
    ConnectionField.update(missing=True).where(ConnectionField.connection == saved, key).execute()
    ActorMapping.update(missing=True).where(ActorMapping.connection == saved, ActorMapping.actor_type == "Person").execute()
    for type_ in ("Customer", "Person"):
        dialog(browser, saved, type_)


def aids(browser: Browser, saved: Connection, erp: ErpServer) -> None:
    """Suggestions and records: some, none, and where the ERP doesn't let us in."""
    page = dialog(browser, saved, "Supplier")
    offered = pressed(page, "suggest")
    pressed(offered, "apply", **{each.get("name"): each.get("value") for each in offered.by_id("suggestions").all("input")})
    full = page.fill(bulk="both").press("set-bulk")
    for text in ("", "zzz"):
        pressed(full, "try", try_text=text)
    erp.mode = "refuse"
    for aid in ("suggest", "try"):
        pressed(full, aid)
    erp.mode = "ok"
    calls.forget()


def readings(browser: Browser, saved: Connection) -> None:
    """Every state of a reading, on a page with fields and on the pages of a connection that knows none."""
    bare = fielded.connection(saved.connector, "Without fields")
    pages = ("mappings", "lists", "defaults", "ranks", "rules", "readiness")
    states: tuple[tuple[str, Any], ...] = (("waiting", {}), ("failed", BROKEN), ("done", {}))
    for name in pages:
        open_page(browser, f"/sync/connections/{bare.id}/{name}")
    for state, error in states:
        for connection in (saved, bare):
            ConnectionReading.delete().where(ConnectionReading.connection == connection).execute()
            told = [["fields_new", "Customer", ["Nm", "Zip"]]] * 5 if state == "done" else []
            ConnectionReading.create(connection=connection, state=state, error=error, changes=told)
            open_page(browser, f"/sync/connections/{connection.id}/mappings")


def list_mappings(browser: Browser, saved: Connection, erp: ErpServer) -> None:
    """The overview and a field: matched, created, counted, refused, in conflict, items gone, more than a select holds."""
    group = map_list(saved, "Customer", "CustGr", "CATEGORY", "<>")
    crm = crm_items("category", "Shops", "Offices")
    page = open_page(browser, url_of(group))
    for button in ("match", "none", "create"):
        page.press(button)
    press(page, "Count use in the ERP")
    erp.mode = "refuse"
    press(page, "Count use in the ERP")
    erp.mode = "ok"
    calls.forget()
    page = choose_item(choose_item(choose_item(page, "1", crm["Shops"]), "2", crm["Shops"]), "3", crm["Offices"])
    assert press(page, "OK").status == 422
    FieldMapping.update(items_version=FieldMapping.items_version + 1).execute()
    assert press(open_page(browser, url_of(group)).fill(version="1"), "OK").status == 422
    press(open_page(browser, url_of(group)).fill(**{f"crm-{_n('1')}": crm["Offices"]}), "OK")
    delete_crm_item(crm["Offices"])
    erp_has(saved, "CustomerGroup", {"2": "Industry", "9": ""})
    for url in (url_of(group), f"{url_of(group)}?q=zzz&only=1", f"/sync/connections/{saved.id}/lists"):
        browser.get(url)
    crm_items("category", *(f"Category {number}" for number in range(400)))
    erp_has(saved, "CustomerGroup", {str(number): f"Group {number}" for number in range(30)})
    press(open_page(browser, url_of(group)).fill(**{f"crm-{_n('7')}": "No such category"}), "OK")
    erp_has(saved, "CustomerGroup", {})
    browser.get(url_of(group))


def default_values(browser: Browser, saved: Connection, erp: ErpServer) -> None:
    """Items asked of the ERP, values that are refused, a conflict, a rule that has no effect any more."""
    url = f"/sync/connections/{saved.id}/defaults/Customer"
    page = open_page(browser, url).press(control("refresh", "CustGr"))
    erp.mode = "refuse"
    page.press(control("refresh", "CustGr"))
    erp.mode = "ok"
    calls.forget()
    wrong = {control("use", "City"): "1", control("value", "City"): "{town}", control("mandatory", "Zip"): "1"}
    assert press(page.fill(**wrong), "Save").status == 422
    fine = {control("value", "City"): "Vega", control("ask", "Zip"): "1"}
    assert press(open_page(browser, url).fill(**wrong | fine), "Save").status == 200
    assert press(page.fill(**fine), "Save").status == 422
    ConnectionField.update(missing=True).where(ConnectionField.connection == saved, ConnectionField.key == "City").execute()
    assert defaults.rules(sheet_of(saved).actor)
    browser.get(f"{url}?only=1")


def orders(browser: Browser, saved: Connection) -> None:
    """The order of fields and the sync priority: moved, and in conflict."""
    url = f"/sync/connections/{saved.id}/ranks/Customer"
    page = moved = _moved(open_page(browser, url))
    press(_moved(moved), "Save")
    assert press(page, "Save").status == 422
    fielded.connection(saved.connector, "Second")
    page = _moved(open_page(browser, "/sync/priority"))
    SyncRank.delete().execute()
    for place, each in enumerate(reversed(priorities.order())):
        SyncRank.create(connection=each, position=place)
    assert press(page, "Save").status == 422


def _moved(page: Page) -> Page:
    return page.press(next(each for each in page.root.all("button") if each.get("value").startswith("bottom ")).get("aria-label"))


def workbench(browser: Browser, saved: Connection) -> None:
    """Suggestions of links: every list, every press, a search in every state; and a connection that syncs nothing."""
    root = f"/sync/connections/{saved.id}/links"
    type(sheet_of(saved).actor).update(active=False).where(type(sheet_of(saved).actor).connection == saved).execute()
    browser.get(root)
    type(sheet_of(saved).actor).update(active=True).where(type(sheet_of(saved).actor).connection == saved).execute()
    url = f"{root}/Customer"
    browser.get(url)
    facts = {"connection": saved, "actor_type": "Customer", "entity": "company", "details": "7010 <&>", "reasons": [["name", 91]]}
    companies = [linked.company(f"Fjord <{number}>", POSTALCITY="Bodø") for number in range(4)]
    for number, company in enumerate([*companies, companies[0]]):
        LinkSuggestion.create(record_id=company.id, erp_key=f"{number} <", title="Fjord & co", score=95 - number, **facts)
    first, second, third, fourth, _other = LinkSuggestion.select().order_by(LinkSuggestion.id)
    for query in ("", "?score=94", "?q=zzz", "?show=rejected", "?show=linked", "?show=without", "/accept-all?score=90"):
        browser.get(url + query)
    browser.post(f"{url}/accept-all", {"score": "1"})
    browser.post(f"{url}/decide", {"ticked": "1"})
    for press in ({"accept": first.id}, {"reject": second.id}, {"accept": second.id}, {"reject": 0}):
        browser.post(f"{url}/decide?of={third.id}", press, htmx=True)
    browser.post(f"{url}/decide", {"ticked": "1", "tick": [str(second.id), str(fourth.id)]})
    run = SyncRun.create(kind="suggest", connection=saved, actor_type="Customer", counts={"read": 3})
    for state in ("waiting", "running", "done", "failed", "cancelled"):
        SyncRun.update(state=state, error=BROKEN if state == "failed" else {}).where(SyncRun.id == run.id).execute()
        for query in ("", "?show=rejected", "?show=linked"):
            browser.get(url + query)
        if state == "running":
            browser.post(f"{url}/find")
    LinkSuggestion.delete().execute()


def imports(browser: Browser, cast: Mapping[str, Any], saved: Connection, erp: ErpServer) -> None:
    """The import: hits, criteria that are refused, an ERP that is away, ticks; a preview in every state."""
    url = f"/sync/connections/{saved.id}/import/Customer"
    for query in ("", "?search=1", "?search=1&text=zzz", "?search=1&f1=City&o1=between&v1=b&v1=a", "?search=1&f1=X&o1=x"):
        browser.get(url + query)
    browser.post(f"{url}?search=1", {"shown": "10001", "tick": "10001", "do": "nothing"})
    browser.post(f"{url}?search=1", {"do": "preview"})
    erp.mode = "closing"
    browser.get(f"{url}?search=1&text=a")
    erp.mode = "ok"
    calls.forget()
    company = linked.company("Granli A/S")
    changed, note = {"NAME": ["Granli", "Granli AS"], "POSTALCITY": ["", "Bodø"]}, ("name_missing", {"crm": "NAME"})
    more: dict[str, Any] = {"record_id": company.id, "reasons": [["org_number", 0], ["name", 91]], "problems": [note]}
    rows = [imported.row(kind, str(at), f"Granli {at} <b>", changed, **more) for at, kind in enumerate(KINDS * 21)]
    preview = imported.preview(saved, cast["åse"], *rows)
    page = f"/sync/connections/{saved.id}/import/previews/{preview.id}"
    for query in ("", "?kind=duplicate", "?kind=fault&text=zzz", "?page=2"):
        browser.get(page + query)
    RunRow.update(state="done", ticked=False).where(RunRow.position < 20).execute()
    RunRow.update(state="failed", ticked=False).where(RunRow.position > 80).execute()
    for state in ("waiting", "running", "failed", "cancelled"):
        SyncRun.update(state=state, error=BROKEN if state == "failed" else {}).where(SyncRun.id == preview.id).execute()
        browser.get(page)
        browser.get(url)
        if state == "running":
            browser.post(f"{page}/discard")
    made = SyncRun.create(kind="import", connection=saved, actor_type="Customer", state="done", of=preview)
    browser.get(page)
    without_preview(browser, url, made)
    undo = f"/sync/connections/{saved.id}/import/runs/{made.id}/undo"
    browser.get(undo)
    record_saving.save(Entity.COMPANY, [Draft({"NAME": "Granli <&>"}, company.id)], Origin("imported", cast["åse"], saved, made))
    for url in (f"/crm/company/{company.id}/history", f"/crm/company/{company.id}/why/NAME", undo):
        browser.get(url)
    SyncRun.create(kind="undo", connection=saved, actor_type="Customer", state="done", of=made)
    browser.get(undo)
    assert browser.post(undo).status_code == 422
    Connection.update(tested_state="failed").where(Connection.id == saved.id).execute()
    browser.get(f"/sync/connections/{saved.id}/import/Person")
    SyncRun.delete().where(SyncRun.id.in_([made.id, preview.id])).execute()


def without_preview(browser: Browser, url: str, left_by: SyncRun) -> None:
    """The question before an import without a preview, also refused; the import, and what it has left to decide."""
    browser.get(f"{url}/at-once?search=1&text=a&keep_blanks=1")
    Connection.update(tested_state="failed").where(Connection.id == left_by.connection_id).execute()
    assert browser.post(f"{url}/at-once?search=1").status_code == 422
    Connection.update(tested_state="passed").where(Connection.id == left_by.connection_id).execute()
    preview, params = left_by.of, to_params(Sought())
    SyncRun.update(of=left_by).where(SyncRun.id == preview.id).execute()
    SyncRun.update(of=None, params=params, counts={"created": 3, "duplicate": 1, "noted": 1}).where(
        SyncRun.id == left_by.id
    ).execute()
    for each in (f"/runs/{left_by.id}", f"{url.rpartition('/')[0]}/previews/{preview.id}", url):
        browser.get(each)
    SyncRun.update(of=None).where(SyncRun.id == preview.id).execute()
    SyncRun.update(of=preview, params={}, counts={}).where(SyncRun.id == left_by.id).execute()


def runs(browser: Browser, cast: Mapping[str, Any], saved: Connection) -> None:
    """Runs in every state, with rows that failed, and undoing one; selections found, opened, renamed and deleted."""
    for url in ("/runs", "/selections"):
        browser.get(url)
    about = {"connection": saved, "actor_type": "Customer", "user": cast["åse"], "user_name": "Åse"}
    run = SyncRun.create(kind="link", state="waiting", counts={"linked": 1, "failed": 1}, total=9, **about)
    record = linked.company("Fjord <&> AS")
    problems = '[["link_taken", {"key": "<7>", "name": "Fjord & venn"}]]'
    RunRow.create(run=run, position=1, title="<b>", kind="fault", state="failed", record_id=record.id, problems=problems)
    for state in ("waiting", "running", "partial", "failed", "cancelled"):
        SyncRun.update(state=state, error=BROKEN if state == "failed" else {}).where(SyncRun.id == run.id).execute()
        browser.get(f"/runs/{run.id}")
    kept = selections.make("Fjord <&>", Entity.COMPANY, [record.id, linked.company("Å").id], cast["åse"], run)
    register_.delete(Entity.COMPANY, [record.id], cast["åse"])
    for url in ("/runs", "/runs?kind=undo", "/selections?q=zzz", f"/runs/{run.id}/undo", f"/selections/{kept.id}"):
        browser.get(url)
    browser.post(f"/runs/{run.id}/undo")
    for way in ("delete", "rename"):
        browser.get(f"/selections/{kept.id}/{way}")
    assert browser.post(f"/selections/{kept.id}/rename", {"name": ""}).status_code == 422
    for url in ("/runs", "/selections", f"/runs/{run.id}", f"/selections/{kept.id}"):
        browser.get(url)
    SyncRun.delete().where(SyncRun.id == run.id).execute()


def changes(browser: Browser, saved: Connection) -> None:
    """The record of changes, filtered, and filtered by dates that can't be."""
    for query in (f"connection={saved.id}", "q=zzz", "area=mappings&from=2026-01-01", "from=2026-02-02&to=2026-01-01", "from=x"):
        browser.get(f"/sync/changes?{query}")


def crm(browser: Browser, cast: Mapping[str, Any], saved: Connection) -> None:
    """The CRM's fields and lists: added, refused, warned of, in conflict, deleted, restored in vain."""
    own = crm_lists.add("Fjell", ["Kunde", "Åpen", "Partner"], cast["åse"])
    of_list = crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted("Tilhørighet", own.key), cast["åse"])
    mapped(cast, saved.connector, "Uses it", {"Belongs": of_list.key})
    text = crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Merknad", max_length=50), cast["åse"])
    _fields(browser, cast, of_list, text)
    _lists(browser, own)


def _fields(browser: Browser, cast: Mapping[str, Any], of_list: CrmField, text: CrmField) -> None:
    url = "/crm/fields/company"
    for typed in ({"name": ""}, {"name": "x" * 300, "type": "5"}, {"name": "Merknad", "type": "1", "max_length": "-1"}):
        assert press(open_page(browser, f"{url}/new").fill(**typed), "OK").status == 422
    page = open_page(browser, f"{url}/{text.id}").fill(name="Note")
    press(open_page(browser, f"{url}/{text.id}").fill(name="Notat"), "OK")
    assert press(page, "OK").status == 422
    assert press(open_page(browser, f"{url}/{of_list.id}").fill(list="category", read_only="y"), "OK").status == 422
    for each in (of_list, text):
        browser.get(f"{url}/{each.id}/delete")
    crm_fields.delete(CrmField.get_by_id(text.id), cast["åse"])
    crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Notat"), cast["åse"])
    browser.get(url)
    assert browser.post(f"{url}/restore", {"row": text.id}).status_code == 422


def _lists(browser: Browser, own: CrmList) -> None:
    url = f"/crm/lists/{own.id}"
    assert press(open_page(browser, "/crm/lists/new").fill(name="", items="a\na"), "OK").status == 422
    page = open_page(browser, url)
    page.fill(tick=["0", "2"]).press("do-bottom")
    page.fill(tick=["0"]).press("do-delete")
    page.fill(tick=[], lines="Ny\nNy").press("do-add")
    press(page.fill(tick=[], lines="\n".join(f"Topp {number}" for number in range(20))).press("do-add").fill(q="zzz"), "Filter")
    assert press(page.fill(lines="", name=["Kunde", "kunde", ""]), "OK").status == 422
    press(open_page(browser, url).fill(name=["Kunder", "Åpen", "Partner"]), "OK")
    assert press(page.fill(name=["Kunder", "Lukket", "Partner"]), "OK").status == 422
    browser.get(f"{url}/delete")
    assert browser.post(f"{url}/delete").status_code == 422


def register(browser: Browser, cast: Mapping[str, Any]) -> None:
    """The register: lists found, empty, filtered and deleted; records looked at, refused, in conflict, in the way, kept."""
    crm_lists.add_items("category", ["Kunde", "Partner & venn"], cast["åse"])
    origin, item = Origin("added", cast["åse"]), next(iter(items(["category"])["category"]))
    facts = {
        "NAME": "Fjord <&> AS",
        "ORGNR": "891000005",
        "URL": "fjord.example?a=1&b=2",
        "PHONE": "22 33 44 55",
        "CATEGORY": item,
    }
    company, other, gone = (
        each.id for each in record_saving.save(Entity.COMPANY, [*map(Draft, (facts, {"NAME": "Å"}, facts))], origin)
    )
    people = [Draft({"LASTNAME": f"Dahl {number}"}, company_id=company) for number in range(60)]
    person = record_saving.save(Entity.PERSON, people, origin)[0].id
    record_saving.save(Entity.PROJECT, [Draft({"NAME": "Lager", "TEXT": "a\nb", "ENDDATE": "2026-11-21T00:00:00Z"})], origin)
    press(open_page(browser, f"/crm/company/{gone}/delete"), "Delete")
    for tail in ("", "?q=fjord&sort=changed", "?q=zzz", "?CATEGORY=7777", "?deleted=1", f"/{company}", f"/{other}", f"/{gone}"):
        browser.get(f"/crm/company{tail}")
    for url in (f"company/{company}/persons?page=2", f"company/{other}/projects", "person", "project", f"person/{person}/edit"):
        browser.get(f"/crm/{url}")
    assert press(open_page(browser, "/crm/company/new"), "OK").status == 422
    press(open_page(browser, "/crm/person/new").fill(company_words="fjord"), "Find")
    assert press(open_page(browser, "/crm/project/new").fill(company_words="å"), "OK").status == 422
    page = open_page(browser, f"/crm/company/{company}/edit").fill(**{html_name("NAME"): "Fjord"})
    record_saving.save(Entity.COMPANY, [Draft({"NAME": "Fjorden"}, company)], Origin("edited", cast["åse"]))
    assert press(page, "OK").status == 422
    for tail in ("history", "history?page=9", "why/NAME", "why/PHONE_DIRECT", "why/CATEGORY"):
        browser.get(f"/crm/company/{company}/{tail}")
    browser.get(f"/crm/company/{company}/delete")
    press(open_page(browser, "/crm/company/keep?all=1").fill(name=""), "OK")
    browser.get("/crm/company/add-to?all=1")
    selections.make("Fjord <&>", Entity.COMPANY, [company], cast["åse"])
    press(open_page(browser, "/crm/company/add-to?all=1&q=%3C%26%3E").fill(words="zzz"), "Find")
    assert press(open_page(browser, "/crm/company/add-to?all=1"), "Add").status == 422


def _n(erp_key: str) -> str:
    return mapping_control("", erp_key)[1:]
