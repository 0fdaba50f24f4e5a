"""What of a document fits a connection here: names become what they name, and what isn't possible is told, piece by piece.

The rules are those of the dialogs. A connection whose fields have never been read takes what it is given; the first reading
then clears what turns out to be impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import FieldMetadata, FieldType
from webapp.errors import Problem
from webapp.models import Connection, Group, SyncConnector, User
from webapp.services import names, priorities, rows, sheets
from webapp.services.configuration import stored_fields
from webapp.services.transfer import document
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed, Fit, Misfit
from webapp.services.transfer.fitting_types import Fitter

NOTHING: Document = {"actor types": {}}
"""What is stored of a connection that isn't there yet, as far as it matters."""


def fit(given: Document, target: Connection | None, agreed: Agreed) -> Fit:
    """What of *given* fits *target* (None: a new connection). Some thirty queries, however much is mapped."""
    stored = document.of(target) if target else NOTHING
    fields = {each.key: each for each in stored_fields(target)} if target else {}
    found = Fit(stored, {**stored, **given}, sheets.of(target) if target else None, fields)
    if target is not None:
        found.wanted["guid"], found.wanted["connector"] = stored["guid"], stored["connector"]
        found.wanted["configuration"] = dict(stored["configuration"])
        if not agreed.keep_configuration:
            found.wanted["configuration"] |= _configuration(given, found)
    if "priority" in given:  # here there may be fewer places
        places = len(priorities.order()) + (target is None)
        found.wanted["priority"] = min(given["priority"], places)
    if "scope" in given:
        found.wanted["scope"] = _scope(given["scope"], found)
    fitter = Fitter(found, agreed, target is None)
    found.wanted["actor types"] = fitter.actor_types(given.get("actor types", {}))
    found.musts = [Misfit(each) for each in (_own_problems(found, target) if target else _new_problems(given)) if each]
    return found


def _own_problems(found: Fit, target: Connection) -> list[Problem | None]:
    """What is wrong with the name, the description and the scope; the dialog of a new connection says so itself."""
    name, wanted = found.wanted["name"].strip(), found.wanted["scope"]
    nobody = "everyone" not in wanted and not wanted["users"] and not wanted["groups"]
    return [
        names.trouble(name),
        rows.taken(Connection, name, target),
        rows.description_trouble(found.wanted["description"].strip()),
        Problem("scope_empty") if nobody and wanted != found.stored["scope"] else None,
    ]


def _new_problems(given: Document) -> list[Problem | None]:
    live = (SyncConnector.url == given["connector"]) & SyncConnector.deleted_at.is_null()
    is_there = SyncConnector.select().where(live).exists()
    return [None if is_there else Problem("transfer_connector_missing", url=given["connector"][:200])]


def _configuration(given: Document, found: Fit) -> Document:
    """The values that the connection has fields for. A secret is a reference, and nothing else is one."""
    if given["connector"] != found.stored["connector"]:
        found.misfits.append(Misfit(Problem("transfer_other_connector", url=given["connector"][:200])))
        return {}
    wanted: Document = {}
    for key, value in given.get("configuration", {}).items():
        if problem := value_problem(found.configuration_fields.get(key), key, value):
            found.misfits.append(Misfit(problem))
        else:
            wanted[key] = value
    return wanted


def value_problem(field_: FieldMetadata | None, key: str, value: Any) -> Problem | None:
    """Why a value can't be one of a configuration field, as far as its form goes."""
    if field_ is None or field_.type is FieldType.LABEL:
        return Problem("transfer_value_unknown", name=key[:60])
    is_reference = isinstance(value, Mapping)
    if field_.type is FieldType.PASSWORD:
        return None if is_reference or value in (None, "") else Problem("transfer_secret_plain", name=field_.name)
    return Problem("transfer_secret_misplaced", name=field_.name) if is_reference else None


def _scope(given: Document, found: Fit) -> Document:
    """The scope without whom nobody knows here, the others as they are called here."""
    if "everyone" in given:
        return given
    users = {each.username_key: each.username for each in User.select(User.username, User.username_key)}
    groups = {each.name_key: each.name for each in Group.select(Group.name, Group.name_key)}
    return {
        "users": _known(given["users"], users, found, lambda name: Problem("transfer_user_unknown", name=name)),
        "groups": _known(given["groups"], groups, found, lambda name: Problem("transfer_group_unknown", name=name)),
    }


def _known(given: Mapping[str, Any], there: Mapping[str, str], found: Fit, missing: Callable[[str], Problem]) -> Document:
    found.misfits += [Misfit(missing(name[:100])) for name in given if names.key(name.strip()) not in there]
    known = {there[names.key(name.strip())]: rights for name, rights in given.items() if names.key(name.strip()) in there}
    return {name: known[name] for name in sorted(known, key=names.order)}
