"""What happens to a workbook that is written: the change is there, and everything else still is."""

import os
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from connectors.base import UNKNOWN, Actor, Refused, Saved
from connectors.errors import ProtocolBroken, Unreachable
from connectors.excel import replacing
from connectors.excel.folders import backup_of
from tests.workbooks import CUSTOMER, PERSON, all_of, connect, customers, make, rewrite

CONTENT = "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def save(path, key, **values):
    """The answer to saving one customer."""
    [answer] = connect(path).save_actors([Actor(CUSTOMER, str(key), values)])
    return answer


def new(**values):
    return Actor(CUSTOMER, "", values)


def sheet(path, name="Customer"):
    return openpyxl.load_workbook(path)[name]


def decorate(path):
    """Give the workbook what a real one has beside values."""
    book = openpyxl.load_workbook(path)
    cells = book["Customer"]
    cells["B2"].font, cells["B2"].fill = Font(bold=True), PatternFill("solid", fgColor="FFEE00")
    cells["B2"].comment = Comment("Ring først", "Kari")
    cells["A2"].hyperlink = "https://kunde.example/"
    cells.freeze_panes, cells.column_dimensions["B"].width = "B2", 42
    cells.add_data_validation(DataValidation(type="whole", formula1="1", formula2="9", sqref="D2:D5"))
    cells.conditional_formatting.add("E2:E5", CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000")))
    cells.add_table(Table(displayName="Kunder", ref="A1:I5"))
    notes = book.create_sheet("Notater")
    notes.append(["Egne notater", "=SUM(Customer!E2:E5)"])
    notes.sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(cells, min_col=5, min_row=1, max_row=5), titles_from_data=True)
    notes.add_chart(chart, "D4")
    book.save(path)
    return path


def test_formats_validation_comments_tables_charts_and_other_sheets_survive(tmp_path):
    path = decorate(make(tmp_path / "erp.xlsx"))
    assert isinstance(save(path, 10001, Nm="Fjordglimt Bygg og Anlegg AS"), Saved)
    book = openpyxl.load_workbook(path)
    cells = book["Customer"]
    name = cells["B2"]
    assert (name.value, name.font.b, name.comment.text) == ("Fjordglimt Bygg og Anlegg AS", True, "Ring først")
    assert (cells["A2"].hyperlink.target, cells.freeze_panes) == ("https://kunde.example/", "B2")
    assert cells.column_dimensions["B"].width == 42
    assert (str(cells.data_validations.dataValidation[0].sqref), cells.tables["Kunder"].ref) == ("D2:D5", "A1:I5")
    assert len(cells.conditional_formatting) == 1
    notes = book["Notater"]
    assert (notes["B1"].value, notes.sheet_state, len(notes._charts)) == ("=SUM(Customer!E2:E5)", "hidden", 1)


