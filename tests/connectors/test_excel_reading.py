"""What the connector sees in a workbook: types, lists, keys, parents, times, formulas, and what it says is doubtful."""

from datetime import UTC, date, datetime, time

import openpyxl
import pytest

from connectors.base import UNKNOWN, ActorType, FieldAccess, FieldType, StepState
from connectors.errors import ListUnknown, SearchRefused
from tests.workbooks import CUSTOMER, PERSON, SMALL, all_of, connect, customers, make, rewrite, steps

SHEET = "xl/worksheets/sheet1.xml"


def types(connector):
    return {field.key: field.type for field in connector.actor_fields(CUSTOMER)}


def column(path, *values, key="Felt"):
    """The type and the values of a column with these cells."""
    customers(path, ("ID", key), *((number, value) for number, value in enumerate(values, 1)))
    connector = connect(path)
    return types(connector)[key], [actor.values[key] for actor in all_of(connector).values()]


def test_types_come_from_the_values(tmp_path):
    assert types(connect(make(tmp_path / "erp.xlsx"))) == {
        "Nm": FieldType.TEXT,
        "Zip": FieldType.TEXT,
        "CustGr": FieldType.LIST,
        "CreditLimit": FieldType.DOUBLE,
        "PaymentDays": FieldType.INTEGER,
        "Active": FieldType.CHECKBOX,
        "Since": FieldType.DATETIME,
    }


def test_a_mixture_is_text_as_people_see_it(tmp_path):
    moment = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001
    found = column(tmp_path / "erp.xlsx", 7, "x", 2.5, True, date(2026, 1, 2), moment, time(8, 30), None)
    expected = ["7", "x", "2.5", "TRUE", "2026-01-02", "2026-01-02T03:04:05", "08:30:00", None]
    assert found == (FieldType.TEXT, expected)


def test_a_postal_code_is_text_even_where_all_are_numbers(tmp_path):
    assert column(tmp_path / "erp.xlsx", 5003, 150, key="Zip") == (FieldType.TEXT, ["5003", "150"])


def test_dates_as_text_are_understood_beside_real_ones_and_warned_of(tmp_path):
    path = tmp_path / "erp.xlsx"
    expected = [datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 5, 6, 7, 8, tzinfo=UTC)]
    assert column(path, date(2026, 3, 4), "03.04.2026", "2026-05-06 07:08") == (FieldType.DATETIME, expected)
    step = steps(connect(path))["rows"]
    assert step.state is StepState.WARNING
    assert "“Felt”: dates stored as text in row 3, 4" in step.text.en


def test_numbers_with_letters_make_a_column_text_which_is_warned_of(tmp_path):
    path = tmp_path / "erp.xlsx"
    assert column(path, 12, 13, "14a") == (FieldType.TEXT, ["12", "13", "14a"])
    step = steps(connect(path))["rows"]
    assert step.state is StepState.WARNING
    assert "«Felt»: Tekst blant tall eller datoer i rad 4." in step.text.nb


def test_values_that_are_not_of_the_declared_type_are_unknown_and_warned_of(tmp_path):
    rows = (("ID", "Antall"), (1, 7), (2, "8 stk"), (3, "9"), (4, 1.5), (5, None))
    sheets = {"Customer": rows, "Fields": (("Key", "Type"), ("Antall", "integer"))}
    path = make(tmp_path / "erp.xlsx", sheets)
    assert [actor.values["Antall"] for actor in all_of(connect(path)).values()] == [7, UNKNOWN, 9, UNKNOWN, None]
    step = steps(connect(path))["rows"]
    assert (step.state, "kan leses som heltall i rad 3, 5" in step.text.nb) == (StepState.WARNING, True)


def test_dates_that_do_not_exist_stay_text(tmp_path):
    assert column(tmp_path / "erp.xlsx", date(2026, 3, 4), "31.02.2026")[0] is FieldType.TEXT
    assert column(tmp_path / "erp.xlsx", "31.02.2026", key="EndDate") == (FieldType.TEXT, ["31.02.2026"])


