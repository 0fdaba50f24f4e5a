"""Documents of connections: what is exported, read and stored again is the same, whatever is mapped."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import FieldType
from tests.dialogs import save_connection
from tests.mapped import put, sheet_of
from tests.workbooks import SMALL, make
from webapp import config
from webapp.crm.lists import items
from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, CrmField, CrmList, ListItemMapping
from webapp.services import crm_lists, sheets, sync_connectors
from webapp.services.mapping_rules import Direction, offered, why_not
from webapp.services.sheets import Book, Row, Sheet
from webapp.services.transfer import document, writing
from webapp.services.transfer.applying import apply, compare
from webapp.services.transfer.fits import Agreed
from webapp.services.transfer.reading import read

WORDS = {(True, True): "both", (True, False): "to CRM", (False, True): "to ERP"}
TEXTS = st.sampled_from(
    ["no", "~", "0150", "1:30", "1e3", "null", "*x", "å: {today}", "lin\njer", "{user}", "# x", "'", '"', "-"]
)


@pytest.fixture
def connection(app: Flask, cast: dict[str, Any]) -> Connection:
    """A connection to a workbook with customers, their groups and persons."""
    path = make(config.current["INSTANCE"] / "erp.xlsx", SMALL)
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    crm_lists.add_items("category", ["Bygg", "nei", "1", "~", "Øvrig: #2"], cast["åse"])
    return save_connection(cast["åse"], connector, "Nord", {"file": str(path)})


def fields(draw: Any, sheet: Sheet, book: Book) -> dict[str, Any]:
    found = {row.field.key: field(draw, row, sheet, book) for row in sheet.rows}
    return {key: each for key, each in sorted(found.items()) if each}


def field(draw: Any, row: Row, sheet: Sheet, book: Book) -> dict[str, Any]:
    """A mapping of a field as the dialogs allow it."""
    crm = draw(st.sampled_from([None, *offered(row.field, sheet.crm_fields.values())]))
    found: dict[str, Any] = {"crm": crm.key} if crm else {}
    ways = tuple(why_not(row.field, False, crm, way) is None and draw(st.booleans()) for way in Direction)
    if any(ways):
        found["direction"] = WORDS[ways]  # type: ignore[index]
    if row.searchable and draw(st.booleans()):
        found["in search"] = True
    if draw(st.booleans()):
        found["in tab"] = True
    if crm and row.field.type is FieldType.LIST and crm.type is FieldType.LIST:
        found |= listed(draw, list(book.lists[row.field.list_name]), list(items([crm.list_name])[crm.list_name].values()))
    if row.field.type is FieldType.TEXT and not row.is_key and (rule := draw(rules(row.field.mandatory))):
        found["default"] = rule
    return found


def listed(draw: Any, erp: list[str], crm: list[str]) -> dict[str, Any]:
    goes = {key: draw(st.sampled_from([None, *crm])) for key in sorted(erp) if draw(st.booleans())}
    first = {name: key for key, name in goes.items() if name is not None}  # one way back for each is always right
    return ({"items": goes} if goes else {}) | ({"way back": sorted(first.values())} if first else {})


@st.composite
def rules(draw: Any, mandatory: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"value": draw(TEXTS)} if draw(st.booleans()) else {}
    found |= {"ask": True} if draw(st.booleans()) else {}
    return found | {"mandatory": True} if found and (mandatory or draw(st.booleans())) else found


def actor_types(draw: Any, connection: Connection) -> dict[str, Any]:
    book = sheets.of(connection)
    found = {}
    for type_, sheet in book.sheets.items():
        order = draw(st.permutations([row.field.key for row in sheet.rows]))
        active = {"active": True} if draw(st.booleans()) else {}
        found[type_.value] = active | {"order": order, "fields": fields(draw, sheet, book)}
    return found


def stored(connection: Connection, wanted: dict[str, Any]) -> dict[str, Any]:
    """*wanted* applied; the document of what is stored then."""
    connection = Connection.get_by_id(connection.id)
    seen = compare(wanted, connection, Agreed())
    assert [each.problem.code for each in seen.refusals] == []
    apply(connection, wanted, Agreed(), seen.seen, None)
    return document.of(Connection.get_by_id(connection.id))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_mapped_comes_back_through_export_and_import(connection: Connection, data: st.DataObject):
    with db.atomic() as transaction:
        base = document.of(connection)
        one = base | {"actor types": actor_types(data.draw, connection), "description": data.draw(TEXTS).strip()}
        another = base | {"actor types": actor_types(data.draw, connection)}
        assert read(writing.as_yaml(one).encode()) == one
        assert stored(connection, one) == one
        assert stored(connection, another) == another
        assert stored(connection, read(writing.as_yaml(one).encode())) == one
        transaction.rollback()


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029", "\n\x85", "\t", " \n "])
def test_ends_of_lines_of_every_kind_come_back_as_they_are(connection: Connection, mark: str):
    odd = document.of(connection) | {"description": f"a{mark}b", "configuration": {"file": f"c{mark}d", f"e{mark}f": "g"}}
    assert read(writing.as_yaml(odd).encode()) == odd


def test_another_configuration_is_never_applied_without_its_test(connection: Connection):
    wanted = document.of(connection) | {"configuration": {"file": "another.xlsx"}, "description": "never"}
    seen = compare(wanted, connection, Agreed())
    with pytest.raises(Problem, match="transfer_untested"):
        apply(connection, wanted, Agreed(), seen.seen, None)
    kept = Agreed(keep_configuration=True)
    apply(connection, wanted, kept, compare(wanted, connection, kept).seen, None)
    assert document.of(Connection.get()) == wanted | {"configuration": document.of(connection)["configuration"]}


def test_a_field_whose_crm_field_is_deleted_keeps_its_list_mapping_until_it_is_restored(connection: Connection):
    category = CrmList.get(key="category")
    CrmField.create(entity="company", key="X_R", name="Region", name_key="region", type=int(FieldType.LIST), list=category)
    put(connection, "CustGr", "X_R", ">")
    item = crm_lists.add_items("category", ["Bygg"], None)["Bygg"]
    mapping = sheet_of(connection).by_key["CustGr"].mapping
    ListItemMapping.delete().execute()
    ListItemMapping.create(field=mapping, erp_item="1", crm_item=item)
    before = document.of(connection)
    CrmField.update(deleted_at=category.changed_at, name_key=None).execute()
    gone = document.of(connection)
    gone["actor types"]["Customer"]["fields"].setdefault("Zip", {})["in tab"] = True
    stored(connection, gone)
    CrmField.update(deleted_at=None, name_key="region").execute()
    before["actor types"]["Customer"]["fields"].setdefault("Zip", {})["in tab"] = True
    assert document.of(connection) == before


def test_a_document_that_says_what_is_stored_changes_nothing(connection: Connection):
    found = compare(document.of(connection), connection, Agreed())
    assert (found.different, found.refusals, found.needs_test) == ([], [], False)
