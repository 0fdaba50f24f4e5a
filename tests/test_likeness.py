"""How like two companies or persons are: by tables, and by whatever can be made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sync.alike_names import percent
from webapp.sync.comparable import comparable_email, comparable_name, comparable_person, comparable_phone, comparable_vat
from webapp.sync.likeness import NAME_FROM, SURE, WORTH, Facts, facts, likeness, organisation_number

ORG, OTHER_ORG = "123456785", "923609016"


@pytest.mark.parametrize(
    "text",
    [
        ORG,
        "123 456 785",
        "NO 123 456 785 MVA",
        "no123456785mva",
        "NO-123.456.785",
        "Org.nr.: 123 456 785",
        "123\u00a0456\u00a0785",
    ],
)
def test_an_organisation_number_is_known_however_it_is_written(text: str):
    assert organisation_number(text) == ORG
    assert facts({"VATNO": text}).org_number == ORG
    assert facts({"ORGNR": "ukjent", "VATNO": text}).org_number == ORG


@pytest.mark.parametrize(
    "text", ["123456784", "12345678", "1234567850", "999 999 999", "000000000", "SE556012579001", "١٢٣٤٥٦٧٨٥", ""]
)
def test_what_fails_the_check_or_is_a_filler_is_no_organisation_number(text: str):
    assert organisation_number(text) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SE 556012-5790 01", "se556012579001"),
        ("NO 123 456 785 MVA", "123456785"),
        ("DK 12 34 56 78", "DK12345678"),
    ],
)
def test_vat_numbers_are_one_however_they_are_written(one: str, other: str):
    assert comparable_vat(one) == comparable_vat(other) != ""


@pytest.mark.parametrize("text", ["NO 123 456 784 MVA", "0", "SE", "00000000", "ukjent nummer", ""])
def test_what_is_no_vat_number_is_left_out(text: str):
    assert comparable_vat(text) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordlys AS", "NORDLYS A/S"),
        ("Nordlys A.S.", "AS Nordlys"),
        ("Bjørk & Sønn ANS", "Bjork og Sonn"),
        ("Ærfugl Øl", "AERFUGL OL"),
        ("Ås Kommune", "Aas kommune"),
        ("A\u030as Kommune", "Ås kommune"),
        ("Höglund Åkeri AB", "Høglund Aakeri"),
        ("McDonald’s Norge", "McDonald's Norge"),
        ("K. A. Rasmussen AS", "KA Rasmussen"),
        ("Jensen-Hansen", "Jensen Hansen"),
    ],
)
def test_a_company_has_one_name_however_it_is_written(one: str, other: str):
    assert comparable_name(one) == comparable_name(other) != ""


def test_a_name_that_is_nothing_but_a_form_of_company_stays():
    assert comparable_name("AS") == "as"
    assert comparable_name("Ås AS") == "aas"
    assert comparable_person("Anna Da As") == "anna da as"


@pytest.mark.parametrize(
    "text",
    [
        "+47 22 33 44 55",
        "0047 22334455",
        "(+47) 22 33 44 55",
        "22.33.44.55",
        "Tlf. 22334455",
        "22 33 44 55 / 90 00 11 22",
        "22334455, 12",
    ],
)
def test_a_telephone_number_is_one_however_it_is_written(text: str):
    assert comparable_phone(text) == "22334455"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+46 (0)8 123 45 67", "4681234567"),
        ("0046 8 1234567", "4681234567"),
        ("02000", ""),
        ("00 00 00 00", ""),
        ("ring Kari", ""),
    ],
)
def test_foreign_numbers_keep_their_country_and_short_ones_are_none(text: str, number: str):
    assert comparable_phone(text) == number


@pytest.mark.parametrize(
    ("text", "address"), [(" Post@Fjord.NO ", "post@fjord.no"), ("post", ""), ("@fjord.no", ""), ("a b@c.no", "")]
)
def test_an_address_is_one_however_it_is_written(text: str, address: str):
    assert comparable_email(text) == address


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Nordlys Eiendom", "Eiendom Nordlys AS", 100, 100),  # another order
        ("Nordlys Eiendom", "Nordyls Eiendom", 90, 99),  # a typing error
        ("Fjordbygg AS", "Fjord Bygg", 95, 99),  # one word or two
        ("J. Hansen", "Jens Hansen", 85, 92),  # an initial
        ("J. R. Hansen", "Jens Roar Hansen", 85, 92),
        ("Fjord Bygg", "Fjord Bygg og Anlegg", 80, 90),  # a part left out
        ("Kari Olsen", "Kari Anne Olsen", 80, 90),
        ("ABB", "ABB AS", 100, 100),
        ("ABB", "ABC", 0, 0),  # short names are the same or they aren't
        ("Kiwi", "Kiwa", 0, 0),
        ("Bø", "Bo", 100, 100),
        ("Sameiet Storgata 12", "Sameiet Storgata 14", 0, NAME_FROM),  # another number
        ("Per Hansen", "Ole Hansen", 0, NAME_FROM - 1),  # what is shared isn't all
        ("Nordlys", "Nordlys Eiendom", 0, NAME_FROM - 1),  # one word that many begin with
        ("Oslo Bygg", "Oslo Regnskap", 0, NAME_FROM - 1),
    ],
)
def test_names_are_as_like_as_people_would_say(one: str, other: str, least: int, most: int):
    assert least <= percent(comparable_name(one), comparable_name(other)) <= most


FJORD = {"NAME": "Fjord Bygg AS", "ORGNR": ORG, "EMAIL": "post@fjordbygg.no", "PHONE": "22 33 44 55", "POSTALZIP": "7010"}


@pytest.mark.parametrize(
    ("one", "other", "codes", "least", "most"),
    [
        ({"ORGNR": ORG}, {"ORGNR": "NO 123 456 785 MVA", "NAME": "Helt Annet"}, "org_number", 97, 97),
        (FJORD, FJORD, "org_number name email phone postal_code", 99, 100),
        (FJORD, FJORD | {"ORGNR": "123456784"}, "name email phone postal_code", SURE, 99),  # a wrong check digit says nothing
        (FJORD, FJORD | {"ORGNR": OTHER_ORG}, "name email phone postal_code", 0, WORTH - 1),
        ({"NAME": "Fjord Bygg"}, {"NAME": "Fjord Bygg"}, "name", 75, SURE - 1),
        ({"NAME": "Fjord", "POSTALZIP": "7010"}, {"NAME": "Fjord", "POSTALZIP": "7010"}, "name postal_code", 80, SURE - 1),
        ({"POSTALZIP": "7010"}, {"POSTALZIP": "7010"}, "", 0, 0),
        ({"NAME": "Fjord", "PHONE": "22334455"}, {"NAME": "Fjord", "PHONE": "+4722334455"}, "name phone", SURE, 99),
        # several companies behind one address or switchboard
        ({"NAME": "Fjord", "EMAIL": "a@b.no"}, {"NAME": "Skogsdrift", "EMAIL": "a@b.no"}, "email", WORTH, SURE - 20),
        ({"NAME": "Kari Lie", "PHONE": "22334455"}, {"NAME": "Ola Moe", "PHONE": "22334455"}, "phone", 0, WORTH - 1),
        ({"NAME": "Fjord", "EMAIL": "a@gmail.com"}, {"NAME": "Skog", "EMAIL": "b@gmail.com"}, "", 0, 0),
        ({"VATNO": "SE556012579001"}, {"VATNO": "SE 556012-5790 01"}, "vat_number", 95, 95),
        ({"NAME": "Åkeri", "VATNO": "SE556012579001"}, {"NAME": "Åkeri", "VATNO": "SE556012579999"}, "name", 0, WORTH - 1),
        ({}, {}, "", 0, 0),
    ],
)  # fmt: skip
def test_a_score_says_what_it_comes_from(one: dict[str, str], other: dict[str, str], codes: str, least: int, most: int):
    found = likeness(facts(one), facts(other))
    assert least <= found.score <= most
    assert {each.code for each in found.reasons} == set(codes.split())


def test_the_strongest_reason_stands_first():
    found = likeness(facts(FJORD), facts(FJORD | {"NAME": "Fjord Bygg og Anlegg"}))
    assert [each.code for each in found.reasons] == ["org_number", "email", "phone", "name", "postal_code"]


NAMES = st.text("abåø .&1", max_size=12) | st.sampled_from(["fjord bygg", "bygg fjord", "j hansen", "jens hansen", "sameiet 12"])
FACTS = st.builds(
    Facts,
    name=NAMES.map(comparable_name),
    org_number=st.sampled_from(["", ORG, OTHER_ORG]),
    vat_number=st.sampled_from(["", ORG, "SE556012579001", "SE556012579999"]),
    email=st.sampled_from(["", "a@b.no", "c@d.no"]),
    phones=st.lists(st.sampled_from(["22334455", "99887766"]), max_size=2, unique=True).map(tuple),
    postal_code=st.sampled_from(["", "7010", "0150"]),
)


@given(FACTS, FACTS)
def test_likeness_is_the_same_both_ways_round(one: Facts, other: Facts):
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert 0 <= found.score <= 100
    assert bool(found.score) == bool(found.reasons)


@given(FACTS, FACTS)
def test_organisation_numbers_decide(one: Facts, other: Facts):
    assert likeness(replace(one, org_number=ORG), replace(other, org_number=ORG)).score >= 97
    assert likeness(replace(one, org_number=ORG), replace(other, org_number=OTHER_ORG)).score < WORTH


@given(NAMES, NAMES)
def test_a_name_alone_is_never_sure(one: str, other: str):
    assert likeness(Facts(name=comparable_name(one)), Facts(name=comparable_name(other))).score < SURE


@given(st.dictionaries(st.sampled_from(["NAME", "FIRSTNAME", "ORGNR", "VATNO", "EMAIL", "PHONE", "POSTALZIP"]), st.text()))
def test_any_text_is_made_comparable_and_like_itself(values: dict[str, str]):
    found = facts(values)
    assert likeness(found, found) == likeness(facts(values), found)
    assert len(found.name) <= 400
