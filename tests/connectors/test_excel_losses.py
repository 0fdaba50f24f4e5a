"""A workbook holding what openpyxl would lose is only read, and the test names what it is."""

import pytest

from connectors.base import Actor, Refused, Saved, StepState
from connectors.excel import edits
from tests.workbooks import CUSTOMER, connect, make, rewrite, steps

SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    "customXml/item1.xml": "Power Query",
    "xl/connections.xml": "external data",
    "xl/slicers/slicer1.xml": "slicers",
    "xl/threadedComments/threadedComment1.xml": "threaded comments",
    "xl/ctrlProps/ctrlProp1.xml": "form controls",
    "xl/media/image1.png": "pictures",
    "xl/metadata.xml": "dynamic arrays",
    "_xmlsignatures/sig1.xml": "digital signatures",
    "docMetadata/LabelInfo.xml": "sensitivity label",
    "xl/embeddings/oleObject1.bin": "embedded objects",
    "customUI/customUI.xml": "ribbon",
    "xl/charts/chartEx1.xml": "charts of newer kinds",
}
EXTENSIONS = {
    "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}": "other sheets",
    "{78C0D931-6437-407d-A8EE-F0AAD7539E65}": "conditional formatting",
    "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}": "sparklines",
}


def check_only_read(path, words):
    """The workbook can be used, says why it is only read, and is not touched."""
    before = path.read_bytes()
    found = steps(connect(path))
    assert found["writable"].state is StepState.WARNING
    assert words in found["writable"].text.en
    assert {step.state for key, step in found.items() if key != "writable"} == {StepState.PASSED}
    connector = connect(path)
    [answer] = connector.save_actors([Actor(CUSTOMER, "10001", {"Nm": "X"})])
    assert isinstance(answer, Refused)
    assert words in answer.reason.en
    assert all(field.read_only for field in connector.actor_fields(CUSTOMER))
    assert path.read_bytes() == before


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_with_parts_that_would_be_lost_is_only_read(tmp_path, part):
    path = rewrite(make(tmp_path / "erp.xlsx"), {part: b"<x/>"})
    check_only_read(path, PARTS[part])


@pytest.mark.parametrize("mark", EXTENSIONS)
def test_a_sheet_with_extensions_that_would_be_lost_is_only_read(tmp_path, mark):
    extension = f'<extLst><ext uri="{mark}" xmlns:x14="x"/></extLst></worksheet>'.encode()
    path = rewrite(make(tmp_path / "erp.xlsx"), {SHEET: lambda xml: xml.replace(b"</worksheet>", extension)})
    check_only_read(path, EXTENSIONS[mark])


def test_shapes_make_a_workbook_only_read_and_charts_alone_do_not(tmp_path):
    chart = b"<xdr:wsDr><xdr:graphicFrame/></xdr:wsDr>"
    path = rewrite(make(tmp_path / "erp.xlsx"), {"xl/drawings/drawing1.xml": chart})
    assert steps(connect(path))["writable"].state is StepState.PASSED
    rewrite(path, {"xl/drawings/drawing1.xml": b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>"})
    check_only_read(path, "shapes or text boxes")


def test_a_workbook_in_the_strict_dialect_is_only_read(tmp_path):
    strict = b"<!-- http://purl.oclc.org/ooxml/spreadsheetml/main --></workbook>"
    path = rewrite(make(tmp_path / "erp.xlsx"), {"xl/workbook.xml": lambda xml: xml.replace(b"</workbook>", strict)})
    check_only_read(path, "Strict Open XML")


def test_a_workbook_with_very_long_sheets_is_only_read(tmp_path, monkeypatch):
    path = make(tmp_path / "erp.xlsx")
    monkeypatch.setattr(edits, "MOST_ROWS", 4)
    check_only_read(path, "more than 20,000 rows in “Customer”")
    monkeypatch.setattr(edits, "MOST_ROWS", 5)
    assert steps(connect(path))["writable"].state is StepState.PASSED


def test_without_the_part_the_same_workbook_is_written(tmp_path):
    path = rewrite(make(tmp_path / "erp.xlsx"), {"customXml/item1.xml": b"<x/>"})
    check_only_read(path, "Power Query")
    make(path)
    [answer] = connect(path).save_actors([Actor(CUSTOMER, "10001", {"Nm": "X"})])
    assert isinstance(answer, Saved)
