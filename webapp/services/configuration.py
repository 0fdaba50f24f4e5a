"""A connection's configuration: the one way in which test, save and the engine put it together.

Entries as people write them, values as stored, kept secrets and the connector's fields come together here, and come out
as values, as what is wrong with them, and as digests by which two configurations are compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from connectors.base import FieldMetadata, FieldType, Value
from connectors.errors import ConnectorError
from connectors.registry import resolve
from connectors.values import EntryProblem, default_of, from_text, read_entry, show_entry, to_text
from webapp import config, secrets
from webapp.errors import Problem
from webapp.models import ConfigValue, Connection, ConnectionDraft, ConnectionField
from webapp.models.stored import field_of


@dataclass(frozen=True)
class Configuration:
    """Values by field key, complete where `problems` is empty; labels are not in it.

    `problems` says by field key what is wrong with an entry or a secret. `changed` are the keys whose
    values differ from what is stored (all of them before the first save).
    """

    url: str
    fields: Sequence[FieldMetadata]
    values: Mapping[str, Value]
    problems: Mapping[str, Problem] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    @cached_property
    def texts(self) -> dict[str, str]:
        """The values in their invariant text form: what is stored and what a connector's process is given."""
        return {key: to_text(value) for key, value in self.values.items()}

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """The secret values, for removing them from texts."""
        return tuple(self.texts[each.key] for each in self.fields if each.type is FieldType.PASSWORD and self.texts.get(each.key))

    @property
    def open_texts(self) -> list[str]:
        """The texts of the fields that are no secrets."""
        hidden = {each.key for each in self.fields if each.type is FieldType.PASSWORD}
        return [text for key, text in self.texts.items() if text and key not in hidden]

    @cached_property
    def digests(self) -> dict[str, str]:
        """A keyed digest per field; under the empty key, one of which connector it is, in which version."""
        digest = secrets.vault().digest
        return {"": digest(f"{self.url} {_version(self.url)}")} | {
            key: digest(f"{key}={text}") for key, text in self.texts.items()
        }

    @cached_property
    def digest(self) -> str:
        """One keyed digest of everything."""
        return secrets.vault().digest(json.dumps(sorted(self.digests.items())))

    @cached_property
    def sign_in(self) -> str:
        """One keyed digest of what a sign-in can consist of: the connector, texts and secrets, not numbers or ticks."""
        signing = {each.key for each in self.fields if each.type in (FieldType.TEXT, FieldType.PASSWORD)}
        parts = sorted((key, digest) for key, digest in self.digests.items() if key in signing or not key)
        return secrets.vault().digest(json.dumps(parts))


def _version(url: str) -> str:
    """The version of the connector at *url*; none where it isn't installed (any more)."""
    try:
        return resolve(url).version
    except ConnectorError:
        return ""


def at(key: str) -> str:
    """The configuration field *key* as the field of a problem: its key alone could be that of the dialog's own fields."""
    return f"config:{key}"


def place(connection_guid: str, key: str) -> str:
    """Where a stored secret belongs; it can be opened nowhere else."""
    return f"connection {connection_guid} {key}"


def draft_place(token: str, key: str) -> str:
    """Where a secret typed in a draft belongs."""
    return f"draft {token} {key}"


@dataclass(frozen=True)
class Stored:
    """A connection's configuration as stored: invariant texts by key, secrets opened, and those that can't be opened.

    `open` are the texts that are no secrets: a field that was a secret when it was stored and is an ordinary one now
    must not show what it held.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()

    @property
    def open(self) -> dict[str, str]:
        """The texts of ordinary fields."""
        return {key: text for key, text in self.texts.items() if key not in self.secret}


def stored_values(connection: Connection) -> Stored:
    """A connection's configuration as stored. One query."""
    texts: dict[str, str] = {}
    unreadable: set[str] = set()
    secret: set[str] = set()
    for each in ConfigValue.select().where(ConfigValue.connection == connection):
        if each.secret:
            secret.add(each.key)
        try:
            texts[each.key] = secrets.vault().open(each.text, place(connection.guid, each.key)) if each.secret else each.text
        except Problem:
            unreadable.add(each.key)
    return Stored(texts, frozenset(unreadable), frozenset(secret))


def stored_fields(connection: Connection) -> list[FieldMetadata]:
    """The configuration fields as last read. One query."""
    own = (ConnectionField.connection == connection) & (ConnectionField.actor_type == "")
    rows = ConnectionField.select().where(own).order_by(ConnectionField.position)
    return [field_of(each.metadata) for each in rows]


def of_connection(connection: Connection) -> Configuration:
    """The configuration as stored."""
    fields = stored_fields(connection)
    stored = stored_values(connection)
    texts = {each.key: stored.texts if each.type is FieldType.PASSWORD else stored.open for each in fields}
    values = {each.key: _stored(each, texts[each.key]) for each in fields if each.type is not FieldType.LABEL}
    problems = {key: Problem("secret_unreadable", at(key)) for key in stored.unreadable}
    return Configuration(connection.connector.url, fields, values, problems)


