"""The command line: starting, stopping, and what is said when something stands in the way."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.mapped import ready
from tests.processes import Kobling
from webapp import cli, tasks
from webapp.db import now
from webapp.models import Connection, SyncConnector, TestRun
from webapp.secrets import KeyFileUnsafe, load_keys
from webapp.services import connection_test


def rows(folder: Path, sql: str) -> list[Any]:
    with sqlite3.connect(folder / "instance/kobling.db") as database:
        found = database.execute(sql).fetchall()
    database.close()
    return found


# ---- settings


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "http", "KOBLING_PORT=http: expected a port number from 0 to 65535"),
        ("PROT", "80", "KOBLING_PROT is not a setting. See the table of settings in README.md."),
        ("TIMEZONE", "Mars/Base", "KOBLING_TIMEZONE=Mars/Base: expected a time zone such as Europe/Oslo"),
        ("DATABASE_URL", "mysql://x/y", "expected sqlite:///FILE or postgresql://USER@HOST/NAME"),
        ("FILE_FOLDERS", "/no/such/folder", "no such folder: /no/such/folder"),
        ("TEST_SLOTS", "0", "expected a whole number of at least 1"),
        ("SECRET_KEYS", "hemmelig", "KOBLING_SECRET_KEYS: expected keys"),
        ("ADMIN_PASSWORD", "kort", "KOBLING_ADMIN_PASSWORD can't be used: it is shorter than"),
        ("INSTANCE", "/dev/null", "KOBLING_INSTANCE=/dev/null: expected a folder"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x.db", "the database can't be opened"),
        ("DATABASE_URL", "postgresql://kobling:hemmelig@127.0.0.1:1/kobling", "the database can't be opened"),
    ],
)
def test_a_setting_that_is_nonsense_stops_the_start_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, expected: str
):
    with socket.create_server(("127.0.0.1", 0)) as taken:  # a start that nothing stopped would end here, not serve for ever
        settings = {"INSTANCE": str(tmp_path / "instance"), "PORT": str(taken.getsockname()[1]), "DEMO": "0"}
        for each, text in (settings | {name: value}).items():
            monkeypatch.setenv(f"KOBLING_{each}", text)
        assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert "hemmelig" not in said


def test_nonsense_is_no_traceback(tmp_path: Path):
    with Kobling(tmp_path, "serve", PORT="http") as kobling:
        assert kobling.ended() == 2
        assert kobling.said.startswith("kobling: KOBLING_PORT=http")


def test_after_a_refused_password_the_first_start_is_still_the_first(tmp_path: Path):
    with Kobling(tmp_path, "migrate", ADMIN_PASSWORD="kort") as kobling:
        assert kobling.ended() == 0
    with Kobling(tmp_path, "serve", ADMIN_PASSWORD="kort") as kobling:
        assert kobling.ended() == 2
    with Kobling(tmp_path, "serve", ADMIN_PASSWORD="lang nok denne gangen") as kobling:
        kobling.address()
        assert "as in KOBLING_ADMIN_PASSWORD" in kobling.said


# ---- the first start


def test_the_password_is_shown_at_the_first_start_only(tmp_path: Path):
    with Kobling(tmp_path, "serve") as kobling:
        kobling.address()
        assert len(kobling.wait_for(r"password +(\S+)\n")) >= 12
        assert kobling.stop() == 0
    with Kobling(tmp_path, "serve") as kobling:
        assert urllib.request.urlopen(f"{kobling.address()}/sign-in").status == 200
        assert "password" not in kobling.said


def test_the_demonstration_set_is_made_unless_it_is_unwanted(tmp_path: Path):
    (tmp_path / "with").mkdir()
    with Kobling(tmp_path / "with", "serve", DEMO="1") as kobling:
        kobling.address()
    assert rows(tmp_path / "with", "SELECT url FROM sync_connector") == [("plugin://excel",)]
    assert (tmp_path / "with/instance/demo/erp.xlsx").stat().st_size > 10_000
    with Kobling(tmp_path, "serve", DEMO="0") as kobling:
        kobling.address()
    assert rows(tmp_path, "SELECT username FROM user") == [("admin",)]
    assert not (tmp_path / "instance/demo").exists()


def test_two_that_start_together_for_the_first_time_make_one_administrator(tmp_path: Path):
    with Kobling(tmp_path, "serve", "--no-worker") as one, Kobling(tmp_path, "worker") as another:
        one.address()
        another.wait_for("worker is running")
        assert (one.said + another.said).count("This is the first start") == 1
    assert rows(tmp_path, "SELECT count(*) FROM user") == [(1,)]


def test_two_migrate_at_once_and_both_end_well(tmp_path: Path):
    with Kobling(tmp_path, "migrate") as one, Kobling(tmp_path, "migrate") as another:
        assert (one.ended(), another.ended()) == (0, 0)
        assert sorted([one.said, another.said]) == [
            "0001_initial\n0002_mappings\n0003_register\n0004_page_turns\n",
            "The database is up to date.\n",
        ]


def test_a_reader_who_has_had_enough_is_no_trouble(tmp_path: Path):
    settings = {"KOBLING_INSTANCE": str(tmp_path / "instance")}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "webapp.cli", "migrate"], stdout=writing, stderr=subprocess.PIPE, env=settings)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
    assert rows(tmp_path, "SELECT count(*) FROM user") == [(0,)]


def test_a_key_file_is_for_its_owner_only_and_is_made_once(tmp_path: Path):
    keys = load_keys(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(KeyFileUnsafe, match="chmod 600"):
        load_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o600)
    assert load_keys(tmp_path / "keys") == keys
    assert [each.name for each in tmp_path.iterdir()] == ["keys"]


# ---- ports and ends


def test_a_port_in_use_is_named_and_another_one_serves(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with Kobling(tmp_path, "serve", PORT=port) as kobling:
            assert kobling.ended() == 1
            assert f"can't listen on 127.0.0.1:{port}" in kobling.said
    with Kobling(tmp_path, "serve", PORT=port) as kobling:
        assert kobling.address().endswith(f":{port}")


def test_an_unknown_command_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        cli.main(["sevre"])
    assert "serve" in capsys.readouterr().err


# ---- the worker beside


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    saved = ready(save_memory(cast, memory, erp))
    tasks.current.immediate = tasks.runs.immediate = False
    return saved


def worker(folder: Path, command: str = "worker") -> Kobling:
    return Kobling(folder, command, DEMO_CONNECTORS="1")


def wait_for_step(run: TestRun) -> None:
    until = time.monotonic() + 15
    while not TestRun.get_by_id(run.id).current:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_test_is_carried_out_by_the_worker_beside(tmp_path: Path, cast: dict[str, Any], connection: Connection):
    run = connection_test.start_stored(connection, cast["åse"])
    assert connection_test.wait(run, 0.5).state == "waiting"
    with worker(tmp_path):
        assert connection_test.wait(run, 20).state == "passed"


@pytest.mark.parametrize("command", ["worker", "serve"])
def test_the_end_of_the_worker_interrupts_a_hanging_test(
    tmp_path: Path, cast: Any, connection: Connection, erp: ErpServer, command: str
):
    erp.mode = "silent"
    run = connection_test.start_stored(connection, cast["åse"], activate=True)
    with worker(tmp_path, command) as kobling:
        wait_for_step(run)
        assert kobling.stop(5) == 0
    assert TestRun.get_by_id(run.id).state == "interrupted"
    assert Connection.get().activation[0]["code"] == "activation_interrupted"
    erp.mode = "ok"
    run = connection_test.start_stored(connection, cast["åse"], activate=True)
    with worker(tmp_path, command):
        assert connection_test.wait(run, 20).state == "passed"
    assert Connection.get().active


def test_what_a_killed_worker_was_testing_is_found_interrupted(tmp_path: Path, cast: Any, connection: Connection, erp: ErpServer):
    erp.mode = "silent"
    run = connection_test.start_stored(connection, cast["åse"])
    with worker(tmp_path) as kobling:
        wait_for_step(run)
        kobling.process.kill()
        kobling.ended()
    assert TestRun.get_by_id(run.id).state == "running"
    TestRun.update(heartbeat_at=now() - timedelta(minutes=1)).execute()  # half a minute has passed
    with worker(tmp_path) as kobling:
        kobling.wait_for("worker is running")
        assert TestRun.get_by_id(run.id).state == "interrupted"
        erp.mode = "ok"
        again = connection_test.start_stored(connection, cast["åse"])
        assert connection_test.wait(again, 20).state == "passed"
