"""One module an aggregate; `MODELS` lists every table, parents first."""

from webapp.models.audit import AuditEvent
from webapp.models.connection import (
    ConfigValue,
    Connection,
    ConnectionAccess,
    ConnectionField,
    ConnectionList,
)
from webapp.models.connector import SyncConnector
from webapp.models.crm import CrmField, CrmList, CrmListItem
from webapp.models.draft import ConnectionDraft
from webapp.models.mapping import ActorMapping, DefaultRule, FieldMapping, ListItemMapping, SyncRank
from webapp.models.reading import ConnectionReading
from webapp.models.test_run import TestRun
from webapp.models.user import Group, Membership, SignInAttempt, User

MODELS = [
    User,
    Group,
    Membership,
    SignInAttempt,
    SyncConnector,
    Connection,
    ConfigValue,
    ConnectionField,
    ConnectionList,
    ConnectionAccess,
    ConnectionDraft,
    TestRun,
    CrmList,
    CrmListItem,
    CrmField,
    ActorMapping,
    FieldMapping,
    ListItemMapping,
    DefaultRule,
    SyncRank,
    ConnectionReading,
    AuditEvent,
]

__all__ = [
    "MODELS",
    "ActorMapping",
    "AuditEvent",
    "ConfigValue",
    "Connection",
    "ConnectionAccess",
    "ConnectionDraft",
    "ConnectionField",
    "ConnectionList",
    "ConnectionReading",
    "CrmField",
    "CrmList",
    "CrmListItem",
    "DefaultRule",
    "FieldMapping",
    "Group",
    "ListItemMapping",
    "Membership",
    "SignInAttempt",
    "SyncConnector",
    "SyncRank",
    "TestRun",
    "User",
]
