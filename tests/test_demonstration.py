"""The demonstration set: something to try mappings and list mappings on."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from connectors.base import FieldType
from connectors.excel.demo_names import LISTS, TITLES
from webapp.crm import lists
from webapp.crm.fields import Entity, all_fields
from webapp.services import first_start


def test_some_items_of_the_crms_lists_are_called_as_in_the_workbook_and_some_are_not(app: Flask, tmp_path: Path):
    first_start.make_administrator("correct horse 8")
    first_start.make_demonstration(tmp_path)
    items = {key: set(found.values()) for key, found in lists.items(lists.NAMES).items()}
    pairs = {"CustomerGroup": "business", "ProjectType": "project_type", "ProjectStatus": "project_status"}
    for erp, crm in pairs.items():
        there = set(LISTS[erp].values())
        assert there & items[crm], erp
        assert there - items[crm], erp
        assert items[crm] - there, erp
    assert set(TITLES) & items["position"]
    assert {"Kunde", "Leverandør"} <= items["category"]


def test_companies_have_a_field_of_their_own(app: Flask, tmp_path: Path):
    first_start.make_administrator("correct horse 8")
    first_start.make_demonstration(tmp_path)
    field = all_fields()[Entity.COMPANY]["X_KREDITTGRENSE"]
    assert (field.name.nb, field.type) == ("Kredittgrense", FieldType.DOUBLE)
