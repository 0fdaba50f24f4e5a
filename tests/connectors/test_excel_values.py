"""Values go into a workbook and come back the same, whatever they are."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import Actor, Refused, Saved
from connectors.excel.storable import EARLIEST, stored_form
from connectors.excel.table import Table
from tests.workbooks import CUSTOMER, all_of, connect, make

_HEAD = ("ID", "T", "I", "D", "C", "M", "L")
_FIELDS = (
    ("Key", "Type", "List"),
    ("T", "text"),
    ("I", "integer"),
    ("D", "double"),
    ("C", "checkbox"),
    ("M", "datetime"),
    ("L", "list", "Grupper"),
)
_SHEETS = {
    "Customer": (_HEAD, (1, "a", 1, 1.5, True, datetime(2026, 1, 1), 7), (2,)),  # noqa: DTZ001
    "Fields": _FIELDS,
    "Grupper": (("ID", "Text"), (7, "Sju"), ("å", "Å"), ("007", "Agent")),
}
_MOMENTS = st.datetimes(EARLIEST.replace(tzinfo=None), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
_ODD_TEXTS = st.from_regex(r"_x[0-9A-F]{4}_|[=+@-].{0,9}|0?[0-9]{1,17}", fullmatch=True)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "T": st.none() | st.text(min_size=1, max_size=80) | _ODD_TEXTS,
        "I": st.none() | st.integers(-(10**15) + 1, 10**15 - 1),
        "D": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "C": st.none() | st.booleans(),
        "M": st.none() | _MOMENTS,
        "L": st.none() | st.sampled_from(["7", "å", "007"]),
    },
)
_USUAL = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # every example writes the workbook anew
_SLOW = settings(max_examples=60, deadline=None, suppress_health_check=_USUAL)


@_SLOW
@given(first=VALUES, second=VALUES)
def test_what_is_saved_is_read_back_or_refused(tmp_path, first, second):
    path = make(tmp_path / "erp.xlsx", _SHEETS)
    before = all_of(connect(path))
    given_ = {"1": first, "2": second}
    answers = connect(path, backup=False).save_actors([Actor(CUSTOMER, key, values) for key, values in given_.items()])
    after = all_of(connect(path))
    for key, answer in zip(given_, answers, strict=True):
        expected = {} if isinstance(answer, Refused) else {name: stored_form(value) for name, value in given_[key].items()}
        assert dict(after[key].values) == {**before[key].values, **expected}
        assert not isinstance(answer, Saved) or answer.actor.values == after[key].values


@_SLOW
@given(values=VALUES)
def test_what_is_created_is_read_back_or_refused(tmp_path, values):
    path = make(tmp_path / "erp.xlsx", _SHEETS)
    answer = connect(path, backup=False).create_actor(Actor(CUSTOMER, "", values))
    after = all_of(connect(path))
    assert list(after) == (["1", "2", "3"] if isinstance(answer, Saved) else ["1", "2"])
    if isinstance(answer, Saved):
        expected = dict.fromkeys(_HEAD[1:]) | {name: stored_form(value) for name, value in values.items()}
        assert dict(after["3"].values) == expected


def test_a_sheet_is_read_through_in_stretches_without_losing_rows():
    rows = [(number, [float(number % 1500), "x" if number < 1500 else ""]) for number in range(1, 3001)]
    table = Table(lambda: rows, 2, 0)
    assert (len(table.keys.rows), len(table.keys.repeated), table.keys.blank) == (1500, 1500, [])
    assert table.keys.repeated["7"] == [8, 1508]