def of_draft(draft: ConnectionDraft) -> Configuration:
    """The configuration as it stands in a draft, kept secrets merged in. Never raises for what somebody typed."""
    fields = [field_of(data) for data in draft.fields]
    stored = stored_values(draft.connection) if draft.connection else Stored()
    problems: dict[str, Problem] = {}
    values: dict[str, Value] = {}
    for each in fields:
        if each.type in (FieldType.LABEL, FieldType.PASSWORD):
            continue
        values[each.key] = _entered(draft, each, stored.open, problems)
    moved = _moved_addresses(fields, values, stored.texts, draft.connection) if draft.connection else []
    for each in fields:
        if each.type is FieldType.PASSWORD:
            values[each.key] = _secret(draft, each, stored, moved, problems)
    changed = {key for key, value in values.items() if draft.connection is None or to_text(value) != stored.texts.get(key, "")}
    url = draft.connector.url if draft.connector else ""
    return Configuration(url, fields, values, problems, frozenset(changed))


def shown_entries(draft: ConnectionDraft, configuration: Configuration) -> dict[str, str]:
    """What stands in each control: what was typed, else the value as its field is written. Secrets are never among it."""
    zone = config.current["TIMEZONE"]
    return {
        each.key: draft.entries[each.key]
        if each.key in draft.entries and not each.read_only
        else show_entry(each, configuration.values.get(each.key), draft.language, zone)
        for each in configuration.fields
        if each.type not in (FieldType.PASSWORD, FieldType.LABEL)
    }


def stored_secrets(draft: ConnectionDraft) -> set[str]:
    """The keys of the secrets that are stored for a draft's connection. One query."""
    if draft.connection_id is None:
        return set()
    own = (ConfigValue.connection == draft.connection_id) & ConfigValue.secret
    return {each.key for each in ConfigValue.select(ConfigValue.key).where(own)}


def _stored(each: FieldMetadata, texts: Mapping[str, str]) -> Value:
    """A stored value; one that no longer fits the field's type counts as blank."""
    if each.key not in texts:
        return default_of(each)
    try:
        return from_text(each.type, texts[each.key])
    except ValueError:
        return None


def _entered(draft: ConnectionDraft, each: FieldMetadata, stored: Mapping[str, str], problems: dict[str, Problem]) -> Value:
    """The value of an ordinary field; what is wrong with its entry goes into *problems*."""
    if each.read_only or each.key not in draft.entries:
        value = _stored(each, stored)
    else:
        try:
            value = read_entry(each, draft.entries[each.key], draft.language, config.current["TIMEZONE"])
        except EntryProblem as problem:
            problems[each.key] = Problem(problem.code, at(each.key), **problem.facts)
            return None
    if each.mandatory and value in (None, ""):
        problems[each.key] = Problem("mandatory", at(each.key))
    elif each.type is FieldType.LIST and value and not _in_list(draft, each, str(value)):
        problems[each.key] = Problem("list", at(each.key), entry=str(value))
    return value


def _in_list(draft: ConnectionDraft, each: FieldMetadata, key: str) -> bool:
    """Whether a list has the item; a list that could not be read is given the benefit of the doubt."""
    items = draft.lists.get(each.list_name)
    return items is None or any(item[0] == key for item in items)


def _moved_addresses(
    fields: Sequence[FieldMetadata], values: Mapping[str, Value], stored: Mapping[str, str], connection: Connection
) -> list[FieldMetadata]:
    """The addresses that differ, those among them that were one when the secrets were saved, whatever they are now."""
    known = {each.key: each for each in [*stored_fields(connection), *fields] if each.address}
    return [each for each in known.values() if to_text(values.get(each.key)) != stored.get(each.key, "")]


def _secret(
    draft: ConnectionDraft,
    each: FieldMetadata,
    stored: Stored,
    moved: Sequence[FieldMetadata],
    problems: dict[str, Problem],
) -> Value:
    """A secret: typed here, cleared here, or kept as stored. A kept one goes only to the address it was saved with."""
    typed = draft.secrets.get(each.key, {})
    value: str | None = None
    if "token" in typed:
        value = secrets.vault().open(typed["token"], draft_place(draft.token, each.key))
        if each.max_length and len(value) > each.max_length:
            problems[each.key] = Problem("too_long", at(each.key), limit=each.max_length, length=len(value))
    elif "clear" not in typed:
        value = _kept(each, stored, moved, problems)
        if each.key in problems:
            return None
    if each.mandatory and not value:
        problems[each.key] = Problem("mandatory", at(each.key))
    return value or None


def _kept(each: FieldMetadata, stored: Stored, moved: Sequence[FieldMetadata], problems: dict[str, Problem]) -> str | None:
    if each.key in stored.unreadable:
        problems[each.key] = Problem("secret_unreadable", at(each.key))
    elif stored.texts.get(each.key) and moved:
        problems[each.key] = Problem("secret_bound", at(each.key), fields=[address.name for address in moved])
    return stored.texts.get(each.key)
