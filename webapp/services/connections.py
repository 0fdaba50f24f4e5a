"""ERP connections: saving what a dialog holds, deleting, restoring."""

from __future__ import annotations

import uuid
from typing import Any

from connectors.base import FieldType
from webapp import secrets
from webapp.db import db, now
from webapp.errors import Problem, Problems
from webapp.models import (
    ConfigValue,
    Connection,
    ConnectionDraft,
    ConnectionField,
    ConnectionList,
    TestRun,
    User,
)
from webapp.services import (
    activation,
    audit,
    connection_changes,
    connection_test,
    drafts,
    names,
    readings,
    rows,
    runs,
    scope,
    turns,
)
from webapp.services.configuration import Configuration, of_draft, place, stored_fields
from webapp.services.judgement import judge, passes
from webapp.services.transfer import applying


def save(draft: ConnectionDraft, user: User | None) -> Connection:
    """Store what a draft holds and close the draft; the connection as stored.

    Whatever the page offered, the rules hold here: raises `Problem("conflict")` where somebody else has saved since the
    dialog was opened, `Problem` or `Problems` for names, scope and configuration, and for each reason why the connection
    can't be active. Then nothing is stored. Where OK was pressed twice, the second finds what the first has stored.
    """
    try:
        return _save(draft, user)
    except (Problem, Problems):
        if saved := drafts.saved_from(draft.token, draft.user):
            return Connection.get_by_id(saved)
        raise


def _save(draft: ConnectionDraft, user: User | None) -> Connection:
    with rows.storing(draft.name.strip()):
        turns.take()
        connection = _opened(draft)
        _refuse(draft, connection)
        configuration = of_draft(draft)
        fresh = passes(draft, configuration, now())
        before = connection_changes.seen(connection)
        row = _store_row(draft, connection, user)
        if connection is None or configuration.changed:
            _store_configuration(row, draft, configuration)
        scope.store(row, draft.everyone, draft.scope)
        if draft.document:
            applying.apply_mappings(row, draft.document, user)
        if fresh:
            _store_test(row, draft)
        _activate(row, draft, connection, fresh)
        connection_changes.note(before, row, user)
        drafts.close(draft, row)
        if connection is None or configuration.changed:
            readings.request(row, user, anew=True)
    return row


def _opened(draft: ConnectionDraft) -> Connection | None:
    """The connection that the dialog was opened on, as it is now; None for a new one."""
    if draft.connection_id is None:
        return None
    connection = Connection.get_by_id(draft.connection_id)
    if connection.deleted_at is not None:
        raise Problem("connection_deleted")
    if connection.version != draft.base_version:
        raise rows.conflict(connection)
    return connection


def _refuse(draft: ConnectionDraft, connection: Connection | None) -> None:
    name = draft.name.strip()
    own = names.trouble(name), rows.taken(Connection, name, connection), rows.description_trouble(draft.description)
    problems = [each for each in own if each]
    if connection is None and draft.connector is not None and draft.connector.deleted_at is not None:
        problems.append(Problem("connector_deleted", "connector", name=draft.connector.name))
    judgement = judge(draft, now())
    problems += judgement.blocks
    if problems:
        problems += [each for each in judgement.configuration.problems.values() if judgement.blocks]
        raise Problems(problems)


def _store_row(draft: ConnectionDraft, connection: Connection | None, user: User | None) -> Connection:
    values: dict[str, Any] = {
        "name": draft.name.strip(),
        "name_key": names.key(draft.name.strip()),
        "everyone": draft.everyone,
        "description": draft.description.strip(),
        "changed_at": now(),
        "changed_by": user,
    }
    if connection is None:
        return Connection.create(guid=str(uuid.uuid4()), connector=draft.connector, created_by=user, **values)
    unchanged = (Connection.id == connection.id) & (Connection.version == connection.version)
    if not Connection.update(version=Connection.version + 1, **values).where(unchanged).execute():
        raise rows.conflict(connection)  # saved between reading and writing
    return Connection.get_by_id(connection.id)


def _store_configuration(row: Connection, draft: ConnectionDraft, configuration: Configuration) -> None:
    """Values, and the fields and lists that go with them, in place of what was stored."""
    ConfigValue.delete().where(ConfigValue.connection == row).execute()
    replaced = [*draft.lists, *(each.list_name for each in stored_fields(row) if each.list_name)]
    ConnectionList.delete().where(ConnectionList.connection == row, ConnectionList.name.in_(replaced)).execute()
    ConnectionField.delete().where(ConnectionField.connection == row, ConnectionField.actor_type == "").execute()
    kinds = {each.key: each.type for each in configuration.fields}
    for key, text in configuration.texts.items():
        secret = kinds[key] is FieldType.PASSWORD and text != ""
        stored = secrets.vault().seal(text, place(row.guid, key)) if secret else text
        ConfigValue.create(connection=row, key=key, text=stored, secret=secret)
    for position, data in enumerate(draft.fields):
        ConnectionField.create(connection=row, position=position, key=data["key"], metadata=data)
    for name, items in draft.lists.items():
        ConnectionList.create(connection=row, name=name, items=items)


def _store_test(row: Connection, draft: ConnectionDraft) -> None:
    run = TestRun.get_or_none(TestRun.id == draft.passes["run"])
    if run is None:
        return
    row.tested_at, row.tested_by, row.tested_state, row.tested_error = run.finished_at, run.user, run.state, ""
    row.identity = draft.passes.get("identity", "")
    row.save(only=("tested_at", "tested_by", "tested_state", "tested_error", "identity"))
    TestRun.update(connection=row, draft=None).where(TestRun.id == run.id).execute()


def _activate(row: Connection, draft: ConnectionDraft, before: Connection | None, fresh: bool) -> None:
    """Set Active as the dialog says. A connection that was active and whose configuration is untouched stays so, unless a
    document has brought other mappings along."""
    stays = bool(before and before.active and not fresh)
    if draft.active and (draft.document or not stays):
        found = activation.reasons(activation.Case(row, fresh or stays))
        if found:
            raise Problems(found)
    row.active, row.activation = draft.active, []
    row.save(only=("active", "activation"))


def delete(connection: Connection, user: User) -> None:
    """Mark a connection as deleted and switch it off; its name is free again, and it can be restored."""
    gone = {"deleted_at": now(), "name_key": None, "active": False, "changed_at": now(), "changed_by": user}
    with db.atomic():
        live = (Connection.id == connection.id) & Connection.deleted_at.is_null()
        if Connection.update(version=Connection.version + 1, **gone).where(live).execute():
            audit.note("connection", user, [audit.Change("deleted", connection.name)], connection)
        connection_test.cancel_stored(connection)
        if (run := runs.under_way(connection)) is not None:
            runs.cancel(run)


def restore(connection: Connection, user: User) -> None:
    """Take back a deletion; the connection comes back inactive.

    Raises `Problem("name_taken")` where its name is another's by now, `Problem("connector_deleted")` where its connector
    is deleted.
    """
    with rows.storing(connection.name):
        if connection.connector.deleted_at is not None:
            raise Problem("connector_deleted", name=connection.connector.name)
        names.refuse_if(rows.taken(Connection, connection.name, connection))
        Connection.update(
            deleted_at=None,
            name_key=names.key(connection.name),
            changed_at=now(),
            changed_by=user,
            version=Connection.version + 1,
        ).where(Connection.id == connection.id).execute()
        audit.note("connection", user, [audit.Change("restored", connection.name)], connection)
