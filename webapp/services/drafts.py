"""Drafts of the connection dialog: what was typed, and what it comes to.

The server holds everything: entries, secrets (encrypted), the scope and the pass of the last successful test. `judge`
says what state the dialog is in; saving asks the same function, so a page can't offer what the server would refuse.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from connectors.base import FieldType
from connectors.errors import ConnectorError
from webapp import secrets
from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import Connection, ConnectionDraft, ConnectionField, ConnectionList, SyncConnector, TestRun, User
from webapp.models.stored import field_data, list_data, text_data
from webapp.models.test_run import UNDER_WAY
from webapp.services import calls, scope
from webapp.services.configuration import draft_place, of_draft

LIFE = timedelta(hours=1)
UNREAD = ""  # in `list_problems`: why the connector's fields themselves could not be read
TYPED = ("name", "description", "everyone", "active", "unlocked", "entries", "secrets", "language", "expires_at")
ASKED = ("connector", "entries", "secrets", "passes", "fields", "lists", "list_problems")


@dataclass(frozen=True)
class Typed:
    """What a post of the dialog brought. Entries and secrets by field key; a blank secret says nothing."""

    name: str
    description: str
    everyone: bool
    active: bool
    entries: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()


class Turn(NamedTuple):
    """Which of its requests a page sent: the page's own name, and a number that grows from one to the next."""

    page: str
    number: int


def begin(user: User, language: str, connection: Connection | None = None, token: str = "") -> ConnectionDraft:
    """A draft for a dialog just opened: of a new connection, or with a saved one's values. Calls nobody.

    *token* is that of the page, where its draft has expired while it was open.
    """
    draft = ConnectionDraft(
        token=token or random.token_urlsafe(24),
        user=user,
        language=language,
        connection=connection,
        scope=scope.of_new(),
        expires_at=now() + LIFE,
    )
    if connection is not None:
        _take_over(draft, connection)
    with db.atomic():  # two posts of that page may arrive together
        ConnectionDraft.delete().where(ConnectionDraft.token == draft.token).execute()
        draft.save(force_insert=True)
    return draft


def _take_over(draft: ConnectionDraft, connection: Connection) -> None:
    """Fill a draft with what is stored of its connection."""
    draft.connector = connection.connector
    draft.base_version = connection.version
    draft.name = connection.name
    draft.description = connection.description
    draft.everyone = connection.everyone
    draft.active = connection.active
    draft.unlocked = False
    draft.scope = scope.of_connection(connection)
    draft.entries, draft.secrets, draft.passes = {}, {}, {}
    own = (ConnectionField.connection == connection) & (ConnectionField.actor_type == "")
    draft.fields = [each.metadata for each in ConnectionField.select().where(own).order_by(ConnectionField.position)]
    lists = ConnectionList.select().where(ConnectionList.connection == connection)
    draft.lists = {each.name: each.items for each in lists}


def load(token: str, user: User) -> ConnectionDraft | None:
    """An open draft of this user's that hasn't expired, or None."""
    own = (ConnectionDraft.token == token) & (ConnectionDraft.user == user)
    return ConnectionDraft.get_or_none(own & (ConnectionDraft.expires_at > now()) & ConnectionDraft.saved.is_null())


def saved_from(token: str, user: User) -> int | None:
    """The id of the connection that OK has stored from this user's draft, if it has."""
    draft = ConnectionDraft.get_or_none((ConnectionDraft.token == token) & (ConnectionDraft.user == user))
    return draft.saved_id if draft is not None else None


def locked(draft: ConnectionDraft) -> bool:
    """Whether the configuration is locked: the connection is active and Active hasn't been cleared in this dialog."""
    return bool(draft.connection and draft.connection.active and not draft.unlocked)


def keep(draft: ConnectionDraft, typed: Typed, language: str, turn: Turn | None = None) -> bool:
    """Keep what was typed. While the configuration is locked, what a post says of it is left aside.

    False, and nothing is kept, where the same page has sent something later that is here already: a page gives up an
    answer that it no longer waits for, but the request goes on, and several are carried out beside each other.
    """
    with db.atomic():
        if turn is not None and not _comes_next(draft, turn):
            return False
        _keep(draft, typed, language)
    return True


def _comes_next(draft: ConnectionDraft, turn: Turn) -> bool:
    overtaken = (ConnectionDraft.page == turn.page) & (ConnectionDraft.turn >= turn.number)
    draft.page, draft.turn = turn
    own = ConnectionDraft.id == draft.id
    return bool(ConnectionDraft.update(page=turn.page, turn=turn.number).where(own, ~overtaken).execute())


