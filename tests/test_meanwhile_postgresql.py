"""The same on PostgreSQL, where nobody waits for another by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tests.test_meanwhile import fjord, test_a_save_waits_for_an_activation_that_is_under_way_and_is_refused  # noqa: F401
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from tests.transfers import save_excel
from webapp.db import db
from webapp.models import Connection, SyncConnector
from webapp.services import activation, readings

pytestmark = pytest.mark.postgresql


def test_a_reading_waits_for_an_activation_that_is_under_way(cast: dict[str, Any]) -> None:
    connection = save_excel(cast, SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel"))
    read, ended = Event(), []

    def read_again() -> None:
        with db.connection_context():
            readings.request(Connection.get_by_id(connection.id), None)
        ended.append("reading")
        read.set()

    with ThreadPoolExecutor(1) as other:
        with db.atomic():
            activation.reasons(activation.Case(connection, tested=True))
            other.submit(read_again)
            read.wait(6)  # whoever doesn't wait for us is done by now
            ended.append("activation")
        assert read.wait(20)
    assert ended == ["activation", "reading"]
    assert readings.last(connection).state == "done"
