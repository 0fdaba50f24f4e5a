"""A live application: the real server and the real worker, each in threads of this process, on an instance of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from waitress import create_server
from waitress.wasyncore import close_all

from tests.dialogs import save_connection
from tests.mapped import wait_until_read
from webapp import cli, create_app
from webapp.config import read_settings
from webapp.db import db, migrate
from webapp.models import MODELS, Connection, ConnectionReading, SyncConnector, TestRun, User
from webapp.services import calls, first_start, sync_connectors, users

PASSWORD = "correct horse 8"
WORKBOOK = "demo/erp.xlsx"


class Live:
    """The application, answering at `url` while it is entered.

    It has the demonstration set of a first start, the connector *Minne*, and the users `admin` (administrator,
    Ingrid Solberg), `kari` (another one) and `bjorn` (none), who all have the same password.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        environment = {"KOBLING_INSTANCE": str(folder), "KOBLING_DEMO_CONNECTORS": "1", **settings}
        self.folder = folder
        self.app = create_app(read_settings(environment))
        self.sessions: dict[str, Any] = {}

    def __enter__(self) -> Self:
        migrate()
        with pytest.MonkeyPatch.context() as patch, db.connection_context():
            patch.setattr(users, "HASH_METHOD", "scrypt:1024:8:1")
            self._people()
        self._consumers = cli._start_worker()
        self._server = create_server(self.app, host="127.0.0.1", port=0, threads=8)
        self._thread = threading.Thread(target=self._server.run, name="live server")
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self.reset()
        # The sockets belong to the server's own loop, so they are closed in it.
        self._server.trigger.pull_trigger(lambda: close_all(self._server._map, ignore_all=True))
        self._thread.join(10)
        self._server.task_dispatcher.shutdown()
        for consumer in self._consumers:
            consumer.stop(graceful=True)
        assert not self._thread.is_alive()

    def _people(self) -> None:
        first_start.make_administrator(PASSWORD)
        first_start.make_demonstration(self.folder / "demo")
        User.update(name="Ingrid Solberg").where(User.username == "admin").execute()
        admin = User.get(User.username == "admin")
        users.add("kari", "Kari Lund", PASSWORD, is_admin=True)
        users.set_password(User.get(User.username == "bjorn"), PASSWORD, admin)
        sync_connectors.add("Minne", "plugin://memory", "", admin)
        self._keep()

    def demonstration(self, name: str = "Demo") -> Connection:
        """A connection to the demonstration workbook, its fields read; made once, it is there again after every reset.

        What else has been changed before is kept with it: ask for it first.
        """
        with self.database():
            found = Connection.get_or_none(Connection.name == name)
            if found is None:
                excel, admin = SyncConnector.get(SyncConnector.name == "Excel"), User.get(User.username == "admin")
                found = save_connection(admin, excel, name, {"file": str(self.folder / WORKBOOK)})
                wait_until_read(found)
                self._keep()
            return found

    def _keep(self) -> None:
        self._kept = {model: list(model.select().dicts()) for model in MODELS}

    def reset(self) -> None:
        """Put every table back as it was when it was last kept, once nothing is under way any more."""
        with db.connection_context():
            TestRun.update(cancel=True).execute()
            until(lambda: not _under_way().exists(), "the tests under way end")
            until(lambda: not _readings().exists(), "the readings under way end", seconds=30)
            with db.atomic():
                for model in reversed(MODELS):
                    model.delete().execute()
                for model, rows in self._kept.items():
                    model.insert_many(rows).execute()
        calls.forget()

    def under_way(self) -> int:
        """How many tests hold a slot."""
        with self.database():
            return int(_under_way().count())

    @contextmanager
    def database(self) -> Iterator[None]:
        """The application's database, for this thread."""
        with db.connection_context():
            yield


def _under_way() -> Any:
    return TestRun.select().where(TestRun.state.in_(("waiting", "running")))


def _readings() -> Any:
    return ConnectionReading.select().where(ConnectionReading.state.in_(("waiting", "reading")))


def until(true: Any, what: str, seconds: float = 10.0) -> None:
    """Wait until *true* says so; an assertion naming *what* where it doesn't."""
    stop = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        stop.wait(0.05)
    raise AssertionError(f"still waiting until {what}")