def test_an_end_date_written_as_text_is_a_date_all_the_same(tmp_path):
    expected = [datetime(2026, 12, 31, tzinfo=UTC)]
    assert column(tmp_path / "erp.xlsx", "31.12.2026", key="EndDate") == (FieldType.DATETIME, expected)


def test_the_sheet_fields_says_what_cells_do_not(tmp_path):
    fields = (
        ("Actor", "Key", "Name", "Type", "List", "Access", "MaxLength"),
        ("customer", "A", "Antall", 3, None, "read-only", None),
        (None, "B", None, "list", "grupper", "Mandatory", None),
        ("Customer", "C", None, None, None, None, 10),
    )
    rows = (("ID", "A", "B", "C"), (1, "12", "x", "abc"), (2, "tolv", None, None))
    path = make(tmp_path / "erp.xlsx", {"Customer": rows, "Fields": fields, "Grupper": (("ID", "Text"), ("x", "X"))})
    a, b, c = connect(path).actor_fields(CUSTOMER)
    assert (a.type, a.name.nb, a.access) == (FieldType.INTEGER, "Antall", FieldAccess.READ_ONLY)
    assert (b.type, b.list_name, b.mandatory, c.max_length) == (FieldType.LIST, "Grupper", True, 10)
    assert [actor.values["A"] for actor in all_of(connect(path)).values()] == [12, UNKNOWN]


def test_what_is_not_understood_in_the_sheet_fields_is_named(tmp_path):
    fields = (("Actor", "Key", "Type", "Access", "MaxLength"), ("Kunde", "Nm"), ("Customer", "Nm", "tall", "alle", "ti"))
    path = make(tmp_path / "erp.xlsx", {"Customer": (("ID", "Nm"), (1, "Granli")), "Fields": fields})
    step = steps(connect(path))["rows"]
    assert step.state is StepState.WARNING
    assert all(f"«{word}»" in step.text.nb for word in ("Kunde", "tall", "alle", "ti"))


def test_lists_are_the_other_sheets_with_id_and_text(tmp_path):
    sheets = {**SMALL, "Notater": (("ID", "Notat"), (1, "x")), "Tom": ()}
    connector = connect(make(tmp_path / "erp.xlsx", sheets))
    assert {key: text.nb for key, text in connector.list_items("customergroup").items()} == {"1": "Bygg", "2": "Handel"}
    assert list(connector.list_items("CustomerGroup", ["2", "7"])) == ["2"]
    with pytest.raises(ListUnknown):
        connector.list_items("Notater")


def test_a_list_field_without_its_list_is_read_as_it_stands_and_warned_of(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "CustGr"), (1, 4))
    step = steps(connect(path))["lists"]
    assert step.state is StepState.WARNING
    assert "there is no list “CustomerGroup”" in step.text.en
    assert types(connect(path)) == {"CustGr": FieldType.INTEGER}


def test_a_workbook_without_the_sheets_is_refused_in_words_and_its_sheets_are_named(tmp_path):
    path = make(tmp_path / "erp.xlsx", {"Ark1": (("a", "b"),), "Ark2": ()})
    found = steps(connect(path))
    assert (found["sheets"].state, found["writable"].state) == (StepState.FAILED, StepState.SKIPPED)
    assert "«Ark1», «Ark2»" in found["sheets"].text.nb
    make(path)
    assert steps(connect(path))["sheets"].state is StepState.PASSED


def test_a_sheet_without_the_key_column_is_left_out_and_named(tmp_path):
    path = make(tmp_path / "erp.xlsx", {**SMALL, "Supplier": (("Nr", "Nm"), (1, "Import AS"))})
    step = steps(connect(path))["sheets"]
    assert step.state is StepState.WARNING
    assert "Customer 4, Person 4" in step.text.en
    assert "“Supplier”" in step.text.en
    assert connect(path).actor_types() == [CUSTOMER, PERSON]


