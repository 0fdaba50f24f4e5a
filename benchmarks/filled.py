"""An instance filled as the benchmarks want it: an administrator, 20 connectors, 100 connections in every state."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from webapp import create_app
from webapp.config import read_settings
from webapp.db import db, migrate, now
from webapp.models import Connection, ConnectionAccess, Group, SyncConnector, User
from webapp.services import users

PASSWORD = "a benchmark's password"
STATES = (
    ("passed", True, ""),
    ("passed", False, ""),
    ("failed", False, "LoginRefused"),
    ("failed", True, "Unreachable"),
    ("", False, ""),
)


@contextmanager
def instance(connections: int = 100, connectors: int = 20) -> Iterator[Flask]:
    """The application over a fresh instance that goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"KOBLING_INSTANCE": str(Path(folder) / "instance"), "KOBLING_LANGUAGE": "en"}))
        migrate()
        with db.connection_context():
            _fill(connections, connectors)
        app.config["INSTANCE_FOLDER"] = str(Path(folder) / "instance")
        yield app


def _fill(connections: int, connectors: int) -> None:
    admin = users.add("admin", "Åse Nygård", PASSWORD, is_admin=True)
    groups = [Group.create(name=f"Group {number}", name_key=f"group {number}") for number in range(6)]
    named = [f"Connector {number}" for number in range(connectors)]
    made = [SyncConnector.create(name=name, name_key=name.casefold(), url="plugin://excel") for name in named]
    for number in range(connections):
        _connection(number, made[number % connectors], admin, groups)


def _connection(number: int, connector: SyncConnector, admin: User, groups: list[Group]) -> None:
    tested, active, error = STATES[number % len(STATES)]
    moment = now() - timedelta(hours=7 * number)
    connection = Connection.create(
        guid=str(uuid4()),
        name=f"Connection {number} – Ærfugl & Sønner",
        name_key=f"connection {number}",
        connector=connector,
        everyone=number % 3 != 0,
        description=f"The company number {number} in the ERP system, for the sales department",
        active=active,
        tested_at=moment if tested else None,
        tested_by=admin if tested else None,
        tested_state=tested,
        tested_error=error,
        last_sync_at=moment if active else None,
    )
    for group in groups[: 1 + number % 3]:
        ConnectionAccess.create(connection=connection, group=group)


def signed_in(app: Flask) -> FlaskClient:
    """A client of the administrator's."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"username": "admin", "password": PASSWORD}).status_code == 303
    return client
