"""Rows for pages to be looked at: each state of a connection, and names and numbers at the limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from connectors.base import Text
from webapp.db import now
from webapp.errors import Problem
from webapp.models import Connection, ConnectionAccess, Group, SyncConnector, User
from webapp.services import activation, names

LONG = "Regnskapsføringsselskapet Østlandet og Innlandet Eiendomsforvaltning " * 3
UNBROKEN = "Kundeoppfølgingsavdelingsregnskapsføringsprogramvare" * 4


def connection(name: str, connector: str = "Excel", **values: Any) -> Connection:
    """A connection with these values; *scope* names groups, without it the scope is everyone."""
    groups = values.pop("scope", ())
    found = SyncConnector.get(SyncConnector.name == connector)
    made = Connection.create(
        guid=str(uuid4()), name=name, name_key=names.key(name), connector=found, everyone=not groups, **values
    )
    for group in Group.select().where(Group.name.in_(groups)):
        ConnectionAccess.create(connection=made, group=group)
    if not groups:
        ConnectionAccess.create(connection=made)
    return made


def after_test(state: str = "passed", error: str = "", minutes: int = 5) -> dict[str, Any]:
    """What a connection knows of its last test."""
    admin = User.get(User.username == "admin")
    at = now() - timedelta(minutes=minutes)
    return {"tested_at": at, "tested_by": admin, "tested_state": state, "tested_error": error}


def every_state() -> None:
    """A connection in each state that a row can tell of."""
    SyncConnector.update(url_tested_at=now() - timedelta(minutes=40), url_answers=True).execute()
    sync = {"active": True, "last_sync_at": now() - timedelta(minutes=12)}
    connection("Nordlys Regnskap", description="Hovedbok for Nordlys AS, klient 10", **sync, **after_test())
    connection("Fjord Sør", "Minne", scope=("Salg", "Økonomi"), description="Avdeling Kristiansand",
               **sync, **after_test("failed", "Unreachable", 30))  # fmt: skip
    connection(
        "Fjord Nord", "Minne", scope=("Salg",), description="Avdeling Tromsø", **after_test("failed", "LoginRefused", 2000)
    )
    connection("Prosjektregister", scope=("Prosjekt",))
    connection("Lagerbok", description="Varelager i Ålesund", **after_test(minutes=1500))
    kept_out = connection("Vestlandet", "Minne", **after_test("failed", "Unreachable", 200))
    step, text = Text("Sign-in", "Pålogging"), Text("The account is locked.", "Kontoen er låst.")
    activation.refuse(kept_out, [Problem("activation_test_failed", step=step, text=text), Problem("scope_empty")])


def extremes() -> None:
    """Names as long as they may be, with blanks in them and without."""
    connection(LONG[:200], description=LONG, scope=("Salg", "Økonomi", "Prosjekt"), **after_test())
    connection(UNBROKEN[:200], description=UNBROKEN, **after_test("failed", "LoginRefused"))


def deleted(name: str) -> None:
    """A connection that has been deleted."""
    made = connection(name)
    Connection.update(deleted_at=now(), name_key=None).where(Connection.id == made.id).execute()
