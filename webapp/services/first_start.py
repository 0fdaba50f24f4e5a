"""The very first start: an administrator, and unless it is unwanted something to try things on."""

from __future__ import annotations

from pathlib import Path

from connectors.base import FieldType
from connectors.excel.demo import actors, write_demo
from webapp.crm.fields import Entity
from webapp.db import db
from webapp.models import Group, User
from webapp.services import crm_fields, crm_lists, demo_register, groups, sync_connectors, users
from webapp.services.crm_field_rules import Wanted

ADMIN = "admin"
CAST = (
    ("aase", "Åse Nygård", ("Økonomi",)),
    ("bjorn", "Bjørn Øyen", ("Salg",)),
    ("cecilie", "Cecilie Dahl", ("Salg", "Prosjekt")),
    ("dag", "Dag Moe", ("Prosjekt",)),
)
CRM_LISTS = {
    "category": ("Kunde", "Leverandør", "Partner", "Prospekt", "Konkurrent", "Presse"),
    "business": (
        "Bygg og anlegg", "Detaljhandel", "Engroshandel", "Industri", "Offentlig sektor", "Tjenester", "Transport og logistikk",
    ),
    "position": ("Daglig leder", "Innkjøper", "Regnskapsfører", "Prosjektleder", "Salgssjef", "Økonomisjef", "Styreleder"),
    "project_type": ("Internt", "Kundeprosjekt", "Vedlikehold og service", "Utvikling"),
    "project_status": ("Planlagt", "Pågår", "På vent", "Fullført", "Avbrutt"),
}  # fmt: skip
"""Items of the CRM's lists. Some are called as in the workbook's lists, some are not, as with a real ERP system."""
CREDIT_LIMIT = "Kredittgrense"


def is_first() -> bool:
    """Whether there is nobody yet who could sign in."""
    return not User.select().exists()


def make_administrator(password: str) -> str:
    """The user `admin` with *password*, or one made here; the password if it was made here, else "".

    Raises `Problem` for a password that is too short.
    """
    made = "" if password else users.make_password()
    users.add(username=ADMIN, name="Administrator", password=password or made, is_admin=True)
    return made


def make_demonstration(folder: Path) -> Path:
    """A workbook in *folder*, a few users in three groups, the connector that reads workbooks, items in the CRM's lists, a
    field of its own, and a register in which some are the workbook's; the workbook's path.

    The users get passwords that nobody knows: an administrator gives them new ones to try things as they see them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / "erp.xlsx"
    if not workbook.exists():
        write_demo(workbook)
    admin = User.get(User.username_key == ADMIN)
    with db.atomic():
        made: dict[str, Group] = {}
        for username, name, in_groups in CAST:
            for group in in_groups:
                made[group] = made.get(group) or groups.add(group, [], admin)
            member = [made[group].id for group in in_groups]
            users.add(username, name, users.make_password(), groups=member, by=admin)
        sync_connectors.add("Excel", "plugin://excel", "", admin)
        _furnish_crm(admin)
        demo_register.fill(actors(), admin)
    return workbook


def _furnish_crm(admin: User) -> None:
    for key, names in CRM_LISTS.items():
        crm_lists.add_items(key, names, admin)
    crm_fields.add(Entity.COMPANY, FieldType.DOUBLE, Wanted(CREDIT_LIMIT), admin)
