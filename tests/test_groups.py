"""Groups, as administrators see them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from webapp.models import Connection, ConnectionAccess, Group, Membership, SyncConnector, User
from webapp.services import groups, users


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def connection(name: str, group: Group, everyone: bool = False) -> Connection:
    connector, _new = SyncConnector.get_or_create(name="Excel", name_key="excel", url="plugin://excel")
    made = Connection.create(guid=name, name=name, name_key=name, connector=connector, everyone=everyone)
    ConnectionAccess.create(connection=made, group=group)
    return made


def test_a_group_is_added_with_its_members(admin: Browser, cast: dict[str, Any]):
    typed = {"name": " Økonomi ", "members": [cast["dag"].id, cast["bjørn"].id]}
    assert admin.post("/groups/new", typed).status_code == 303
    added = Group.get(Group.name == "Økonomi")
    assert [user.name for user in groups.members(added)] == ["Bjørn Øyen", "Dag Moe"]
    assert "Bjørn Øyen, Dag Moe" in text(admin.get("/groups"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Fill in this field."),
        ({"name": "x" * 300}, "300 characters"),
        ({"name": "SALES"}, "The name “SALES” is already taken."),
        ({"name": "a\tb"}, "control characters"),
        ({"members": ["9999"]}, "One of the chosen users doesn&#39;t exist."),
        ({"members": ["x"]}, "One of the chosen users doesn&#39;t exist."),
    ],
)
def test_what_wont_do_is_refused_and_mended(admin: Browser, cast: dict[str, Any], typed: dict[str, Any], words: str):
    dag = str(cast["dag"].id)
    answer = admin.post("/groups/new", {"name": "Board", "members": [dag]} | typed)
    assert answer.status_code == 422
    assert words in text(answer)
    assert f'value="{dag}" id="members-2" checked' in text(answer) or "members" in typed
    assert Group.select().count() == 1
    assert admin.post("/groups/new", {"name": "Board"}).status_code == 303


def test_a_group_is_renamed_and_its_members_changed(admin: Browser, cast: dict[str, Any]):
    sales = cast["sales"]
    typed = {"name": "SALES", "members": [cast["dag"].id, cast["bjørn"].id], "version": sales.version}
    assert admin.post(f"/groups/{sales.id}", typed).status_code == 303
    stored = Group.get_by_id(sales.id)
    assert (stored.name, stored.changed_by, stored.version) == ("SALES", cast["åse"], sales.version + 1)
    assert [user.name for user in groups.members(stored)] == ["Bjørn Øyen", "Dag Moe"]


def test_saving_over_somebody_elses_change_shows_both_and_then_keeps_mine(admin: Browser, cast: dict[str, Any]):
    sales, typed = cast["sales"], {"name": "Mine", "version": cast["sales"].version}
    groups.change(sales, "Theirs", [cast["dag"].id], sales.version, cast["dag"])
    answer = admin.post(f"/groups/{sales.id}", typed)
    assert answer.status_code == 422
    assert "Dag Moe saved other values meanwhile" in text(answer)
    assert "<td>Theirs</td><td>Mine</td>" in text(answer)
    assert "<td>Dag Moe</td><td>–</td>" in text(answer)
    assert admin.post(f"/groups/{sales.id}", typed | {"version": sales.version + 1}).status_code == 303
    assert Group.get_by_id(sales.id).name == "Mine"


def test_deleting_names_the_members_and_the_connections_first(admin: Browser, cast: dict[str, Any]):
    connection("Butikk", cast["sales"])
    connection("Open to all", cast["sales"], everyone=True)
    page = text(admin.get(f"/groups/{cast['sales'].id}/delete"))
    assert "Bjørn Øyen, Cecilie Dahl." in page
    assert "<li>Butikk</li>" in page
    assert "Open to all" not in page
    assert Group.select().count() == 1


def test_a_deleted_group_leaves_its_members_and_no_trace_in_scopes(admin: Browser, cast: dict[str, Any]):
    connection("Butikk", cast["sales"])
    assert admin.post(f"/groups/{cast['sales'].id}/delete").status_code == 303
    assert (Group.select().count(), Membership.select().count(), ConnectionAccess.select().count()) == (0, 0, 0)
    assert User.select().count() == 4
    assert admin.get(f"/groups/{cast['sales'].id}").status_code == 404


def test_the_list_is_filtered_and_says_when_nothing_is_there(admin: Browser, cast: dict[str, Any]):
    assert "Sales" in text(admin.get("/groups?q=AL"))
    assert "No group contains “zzz”." in text(admin.get("/groups?q=zzz"))
    groups.delete(cast["sales"], cast["åse"])
    assert "A group is several users under one name." in text(admin.get("/groups"))


def test_a_deactivated_member_is_marked(admin: Browser, cast: dict[str, Any]):
    users.deactivate(cast["cecilie"], cast["åse"])
    assert "Cecilie Dahl (deactivated)" in text(admin.get(f"/groups/{cast['sales'].id}"))
