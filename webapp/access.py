"""Who may do what: rights are checked where objects are loaded, once. 401, 403 and 404 come from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import abort
from flask_login import current_user, login_required
from peewee import Model

from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.db import Statement
from webapp.models import Connection, ConnectionDraft, CrmField, CrmList, Group, Selection, SyncConnector, SyncRun, User
from webapp.services import drafts, rights, selections, sheets
from webapp.services.rights import Rights
from webapp.services.sheets import Book, Sheet

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)
_USER_BY_ID = Statement(lambda: User.select().where(User.id == 0))  # asked by every request


def user() -> User:
    """The user signed in."""
    return cast(User, current_user._get_current_object())


def session_user(session_id: str) -> User | None:
    """The user whom a session names as "ID.key", unless deactivated or with another password since."""
    row, _dot, key = session_id.partition(".")
    found = next(iter(User.raw(_USER_BY_ID.sql()[0], int(row))), None) if row.isdecimal() else None
    return found if found is not None and found.active and found.session_key == key else None


def administrators_only(view: Callable[P, R]) -> Callable[P, R]:
    """A view for administrators: others get 403, and who isn't signed in is asked to."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not user().is_admin:
            abort(403)
        return view(*args, **kwargs)

    return cast(Callable[P, R], login_required(guarded))


def _load(model: type[M], row: int | str) -> M:
    text = str(row)
    possible = text.isascii() and text.isdigit() and len(text) < 10  # a longer number is no key in any database
    found = model.get_or_none(model.id == int(text)) if possible else None  # type: ignore[attr-defined]
    if found is None:
        abort(404)
    return found


def load_connector(row: int | str, deleted: bool = False) -> SyncConnector:
    """A connector that isn't deleted (or, asked for, one that is), or 404."""
    connector = _load(SyncConnector, row)
    if (connector.deleted_at is not None) is not deleted:
        abort(404)
    return connector


def load_connection(row: int | str, deleted: bool = False) -> Connection:
    """A connection that isn't deleted (or, asked for, one that is), or 404."""
    connection = _load(Connection, row)
    if (connection.deleted_at is not None) is not deleted:
        abort(404)
    return connection


def load_sheet(row: int | str, actor_type: str) -> tuple[Book, Sheet]:
    """The mappings of a connection and those of one of its actor types, or 404."""
    book = sheets.of(load_connection(row))
    sheet = next((each for type_, each in book.sheets.items() if type_.value == actor_type), None)
    if sheet is None:
        abort(404)
    return book, sheet


def load_user(row: int | str) -> User:
    """A user, or 404."""
    return _load(User, row)


def load_group(row: int | str) -> Group:
    """A group, or 404."""
    return _load(Group, row)


def load_crm_field(entity: str, row: int | str, deleted: bool = False) -> CrmField:
    """An added field of an entity that isn't deleted (or, asked for, one that is), or 404."""
    field = _load(CrmField, row)
    if field.entity != entity or (field.deleted_at is not None) is not deleted:
        abort(404)
    return field


def load_crm_list(row: int | str) -> CrmList:
    """A list of the CRM, or 404."""
    return _load(CrmList, row)


def load_record(entity: str, row: int | str, deleted: bool = False) -> Record:
    """A record of the register that isn't deleted (or, asked for, whether it is or not), or 404."""
    kind = next((each for each in Entity if each.value == entity), None)
    text = str(row)
    possible = text.isascii() and text.isdigit() and len(text) < 10
    found = register.get(kind, [int(text)]).get(int(text)) if kind and possible else None
    if found is None or (found.deleted_at is not None and not deleted):
        abort(404)
    return found


def load_rights(row: int | str) -> Rights:
    """What the user may do on a connection that is active and has the user in its scope, or 404: for others it isn't there."""
    text = str(row)
    possible = text.isascii() and text.isdigit() and len(text) < 10
    found = rights.on(user(), int(text)) if possible else None
    if found is None:
        abort(404)
    return found


def load_rights_to_disconnect(row: int | str, record: Record) -> Rights:
    """The same where the link of *record* is to be taken away: an administrator may do so where no ERP tab shows it, too."""
    text = str(row)
    possible = text.isascii() and text.isdigit() and len(text) < 10
    found = rights.to_disconnect(user(), int(text), record.entity) if possible else None
    if found is None:
        abort(404)
    return found


def load_run(row: int | str) -> SyncRun:
    """A run, or 404."""
    return _load(SyncRun, row)


def load_selection(row: int | str, to_change: bool = False) -> Selection:
    """A selection, or 404; *to_change*: 403 to those who may only look at it."""
    found = _load(Selection, row)
    if to_change and not selections.changeable(found, user()):
        abort(403)
    return found


def load_draft(token: str) -> ConnectionDraft | None:
    """The user's own draft of that token, None where there is none (any more); somebody else's is 404."""
    draft = ConnectionDraft.get_or_none(ConnectionDraft.token == token)
    if draft is not None and draft.user_id != user().id:
        abort(404)
    return drafts.load(token, user()) if draft is not None else None
