"""Copy, export and import in a browser: a file out, a file in, and every state fit to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.lists import crm_items, map_list
from webapp.models import Connection


def begin(v: Visitor) -> None:
    """The demonstration workbook with its customer groups mapped."""
    connection = v.sign_in().live.demonstration("Nord")
    v.map("Nord")
    with v.live.database():
        map_list(connection, "Customer", "CustGr", "CATEGORY", ">")
        crm_items("category", "Bygg", "Handel", "Industri")


def exported(v: Visitor, folder: Path) -> dict[str, Any]:
    v.open("/sync/transfer")
    with v.page.expect_download() as download:
        v.page.get_by_role("link", name=f"{v.words('Export')} Nord").click()
    assert download.value.suggested_filename == "Nord.yaml"
    download.value.save_as(folder / "nord.yaml")
    return dict(yaml.safe_load((folder / "nord.yaml").read_text()))


def changed(data: dict[str, Any]) -> dict[str, Any]:
    """A document with something of everything that the page can tell."""
    customer = data["actor types"]["Customer"]
    customer["fields"]["Gone"] = {"in tab": True}
    customer["fields"]["CustGr"]["items"] = {"1": "Bygg", "2": "Helt ny gruppe", "3": None}
    customer["fields"]["Nm"]["default"] = {"value": "{company}", "ask": True}
    customer["order"].reverse()
    scope = {"users": {"ukjent": ["connect"]}, "groups": {"Salg": ["connect"]}}
    return data | {"description": "Hovedbok for Nord AS, klient 10", "scope": scope}


@pytest.mark.parametrize("script", [True, False])
def test_a_file_goes_out_is_changed_and_comes_in_again(visit: Callable[..., Visitor], tmp_path: Path, script: bool) -> None:
    v = visit("nb", script=script)
    begin(v)
    data = exported(v, tmp_path) | {"description": "Ny tekst"}
    (tmp_path / "ny.yaml").write_text(yaml.safe_dump(data, allow_unicode=True))
    v.page.get_by_label(v.words("File"), exact=True).set_input_files(tmp_path / "ny.yaml")
    v.button(v.words("Show the differences")).focus()
    v.page.keyboard.press("Enter")
    expect(v.page.get_by_role("row").filter(has_text="Ny tekst")).to_be_visible()
    v.button(v.words("Import")).focus()
    v.page.keyboard.press("Space")
    expect(v.page.locator(".message.success")).to_be_visible()
    with v.live.database():
        assert Connection.get(Connection.name == "Nord").description == "Ny tekst"


def test_every_state_is_fit_to_be_looked_at(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    v = visit("nb")
    begin(v)
    data = changed(exported(v, tmp_path))
    look(v)
    text = v.page.get_by_label(v.words("Or its text"))
    text.fill(yaml.safe_dump(data | {"nom": "x", "priority": "one"}, allow_unicode=True))
    v.button(v.words("Show the differences")).click()
    expect(v.page.locator("#problems")).to_be_visible()
    look(v)
    text.fill(yaml.safe_dump(data, allow_unicode=True))
    v.button(v.words("Show the differences")).click()
    expect(v.page.locator("table.differences").first).to_be_visible()
    look(v)
    v.button(v.words("Import")).click()
    expect(v.page.locator("#problems")).to_be_visible()
    look(v)
    v.page.get_by_label(v.words("Import into")).select_option("new")
    v.button(v.words("Compare")).click()
    expect(v.button(v.words("Go on to the dialog"))).to_be_visible()
    look(v)


def test_the_dialog_of_a_copy_says_what_comes_along(visit: Callable[..., Visitor]) -> None:
    v = visit("en")
    begin(v)
    v.open("/sync/transfer")
    v.page.get_by_role("button", name=f"{v.words('Copy')} Nord").click()
    expect(
        v.page.get_by_text(v.words("The mappings, list mapping, defaults and order of “%(name)s” come along.") % {"name": "Nord"})
    ).to_be_visible()
    look(v)
