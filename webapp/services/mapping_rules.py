"""What may be mapped to what, in which direction: the rules that the dialog, the activation and the import share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.base import ERP_KEY, FieldMetadata
from webapp.errors import Problem
from webapp.models import ActorMapping, Connection, FieldMapping
from webapp.sync.carry import can_carry


class Direction(StrEnum):
    """Which way a value goes; the names are those of `FieldMapping`'s columns."""

    TO_CRM = "to_crm"
    TO_ERP = "to_erp"


def why_not(erp: FieldMetadata, missing: bool, crm: FieldMetadata | None, direction: Direction) -> Problem | None:
    """Why a direction can't be switched on between two fields, if it can't: the reason that people can do most about first.

    Codes: arrow_missing, arrow_no_crm, arrow_crm_read_only, arrow_key, arrow_erp_read_only, arrow_types.
    """
    if missing:
        return Problem("arrow_missing")
    if crm is None:
        return Problem("arrow_no_crm")
    if direction is Direction.TO_CRM:
        if crm.read_only:
            return Problem("arrow_crm_read_only", name=crm.name)
        return None if can_carry(erp.type, crm.type) else _types(erp, crm)
    if erp.key == ERP_KEY:
        return Problem("arrow_key")
    if erp.read_only:
        return Problem("arrow_erp_read_only", name=erp.name)
    return None if can_carry(crm.type, erp.type) else _types(crm, erp)


def _types(source: FieldMetadata, target: FieldMetadata) -> Problem:
    return Problem("arrow_types", source=source.type, target=target.type)


def offered(erp: FieldMetadata, crm_fields: Iterable[FieldMetadata]) -> list[FieldMetadata]:
    """The CRM fields that an ERP field can be mapped to at all: those with which some direction is possible."""
    return [crm for crm in crm_fields if any(why_not(erp, False, crm, direction) is None for direction in Direction)]


def equal_key(erp: FieldMetadata, crm_fields: Iterable[FieldMetadata]) -> FieldMetadata | None:
    """The CRM field whose key is the ERP field's, case-blind, where they can be mapped."""
    key = erp.key.casefold()
    return next((crm for crm in offered(erp, crm_fields) if crm.key.casefold() == key), None)


@dataclass(frozen=True, slots=True)
class Writer:
    """Another connection that writes a CRM field."""

    name: str
    active: bool


def other_writers(connection: Connection) -> dict[tuple[str, str], list[Writer]]:
    """Which other connections write a CRM field, by (actor type, CRM field's key). One query; deleted ones don't count."""
    wanted = (ActorMapping.actor_type, FieldMapping.crm_key, Connection.name, Connection.active)
    rows: Any = (
        FieldMapping.select(*wanted)
        .join(ActorMapping)
        .join(Connection)
        .where(
            Connection.id != connection.id,
            Connection.deleted_at.is_null(),
            ActorMapping.active,
            FieldMapping.to_crm,
            FieldMapping.crm_key != "",
        )
        .distinct()
        .tuples()  # there can be thousands, and as objects they would cost ten times as much
    )
    found: dict[tuple[str, str], list[Writer]] = {}
    for actor_type, crm_key, name, active in rows:
        found.setdefault((actor_type, crm_key), []).append(Writer(name, bool(active)))
    return found
