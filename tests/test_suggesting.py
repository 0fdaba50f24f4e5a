"""Which CRM field an ERP field most likely means: tables of names, of values, and of both together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import ERP_KEY, UNKNOWN, FieldAccess, FieldMetadata, FieldType, Text
from webapp.crm.fields import BUILT_IN, Entity
from webapp.services import known_names
from webapp.services.mapping_rules import offered
from webapp.services.name_likeness import likeness, squeezed, words
from webapp.services.suggesting import ENOUGH, rank
from webapp.services.value_kinds import KINDS, evidence, organisation_number

COMPANY, PERSON, PROJECT = Entity.COMPANY, Entity.PERSON, Entity.PROJECT
CRM = {entity: {each.key: each for each in fields} for entity, fields in BUILT_IN.items()}
ORGNRS = ("891000006", "891000375", "891000758", "891001118", "891001487")  # made up, with valid check digits


def field(key: str, en: str = "", nb: str = "", type_: FieldType = FieldType.TEXT, **more: Any) -> FieldMetadata:
    return FieldMetadata(key, Text(en, nb), type_, **more)


def suggested(
    entity: Entity, *fields: FieldMetadata, values: Mapping[str, Sequence[Any]] | None = None, **lists: Any
) -> dict[str, str]:
    """The CRM field's key by the ERP field's."""
    found = rank(entity, fields, CRM[entity], values or {}, lists.get("erp", {}), lists.get("crm", {}))
    return {each.erp.key: each.crm.key for each in found}


NAMED = [
    (COMPANY, "Nm", "NAME"), (COMPANY, "Ad1", "POSTALAD1"), (COMPANY, "Ad2", "POSTALAD2"), (COMPANY, "Zip", "POSTALZIP"),
    (COMPANY, "City", "POSTALCITY"), (COMPANY, "OrgNo", "ORGNR"), (COMPANY, "VatNo", "VATNO"), (COMPANY, "Tel", "PHONE"),
    (COMPANY, "Fax", "FAX"), (COMPANY, "Www", "URL"), (COMPANY, "E-post", "EMAIL"), (COMPANY, "Kundenavn", "NAME"),
    (COMPANY, "Leverandørnr", "NUMBER2"), (COMPANY, "Postnr.", "POSTALZIP"),
    (COMPANY, "PLZ", "POSTALZIP"), (COMPANY, "Ort", "POSTALCITY"),
    (COMPANY, "USt-IdNr.", "VATNO"), (COMPANY, "Organisationsnummer", "ORGNR"), (COMPANY, "Besøksadresse", "STREETAD1"),
    (COMPANY, "CustGr", "CATEGORY"), (COMPANY, "Bransch", "BUSINESS"), (COMPANY, "country_code", "COUNTRY"),
    (PERSON, "Address", "POSTALAD1"), (PERSON, "Phone", "PHONE_DIRECT"), (PERSON, "Mob", "PHONE_MOBILE"),
    (PERSON, "Fornavn", "FIRSTNAME"), (PERSON, "Nachname", "LASTNAME"), (PERSON, "Fødselsdato", "BIRTHDATE"),
    (PERSON, "Land", "POSTALCOUNTRY"), (PROJECT, "Nm", "NAME"), (PROJECT, "Description", "TEXT"), (PROJECT, "EndDate", "ENDDATE"),
    (PROJECT, "Prosjektnr", "NUMBER"), (PROJECT, "ProjectStatus", "STATUS"),
]  # fmt: skip
TYPES = {FieldType.LIST: ("CATEGORY", "BUSINESS", "STATUS"), FieldType.DATETIME: ("BIRTHDATE", "ENDDATE")}


@pytest.mark.parametrize(("entity", "name", "crm"), NAMED, ids=lambda each: str(each))
def test_the_short_names_of_the_trade_are_known(entity: Entity, name: str, crm: str):
    type_ = next((each for each, keys in TYPES.items() if crm in keys), FieldType.TEXT)
    assert suggested(entity, field(name, type_=type_)) == {name: crm}
    assert suggested(entity, field("F17", name, name, type_)) == {"F17": crm}


@pytest.mark.parametrize("entity", list(Entity))
def test_every_known_name_is_written_squeezed_and_means_one_field_that_there_is(entity: Entity):
    fields = known_names.NAMES[entity]
    names = [name for each in fields.values() for name in each.split()]
    assert [name for name in names if squeezed(name) != name] == []
    assert sorted(set(names)) == sorted(names)
    assert set(fields) <= set(CRM[entity])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PostalCode1", ["postal", "code", "1"]), ("Besøks-adresse", ["besoks", "adresse"]), ("Fødselsdato", ["fodselsdato"]),
        ("Ærlig ÅL", ["aerlig", "al"]), ("E-post", ["epost"]), ("a\u030arstall", ["arstall"]), ("– / –", []), ("客户", []),
    ],
)  # fmt: skip
def test_names_are_compared_by_their_words(text: str, found: list[str]):
    assert list(words(text)) == found


def test_a_name_that_is_only_alike_is_suggested_and_one_that_is_hardly_is_not():
    assert suggested(COMPANY, field("Organisasjonsnummeret")) == {"Organisasjonsnummeret": "ORGNR"}
    assert likeness(COMPANY, field("Adresslinje"), CRM[COMPANY]["FAX"]).score < 0.3
    assert suggested(COMPANY, field("Kredittgrense", type_=FieldType.DOUBLE), field("Notat"), field("Saldo")) == {}


@pytest.mark.parametrize("name", ["StartDate", "Startdato", "LastModified", "Opprettet"])
def test_a_date_of_another_kind_is_not_taken_for_the_end(name: str):
    assert suggested(PROJECT, field(name, type_=FieldType.DATETIME)) == {}


def test_address_2_is_not_address_1_and_the_street_is_not_the_post():
    assert suggested(COMPANY, field("Adresse 2")) == {"Adresse 2": "POSTALAD2"}
    assert suggested(COMPANY, field("Adresse 1 (besøk)")) == {"Adresse 1 (besøk)": "STREETAD1"}


def test_the_erps_own_key_is_offered_as_number_unless_a_field_is_called_so():
    key = field(ERP_KEY, "Key in the ERP", "Nøkkel i ERP", access=FieldAccess.READ_ONLY)
    assert suggested(COMPANY, key) == {ERP_KEY: "NUMBER2"}
    assert suggested(COMPANY, key, field("CustNo")) == {"CustNo": "NUMBER2"}


VALUES = [
    ("orgnr", ORGNRS, ("891000007", "123456789", "12345678", "89100001X", "", None, 5.0, True)),
    ("vat", ("NO 891 000 006 MVA", "891000006mva", "SE556016068001", "DE123456789"), ("891000006", "MVA", "NO12")),
    ("email", ("post@firma.example", "å@b.no"), ("post@firma", "@b.no", "a b@c.no", "post")),
    ("url", ("https://firma.example/a", "www.firma.no", "firma.no"), ("firma", "post@firma.no", "1.250")),
    ("phone", ("22 33 44 55", "+47 911 22 333", "0047 22334455", 22334455), ("1234", "12345678", "22.33", "Storgata 1")),
    ("mobile", ("911 22 333", "+4740011223"), ("22 33 44 55", "9112233")),
    ("zip", ("0150", "9008"), ("150", "15 03", "01500", 1503)),
    ("born", (datetime(1971, 2, 3, tzinfo=UTC),), (datetime(2024, 2, 3, tzinfo=UTC), "1971-02-03", None)),
]


@pytest.mark.parametrize(("kind", "good", "bad"), VALUES, ids=[each[0] for each in VALUES])
def test_values_tell_what_they_are(kind: str, good: Sequence[Any], bad: Sequence[Any]):
    assert [each for each in good if not KINDS[kind].is_one(each)] == []
    assert [each for each in bad if KINDS[kind].is_one(each)] == []


def test_a_check_digit_decides_what_an_organisation_number_is():
    assert organisation_number("891 000 006")
    assert not any(organisation_number(number[:8] + str((int(number[8]) + 1) % 10)) for number in ORGNRS)


def test_fields_with_meaningless_names_are_found_by_their_values():
    values = {
        "A1": ORGNRS,
        "A2": ["0150", None, "5003", "7010", ""],
        "A3": [f"post@f{at}.example" for at in range(4)],
        "A4": ["x"] * 9,
    }
    assert suggested(COMPANY, *[field(key) for key in values], values=values) == {"A1": "ORGNR", "A2": "POSTALZIP", "A3": "EMAIL"}
    found = evidence([*ORGNRS, "unknown", UNKNOWN, None], "ORGNR")
    assert (found.kind, found.hits, found.total) == ("orgnr", 5, 6)


def test_too_few_values_say_nothing_for_or_against():
    assert suggested(COMPANY, field("A1"), values={"A1": [*ORGNRS[:2], None]}) == {}
    assert suggested(COMPANY, field("Email"), values={"Email": ["Storgata 1", "Kaia 8"]}) == {"Email": "EMAIL"}


def test_values_that_cannot_be_it_take_a_suggestion_by_name_away():
    assert suggested(COMPANY, field("Email"), values={"Email": ["Storgata 1", "Kaia 8", "Torget 5"]}) == {}
    foreign = {"OrgNr": ["556016-0680", "556036-0793", "556012-5790"], "Postnr": ["SE-111 22", "SW1A 1AA", "10115"]}
    assert suggested(COMPANY, field("OrgNr"), field("Postnr"), values=foreign) == {"OrgNr": "ORGNR", "Postnr": "POSTALZIP"}


def test_a_crm_field_is_suggested_once_for_the_field_that_fits_best():
    numbers = {"Phone": ["22334455"] * 4, "Phone9": ["22334455"] * 4}
    assert suggested(COMPANY, field("Phone9"), field("Phone"), values=numbers) == {"Phone": "PHONE"}
    same = [field("Nm"), field("Name")]
    assert suggested(COMPANY, *same) == {"Nm": "NAME"}
    assert suggested(COMPANY, *reversed(same)) == {"Name": "NAME"}


def test_types_that_cannot_be_carried_are_not_suggested():
    assert suggested(PROJECT, field("EndDate", type_=FieldType.TEXT)) == {}
    assert suggested(COMPANY, field("Active", "Category", "Kategori", FieldType.CHECKBOX)) == {}
    assert suggested(COMPANY, field("Zip", type_=FieldType.INTEGER)) == {"Zip": "POSTALZIP"}


def test_a_list_is_known_by_the_names_of_its_items():
    erp = {"Trade": {key: Text(key, key) for key in ("Bygg", "Handel", "Fiske", "IT")}}
    crm = {"business": {"1": "bygg", "2": "Handel", "3": "Fiske"}, "category": {"4": "Kunde"}}
    found = suggested(COMPANY, field("T", type_=FieldType.LIST, list_name="Trade"), erp=erp, crm=crm)
    assert found == {"T": "BUSINESS"}


NAMES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(" ".join(each for fields in known_names.NAMES.values() for each in fields.values()).split()),
)
FIELDS = st.builds(field, st.text(min_size=1, max_size=12), NAMES, NAMES, st.sampled_from(list(FieldType)))
SOME = st.lists(
    st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.just(UNKNOWN)), max_size=6
)


@given(st.sampled_from(list(Entity)), st.lists(st.tuples(FIELDS, SOME), max_size=6, unique_by=lambda each: each[0].key))
def test_whatever_an_erp_has_each_crm_field_is_suggested_once_and_the_same_every_time(entity: Entity, erp: Any):
    fields, values = [each for each, _ in erp], {each.key: some for each, some in erp}
    found = rank(entity, fields, CRM[entity], values, {}, {})
    assert len({each.crm.key for each in found}) == len({each.erp.key for each in found}) == len(found)
    assert all(offered(each.erp, [each.crm]) and each.reasons and ENOUGH <= each.score <= 1 for each in found)
    assert found == rank(entity, fields, CRM[entity], values, {}, {})


def test_a_field_that_an_administrator_has_added_by_the_same_name_is_suggested():
    limit, own = field("CreditLimit", "Credit limit", "Kredittgrense", FieldType.DOUBLE), "X_KREDITTGRENSE"
    added = {own: field(own, "Kredittgrense", "Kredittgrense", FieldType.DOUBLE)}
    found = rank(COMPANY, [limit, field("InvoiceAddress")], CRM[COMPANY] | added, {}, {}, {})
    assert {each.erp.key: each.crm.key for each in found} == {"CreditLimit": own}
    assert rank(COMPANY, [limit], CRM[COMPANY], {}, {}, {}) == []
