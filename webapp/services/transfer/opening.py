"""Documents on their way through a dialog: an import under way, and the connection dialog filled in from a document.

Both are drafts on the server. A configuration that isn't stored yet has to pass its test in the connection dialog; the rest
of the document comes along in the draft and is stored by the same OK.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.base import FieldMetadata, FieldType
from connectors.errors import ConnectorError
from connectors.values import from_text, show_entry, to_text
from webapp import config, secrets
from webapp.errors import Problem
from webapp.models import Connection, ConnectionDraft, ConnectionField, SyncConnector, User
from webapp.models.stored import field_of
from webapp.services import drafts, names, scope
from webapp.services.configuration import draft_place
from webapp.services.transfer import document, fitting
from webapp.services.transfer.applying import as_scope, compare, kept
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed


def begin(given: Document, user: User, language: str) -> ConnectionDraft:
    """Keep a document that somebody has brought; what is known to be a password is not kept.

    Raises `Problem("transfer_secret_plain")` where a password stands in it.
    """
    secret = _known_secrets(given["connector"])
    for key, value in given.get("configuration", {}).items():
        if key in secret and not isinstance(value, Mapping) and value not in (None, ""):
            raise Problem("transfer_secret_plain", "document", name=secret[key].name)
    draft = drafts.begin(user, language)
    others = {key: value for key, value in given.items() if key != "configuration"}
    configuration = json.dumps(given.get("configuration", {}))  # of a connector that nobody knows yet: a password may be in it
    draft.document = kept(others, Agreed()) | {"sealed": secrets.vault().seal(configuration, _place(draft))}
    draft.save(only=("document",))
    return draft


def _place(draft: ConnectionDraft) -> str:
    return draft_place(draft.token, "document")


def _known_secrets(url: str) -> dict[str, FieldMetadata]:
    """The password fields of the connector at *url*, as far as a connection to it has been saved."""
    rows = ConnectionField.select().join(Connection).join(SyncConnector)
    fields = [field_of(each.metadata) for each in rows.where(ConnectionField.actor_type == "", SyncConnector.url == url)]
    return {each.key: each for each in fields if each.type is FieldType.PASSWORD}


def connections() -> list[Connection]:
    """The connections that aren't deleted, by name, each with its connector. One query."""
    live = Connection.select(Connection, SyncConnector).join(SyncConnector).where(Connection.deleted_at.is_null())
    return sorted(live, key=lambda each: names.order(each.name))


def load(draft: ConnectionDraft) -> Document | None:
    """The document that an import under way has in its draft; None where the draft is a dialog's."""
    given: Document = draft.document.get("given", {})
    if "sealed" not in draft.document or draft.connection_id is not None:
        return None
    configuration = json.loads(secrets.vault().open(draft.document["sealed"], _place(draft)))
    return given | ({"configuration": configuration} if configuration else {})


def matching(given: Document) -> Connection | None:
    """The connection that a document is of: the live one with its GUID, else the one of its name and connector."""
    found = Connection.get_or_none((Connection.guid == given.get("guid", "")) & Connection.deleted_at.is_null())
    same = found or Connection.get_or_none(Connection.name_key == names.key(given["name"].strip()))
    return same if found is not None or (same is not None and same.connector.url == given["connector"]) else None


def copy(source: Connection, name: str, user: User, language: str) -> ConnectionDraft:
    """The dialog of a new connection like *source*, without its secrets. Calls nobody: the fields are those last read."""
    given = {key: value for key, value in document.of(source).items() if key not in ("guid", "priority")}
    draft = drafts.begin(user, language, source)  # with the fields and lists of its configuration
    draft.connection, draft.base_version, draft.active, draft.unlocked = None, 0, False, False
    draft.connector = source.connector if source.connector.deleted_at is None else None
    draft.name = name[:200]
    _fill_in(draft, given["configuration"])
    _bring_along(draft, given, Agreed(leave_out=True))
    draft.save()
    return draft


def open_new(given: Document, agreed: Agreed, user: User, language: str) -> tuple[ConnectionDraft, ConnectorError | None]:
    """The dialog of a new connection as *given*; and why its connector couldn't be asked, where it couldn't.

    Raises `Problem`: transfer_connector_missing, transfer_secret_plain.
    """
    url = given["connector"]
    connector = SyncConnector.select().where(SyncConnector.url == url, SyncConnector.deleted_at.is_null()).first()
    if connector is None:
        raise Problem("transfer_connector_missing", url=url[:200])
    draft = drafts.begin(user, language)
    trouble = drafts.choose_connector(draft, connector)
    _refuse_secrets(draft, given.get("configuration", {}))
    _fill_in(draft, given.get("configuration", {}))
    _fill_in_own(draft, given, agreed)
    _bring_along(draft, given, agreed)
    draft.save()
    if trouble is None and any(each["list"] for each in draft.fields):
        trouble = drafts.ask_again(draft)  # what is in the lists can depend on what is filled in
    return draft, trouble


def _refuse_secrets(draft: ConnectionDraft, configuration: Mapping[str, Any]) -> None:
    """Raise `Problem("transfer_secret_plain")` where a password stands in a document, now that it is known which fields are."""
    fields = {data["key"]: field_of(data) for data in draft.fields}
    found = (fitting.value_problem(fields[key], key, value) for key, value in configuration.items() if key in fields)
    if plain := next((each for each in found if each and each.code == "transfer_secret_plain"), None):
        drafts.discard(draft)
        raise plain


def open_changed(given: Document, target: Connection, agreed: Agreed, user: User, language: str) -> ConnectionDraft:
    """The dialog of *target*, filled in as *given*."""
    draft = drafts.begin(user, language, target)
    draft.unlocked = True
    fit = fitting.fit(given, target, agreed)
    _fill_in(draft, fit.wanted["configuration"])
    _fill_in_own(draft, given, agreed, target)
    _bring_along(draft, given, agreed)
    draft.document = draft.document | {"seen": compare(given, target, agreed).seen_mappings}
    draft.save()
    return draft


def _fill_in(draft: ConnectionDraft, configuration: Mapping[str, Any]) -> None:
    """Put values into the controls of their fields, as people write them. Secrets have to be typed, or are kept."""
    fields = {data["key"]: field_of(data) for data in draft.fields}
    zone = config.current["TIMEZONE"]
    draft.entries = {
        key: _entry(fields[key], value, draft.language, zone)
        for key, value in configuration.items()
        if fitting.value_problem(fields.get(key), key, value) is None and fields[key].type is not FieldType.PASSWORD
    }


def _entry(field: FieldMetadata, value: Any, language: str, zone: Any) -> str:
    text = to_text(value)
    try:
        return show_entry(field, from_text(field.type, text), language, zone)
    except (ValueError, OverflowError):
        return text  # the dialog says at the field what is wrong with it


def _fill_in_own(draft: ConnectionDraft, given: Document, agreed: Agreed, target: Connection | None = None) -> None:
    """Name, description and scope."""
    wanted = fitting.fit(given, target, agreed).wanted
    draft.name, draft.description = wanted["name"], wanted.get("description", "")
    if "scope" in wanted:
        draft.everyone = "everyone" in wanted["scope"]
        draft.scope = as_scope(wanted["scope"], scope.of_connection(target) if target else scope.of_new())


def _bring_along(draft: ConnectionDraft, given: Document, agreed: Agreed) -> None:
    """What OK stores besides: the mappings."""
    parts: Document = {key: given[key] for key in ("name", "actor types", "priority") if key in given}
    draft.document = kept(parts, agreed)
