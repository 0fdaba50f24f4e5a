"""The demonstration workbook: as much as the product's first page needs, of plausible Norwegian names, always the same."""

import re

import openpyxl
import pytest

from connectors.base import ActorType, StepState
from connectors.excel.demo import write_demo
from tests.workbooks import all_of, connect, steps

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "erp.xlsx"
    write_demo(path)
    return path


def test_it_passes_its_connection_test_without_a_warning(path):
    found = steps(connect(path))
    assert {step.state for step in found.values()} == {StepState.PASSED}


def test_it_holds_enough_of_everything(path):
    connector = connect(path)
    counts = {actor_type: connector.count(actor_type) for actor_type in connector.actor_types()}
    assert counts[ActorType.CUSTOMER] >= 220
    assert counts[ActorType.SUPPLIER] >= 40
    assert counts[ActorType.PERSON] >= 130
    assert counts[ActorType.PROJECT] >= 30


def test_keys_names_and_organisation_numbers_are_unique_and_valid(path):
    companies = [one for type_ in (ActorType.CUSTOMER, ActorType.SUPPLIER) for one in all_of(connect(path), type_).values()]
    numbers = [str(one.values["OrgNo"]) for one in companies]
    assert len({one.values["Nm"] for one in companies}) == len({*numbers}) == len(companies)
    assert all(sum(int(digit) * weight for digit, weight in zip(one, WEIGHTS, strict=True)) % 11 == 0 for one in numbers)
    assert all(re.fullmatch(r"\d{4}", str(one.values["Zip"])) for one in companies)


def test_every_person_has_a_parent_that_exists_and_every_list_value_an_item(path):
    connector = connect(path)
    companies = {type_: all_of(connector, type_) for type_ in (ActorType.CUSTOMER, ActorType.SUPPLIER)}
    assert all(one.parent_key in companies[one.parent_type] for one in all_of(connector, ActorType.PERSON).values())
    groups = connector.list_items("CustomerGroup")
    assert all(one.values["CustGr"] in groups for one in companies[ActorType.CUSTOMER].values())


def test_changes_are_spread_over_two_years_and_names_have_norwegian_letters(path):
    customers = list(all_of(connect(path)).values())
    years = {one.last_modified[:4] for one in customers}
    assert years == {"2024", "2025", "2026"}
    names = " ".join(str(one.values[key]) for one in customers for key in ("Nm", "City", "Ad1"))
    assert {"å", "ø", "æ"} <= set(names.lower())


def test_it_is_the_same_at_every_making_and_pleasant_to_open(path, tmp_path):
    write_demo(tmp_path / path.name)
    assert all_of(connect(path)) == all_of(connect(tmp_path / path.name))
    sheet = openpyxl.load_workbook(path)["Customer"]
    assert (sheet.freeze_panes, sheet["A1"].font.b) == ("A2", True)
    assert sheet.column_dimensions["B"].width > 20
