"""A register to try things on: companies, persons and projects of which many are those of the demonstration workbook, not all
written as there, some are two of them, and some none. The same at every making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from connectors.base import Value
from connectors.values import to_text
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.models import User
from webapp.services import record_saving
from webapp.services.journal import Origin

Row = Mapping[str, Value]
Texts = dict[str, str]

SAME, OTHERWISE, WITHOUT_NUMBER, TWO, DOUBLE = 20, 14, 12, 3, 3
"""How many companies are a customer's just so; with another name; without the number; with facts of two customers; and are a
second one of the same customer."""
PERSONS, PROJECTS = 24, 8
OWN_COMPANIES = (
    ("Sommerfuglen barnehage SA", "8622", "Mo i Rana"), ("Kvern & Korn bakeri", "2609", "Lillehammer"),
    ("Østre Tinn idrettslag", "3611", "Kongsberg"), ("Havblikk frisør", "9800", "Vadsø"), ("Advokat Ödman", "0350", "Oslo"),
    ("Ullvarefabrikken Lam & Lykke AS", "5704", "Voss"), ("Sánchez Eiendom", "4006", "Stavanger"),
    ("Ås bygdekino", "1400", "Ski"),
)  # fmt: skip
OWN_PROJECTS = ("Kundedag til våren", "Rydding i registeret")


def fill(workbook: Mapping[str, Sequence[Row]], admin: User) -> None:
    """Store the register. *workbook*: its rows by sheet, each by column. Six statements; call it in a transaction."""
    chance = Random(60)  # noqa: S311 - the same every time is what is wanted
    items = lists.items(["category", "business", "position", "project_type", "project_status"])
    origin = Origin("added", admin)
    customers = chance.sample(workbook["Customer"], SAME + OTHERWISE + WITHOUT_NUMBER + TWO)
    companies = [*_companies(customers, chance), *_own()]
    for texts in companies:
        texts |= {"CATEGORY": _any(items["category"], chance), "BUSINESS": _any(items["business"], chance), "COUNTRY": "Norge"}
    stored = record_saving.save(Entity.COMPANY, [Draft(each) for each in companies], origin)
    owners = {row["ID"]: made.id for row, made in zip(customers, stored, strict=False)}
    persons = [row for row in workbook["Person"] if row["ParentType"] == "Customer" and row["ParentID"] in owners][:PERSONS]
    drafts = [Draft(_person(row, chance, items["position"]), company_id=owners[row["ParentID"]]) for row in persons]
    drafts.append(Draft({"FIRSTNAME": "Mímir", "LASTNAME": "Þórsson", "TITLE": "Rådgiver"}, company_id=stored[-1].id))
    record_saving.save(Entity.PERSON, drafts, origin)
    projects = [_project(row, chance, items["project_type"], items["project_status"]) for row in workbook["Project"][:PROJECTS]]
    own = [Draft({"NAME": name, "NUMBER": f"I-{number}"}) for number, name in enumerate(OWN_PROJECTS, 1)]
    owned = [Draft(each, company_id=chance.choice(stored).id) for each in projects]
    record_saving.save(Entity.PROJECT, [*owned, *own], origin)


def _companies(customers: Sequence[Row], chance: Random) -> list[Texts]:
    """One for each of *customers*, in their order, and then the second ones."""
    found = [_company(each) for each in customers]
    for texts in found[SAME:]:
        texts["NAME"] = _misspelt(texts["NAME"], chance)
    for place, texts in enumerate(found):
        if place % 3 == 0:
            texts["PHONE"] = f"+47 {texts['PHONE'].replace(' ', '')}"
    for place, texts in enumerate(found[SAME + OTHERWISE : -TWO]):
        texts["ORGNR"] = ""
        texts["EMAIL" if place % 2 else "PHONE"] = ""
    for texts, other in zip(found[-TWO:], customers, strict=False):
        texts |= {"NAME": _company(other)["NAME"], "EMAIL": str(other["Email"])}  # the number says one, the rest another
    second = [_company(each) | {"ORGNR": "", "EMAIL": "", "DEPARTMENT": "Filial"} for each in customers[SAME : SAME + DOUBLE]]
    return [*found, *second]


def _company(row: Row) -> Texts:
    columns = {"NAME": "Nm", "ORGNR": "OrgNo", "POSTALAD1": "Ad1", "POSTALAD2": "Ad2", "POSTALZIP": "Zip", "POSTALCITY": "City"}
    columns |= {"PHONE": "Phone", "EMAIL": "Email"}
    return {key: to_text(row[column]) for key, column in columns.items()}


def _misspelt(name: str, chance: Random) -> str:
    """The name as somebody else might have written it."""
    first, _blank, form = name.rpartition(" ")
    place = chance.randrange(2, len(first) - 1)
    return chance.choice(
        (
            first,
            f"{first} {'A/S' if form == 'AS' else form.lower()}",
            f"{first[:place]}{first[place]}{first[place:]} {form}",
            f"{first[:place]}{first[place + 1 :]} {form}",
            name.upper(),
        )
    )


def _own() -> list[Texts]:
    return [{"NAME": name, "POSTALZIP": zip_, "POSTALCITY": city} for name, zip_, city in OWN_COMPANIES]


def _person(row: Row, chance: Random, positions: Mapping[str, str]) -> Texts:
    columns = {"FIRSTNAME": "FirstName", "LASTNAME": "LastName", "TITLE": "Title", "EMAIL": "Email", "PHONE_DIRECT": "Phone"}
    texts = {key: to_text(row[column]) for key, column in columns.items()}
    mobile = to_text(row["Mobile"])
    return texts | {
        "PHONE_MOBILE": mobile.replace(" ", "") if chance.random() < 0.5 else mobile,
        "POSITION": _any(positions, chance),
    }


def _project(row: Row, chance: Random, types: Mapping[str, str], states: Mapping[str, str]) -> Texts:
    end = row["EndDate"]
    return {
        "NAME": to_text(row["Nm"]),
        "NUMBER": to_text(row["ID"]) if chance.random() < 0.5 else "",
        "TEXT": to_text(row["Description"]),
        "ENDDATE": to_text(end) if isinstance(end, datetime) else "",
        "TYPE": _any(types, chance),
        "STATUS": _any(states, chance),
    }


def _any(items: Mapping[str, str], chance: Random) -> str:
    return chance.choice(list(items))
