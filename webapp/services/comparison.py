"""Two versions of a connection beside each other: what somebody saved meanwhile, and what stands in a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.base import FieldType, Text
from webapp.models import Connection, ConnectionDraft
from webapp.services import scope
from webapp.services.configuration import of_connection, of_draft


@dataclass(frozen=True)
class Difference:
    """A value that differs. `what` is name, description, scope, active or secret, or empty for a configuration field,
    whose name is `name`. Of secrets only the fact that they differ is told."""

    what: str
    theirs: Any
    yours: Any
    name: Text = Text("")


def differences(draft: ConnectionDraft) -> list[Difference]:
    """What differs between a draft and its connection as stored now. Names, texts, names of a scope (None: everyone)."""
    stored = Connection.get_by_id(draft.connection_id)
    pairs = [
        Difference("active", stored.active, draft.active),
        Difference("name", stored.name, draft.name),
        Difference("description", stored.description, draft.description),
        Difference("scope", _scope(stored.everyone, scope.of_connection(stored)), _scope(draft.everyone, draft.scope)),
    ]
    return [each for each in pairs + _configuration(draft, stored) if each.theirs != each.yours]


def _scope(everyone: bool, chosen: dict[str, Any]) -> list[str] | None:
    return None if everyone else scope.names_of(chosen)


def _configuration(draft: ConnectionDraft, stored: Connection) -> list[Difference]:
    theirs, yours = of_connection(stored), of_draft(draft)
    found = []
    for each in yours.fields:
        pair = theirs.texts.get(each.key, ""), yours.texts.get(each.key, "")
        if each.type is FieldType.PASSWORD and pair[0] != pair[1]:
            found.append(Difference("secret", Text("saved", "lagret"), Text("another", "et annet"), each.name))
        elif each.type is not FieldType.LABEL:
            found.append(Difference("", *pair, each.name))
    return found