def test_text_with_formats_inside_survives(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    rich = b'<is><r><rPr><b/></rPr><t xml:space="preserve">Granli </t></r><r><t>Elektro DA</t></r></is>'
    rewrite(path, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<is><t>Granli Elektro DA</t></is>", rich)})
    assert save(path, 10001, Zip="0151").actor.values["Zip"] == "0151"
    text = openpyxl.load_workbook(path, rich_text=True)["Customer"]["B5"].value
    assert [getattr(part, "text", part) for part in text] == ["Granli ", "Elektro DA"]
    assert all_of(connect(path))["10004"].values["Nm"] == "Granli Elektro DA"


def with_macros(path, fresh=True):
    """A workbook with macros, as Excel lays it out."""
    kind = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>'
    )
    plain, macro = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    return rewrite(
        make(path) if fresh else path,
        {
            CONTENT: lambda xml: xml.replace(plain, macro).replace(b"</Types>", kind),
            RELATIONS: lambda xml: xml.replace(b"</Relationships>", relation),
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 the macros",
        },
    )


def test_macros_survive(tmp_path):
    path = with_macros(tmp_path / "erp.xlsm")
    assert isinstance(save(path, 10001, Nm="Fjordglimt"), Saved)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\xd0\xcf\x11\xe0 the macros"
        assert b"macroEnabled" in archive.read(CONTENT)
        assert b"vbaProject.bin" in archive.read(RELATIONS)
    assert backup_of(path).name == "erp.bak.xlsm"


def test_comments_beside_macros_survive_too(tmp_path):
    path = tmp_path / "erp.xlsm"
    decorate(make(path))
    with_macros(path, fresh=False)
    for name in ("X", "Y"):
        assert save(path, 10001, Nm=name).actor.values["Nm"] == name
    with zipfile.ZipFile(path) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
    assert openpyxl.load_workbook(path, keep_vba=True)["Customer"]["B2"].comment.text == "Ring først"


def test_a_workbook_that_counts_from_1904_keeps_its_dates(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book["Customer"]["H2"].value = datetime(2020, 3, 1)  # noqa: DTZ001
    book.save(path)
    since = datetime(2019, 12, 24, 18, 30, tzinfo=UTC)
    assert all_of(connect(path))["10001"].values["Since"] == datetime(2020, 3, 1, tzinfo=UTC)
    assert save(path, 10002, Since=since).actor.values["Since"] == since
    assert all_of(connect(path))["10001"].values["Since"] == datetime(2020, 3, 1, tzinfo=UTC)


def test_contents_that_stop_it_from_being_written_are_told_in_words(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    rewrite(path, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<pageMargins ", b"<pageMargins odd='1' ")})
    before = path.read_bytes()
    with pytest.raises(ProtocolBroken, match="stops it from being written"):
        save(path, 10001, Nm="X")
    assert path.read_bytes() == before
    make(path)
    assert isinstance(save(path, 10001, Nm="X"), Saved)


def test_formulas_are_kept_and_unknown_until_excel_has_computed_them(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm", "Sum"), (1, "A", "=1+1"), (2, "B", 5))
    computed = {
        "xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"),
        "xl/workbook.xml": lambda xml: xml.replace(b'fullCalcOnLoad="1"', b'fullCalcOnLoad="0"'),
    }
    rewrite(path, computed)
    assert all_of(connect(path))["1"].values["Sum"] == 2
    assert save(path, 1, Nm="C").actor.values == {"Nm": "C", "Sum": UNKNOWN}
    assert sheet(path)["C2"].value == "=1+1"
    assert openpyxl.load_workbook(path).calculation.fullCalcOnLoad


def test_a_formula_is_never_overwritten_and_the_other_records_are_saved(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm", "Sum"), (1, "A", "=1+1"), (2, "B", 5))
    actors = [Actor(CUSTOMER, "1", {"Nm": "X", "Sum": 3}), Actor(CUSTOMER, "2", {"Sum": 6})]
    refused, saved = connect(path).save_actors(actors)
    assert isinstance(refused, Refused)
    assert (refused.erp_key, refused.field, "er en formel" in refused.reason.nb) == ("1", "Sum", True)
    assert isinstance(saved, Saved)
    assert [[cell.value for cell in row] for row in sheet(path)["B2:C3"]] == [["A", "=1+1"], ["B", 6]]


def test_saving_what_was_read_touches_neither_formula_nor_file(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm", "Sum"), (1, "A", "=1+1"))
    before = path.stat().st_mtime_ns, path.stat().st_ino
    actor = all_of(connect(path))["1"]
    assert connect(path).save_actors([actor]) == [Saved(actor)]
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_text_like_a_formula_stays_text(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    for text in ("=1+1", '=HYPERLINK("http://x.example")', "#N/A", "+47 22", "_x0041_"):
        assert save(path, 10001, Nm=text).actor.values["Nm"] == text
        assert sheet(path)["B2"].data_type == "s"


def test_cells_keep_their_kind(tmp_path):
    rows = (("ID", "Zip", "CustGr", "LastModified"), (1, 5003, 1, "2026-01-02"), (2, "0150", 2, None))
    groups = (("ID", "Text"), (1, "Bygg"), (2, "Handel"))
    path = make(tmp_path / "erp.xlsx", {"Customer": rows, "CustomerGroup": groups})
    assert isinstance(save(path, 1, Zip="7010", CustGr="2"), Saved)
    zip_code, group, modified = (cell.value for cell in sheet(path)["B2:D2"][0])
    assert (zip_code, group) == (7010, 2)
    assert datetime.fromisoformat(modified) <= datetime.now(UTC)
    assert save(path, 1, Zip="0151").actor.values["Zip"] == "0151"


def test_a_change_is_stamped_and_leaves_the_others_alone(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    before = all_of(connect(path))
    begun = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    assert save(path, 10002, PaymentDays=60).actor.last_modified >= begun
    after = all_of(connect(path))
    assert after["10001"] == before["10001"]
    assert after["10002"].values == {**before["10002"].values, "PaymentDays": 60}


def test_a_new_row_looks_like_the_one_above(tmp_path):
    rows = (("ID", "Nm", "Since", "Sum"), (10001, "A", datetime(2026, 1, 2), "=A2*2"))  # noqa: DTZ001
    path = customers(tmp_path / "erp.xlsx", *rows)
    book = openpyxl.load_workbook(path)
    book["Customer"]["C2"].number_format, book["Customer"]["B2"].font = "dd.mm.yyyy", Font(italic=True)
    book["Customer"].add_table(Table(displayName="Kunder", ref="A1:D2"))
    book.save(path)
    answer = connect(path).create_actor(new(Nm="B", Since=datetime(2026, 2, 3, tzinfo=UTC)))
    assert (answer.actor.erp_key, answer.actor.values["Sum"]) == ("10002", UNKNOWN)
    cells = sheet(path)
    assert (cells["A3"].value, cells["C3"].number_format, cells["B3"].font.i) == (10002, "dd.mm.yyyy", True)
    assert (cells["D3"].value, cells.tables["Kunder"].ref) == ("=A3*2", "A1:D3")


def test_the_first_row_of_an_empty_sheet_can_be_created(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm", "LastModified"))
    answers = [connect(path).create_actor(new(Nm=name)) for name in ("A", "B")]
    assert [answer.actor.erp_key for answer in answers] == ["1", "2"]
    assert not sheet(path)["A2"].font.b


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((10001, 10219), "10220"),
        (("C-007", "C-008", "X1"), "C-009"),
        (("00012",), "00013"),
        (("AB", "CD"), "1"),
        (("a9", "A10"), "a11"),
    ],
)
def test_a_new_key_is_the_next_in_the_row(tmp_path, keys, expected):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), *((key, "x") for key in keys))
    assert connect(path).create_actor(new(Nm="y")).actor.erp_key == expected


def test_a_new_person_belongs_to_its_parent_which_must_exist(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    person = Actor(PERSON, "", {"LastName": "Vik"}, parent_type=CUSTOMER, parent_key="10003")
    refused = connect(path).create_actor(replace(person, parent_key="99"))
    assert "There is no Customer with the key “99”" in refused.reason.en
    saved = connect(path).create_actor(person).actor
    assert (saved.erp_key, saved.parent_type, saved.parent_key) == ("5", CUSTOMER, "10003")
    assert sheet(path, "Person")["C6"].value == 10003


BAD = {
    "control characters": ({"Nm": "A\x07B"}, "control characters"),
    "half a character": ({"Nm": "A\ud800"}, "control characters"),
    "too long for a cell": ({"Zip": "æ" * 32_768}, "32,767"),
    "too long for the field": ({"Nm": "x" * 61}, "60"),
    "blank though mandatory": ({"Nm": None}, "must have a value"),
    "nothing but blanks though mandatory": ({"Nm": "  "}, "must have a value"),
    "unknown list item": ({"CustGr": "7"}, "no item with the key “7”"),
    "unknown field": ({"Hobby": "x"}, "no field “Hobby”"),
    "too many digits": ({"PaymentDays": 10**15}, "fifteen digits"),
    "infinite": ({"CreditLimit": float("inf")}, "not a number"),
    "before the calendar": ({"Since": datetime(1850, 1, 1, tzinfo=UTC)}, "earlier than"),
    "wrong type": ({"Active": "ja"}, "not a value"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_value_is_refused_in_words_and_the_next_record_is_saved(tmp_path, kind):
    values, words = BAD[kind]
    path = make(tmp_path / "erp.xlsx")
    bad, good = Actor(CUSTOMER, "10001", {"Zip": "1", **values}), Actor(CUSTOMER, "10002", {"Zip": "0484"})
    refused, saved = connect(path).save_actors([bad, good])
    assert (refused.erp_key, refused.field) == ("10001", next(iter(values)))
    assert words in refused.reason.en
    assert saved.actor.values["Zip"] == "0484"
    assert all_of(connect(path))["10001"].values["Zip"] == "0150"


def test_a_key_that_is_missing_or_stands_twice_is_refused(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "A"), (1, "B"))
    assert "more than once in “Customer” (rows 2, 3)" in save(path, 1, Nm="C").reason.en
    assert "no row with the key “9”" in save(path, 9, Nm="C").reason.en
    customers(path, ("ID", "Nm"), (1, "A"))
    assert isinstance(save(path, 1, Nm="C"), Saved)


def test_a_batch_is_one_save_and_later_changes_of_the_same_record_win(tmp_path, monkeypatch):
    path, saves = make(tmp_path / "erp.xlsx"), []
    before = os.replace
    monkeypatch.setattr(os, "replace", lambda old, new: (saves.append(new), before(old, new)))
    changes = (("10001", "X"), ("10002", "Y"), ("10001", "Fjordglimt Bygg AS"))
    connect(path, backup=False).save_actors([Actor(CUSTOMER, key, {"Nm": name}) for key, name in changes])
    assert saves == [path]
    assert [actor.values["Nm"] for actor in all_of(connect(path)).values()][:2] == ["Fjordglimt Bygg AS", "Y"]


def test_a_copy_of_the_state_before_is_kept_and_rights_stay(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    path.chmod(0o640)
    save(path, 10001, Nm="X")
    save(path, 10001, Nm="Y")
    assert sheet(backup_of(path))["B2"].value == "X"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["erp.bak.xlsx", "erp.xlsx"]


def test_without_the_wish_for_a_copy_none_is_made(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    assert isinstance(connect(path, backup=False).create_actor(new(Nm="Z")), Saved)
    assert [one.name for one in tmp_path.iterdir()] == ["erp.xlsx"]


def test_a_workbook_changed_by_somebody_meanwhile_is_not_overwritten(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    stamp = replacing.stamp_of(path)

    def write(file):
        file.write(b"ours")
        make(path, {"Customer": (("ID", "Nm"), (7, "theirs"))})

    with pytest.raises(Unreachable, match="changed by somebody else") as failure:
        replacing.replace(path, stamp, write, backup=True)
    assert failure.value.temporary
    assert list(all_of(connect(path))) == ["7"]
    assert isinstance(save(path, 7, Nm="ours"), Saved)


def test_an_open_workbook_is_not_written_until_it_is_closed(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    lock = tmp_path / "~$erp.xlsx"
    lock.write_bytes(b"")
    with pytest.raises(Unreachable, match=r"Somebody has “erp\.xlsx” open"):
        save(path, 10001, Nm="X")
    lock.unlink()
    assert isinstance(save(path, 10001, Nm="X"), Saved)


def test_two_writers_at_once_do_not_mix_and_a_dead_one_is_forgotten(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    left = tmp_path / ".erp.xlsx.writing"
    left.write_bytes(b"half")
    with pytest.raises(Unreachable, match="written by another task"):
        save(path, 10001, Nm="X")
    os.utime(left, (0, 0))
    assert isinstance(save(path, 10001, Nm="X"), Saved)


def test_a_full_disk_leaves_the_workbook_as_it_was(tmp_path, monkeypatch):
    path = make(tmp_path / "erp.xlsx")
    before = path.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unreachable, match="could not be written"):
            save(path, 10001, Nm="X")
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["erp.xlsx"])
    assert isinstance(save(path, 10001, Nm="X"), Saved)
