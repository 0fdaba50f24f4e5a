"""Actors as the demonstration server keeps them, so that what one process writes the next one finds: lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from connectors.base import Actor, ActorType, FieldMetadata, Unknown
from connectors.values import from_text, to_text


def written(actor: Actor, company: str) -> str:
    """*actor* of that company as it is kept; what isn't known of it is left out."""
    values = {
        key: None if value is None else to_text(value) for key, value in actor.values.items() if not isinstance(value, Unknown)
    }
    parent = [actor.parent_type and actor.parent_type.value, actor.parent_key]
    return json.dumps([company, actor.type.value, actor.erp_key, values, *parent])


def read(kept: str, company: str, fields: Mapping[ActorType, Sequence[FieldMetadata]]) -> Actor | None:
    """The actor that was kept; None where it is another company's."""
    owner, type_, key, texts, parent_type, parent_key = json.loads(kept)
    if owner != company:
        return None
    types = {field.key: field.type for field in fields[ActorType(type_)]}
    values = {name: None if text is None else from_text(types[name], text) for name, text in texts.items()}
    return Actor(ActorType(type_), key, values, "", parent_type and ActorType(parent_type), parent_key)
