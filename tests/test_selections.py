"""Selections: found, opened, changed by who made them, and exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from playhouse.test_utils import count_queries

from tests.conftest import Browser
from tests.linked import company, person
from tests.pages import Page, open_page
from tests.test_odd_posts import ODD
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.models import CrmListItem, Selection, SelectionMember
from webapp.services import crm_lists, selections

COMPANY = Entity.COMPANY
FORM = "application/x-www-form-urlencoded"


def kept(user: Any, name: str = "Messe i Bodø", number: int = 2) -> Selection:
    ids = [company(f"Fjord {at:03d}", ORGNR="974760673").id for at in range(number)]
    return selections.make(name, COMPANY, ids, user)


def rows(page: Page) -> list[str]:
    return [each.text() for each in page.root.all("tr")][1:]


def members(selection: Selection) -> int:
    return SelectionMember.select().where(SelectionMember.selection == selection).count()


def exported(browser: Browser, selection: Selection) -> list[list[str]]:
    """The rows of the file, the heads first."""
    text = browser.get(f"/selections/{selection.id}/export").get_data(as_text=True)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


# ---- finding


def test_everybody_sees_all_selections_the_newest_first_and_finds_them_by_name_and_kind(
    bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    assert "A selection keeps records together" in open_page(bjorn, "/selections")
    kept(cast["åse"])
    selections.make("Ærfuglrådet", Entity.PERSON, [], None)
    page = open_page(bjorn, "/selections")
    assert [each.split()[0] for each in rows(page)] == ["Ærfuglrådet", "Messe"]
    assert "Messe i Bodø Companies 2 Åse Nygård today" in rows(page)[1].replace("\u00a0", " ")
    assert "kobling" in rows(page)[0]
    assert [each.split()[0] for each in rows(open_page(bjorn, "/selections?q=ærfuglRÅD"))] == ["Ærfuglrådet"]
    assert len(rows(open_page(bjorn, "/selections?entity=company"))) == 1
    assert "No selection fits." in open_page(bjorn, "/selections?q=%25")


def test_lists_cost_the_same_however_many_rows_there_are(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    one = kept(cast["åse"])
    with count_queries() as few:
        bjorn.get("/selections")
        bjorn.get(f"/selections/{one.id}")
    for _number in range(55):
        selections.make("En til", COMPANY, [], cast["bjørn"])
    selections.add(one, [company(f"Nord {at}").id for at in range(60)])
    with count_queries() as many:
        list_page, page = open_page(bjorn, "/selections"), open_page(bjorn, f"/selections/{one.id}")
    assert (few.count, len(rows(list_page)), len(rows(page))) == (many.count, 50, 50)
    assert len(rows(open_page(bjorn, f"/selections/{one.id}?page=7"))) == 12


def test_what_nobody_would_ask_for_finds_nothing_and_breaks_nothing(admin: Browser) -> None:
    made = selections.make("Messe", COMPANY, [], None)
    for odd in ODD.values():
        asked = urlencode(dict.fromkeys(("q", "entity", "page", "connection", "kind"), odd), errors="surrogateescape")
        for path in ("/selections", "/runs", f"/selections/{made.id}"):
            assert admin.get(f"{path}?{asked}").status_code == 200, odd
        form = {name: urlencode({name: odd}, errors="surrogateescape").encode() for name in ("name", "record")}
        for way, name in (("rename", "name"), ("remove", "record")):
            answer = admin.post(f"/selections/{made.id}/{way}", form[name], content_type=FORM)
            assert answer.status_code in (303, 422), odd


# ---- one


def test_a_deleted_record_is_marked_and_leads_nowhere_for_who_cant_see_it(
    admin: Browser, bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    selection = kept(cast["åse"])
    gone = SelectionMember.select().order_by(SelectionMember.id).first().record_id
    register.delete(COMPANY, [gone], cast["åse"])
    page = open_page(bjorn, f"/selections/{selection.id}")
    assert "Fjord 000 Removed" in rows(page)[0]
    assert f"/crm/company/{gone}" not in page.html
    assert f"/crm/company/{gone}" in open_page(admin, f"/selections/{selection.id}").html


def test_who_made_it_renames_it_takes_records_out_and_deletes_it(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    selection = kept(cast["bjørn"], number=3)
    dialog = open_page(bjorn, f"/selections/{selection.id}/rename").fill(name="x" * 300).press("OK")
    assert (dialog.status, dialog.value("Name of the selection")) == (422, "x" * 300)
    assert dialog.errors() == ["The name has 300 characters; at most 200 are possible."]
    page = dialog.fill(name=" Bodø ").press("OK")
    assert next(page.root.all("h1")).text() == "Bodø"
    ticked = next(each.get("value") for each in page.root.all("input") if each.get("name") == "record")
    page = page.fill(record=[ticked, "999999", "x"]).press("Take ticked out")
    assert "1 record is taken out of the selection." in page
    assert (len(rows(page)), "Nothing was ticked." in page.press("Take ticked out")) == (2, True)
    page = open_page(bjorn, f"/selections/{selection.id}/delete").press("Delete")
    assert "The selection “Bodø” is deleted." in page
    assert (Selection.select().count(), SelectionMember.select().count()) == (0, 0)
    assert register.get(COMPANY, [int(ticked)])[int(ticked)].deleted_at is None


@pytest.mark.parametrize("way", ["rename", "delete", "remove"])
def test_others_may_look_but_only_administrators_change_it(
    admin: Browser, bjorn: Browser, cast: Mapping[str, Any], way: str
) -> None:
    selection = kept(cast["cecilie"])
    page = open_page(bjorn, f"/selections/{selection.id}")
    assert (len(rows(page)), way in page.html) == (2, False)
    assert bjorn.post(f"/selections/{selection.id}/{way}", {"name": "Mitt", "record": "1"}).status_code == 403
    assert (Selection.get().name, members(selection)) == ("Messe i Bodø", 2)
    assert way in open_page(admin, f"/selections/{selection.id}").html
    assert bjorn.get("/selections/99999").status_code == 404


# ---- the file


def test_the_file_has_all_fields_whole_and_nothing_that_a_spreadsheet_would_carry_out(
    bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    crm_lists.add_items("category", ["Kunde"], cast["åse"])
    item = str(CrmListItem.get().id)
    long = "Ø" * 200
    one = company("=HYPERLINK(1)", PHONE="+47 22", POSTALAD1=long, CATEGORY=item)
    two = company("Havørna")
    register.delete(COMPANY, [two.id], cast["åse"])
    heads, first, second = exported(bjorn, selections.make("To", COMPANY, [one.id, two.id], None))
    told = dict(zip(heads, first, strict=True))
    assert (told["CRM id"], told["Name"], told["Telephone"]) == (str(one.id), "'=HYPERLINK(1)", "'+47 22")
    assert (told["Address 1 (postal)"], told["Category"], told["Removed"]) == (long, "Kunde", "")
    assert (second[1], second[-1]) == ("Havørna", "Yes")


def test_a_persons_file_names_the_company_and_a_long_one_is_read_in_batches(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    owner = company("Fjord AS")
    one = person(owner, "Åse", "Berg")
    heads, row = exported(bjorn, selections.make("En", Entity.PERSON, [one.id], None))
    assert dict(zip(heads, row, strict=True))["Company"] == "Fjord AS"
    assert len(exported(bjorn, kept(cast["åse"], number=501))) == 502
