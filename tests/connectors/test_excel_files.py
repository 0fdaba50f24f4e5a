"""What people point at by mistake: each is refused in words at the field, and the right workbook passes afterwards."""

import os
import zipfile
from pathlib import Path

import pytest

from connectors.base import StepState
from connectors.excel.connector import ExcelConnector
from connectors.excel.filekind import size_text
from tests.workbooks import connect, context, customers, make, rewrite, steps

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def failure(path, **limits):
    """The step that fails when *path* is tested."""
    found = steps(ExcelConnector({"file": path.name}, context(path, **limits)))
    [failed] = [step for step in found.values() if step.state is StepState.FAILED]
    assert failed.field == "file"
    assert failed.text.nb
    assert failed.remedy.nb
    return failed


def check_recovery(path):
    """The same name, with a good workbook behind it, passes."""
    path.unlink(missing_ok=True)
    make(path)
    assert {step.state for step in steps(connect(path)).values()} == {StepState.PASSED}


def compound(stream):
    return _COMPOUND + b"\0" * 1000 + stream.encode("utf-16-le") + b"\0" * 500


BAD = {
    "renamed text": (b"ID;Nm\n1;Fjordglimt\n", "text file"),
    "renamed text of another encoding": ("ID;Nm\n1;Bjørkås\n".encode("utf-16"), "text file"),
    "empty": (b"", "is empty"),
    "password-protected": (compound("EncryptedPackage"), "password"),
    "old workbook": (compound("Workbook"), "old workbook"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "not an Excel workbook"),
    "zip in name only": (b"PK\x03\x04" + b"\x01" * 500, "damaged"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_workbook_is_refused_in_words(tmp_path, kind):
    content, words = BAD[kind]
    path = tmp_path / "erp.xlsx"
    path.write_bytes(content)
    failed = failure(path)
    assert failed.key == "readable"
    assert words in failed.text.en
    check_recovery(path)


def test_a_truncated_workbook_is_called_damaged(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "damaged" in failure(path).text.en
    check_recovery(path)


def test_a_workbook_with_a_flipped_byte_is_called_damaged(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo(SHEET).header_offset + 80
    content = bytearray(path.read_bytes())
    content[offset] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in failure(path).text.en
    check_recovery(path)


@pytest.mark.parametrize(
    "sheet", [lambda xml: xml[: len(xml) // 2], lambda xml: xml.replace(b"<sheetData>", b"<!DOCTYPE a><sheetData>")]
)
def test_a_workbook_with_broken_xml_is_called_damaged(tmp_path, sheet):
    path = rewrite(make(tmp_path / "erp.xlsx"), {SHEET: sheet})
    assert "damaged" in failure(path).text.en
    check_recovery(path)


def test_a_document_of_the_family_is_no_workbook(tmp_path):
    path = tmp_path / "erp.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "not an Excel workbook" in failure(path).text.en
    check_recovery(path)


def test_a_missing_file_is_refused_and_the_searched_folders_are_named(tmp_path):
    failed = failure(tmp_path / "erp.xlsx")
    assert failed.key == "file"
    assert "was not found" in failed.text.en
    assert str(tmp_path) in failed.remedy.en
    check_recovery(tmp_path / "erp.xlsx")


def test_a_folder_and_another_kind_of_file_are_refused(tmp_path):
    (tmp_path / "sub.xlsx").mkdir()
    assert "is a folder" in failure(tmp_path / "sub.xlsx").text.en
    (tmp_path / "erp.xls").write_bytes(b"x")
    assert "neither an .xlsx nor an .xlsm" in failure(tmp_path / "erp.xls").text.en


def test_a_workbook_over_the_size_limit_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "erp.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    failed = failure(path)
    assert "200\u00a0MB" in failed.text.en
    assert "100\u00a0MB" in failed.text.en
    assert failed.seconds < 1
    check_recovery(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    path = rewrite(make(tmp_path / "erp.xlsx"), {"xl/media/bomb.xml": b" " * 3_000_000})
    assert "unpacks to" in failure(path, max_bytes=200_000).text.en
    check_recovery(path)


def test_a_stray_cell_in_the_far_corner_is_refused_before_room_is_made(tmp_path):
    far = b'</row><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    path = rewrite(make(tmp_path / "erp.xlsx"), {SHEET: lambda xml: xml.replace(b"</row></sheetData>", far)})
    assert "reaches to row 1048576 and column 16384" in failure(path).text.en
    check_recovery(path)


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = make(tmp_path / "erp.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)  # root, whom tests may run as, may read everything
        assert "can't be read" in failure(path).text.en
    check_recovery(path)


def test_a_path_outside_the_allowed_folders_is_refused(tmp_path):
    inside, outside = tmp_path / "inside", make(tmp_path / "erp.xlsx")
    inside.mkdir()
    (inside / "link.xlsx").symlink_to(outside)
    for file in ("../erp.xlsx", str(outside), "link.xlsx"):
        step = steps(ExcelConnector({"file": file}, context(inside / "any")))["file"]
        assert (step.state, step.field) == (StepState.FAILED, "file")
        assert str(inside) in step.remedy.nb
    check_recovery(inside / "erp.xlsx")


@pytest.mark.parametrize("file", ["", "   ", "a\0b.xlsx", "x" * 5000 + ".xlsx", None])
def test_a_path_that_cannot_be_is_refused(tmp_path, file):
    step = steps(ExcelConnector({"file": file}, context(tmp_path / "any")))["file"]
    assert (step.state, step.field) == (StepState.FAILED, "file")
    assert step.remedy.nb


def test_without_allowed_folders_nothing_is_found(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    connector = ExcelConnector({"file": str(path)}, context(path).__class__())
    assert "No folder is allowed" in steps(connector)["file"].text.en


def test_every_way_of_writing_a_path_is_the_same_workbook(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    (tmp_path / "link.xlsx").symlink_to(path)
    ways = ["erp.xlsx", str(path), "./erp.xlsx", "link.xlsx"]
    assert {ExcelConnector({"file": way}, context(path)).identity() for way in ways} == {str(path.resolve())}
    assert ExcelConnector({"file": "missing.xlsx"}, context(path)).identity() == ""


def test_suggestions_are_the_workbooks_of_the_allowed_folders(tmp_path):
    (tmp_path / "år").mkdir()
    for name in ("erp.xlsx", "år/macros.XLSM", "erp.bak.xlsx", "~$erp.xlsx", ".hidden.xlsx", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "away").symlink_to("/")
    connector = ExcelConnector({}, context(tmp_path / "any"))
    assert list(connector.list_items("workbooks")) == ["erp.xlsx", os.path.join("år", "macros.XLSM")]


def test_no_more_than_two_hundred_workbooks_are_suggested(tmp_path):
    for number in range(230):
        (tmp_path / f"{number:03}.xlsx").write_bytes(b"")
    found = list(ExcelConnector({}, context(tmp_path / "any")).list_items("workbooks"))
    assert (len(found), found[0], found[-1]) == (200, "000.xlsx", "199.xlsx")


def test_a_workbook_that_somebody_has_open_fails_and_names_them(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "Granli"))
    lock = tmp_path / "~$erp.xlsx"
    lock.write_bytes(b"\x0aKari Moen.".ljust(55, b" "))
    found = steps(connect(path))["writable"]
    assert (found.state, found.field) == (StepState.FAILED, "file")
    assert "Kari Moen. has “erp.xlsx” open" in found.text.en
    assert "~$erp.xlsx" in found.remedy.nb
    lock.unlink()
    check_recovery(path)


def test_an_open_workbook_that_is_only_read_passes_with_a_warning(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "Granli"))
    (tmp_path / ".~lock.erp.xlsx#").write_text(",kari,pc-7,21.11.2026 13:02,file:///home;")
    found = steps(connect(path, read_only=True))
    assert found["readable"].state is StepState.WARNING
    assert "kari har «erp.xlsx» åpen" in found["readable"].text.nb
    assert found["writable"].state is StepState.PASSED


def test_sizes_are_written_as_people_read_them():
    assert size_text(999).en == "999\u00a0B"
    assert (size_text(1_250_000).en, size_text(1_250_000).nb) == ("1.2\u00a0MB", "1,2\u00a0MB")
    assert size_text(3_000_000_000).nb == "3,0\u00a0GB"
