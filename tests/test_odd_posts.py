"""Every form of the mappings, the CRM's fields and lists, copies and imports, posted as nobody's browser would post it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from connectors.base import FieldType
from tests.conftest import Browser
from tests.mapped import put, sheet_of
from tests.pages import open_page
from tests.transfers import mapped, save_excel
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.models import Connection, CrmField, CrmList
from webapp.services import crm_fields, crm_lists, record_saving, sync_connectors
from webapp.services.crm_field_rules import Wanted
from webapp.services.journal import Origin

ODD = {
    "nothing": "",
    "NUL": "a\0b",
    "a lone surrogate": "\udcff",
    "a control character": "\x1b[31m\u202e",
    "a huge number": "9" * 400,
    "a minus": "-1",
    "markup": "<script>alert(1)</script>'\"&",
    "a formula": "=cmd|'/c calc'!A1",
    "astral": "𝔘\U0001f4a9é\u0301",
    "JSON": '{"a": [1]}',
    "long": "x" * 60_000,
}


@pytest.fixture
def connection(cast: dict[str, Any]) -> Connection:
    """A connection that has some of everything."""
    made = mapped(save_excel(cast, sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])), cast)
    put(made, "CustGr", "CATEGORY")
    crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Size"), cast["åse"])
    crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted("Region", "category"), cast["åse"])
    crm_lists.add("Regions", ["North", "South"], cast["åse"])
    return made


def places(connection: Connection) -> Mapping[str, tuple[str, list[str]]]:
    """Pages with forms, and the addresses to which these are posted."""
    own = f"/sync/connections/{connection.id}"
    group = sheet_of(connection).by_key["CustGr"].mapping.id
    field, row = CrmField.get().id, CrmList.get(CrmList.built_in == False).id  # noqa: E712
    record = f"/crm/company/{record_saving.save(Entity.COMPANY, [Draft({'NAME': 'Fjord'})], Origin('added'))[0].id}"
    aids = [f"{own}/mappings/Customer{tail}" for tail in ("", "/change", "/bulk", "/reading", "/apply")]
    return {
        "mappings": (aids[0], aids),
        "a list mapping": (f"{own}/lists/Customer/{group}", [f"{own}/lists/Customer/{group}"]),
        "defaults": (f"{own}/defaults/Customer", [f"{own}/defaults/Customer", f"{own}/defaults/Customer/items"]),
        "ranks": (f"{own}/ranks/Customer", [f"{own}/ranks/Customer"]),
        "priority": ("/sync/priority", ["/sync/priority"]),
        "fields": ("/crm/fields/company", ["/crm/fields/company/restore", "/crm/fields/company/move"]),
        "a field": (f"/crm/fields/company/{field}", [f"/crm/fields/company/{field}", "/crm/fields/company/new"]),
        "a list": (f"/crm/lists/{row}", [f"/crm/lists/{row}", "/crm/lists/new"]),
        "transfer": ("/sync/transfer", ["/sync/transfer"]),
        "a company": (f"{record}/edit", [f"{record}/edit", "/crm/company/new", "/crm/company/restore", f"{record}/delete"]),
        "a person": ("/crm/person/new", ["/crm/person/new", "/crm/person/keep?all=1", "/crm/person/add-to?all=1"]),
    }


PLACES = (
    "mappings",
    "a list mapping",
    "defaults",
    "ranks",
    "priority",
    "fields",
    "a field",
    "a list",
    "transfer",
    "a company",
    "a person",
)
BUTTONS = ("do", "press", "bulk", "top", "up", "down", "bottom", "apply", "add", "field", "item", "order", "q", "list", "pick")


def controls(browser: Browser, url: str) -> MultiDict[str, str]:
    """What the forms of a page would send."""
    page = open_page(browser, url)
    found: MultiDict[str, str] = MultiDict()
    for form in page.root.all("form"):
        for name, values in page.sent(form).items():
            for value in values if isinstance(values, list) else [values]:
                found.add(name, value)
    found.pop("csrf_token", None)
    return found


def variants(real: MultiDict[str, str], value: str) -> Iterator[MultiDict[str, str]]:
    """Everything odd; everything twice; one control after another odd; nothing but buttons."""
    yield MultiDict([(name, value) for name in real])
    yield MultiDict([(name, each) for name, each in [*real.items(multi=True)] * 2] + [(name, value) for name in BUTTONS])
    names = list(dict.fromkeys(each.partition("-")[0] for each in real))
    for name in names if len(value) < 1000 else ():
        changed = [(each, value if each.partition("-")[0] == name else old) for each, old in real.items(multi=True)]
        yield MultiDict([*changed, ("do", "save")])


@pytest.mark.parametrize("place", PLACES)
def test_no_odd_form_breaks_a_page(admin: Browser, connection: Connection, place: str):
    page, urls = places(connection)[place]
    real, token = controls(admin, page), admin._token()
    answers = {
        (url, name, number): sent(admin, token, url, data, htmx=number == 0)
        for url in urls
        for name, value in ODD.items()
        for number, data in enumerate(variants(real, value))
    }
    assert {where: status for where, status in answers.items() if status not in (200, 204, 303, 404, 422)} == {}


def sent(browser: Browser, token: str, url: str, data: MultiDict[str, str], htmx: bool) -> int:
    """The status of the answer; a lone surrogate is sent as the byte that is no UTF-8."""
    form = urlencode([*data.items(multi=True)], errors="surrogateescape").encode()
    headers = {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "nb"}
    return int(browser.client.post(url, data=form, headers=headers | ({"HX-Request": "true"} if htmx else {})).status_code)