def test_duplicate_and_blank_keys_fail_with_sheet_and_rows(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "A"), (None, "B"), (1.0, "C"), ("  ", "D"), ("1", "E"))
    step = steps(connect(path))["rows"]
    assert step.state is StepState.FAILED
    assert "“Customer”: no key in row 3, 5." in step.text.en
    assert "«Customer»: Nøkkelen «1» står i radene 2, 4, 6." in step.text.nb
    assert {key: actor.values["Nm"] for key, actor in all_of(connect(path)).items()} == {"1": "A"}


def test_rows_without_a_key_of_their_own_are_told_with_their_reasons(tmp_path):
    rows = ((None, "A"), (1, "B"), (1.0, "C"), (2, "D"), ("  ", "Berg"), ("1", "F"))
    connector = connect(customers(tmp_path / "erp.xlsx", ("ID", "Nm"), *rows))
    told = [each for batch in connector.search_actors(CUSTOMER, "", ["Nm"]) for each in batch.unusable]
    assert [(each.actor.erp_key, each.actor.values["Nm"]) for each in told] == [("", "A"), ("1", "C"), ("", "Berg"), ("1", "F")]
    assert told[0].reason.en == "Row 2 of the sheet “Customer” has no key in the column “ID”."
    assert told[1].reason.nb == "Rad 4 i arket «Customer» har samme nøkkel som rad 3; den brukes."
    [batch] = connector.search_actors(CUSTOMER, "berg", ["Nm"])
    assert (list(batch.actors), [each.actor.values["Nm"] for each in batch.unusable]) == ([], ["Berg"])


@pytest.mark.parametrize("size", [1, 2, 3, 600])
def test_pages_pass_rows_without_a_key_of_their_own_once(tmp_path, size):
    keys = [None, 1, 1, None, 2, *[None] * 1200, 3, 2, 1, None]
    connector = connect(customers(tmp_path / "erp.xlsx", ("ID", "Nm"), *((key, f"N{row}") for row, key in enumerate(keys))))
    found, unusable, cursor, pages = [], [], "", 0
    while pages == 0 or cursor:
        for batch in connector.search_actors(CUSTOMER, "", ["Nm"], size, cursor):
            found += [actor.erp_key for actor in batch.actors]
            unusable += [each.actor.values["Nm"] for each in batch.unusable]
            cursor = batch.cursor
        pages += 1
        assert pages < 10
    assert found == ["1", "2", "3"]
    assert unusable == [f"N{row}" for row, key in enumerate(keys) if row not in (1, 4, 1205)]


