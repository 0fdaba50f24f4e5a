"""Importing a document with nobody at a dialog: the command line. The test rule holds here as everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from webapp import secrets
from webapp.config import SECRET_PREFIX
from webapp.errors import Problem, Problems
from webapp.models import Connection, ConnectionDraft, TestRun, User
from webapp.services import connection_test, connections, drafts, names, test_worker
from webapp.services.configuration import at, draft_place, of_draft
from webapp.services.transfer import applying, opening
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed


class TestFailed(Exception):
    """The test of a configuration didn't pass; `run` says how it ended."""

    __test__ = False

    def __init__(self, run: TestRun) -> None:
        super().__init__(run.state)
        self.run = run


def named(text: str) -> Connection | None:
    """The live connection of that name or GUID."""
    live = Connection.deleted_at.is_null()
    return Connection.get_or_none(live & ((Connection.guid == text) | (Connection.name_key == names.key(text))))


def variable(name: str) -> str:
    """The environment variable in which the secret *name* is looked for."""
    return SECRET_PREFIX + re.sub(r"[^A-Z0-9]+", "_", name.upper())


def secrets_in(given: Document, environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets that a document refers to and *environment* has, by the key of their field."""
    found: dict[str, str] = {}
    for key, value in given.get("configuration", {}).items():
        name = variable(value["secret"]) if isinstance(value, Mapping) else ""
        if name and environment.get(name):
            found[key] = environment[name]
    return found


def store(given: Document, into: Connection | None, agreed: Agreed, typed: Mapping[str, str]) -> Connection:
    """Store *given* in *into* (None: a new connection), with *typed* secrets; test its configuration first, if it is another.

    Raises `Problem`, `Problems`, `applying.Unfit` and `TestFailed`; nothing is stored then. Noted as done by the program.
    """
    found = applying.compare(given, into, agreed)
    applying.refuse(found, found.seen)
    if into is not None and not found.needs_test and not typed:
        applying.apply(into, given, agreed, found.seen, None)
        return Connection.get_by_id(into.id)
    draft = _filled_in(given, into, agreed)
    try:
        _type(draft, typed)
        _refuse_missing(draft, {} if agreed.keep_configuration else given.get("configuration", {}))
        return _tested(draft)
    finally:
        if drafts.saved_from(draft.token, draft.user) is None:
            drafts.discard(draft)


def _filled_in(given: Document, into: Connection | None, agreed: Agreed) -> ConnectionDraft:
    owner = User.select().where(User.is_admin, User.active).order_by(User.id).first()
    if owner is None:
        raise Problem("transfer_no_admin")
    if into is not None:
        return opening.open_changed(given, into, agreed, owner, "en")
    draft, trouble = opening.open_new(given, agreed, owner, "en")
    if trouble is not None and not draft.fields:
        drafts.discard(draft)
        raise Problem("connector_error", text=trouble.text, remedy=trouble.remedy)
    return draft


def _type(draft: ConnectionDraft, typed: Mapping[str, str]) -> None:
    """Fill in secrets, as somebody types them."""
    known = {data["key"] for data in draft.fields}
    place = {key: {"token": secrets.vault().seal(value, draft_place(draft.token, key))} for key, value in typed.items()}
    draft.secrets = {key: each for key, each in place.items() if key in known}
    draft.save(only=("secrets",))


def _refuse_missing(draft: ConnectionDraft, configuration: Mapping[str, Any]) -> None:
    """Nobody is there to type a secret that is referred to and can't be found, so it is asked for."""
    values = of_draft(draft).values
    names_ = {key: variable(value["secret"]) for key, value in configuration.items() if isinstance(value, Mapping)}
    missing = [key for key in names_ if key in values and not values[key]]
    if missing:
        raise Problems([Problem("transfer_secret_missing", at(key), variable=names_[key]) for key in missing])


def _tested(draft: ConnectionDraft) -> Connection:
    """The connection saved, after its test where one is needed."""
    configuration = of_draft(draft)
    if configuration.problems:
        raise Problems(list(configuration.problems.values()))
    if draft.connection_id is None or configuration.changed:
        run = connection_test.start_draft(draft, None, queued=False)
        test_worker.carry_out(run.id)
        run = TestRun.get_by_id(run.id)
        if not run.passed:
            raise TestFailed(run)
    present = drafts.renewed(draft)
    assert present is not None  # it is nobody else's
    return connections.save(present, None)
