"""Whatever is stored leaves an event in the record of changes, and no secret is ever in one."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD, Browser
from tests.dialogs import edited, filled, save_memory
from tests.erpserver import ErpServer
from tests.pages import open_page
from webapp.errors import Problem
from webapp.models import AuditEvent, Connection, ConnectionAccess, Group, SyncConnector, User
from webapp.pages import change_words
from webapp.services import audit, connections, groups, sync_connectors, users
from webapp.wording.auditing import AREAS, WHAT

NEW_PASSWORD = "Ørneblikk-ny 77"
Cast = dict[str, Any]


def told() -> list[tuple[str, str, list[str]]]:
    """All events, the oldest first: area, who, and the changes in words."""
    events = AuditEvent.select().order_by(AuditEvent.id)
    return [(each.area, each.user_name, [change_words.sentence(one) for one in audit.changes_of(each)]) for each in events]


def changes() -> list[str]:
    return [line for _area, _who, lines in told() for line in lines]


def everything() -> str:
    """All that the record holds, as stored."""
    return json.dumps([[each.changes, each.words, each.connection_name] for each in AuditEvent.select()], ensure_ascii=False)


def clear() -> None:
    AuditEvent.delete().execute()


SERVICES: dict[str, tuple[Callable[[Cast], Any], list[tuple[str, list[str]]]]] = {
    "a user is added": (
        lambda c: users.add("eva", "Eva Lie", PASSWORD, True, "nb", [c["sales"].id], c["åse"]),
        [("users", [
            "Created: Eva Lie", "Administrator of “Eva Lie”: no → yes",
            "Language of “Eva Lie”: as the browser asks → Norsk bokmål", "Groups (Eva Lie): Sales",
        ])],
    ),
    "a user is changed": (
        lambda c: users.change(c["bjørn"], "Bjørn Ny", True, "", [], c["bjørn"].version, c["åse"]),
        [("users", [
            "Name of “Bjørn Øyen”: Bjørn Øyen → Bjørn Ny",
            "Administrator of “Bjørn Øyen”: no → yes", "Groups (Bjørn Øyen): Sales",
        ])],
    ),
    "nothing of a user is changed": (
        lambda c: users.change(c["dag"], "Dag Moe", False, "", [], c["dag"].version, c["åse"]), []
    ),
    "users change what is their own": (
        lambda c: users.change_own(c["åse"], "Åse Nygård", "en", c["åse"].version),
        [("users", ["Language of “Åse Nygård”: as the browser asks → English"])],
    ),
    "a password is given": (
        lambda c: users.set_password(c["dag"], NEW_PASSWORD, c["åse"]), [("users", ["New password for user: Dag Moe"])]
    ),
    "users change their password": (
        lambda c: users.change_own_password(c["åse"], PASSWORD, NEW_PASSWORD), [("users", ["New password for user: Åse Nygård"])]
    ),
    "a user is deactivated": (
        lambda c: users.deactivate(c["dag"], c["åse"]), [("users", ["Active of “Dag Moe”: yes → no"])]
    ),
    "a group is added": (
        lambda c: groups.add("Board", [c["dag"].id], c["åse"]), [("groups", ["Created: Board", "New members (Board): Dag Moe"])]
    ),
    "a group is changed": (
        lambda c: groups.change(c["sales"], "Trade", [c["dag"].id, c["bjørn"].id], c["sales"].version, c["åse"]),
        [("groups", [
            "Name of “Sales”: Sales → Trade", "New members (Sales): Dag Moe", "Members removed (Sales): Cecilie Dahl",
        ])],
    ),
    "a group is deleted": (
        lambda c: groups.delete(c["sales"], c["åse"]),
        [("groups", ["Removed: Sales", "Members removed (Sales): Bjørn Øyen, Cecilie Dahl"])],
    ),
    "a connector is added": (
        lambda c: sync_connectors.add("Excel", "plugin://excel", "", c["åse"]),
        [("connectors", ["Created: Excel", "URL of “Excel”: – → plugin://excel"])],
    ),
    "a connector is changed": (
        lambda c: sync_connectors.change(c["memory"], "Minne", "plugin://memory", "x", c["memory"].version, c["åse"]),
        [("connectors", ["Name of “Memory”: Memory → Minne", "Description of “Memory”: – → x"])],
    ),
    "a connector is deleted": (
        lambda c: sync_connectors.delete(c["memory"], c["åse"]), [("connectors", ["Removed: Memory"])]
    ),
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_stores_is_in_the_record(cast: Cast, memory: SyncConnector, service: str):
    clear()
    act, expected = SERVICES[service]
    act({**cast, "memory": memory})
    assert [(area, lines) for area, _who, lines in told()] == expected
    assert all(who == "Åse Nygård" for _area, who, _lines in told())
    assert PASSWORD not in everything()
    assert NEW_PASSWORD not in everything()


def test_what_is_taken_back_is_in_the_record_too(cast: Cast, memory: SyncConnector, erp: ErpServer):
    users.deactivate(cast["dag"], cast["åse"])
    connection = save_memory(cast, memory, erp)
    connections.delete(connection, cast["åse"])
    connections.delete(connection, cast["åse"])
    sync_connectors.delete(memory, cast["åse"])
    clear()
    users.reactivate(cast["dag"], cast["åse"])
    sync_connectors.restore(memory, cast["åse"])
    connections.restore(Connection.get(), cast["åse"])
    assert changes() == ["Active of “Dag Moe”: no → yes", "Restored: Memory", "Restored: Fjord"]


def test_what_is_refused_leaves_nothing(cast: Cast, memory: SyncConnector):
    clear()
    refused: list[Callable[[], object]] = [
        lambda: users.change(cast["dag"], "New", False, "", [999], cast["dag"].version, cast["åse"]),
        lambda: users.change(cast["dag"], "New", False, "", [], 99, cast["åse"]),
        lambda: groups.change(cast["sales"], "New", [999], cast["sales"].version, cast["åse"]),
        lambda: sync_connectors.add("Memory", "plugin://memory", "", cast["åse"]),
    ]
    for act in refused:
        with pytest.raises(Problem):
            act()
    assert changes() == []


def test_a_new_connection_is_told_whole_but_for_its_secrets(admin: Browser, memory: SyncConnector, erp: ErpServer):
    clear()
    page = filled(admin, erp, token="nøkkel-Havørn 9").fill(description="Main office").press("Test ERP connection")
    assert page.press("OK").status == 200
    said = changes()
    assert {"Created: Fjord", "Connector: – → Memory", "Description: – → Main office"} <= set(said)
    assert {f"Value of “User”: – → {erp.user}", "Secret field changed: Password"} <= set(said)
    assert "Rights of “Everyone”: – → may connect and create in the ERP" in said
    assert not [word for word in (erp.password, "nøkkel-Havørn 9") if word in everything()]
    assert {each.connection_name for each in AuditEvent.select()} == {"Fjord"}


def test_a_changed_connection_says_field_by_field_what_is_different(
    admin: Browser, cast: Cast, memory: SyncConnector, erp: ErpServer
):
    connection = save_memory(cast, memory, erp)
    old, erp.password = erp.password, "Fiskeørn-neste 4"
    clear()
    page = edited(admin, connection).type("Name", "Fjord Sør").fill(scope="specific").type("Password", erp.password)
    page = page.type("Company number", "2").press("Test ERP connection").press("No users or groups are selected")
    page = page.fill(available=[f"group:{cast['sales'].id}"]).press("add").press("OK", inside="chooser").press("OK")
    assert page.status == 200, page.text
    assert told()[0] == ("connection", "Åse Nygård", ["Name: Fjord → Fjord Sør"])
    assert "Secret field changed: Password" in told()[1][2]
    assert [each for each in told()[1][2] if each.startswith("Value of “Company number”")]
    assert sorted(told()[2][2]) == [
        "Rights of “Everyone”: may connect and create in the ERP → –",
        "Rights of “Sales”: – → may connect and create in the ERP",
    ]
    assert not [word for word in (old, erp.password) if word in everything()]


def test_saving_without_a_change_leaves_nothing(admin: Browser, cast: Cast, memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp)
    clear()
    assert edited(admin, connection).press("OK").status == 200
    assert changes() == []


def test_a_secret_inside_another_value_is_removed(cast: Cast, memory: SyncConnector, erp: ErpServer):
    clear()
    erp.user = f"kobling;PWD={erp.password}"
    save_memory(cast, memory, erp)
    assert "Value of “User”: – → kobling;PWD=•••" in changes()
    assert erp.password not in everything()


def test_deleting_a_group_is_told_of_the_connections_that_named_it(cast: Cast, memory: SyncConnector, erp: ErpServer):
    fjord = save_memory(cast, memory, erp)
    Connection.update(everyone=False).execute()
    ConnectionAccess.create(connection=fjord, group=cast["sales"], may_create=False)
    clear()
    groups.delete(cast["sales"], cast["åse"])
    event = AuditEvent.get(AuditEvent.area == "scope")
    assert (event.connection_id, changes()[0]) == (fjord.id, "Rights of “Sales”: may connect, not create in the ERP → –")
    assert Group.select().count() == 0


def test_the_names_in_the_record_outlive_what_they_name(admin: Browser, cast: Cast):
    clear()
    groups.delete(cast["sales"], cast["åse"])
    User.update(name="Åse Lie").where(User.id == cast["åse"].id).execute()
    page = open_page(admin, "/sync/changes")
    assert "Removed: Sales" in page
    assert [each.text() for each in page.root.all("td")][1] == "Åse Nygård"


def codes() -> set[tuple[str, str]]:
    """(module, code) of every change that is made with a code in so many words."""
    files = {file.stem: ast.parse(file.read_text()) for file in (Path(__file__).parent.parent / "webapp").rglob("*.py")}
    calls = [(name, node) for name, tree in files.items() for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    made = [(name, node) for name, node in calls if "Change" in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))]
    return {
        (name, each.value)
        for name, node in made
        for each in ast.walk(node.args[0])
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_kind_of_change_and_every_area_has_a_name():
    assert {(module, code) for module, code in codes() if code not in WHAT} == set()
    assert len(codes()) > 10
    assert list(AREAS) == list(audit.AREAS)
