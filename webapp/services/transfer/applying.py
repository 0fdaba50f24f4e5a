"""Storing a document: all of it in one transaction, by the rules of the dialogs, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from webapp.db import now
from webapp.errors import Problem
from webapp.models import Connection, Group, User
from webapp.services import connection_changes, names, rows, scope
from webapp.services.staying_active import kept_active
from webapp.services.transfer import difference, fitting, storing
from webapp.services.transfer.difference import Different
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed, Fit, Misfit

OWN = ("connection", "configuration", "scope")
"""The areas that are the connection's own; `connection_changes` notes them."""


class Unfit(Problem):
    """Something of a document doesn't fit: `misfits` says what, each with its actor type and field."""

    def __init__(self, problem: Problem, misfits: Sequence[Misfit]) -> None:
        super().__init__(problem.code, problem.field, **problem.facts)
        self.misfits = misfits


@dataclass(frozen=True)
class Comparison:
    """A document beside the connection that it would be stored in, as shown before an import.

    `seen` stands for what is stored now: applying refuses where it has become something else. `refusals` keep the document
    from being stored; `needs_test`: the configuration would be another one, so the dialog has to test it.
    """

    fit: Fit
    different: Sequence[Different]
    refusals: Sequence[Misfit]
    needs_test: bool
    seen: str
    agreed: Agreed

    @property
    def seen_mappings(self) -> str:
        """The same for the mappings alone."""
        return _digest(None, self.fit.stored["actor types"])


def compare(given: Document, target: Connection | None, agreed: Agreed) -> Comparison:
    """What storing *given* in *target* (None: a new connection) would change. A constant number of queries."""
    fit = fitting.fit(given, target, agreed)
    changed = target is None or bool(difference.changed_values(fit))
    return Comparison(fit, difference.between(fit), fit.refusals(agreed), changed, _digest(target, fit.stored), agreed)


def _digest(target: Connection | None, stored: Document) -> str:
    whole = [target.id if target else 0, stored]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:32]


def refuse(found: Comparison, seen: str) -> None:
    """Raise what keeps a document from being stored: that the connection is no longer as *seen*, or that it doesn't fit."""
    if found.seen != seen:
        raise Problem("transfer_changed")
    if found.refusals:
        raise Unfit(Problem("transfer_unfit", count=len(found.refusals)), found.refusals)


def apply(connection: Connection, given: Document, agreed: Agreed, seen: str, user: User | None) -> list[Different]:
    """Store *given* in *connection*, whose configuration it leaves as it is; what is different now.

    Raises `Problem("transfer_changed")` where the connection is no longer what was *seen*, `Unfit`,
    `Problem("transfer_untested")` where the configuration is another, what the connection's dialog raises for names, scope and
    description, and what keeps an active connection from being active. Nothing is stored then.
    """
    with rows.storing(given["name"].strip()), kept_active(connection):
        found = compare(given, connection, agreed)
        refuse(found, seen)
        if found.needs_test:
            raise Problem("transfer_untested")
        _store_own(connection, found.fit.wanted, user)
        _store_mappings(connection, found, user)
    return list(found.different)


def apply_mappings(connection: Connection, kept: Mapping[str, Any], user: User | None) -> None:
    """Store the mappings that a dialog's draft has brought along (`ConnectionDraft.document`) in *connection*, just saved.

    In the caller's transaction. Raises `Unfit` where something fits no more and leaving it out was never agreed to, and
    `Problem("transfer_changed")` where somebody has saved other mappings since the dialog was opened.
    """
    agreed = Agreed(**kept["agreed"])
    mine = {key: kept["given"][key] for key in ("actor types", "priority") if key in kept["given"]}
    own = {"name": connection.name, "connector": connection.connector.url}
    found = compare({**own, **mine}, connection, agreed)
    if kept.get("seen", found.seen_mappings) != found.seen_mappings:
        raise Problem("transfer_changed")
    if found.refusals:
        raise Unfit(Problem("transfer_unfit", count=len(found.refusals)), found.refusals)
    _store_mappings(connection, found, user)


def kept(given: Document, agreed: Agreed) -> dict[str, Any]:
    """A document as a draft keeps it."""
    return {"given": given, "agreed": asdict(agreed)}


def _store_own(connection: Connection, wanted: Document, user: User | None) -> None:
    """Name, description and scope."""
    name, description = wanted["name"].strip(), wanted["description"].strip()
    before = connection_changes.seen(connection)
    values = {"name": name, "name_key": names.key(name), "description": description, "everyone": "everyone" in wanted["scope"]}
    told = {"changed_at": now(), "changed_by": user, "version": connection.version + 1}
    same = (Connection.id == connection.id) & (Connection.version == connection.version) & Connection.deleted_at.is_null()
    if not Connection.update(**values, **told).where(same).execute():
        raise Problem("transfer_changed")
    _store_scope(connection, wanted["scope"])
    connection_changes.note(before, Connection.get_by_id(connection.id), user)


def _store_scope(connection: Connection, wanted: Document) -> None:
    """Who may use it; the half that the document doesn't speak of stays as it is."""
    plain = as_scope(wanted, scope.of_connection(connection))
    if "everyone" not in wanted and not plain["entries"]:
        raise Problem("scope_empty")
    scope.store(connection, "everyone" in wanted, plain)


def as_scope(wanted: Document, present: Mapping[str, Any]) -> dict[str, Any]:
    """A document's scope as `services.scope` describes it, over the one that is there."""
    if "everyone" in wanted:
        return {**present, "everyone": _rights(wanted["everyone"])}
    users = {each.username_key: each.id for each in User.select(User.id, User.username_key)}
    groups = {each.name_key: each.id for each in Group.select(Group.id, Group.name_key)}
    named = [("user", name, rights, users) for name, rights in wanted["users"].items()]
    named += [("group", name, rights, groups) for name, rights in wanted["groups"].items()]
    found = [(f"{kind}:{some.get(names.key(name.strip()))}", rights) for kind, name, rights, some in named]
    return {**present, "entries": {value: _rights(rights) for value, rights in found if not value.endswith(":None")}}


def _rights(words: Sequence[str]) -> dict[str, bool]:
    return scope.rights("connect" in words, "create" in words)


def _store_mappings(connection: Connection, found: Comparison, user: User | None) -> None:
    """Actor types with their fields, lists, defaults and ranks, and the sync priority; noted area by area."""
    storing.store(connection, found.fit, [each for each in found.different if each.area not in OWN], found.agreed.create, user)
