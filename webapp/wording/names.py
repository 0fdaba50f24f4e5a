"""What actor types, entities and types of fields are called."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import ActorType, FieldType
from webapp.crm.fields import Entity
from webapp.i18n import lazy_

ACTORS: Mapping[ActorType, str] = {
    ActorType.CUSTOMER: lazy_("Customer"),
    ActorType.SUPPLIER: lazy_("Supplier"),
    ActorType.PARTNER: lazy_("Partner"),
    ActorType.PERSON: lazy_("Person"),
    ActorType.PROJECT: lazy_("Project"),
}
ENTITIES: Mapping[Entity, str] = {
    Entity.COMPANY: lazy_("Company"),
    Entity.PERSON: lazy_("Person"),
    Entity.PROJECT: lazy_("Project"),
}
REGISTER: Mapping[Entity, str] = {
    Entity.COMPANY: lazy_("Companies"),
    Entity.PERSON: lazy_("Persons"),
    Entity.PROJECT: lazy_("Projects"),
}
"""The lists of the register."""
TYPES: Mapping[FieldType, str] = {
    FieldType.CHECKBOX: lazy_("check box"),
    FieldType.TEXT: lazy_("text"),
    FieldType.INTEGER: lazy_("whole number"),
    FieldType.DOUBLE: lazy_("decimal number"),
    FieldType.LIST: lazy_("list"),
    FieldType.DATETIME: lazy_("date and time"),
}
