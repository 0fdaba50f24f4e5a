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
from webapp.errors import Problem
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


def test_a_deleted_record_leaves_page_count_and_file_alike_and_is_back_when_it_is_restored(
    admin: Browser, bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    selection = kept(cast["åse"])
    gone = SelectionMember.select().order_by(SelectionMember.id).first().record_id
    register.delete(COMPANY, [gone], cast["åse"])
    for somebody in (bjorn, admin):
        page = open_page(somebody, f"/selections/{selection.id}")
        assert (len(rows(page)), "Companies (1)" in page, "1 deleted record is left out" in page) == (1, True, True)
        assert "Fjord 000" not in page.html
        assert [row[1] for row in exported(somebody, selection)] == ["Name", "Fjord 001"]
        assert "Companies 1 Åse" in rows(open_page(somebody, "/selections"))[0].replace("\u00a0", " ")
    register.restore(COMPANY, [gone], cast["åse"])
    page = open_page(bjorn, f"/selections/{selection.id}")
    assert (len(rows(page)), "left out" in page, len(exported(bjorn, selection))) == (2, False, 3)


def test_a_selection_whose_records_are_all_deleted_says_so(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    selection = kept(cast["åse"], number=3)
    register.delete(COMPANY, [each.record_id for each in SelectionMember.select()], cast["åse"])
    page = open_page(bjorn, f"/selections/{selection.id}")
    assert "There is no record in this selection." in page
    assert "3 deleted records are left out" in page
    assert len(exported(bjorn, selection)) == 1


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


# ---- adding to one that is there


def asked(ids: list[int], more: str = "") -> str:
    return f"/crm/company/add-to?{'&'.join(f'record={each}' for each in ids)}{more}"


def offered(page: Page) -> list[str]:
    """The selections to choose from, by their names."""
    return [each.text().split(" 2 ")[0] for each in page.by_id("selections").all("label")]


def test_records_are_added_to_a_selection_that_is_there_and_each_counts_once(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    selection = kept(cast["bjørn"])
    there = [each.record_id for each in selection.members]
    others = [company(f"Nord {at}").id for at in range(3)]
    assert "/crm/company/add-to" in open_page(bjorn, "/crm/company").button("Add ticked to selection …").get("formaction")
    page = open_page(bjorn, asked([*there, *others, others[0], 999999])).fill(selection=str(selection.id))
    assert "5 records will be added." in page
    added = page.press("Add")
    assert (added.url, len(rows(added))) == (f"/selections/{selection.id}", 5)
    assert "3 records are added to “Messe i Bodø”. 2 were in it already." in added
    assert "All 5 records were in “Messe i Bodø” already." in page.press("Add")
    assert (members(selection), Selection.select().count()) == (5, 1)


def test_all_that_were_found_are_added_by_way_of_the_dialog_for_a_new_one(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    selection = kept(cast["bjørn"])
    for at in range(60):
        company(f"Havørn {at}")
    page = open_page(bjorn, "/crm/company/keep?all=1&q=hav%C3%B8rn")
    way = next(each.get("href") for each in page.root.all("a") if each.text() == "Add them to an existing selection instead")
    page = open_page(bjorn, way).fill(selection=str(selection.id)).press("Add")
    assert "60 records are added to “Messe i Bodø”." in page
    assert members(selection) == 62


def test_only_selections_of_the_same_kind_that_one_may_change_are_offered_and_taken(
    admin: Browser, bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    row = company("Nord").id
    page = open_page(bjorn, asked([row]))
    assert "There is no selection yet that you may add these to." in page
    mine, theirs = kept(cast["bjørn"]), kept(cast["cecilie"], "Andres")
    persons = selections.make("Folk", Entity.PERSON, [], cast["bjørn"])
    assert offered(open_page(bjorn, asked([row]))) == ["Messe i Bodø"]
    assert offered(open_page(admin, asked([row]))) == ["Andres", "Messe i Bodø"]
    for wrong in (theirs.id, persons.id, 99999):
        page = open_page(bjorn, asked([row])).fill(selection=str(wrong)).press("Add")
        assert (page.status, page.errors()) == (
            422, ["That selection is deleted, or you can't change it any more. Choose another."],
        )  # fmt: skip
    page = page.fill(selection=[]).press("Add")
    assert (page.status, page.errors()) == (422, ["Choose the selection that the records are to be added to."])
    assert [members(each) for each in (mine, theirs, persons)] == [2, 2, 0]
    assert members(mine) + 1 == len(rows(page.fill(selection=str(mine.id)).press("Add")))


def test_among_thousands_the_newest_are_offered_and_others_found_by_name(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    first = kept(cast["bjørn"], "Ærfugl i Bodø")
    url = asked([company("Nord").id])
    with count_queries() as few:
        assert len(offered(open_page(bjorn, url))) == 1
    for at in range(60):
        selections.make(f"Liste {at}", COMPANY, [], cast["bjørn"])
    with count_queries() as many:
        page = open_page(bjorn, url)
    assert (few.count, len(offered(page)), "The newest 50 of 61 are shown." in page) == (many.count, 50, True)
    page = page.fill(words="ærfugl").press("Find")
    assert (page.status, offered(page)) == (200, ["Ærfugl i Bodø"])
    page = page.fill(words="liste 7", selection=str(first.id)).press("Find")
    assert offered(page)[0] == "Ærfugl i Bodø"  # chosen, it stays
    assert "1 record is added to “Ærfugl i Bodø”." in page.press("Add")
    said = bjorn.get("/selections/choices?entity=company&words=zzz", htmx=True).get_data(as_text=True)
    assert "No selection that you may change has this in its name." in said
    assert bjorn.get("/selections/choices?words=x").location == "/selections?q=x&entity=company"


def test_a_selection_deleted_meanwhile_takes_nothing_and_another_does(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    gone, other = kept(cast["bjørn"], "Borte"), kept(cast["bjørn"])
    page = open_page(bjorn, asked([company("Nord").id])).fill(selection=str(gone.id))
    loaded = selections.to_extend(gone.id, COMPANY, cast["bjørn"])
    selections.delete(gone)
    with pytest.raises(Problem, match="selection_gone"):
        selections.extend(loaded, [1])
    page = page.press("Add")
    assert (page.status, offered(page)) == (422, ["Messe i Bodø"])
    assert "1 record is added" in page.fill(selection=str(other.id)).press("Add")


def test_nothing_ticked_is_said_and_odd_addresses_break_nothing(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    selection = kept(cast["bjørn"])
    page = open_page(bjorn, "/crm/company/add-to")
    assert (page.status, "Nothing is ticked." in page) == (422, True)
    assert "0 records" not in page
    assert page.fill(selection=str(selection.id)).press("Add").status == 422
    for odd in ODD.values():
        names = ("record", "all", "q", "words", "selection", "entity", "_external", "_anchor", "_method")
        given = urlencode(dict.fromkeys(names, odd), errors="surrogateescape")
        assert bjorn.get(f"/crm/company/add-to?{given}").status_code in (200, 422), odd
        assert bjorn.get(f"/selections/choices?{given}", htmx=True).status_code == 200, odd
        form = urlencode({"selection": odd, "words": odd}, errors="surrogateescape").encode()
        assert bjorn.post(asked([1]), form, content_type=FORM).status_code in (303, 422), odd
    assert members(selection) == 2


# ---- the file


def test_the_file_has_all_fields_whole_and_nothing_that_a_spreadsheet_would_carry_out(
    bjorn: Browser, cast: Mapping[str, Any]
) -> None:
    crm_lists.add_items("category", ["Kunde"], cast["åse"])
    item = str(CrmListItem.get().id)
    long = "Ø" * 200
    one = company("=HYPERLINK(1)", ORGNR="974760673", PHONE="+47 22", POSTALAD1=long, CATEGORY=item)
    heads, first = exported(bjorn, selections.make("En", COMPANY, [one.id], None))
    told = dict(zip(heads, first, strict=True))
    assert (told["CRM id"], told["Name"], told["Telephone"]) == (str(one.id), "'=HYPERLINK(1)", "'+47 22")
    assert (told["Address 1 (postal)"], told["Category"], told["Org. no."]) == (long, "Kunde", "974760673")


def test_a_persons_file_names_the_company_and_a_long_one_is_read_in_batches(bjorn: Browser, cast: Mapping[str, Any]) -> None:
    owner = company("Fjord AS")
    one = person(owner, "Åse", "Berg")
    heads, row = exported(bjorn, selections.make("En", Entity.PERSON, [one.id], None))
    assert dict(zip(heads, row, strict=True))["Company"] == "Fjord AS"
    many = kept(cast["åse"], number=501)
    assert len(exported(bjorn, many)) == 502
    register.delete(COMPANY, [each.record_id for each in many.members][:500], cast["åse"])
    assert len(exported(bjorn, many)) == 2