def _keep(draft: ConnectionDraft, typed: Typed, language: str) -> None:
    draft.name, draft.description = typed.name, typed.description
    draft.everyone = typed.everyone
    draft.active = typed.active if draft.connection else False
    if not locked(draft):
        _keep_configuration(draft, typed)
    if not draft.active:
        draft.unlocked = True
    draft.language = language
    draft.expires_at = now() + LIFE
    draft.save(only=TYPED)  # the rest belongs to whoever tests


def _keep_configuration(draft: ConnectionDraft, typed: Typed) -> None:
    known = {data["key"]: FieldType(data["type"]) for data in draft.fields}
    open_ = {key for key, type_ in known.items() if type_ is not FieldType.PASSWORD}  # entries are stored as they are
    draft.entries = draft.entries | {key: entry for key, entry in typed.entries.items() if key in open_}
    kept = dict(draft.secrets)
    for key, type_ in known.items():
        if type_ is not FieldType.PASSWORD:
            continue
        if key in typed.cleared:
            kept[key] = {"clear": True}
        elif typed.secrets.get(key):
            kept[key] = {"token": secrets.vault().seal(typed.secrets[key], draft_place(draft.token, key))}
        elif "clear" in kept.get(key, {}):
            del kept[key]
    draft.secrets = kept


def choose_connector(draft: ConnectionDraft, connector: SyncConnector | None) -> ConnectorError | None:
    """Replace the configuration fields by those of *connector*; the error where it can't be asked for them.

    Raises `Problem("connector_fixed")` for a saved connection.
    """
    if draft.connection is not None:
        raise Problem("connector_fixed", "connector")
    draft.connector = connector
    draft.entries, draft.secrets, draft.passes = {}, {}, {}
    draft.fields, draft.lists, draft.list_problems = [], {}, {}
    trouble = ask_again(draft) if connector is not None else None
    draft.save(only=ASKED)
    return trouble


def ask_again(draft: ConnectionDraft) -> ConnectorError | None:
    """Ask the connector for its configuration fields and their lists with what is typed now; the error where it fails.

    Lists that can't be read now stay as they were, and the draft says why.
    """
    configuration = of_draft(draft)
    try:
        described = calls.describe(configuration)
    except ConnectorError as error:
        draft.list_problems = {**draft.list_problems, UNREAD: text_data(error.text)}
        draft.save(only=("list_problems",))
        return error
    draft.fields = [field_data(each) for each in described.fields]
    draft.lists = {**draft.lists, **{name: list_data(items) for name, items in described.lists.items()}}
    draft.list_problems = {name: text_data(text) for name, text in described.list_problems.items()}
    draft.save(only=("fields", "lists", "list_problems"))
    return None


def restore(draft: ConnectionDraft) -> None:
    """Put the stored values back; in a new connection's dialog, clear what was typed and keep the connector."""
    cancel_tests(draft)
    if draft.connection is not None:
        _take_over(draft, draft.connection)
    else:
        draft.name, draft.description, draft.everyone, draft.scope = "", "", True, scope.of_new()
        draft.entries, draft.secrets, draft.passes = {}, {}, {}
    draft.save()


def discard(draft: ConnectionDraft) -> None:
    """Forget a draft and end its tests: Cancel."""
    cancel_tests(draft)
    draft.delete_instance()


def close(draft: ConnectionDraft, saved: Connection) -> None:
    """Note what OK has stored in place of what was typed, so that a second press of OK finds it done."""
    cancel_tests(draft)
    draft.saved = saved
    draft.entries, draft.secrets, draft.passes = {}, {}, {}
    draft.save(only=("saved", "entries", "secrets", "passes"))


def cancel_tests(draft: ConnectionDraft) -> list[TestRun]:
    """End what still runs for a draft, and return it; a worker sees it within a quarter of a second."""
    under_way = (TestRun.draft == draft) & TestRun.state.in_(UNDER_WAY)
    TestRun.update(cancel=True).where(under_way).execute()
    return list(TestRun.select().where(under_way))


def renewed(draft: ConnectionDraft) -> ConnectionDraft | None:
    """The draft with what a worker has written of it meanwhile; None where its dialog has been closed meanwhile."""
    return ConnectionDraft.get_or_none(ConnectionDraft.id == draft.id)


def keep_mine(draft: ConnectionDraft) -> None:
    """After a conflict: go on with this draft's values on top of what was saved meanwhile. A new one has no conflict."""
    if draft.connection_id is not None:
        draft.base_version = Connection.get_by_id(draft.connection_id).version
        draft.save(only=("base_version",))


def set_scope(draft: ConnectionDraft, chosen: Mapping[str, Any]) -> None:
    """Keep a scope as `services.scope` describes it."""
    draft.scope = dict(chosen)
    draft.expires_at = now() + LIFE
    draft.save(only=("scope", "expires_at"))