def test_a_repeated_header_fails_and_a_missing_one_is_a_warning(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm", "nm"), (1, "A", "B"))
    assert "“Nm”, “nm” is above more than one column" in steps(connect(path))["rows"].text.en
    customers(path, ("ID", None, "Nm"), (1, "A", "B"))
    step = steps(connect(path))["rows"]
    assert (step.state, "column B" in step.text.en) == (StepState.WARNING, True)


def test_blank_rows_and_a_table_that_begins_further_in_are_no_matter(tmp_path):
    rows = ((), (None, None, "ID", "Nm"), (None, None, 1, "A"), (), (None, None, 2, "=1+1"))
    path = customers(tmp_path / "erp.xlsx", *rows)
    found = all_of(connect(path))
    assert [actor.values["Nm"] for actor in found.values()] == ["A", UNKNOWN]


def test_a_formula_without_a_value_and_an_error_are_unknown_never_blank(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Sum", "Nm"), (1, "=1+1", "A"), (2, "#N/A", None), (3, 7, "C"))
    assert [actor.values["Sum"] for actor in all_of(connect(path)).values()] == [UNKNOWN, UNKNOWN, 7]
    step = steps(connect(path))["rows"]
    assert step.state is StepState.WARNING
    assert "“Sum”: formulas without a value or with an error in row 2, 3" in step.text.en


def test_a_formula_with_a_value_is_read_even_when_the_value_is_an_empty_text(tmp_path):
    computed = {b"<f>1+1</f><v />": b"<f>1+1</f><v>2</v>", b'"C2"><f>A1</f><v />': b'"C2" t="str"><f>A1</f><v></v>'}

    def compute(xml):
        for before, after in computed.items():
            assert before in xml
            xml = xml.replace(before, after)
        return xml

    path = rewrite(customers(tmp_path / "erp.xlsx", ("ID", "Sum", "Nm"), (1, "=1+1", "=A1")), {SHEET: compute})
    assert dict(all_of(connect(path))["1"].values) == {"Sum": 2, "Nm": None}


def test_rows_whose_every_cell_is_an_uncomputed_formula_are_missed_by_nobody(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "A"), ("=A2+1", "=B2"))
    step = steps(connect(path))["rows"]
    assert step.state is StepState.FAILED
    assert "no key in row 3" in step.text.en


def test_a_column_of_formulas_is_read_only(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Sum", "Tall"), (1, "=1+1", "=1"), (2, "=2+2", 5))
    assert [field.access for field in connect(path).actor_fields(CUSTOMER)] == [FieldAccess.READ_ONLY, FieldAccess.NORMAL]


def test_persons_belong_to_customers_unless_the_row_says_otherwise(tmp_path):
    rows = (("ID", "ParentType", "ParentID"), (1, "supplier", 7), (2, None, 10001), (3, "Avdeling", 5), (4, None, None))
    path = make(tmp_path / "erp.xlsx", {"Person": rows})
    found = all_of(connect(path), PERSON).values()
    parents = [(actor.parent_type, actor.parent_key) for actor in found]
    assert parents == [(ActorType.SUPPLIER, "7"), (CUSTOMER, "10001"), (None, ""), (None, "")]


def test_a_row_without_a_time_counts_as_changed_with_the_file(tmp_path):
    connector = connect(make(tmp_path / "erp.xlsx"))
    found = [actor for batch in connector.actors_changed_since("2026-05-17T12:00:00Z", CUSTOMER, []) for actor in batch.actors]
    assert [actor.erp_key for actor in found] == ["10002", "10003", "10004"]
    assert found[1].last_modified > found[0].last_modified


def test_a_cursor_goes_on_after_its_actor_though_rows_have_moved(tmp_path):
    path = make(tmp_path / "erp.xlsx")
    [page] = connect(path).search_actors(CUSTOMER, "", [], limit=2)
    book = openpyxl.load_workbook(path)
    book["Customer"].insert_rows(2)
    book.save(path)
    [rest] = connect(path).search_actors(CUSTOMER, "", [], limit=2, cursor=page.cursor)
    assert [actor.erp_key for actor in (*page.actors, *rest.actors)] == ["10001", "10002", "10003", "10004"]


def test_a_changed_file_is_read_anew_by_the_same_connector(tmp_path):
    path = customers(tmp_path / "erp.xlsx", ("ID", "Nm"), (1, "A"))
    connector = connect(path)
    assert list(all_of(connector)) == ["1"]
    customers(path, ("ID", "Nm"), (1, "A"), (2, "Granli Elektro med et langt navn"))
    assert list(all_of(connector)) == ["1", "2"]


def test_an_actor_type_without_a_sheet_is_refused_in_words(tmp_path):
    connector = connect(make(tmp_path / "erp.xlsx"))
    with pytest.raises(SearchRefused, match="no sheet “Project”"):
        connector.actor_fields(ActorType.PROJECT)
    assert connector.count(CUSTOMER) == 4


def test_sheet_names_and_special_columns_ignore_case(tmp_path):
    path = make(tmp_path / "erp.xlsx", {"CUSTOMER ": (("id", "Nm", "lastmodified"), (1, "A", "2026-01-02 03:04"))})
    [actor] = all_of(connect(path)).values()
    assert (actor.last_modified, dict(actor.values)) == ("2026-01-02T03:04:00Z", {"Nm": "A"})
