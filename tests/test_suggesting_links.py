"""Suggestions for one record: which actors of the ERP may be the same, how like they are, and why."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType
from connectors.errors import ConnectorError
from tests.creating import add
from tests.erpserver import ErpServer
from tests.linked import BOOK, company, link, memory_erp, person, workbook_erp
from tests.mapped import put
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.models import Connection, LinkSuggestion, SyncConnector
from webapp.services import calls, sheets
from webapp.services.suggesting_links import Suggestion, suggest, telling_word


@pytest.fixture
def visma(cast: dict[str, Any]) -> Connection:
    calls.forget()
    return workbook_erp(cast)[0]


def suggested(connection: Connection, record: Record) -> list[Suggestion]:
    return suggest(sheets.of(connection), record)


def keys(found: list[Suggestion]) -> list[str]:
    return [each.actor.erp_key for each in found]


def reasons(found: Suggestion) -> list[str]:
    return [each.code for each in found.likeness.reasons]


def test_the_same_organisation_number_is_found_however_it_is_written(visma: Connection):
    found = suggested(visma, company("Fjordkraft Tromsø AS", ORGNR="NO 974 760 673 MVA", POSTALZIP="9008"))
    assert keys(found) == ["20318"]
    assert reasons(found[0])[0] == "org_number"
    assert "postal_code" in reasons(found[0])
    assert (found[0].title, found[0].details) == ("Fjordkraft Tromsø A/S", "9008 Tromsø, 974760673")


NUMBERED = ("974 760 673", "NO 974 760 673 MVA", "974.760.673", "974\u00a0760\u00a0673", "NO974760673MVA")


@pytest.mark.parametrize("written", NUMBERED)
def test_a_number_that_a_workbook_has_in_groups_is_found_by_it(cast: dict[str, Any], written: str):
    calls.forget()
    customers = [[written if value == "974760673" else value for value in row] for row in BOOK["Customer"]]
    visma = workbook_erp(cast, "Grupper", {**BOOK, "Customer": customers})[0]
    [found] = suggested(visma, company("Et Helt Annet Navn", ORGNR="974760673"))
    assert (found.actor.erp_key, reasons(found)) == ("20318", ["org_number"])


@pytest.mark.parametrize("written", NUMBERED)
def test_a_number_in_groups_is_found_with_the_one_call_that_a_plain_one_takes(
    cast: dict[str, Any], memory: SyncConnector, erp: ErpServer, written: str
):
    calls.forget()
    fjord = memory_erp(cast, memory, erp)
    put(fjord, "Ad1", "ORGNR", ">")
    add(erp, "77001", Nm="Bjørnefjell Sport", Ad1=written)
    record = company("Et Helt Annet Navn", ORGNR="974760673")
    found = suggest(sheets.of(fjord), record, [ActorType.CUSTOMER])
    assert (keys(found), reasons(found[0])) == (["77001"], ["org_number"])
    assert len(erp.sign_ins) == 1


def test_another_number_of_the_same_groups_does_not_hide_what_the_name_finds(
    cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    calls.forget()
    fjord = memory_erp(cast, memory, erp)
    put(fjord, "Ad1", "ORGNR", ">")
    add(erp, "77001", Nm="Noe annet", Ad1="673 974 760")
    found = suggest(sheets.of(fjord), company("Bjørnefjell Sport", ORGNR="974760673"), [ActorType.CUSTOMER])
    assert keys(found) == ["10001"]
    assert len(erp.sign_ins) == 2


def test_where_there_is_no_field_for_it_the_number_is_looked_for_among_vat_numbers(cast: dict[str, Any]):
    calls.forget()
    customers = [["MvaNr" if value == "OrgNr" else value for value in row] for row in BOOK["Customer"]]
    fields = [row for row in BOOK["Fields"] if row[1] != "OrgNr"]
    rows = [["NO 974 760 673 MVA" if value == "974760673" else value for value in row] for row in customers]
    visma = workbook_erp(cast, "Mva", {**BOOK, "Customer": rows, "Fields": fields})[0]
    put(visma, "MvaNr", "VATNO", ">")
    assert keys(suggested(visma, company("Et Helt Annet Navn", ORGNR="974760673"))) == ["20318"]


def test_where_no_actor_has_the_number_the_name_is_searched_for(visma: Connection):
    found = suggested(visma, company("Fjordkraft Bodø AS", ORGNR="889 640 782"))
    assert keys(found)[0] == "20319"
    assert "name" in reasons(found[0])
    assert found[0].likeness.score < 97


def test_an_actor_that_is_linked_comes_last_and_says_to_whom(visma: Connection):
    link(visma, other := company("Fjordkraft Bodø filial"), "20319")
    found = suggested(visma, company("Fjordkraft Bodø"))
    assert keys(found)[-1] == "20319"
    assert found[-1].taken is not None
    assert (found[-1].taken.record_id, found[-1].taken.name) == (other.id, other.name)


def test_what_somebody_has_rejected_is_not_suggested_again(visma: Connection):
    record = company("Fjordkraft Bodø")
    LinkSuggestion.create(
        connection=visma,
        actor_type="Customer",
        entity="company",
        record_id=record.id,
        erp_key="20319",
        score=80,
        state="rejected",
    )
    assert "20319" not in keys(suggested(visma, record))
    assert "20319" in keys(suggested(visma, company("Fjordkraft Bodø")))


def test_a_person_is_looked_for_among_the_linked_companys_alone(visma: Connection):
    of = company("Fjordkraft Tromsø")
    with pytest.raises(Problem) as refused:
        suggested(visma, person(of, "Åse", "Berg"))
    assert refused.value.code == "parent_not_linked"
    link(visma, of, "20318")
    assert keys(suggested(visma, person(of, "Åse", "Berg"))) == ["1"]


def test_a_name_that_nothing_is_like_gets_no_suggestion(visma: Connection):
    assert suggested(visma, company("Helt Ukjent Virksomhet")) == []
    assert suggested(visma, company("42")) == []


def test_a_column_that_cannot_be_searched_leaves_the_name(cast: dict[str, Any]):
    numbers = ("Customer", "OrgNr", "Org.nr.", "integer", None, None, None)
    fields = [row for row in BOOK["Fields"] if row[1] != "OrgNr"]
    rows = [[*row[:2], int(row[2]) if str(row[2]).isdigit() else row[2], *row[3:]] for row in BOOK["Customer"]]
    connection, _path = workbook_erp(cast, "Tall", {**BOOK, "Customer": rows, "Fields": [*fields, numbers]})
    found = suggested(connection, company("Fjordkraft Tromsø AS", ORGNR="974760673"))
    assert keys(found)[0] == "20318"
    assert reasons(found[0])[0] == "org_number"


def test_an_erp_that_does_not_answer_is_the_callers_matter(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer):
    connection = memory_erp(cast, memory, erp)
    erp.mode = "closing"
    with pytest.raises(ConnectorError):
        suggested(connection, company("Bjørnefjell Sport"))
    erp.mode = "ok"
    calls.forget()
    assert keys(suggested(connection, company("Bjørnefjell Sport"))) == ["10001"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Fjordkraft Tromsø AS", "Fjordkraft"),
        ("Norsk Fisk AS", "Fisk"),
        ("Advokatfirmaet Lie DA", "Lie"),
        ("AS Østensjø", "Østensjø"),
        ("Eiendom AS", "Eiendom"),
        ("3T", ""),
        ("", ""),
    ],
)
def test_the_word_that_a_name_is_looked_for_by(name: str, word: str):
    assert telling_word(name) == word
