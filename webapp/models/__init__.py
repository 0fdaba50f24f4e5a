"""One module an aggregate; `MODELS` lists every table, parents first."""

from webapp.models.connection import (
    ConfigValue,
    Connection,
    ConnectionAccess,
    ConnectionField,
    ConnectionList,
)
from webapp.models.connector import SyncConnector
from webapp.models.draft import ConnectionDraft
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
]

__all__ = [
    "MODELS",
    "ConfigValue",
    "Connection",
    "ConnectionAccess",
    "ConnectionDraft",
    "ConnectionField",
    "ConnectionList",
    "Group",
    "Membership",
    "SignInAttempt",
    "SyncConnector",
    "TestRun",
    "User",
]
