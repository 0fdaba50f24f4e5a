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
from webapp.models.link import CreateIntent, Link, LinkSuggestion
from webapp.models.mapping import ActorMapping, DefaultRule, FieldMapping, ListItemMapping, SyncRank
from webapp.models.reading import ConnectionReading
from webapp.models.register import Company, Person, Project
from webapp.models.run import FieldChange, ImportChoice, RunRow, Selection, SelectionMember, SyncRun
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
    Company,
    Person,
    Project,
    SyncRun,
    RunRow,
    ImportChoice,
    FieldChange,
    Selection,
    SelectionMember,
    Link,
    LinkSuggestion,
    CreateIntent,
]

__all__ = [
    "MODELS",
    "ActorMapping",
    "AuditEvent",
    "Company",
    "ConfigValue",
    "Connection",
    "ConnectionAccess",
    "ConnectionDraft",
    "ConnectionField",
    "ConnectionList",
    "ConnectionReading",
    "CreateIntent",
    "CrmField",
    "CrmList",
    "CrmListItem",
    "DefaultRule",
    "FieldChange",
    "FieldMapping",
    "Group",
    "ImportChoice",
    "Link",
    "LinkSuggestion",
    "ListItemMapping",
    "Membership",
    "Person",
    "Project",
    "RunRow",
    "Selection",
    "SelectionMember",
    "SignInAttempt",
    "SyncConnector",
    "SyncRank",
    "SyncRun",
    "TestRun",
    "User",
]
