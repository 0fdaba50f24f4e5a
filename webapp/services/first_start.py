"""The very first start: an administrator, and unless it is unwanted something to try things on."""

from __future__ import annotations

from pathlib import Path

from connectors.excel.demo import write_demo
from webapp.db import db
from webapp.models import Group, User
from webapp.services import groups, sync_connectors, users

ADMIN = "admin"
CAST = (
    ("aase", "Åse Nygård", ("Økonomi",)),
    ("bjorn", "Bjørn Øyen", ("Salg",)),
    ("cecilie", "Cecilie Dahl", ("Salg", "Prosjekt")),
    ("dag", "Dag Moe", ("Prosjekt",)),
)


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
    """A workbook in *folder*, a few users in three groups, and the connector that reads workbooks; the workbook's path.

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
    return workbook
