"""The wording of every problem that services raise: what happened, to what, what to do next.

`WORDING` has a sentence per code; a test holds that no code is without one. Connector texts come in both languages
already; they are only picked here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.base import ActorType, FieldType, Text
from connectors.errors import ConnectorError
from webapp.crm.fields import Entity
from webapp.errors import Problem, Problems
from webapp.i18n import _, language, lazy_, ngettext, when, whole
from webapp.services.comparison import Difference
from webapp.services.rights import Named
from webapp.wording import (
    activating,
    connecting,
    creating,
    criteria,
    crm,
    defaults,
    import_runs,
    importing,
    linking,
    lists,
    mapping,
    names,
    pairing,
    ranks,
    register,
    runs,
    transfer,
)

WORDING = {
    **mapping.WORDING,
    **lists.WORDING,
    **defaults.WORDING,
    **ranks.WORDING,
    **crm.WORDING,
    **transfer.WORDING,
    **activating.WORDING,
    **register.WORDING,
    **linking.WORDING,
    **connecting.WORDING,
    **creating.WORDING,
    **pairing.WORDING,
    **criteria.WORDING,
    **importing.WORDING,
    **import_runs.WORDING,
    **runs.WORDING,
    # anything
    "secret_unreadable": lazy_("A stored secret can't be read with the present key. Type it again, or put the old key back."),
    "conflict": lazy_("%(who)s saved other values meanwhile (%(when)s). Nothing of yours is stored yet."),
    # names and texts
    "name_blank": lazy_("Give it a name."),
    "name_too_long": lazy_("The name has %(length)s characters; at most %(limit)s are possible."),
    "name_taken": lazy_("The name “%(name)s” is already taken. Choose another."),
    "description_too_long": lazy_("The description has %(length)s characters; at most %(limit)s are possible."),
    "control_characters": lazy_("There are invisible control characters in the text. Remove them."),
    # signing in, users, groups
    "sign_in_refused": lazy_("The user name or the password is wrong. Try again, or ask an administrator for a new password."),
    "sign_in_wait": lazy_("Too many failed attempts. Wait %(minutes)s min and try again."),
    "username_blanks": lazy_("A user name can't contain spaces. Write it in one word."),
    "username_taken": lazy_("The user name “%(name)s” is already taken. Choose another."),
    "password_short": lazy_("The password is too short. Use at least %(limit)s characters."),
    "password_long": lazy_("The password is too long. Use at most %(limit)s characters."),
    "password_is_username": lazy_("The password is the user name. Choose one that nobody can guess."),
    "password_differs": lazy_("This is not the same as the new password above. Type both again."),
    "password_wrong": lazy_("This is not your present password. Type it again."),
    "language_unknown": lazy_("That language isn't offered. Choose one from the list."),
    "group_gone": lazy_("One of the chosen groups has been deleted meanwhile. Look over the groups and press OK again."),
    "user_gone": lazy_("One of the chosen users doesn't exist. Look over the members and press OK again."),
    "last_admin": lazy_("This is the last active administrator. Make somebody else an administrator first."),
    "own_account": lazy_("You can't deactivate yourself. Another administrator can do it."),
    # connectors
    "url_blank": lazy_("Write the connector's URL, for example plugin://excel."),
    "url_in_use": lazy_(
        "The URL can't be changed while ERP connections use it, deleted ones included: %(names)s. Add another connector."
    ),
    "connector_error": lazy_("%(text)s %(remedy)s"),
    "connector_not_offered": lazy_("%(url)s is for demonstrations and tests only. Choose another connector."),
    "connector_in_use": lazy_("“%(name)s” is in use and can't be deleted. Delete these ERP connections first: %(names)s."),
    "connector_missing": lazy_("Choose a connector."),
    "connector_deleted": lazy_("The connector “%(name)s” has been deleted meanwhile. Choose another."),
    "connector_fixed": lazy_("The connector of a saved ERP connection can't be changed. Add a new connection instead."),
    # ERP connections
    "connection_deleted": lazy_("Somebody has deleted this ERP connection meanwhile. Cancel, and restore it under Deleted."),
    "scope_empty": lazy_("Choose at least one user or group, or give everyone access."),
    # tests
    "fields_incomplete": lazy_("Fill in or correct first: %(fields)s."),
    "test_under_way": lazy_("OK becomes available when the test has passed."),
    "test_running": lazy_("A test of it is under way already. Wait until it is done, or cancel it."),
    "test_outdated": lazy_("Changed since the test: %(fields)s. Test again."),
    "test_failed": lazy_("OK becomes available when the test of these values passes."),
    "test_timed_out": lazy_("OK becomes available when the test of these values passes."),
    "test_expired": lazy_("The test is more than 30 minutes old. Test again."),
    "untested": lazy_("OK becomes available when these values are tested."),
    "sign_in_repeated": lazy_(
        "The ERP system refused exactly this sign-in last time. Another attempt with the same values can lock the account."
    ),
    # activation
    "activation_untested": lazy_("To make the connection active, test it first."),
    "activation_test_failed": lazy_("%(step)s: %(text)s"),
    "activation_cancelled": lazy_("The test was cancelled."),
    "activation_interrupted": lazy_("The test was interrupted. Set Active again."),
    "activation_outdated": lazy_("The configuration was changed during the test. Set Active again."),
    # values of configuration fields
    "mandatory": lazy_("Fill in this field."),
    "too_long": lazy_("This is %(length)s characters; at most %(limit)s are possible."),
    "integer": lazy_("“%(entry)s” is not a whole number. Write digits only, for example 12."),
    "double": lazy_("“%(entry)s” is not a number. Write it for example as 12.5."),
    "datetime": lazy_("“%(entry)s” is not a date and time that exists."),
    "no_such_time": lazy_("That time doesn't exist: the clocks go forward to summer time then. Choose another time."),
    "checkbox": lazy_("“%(entry)s” is neither yes nor no."),
    "list": lazy_("“%(entry)s” is not in the list. Choose one of its items."),
    "secret_bound": lazy_("Type the password again: %(fields)s has changed, and a saved password never goes to a new address."),
}


def problem(error: Problem) -> str:
    """The wording of a problem in the language of the work under way."""
    return _(WORDING[error.code], **{name: fact(value) for name, value in error.facts.items()})


def worded(error: Problem | Problems) -> list[tuple[str, str]]:
    """One or several problems as (field, text), for a form to show."""
    return [(each.field, problem(each)) for each in (error.problems if isinstance(error, Problems) else [error])]


def fact(value: Any) -> str:
    """A fact of a problem as people read it."""
    if isinstance(value, Text):
        return value.in_language(language())
    if isinstance(value, FieldType):
        return field_type(value)
    if isinstance(value, ActorType):
        return actor(value)
    if isinstance(value, Entity):
        return entity(value)
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return whole(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(fact(part) for part in value)
    return named(value) if isinstance(value, Named) else str(value)


def named(connections: Named) -> str:
    """Connections within a sentence: those that somebody may know of by name, the others counted."""
    names, others = ", ".join(connections.names), connections.others
    if not others:
        return names
    if not names:
        return ngettext("%(num)s ERP connection outside your scope", "%(num)s ERP connections outside your scope", others)
    return ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", others, names=names)


def actor(type_: ActorType | str) -> str:
    """An actor type's name."""
    return _(names.ACTORS[ActorType(type_)])


def entity(value: Entity) -> str:
    """An entity's name."""
    return _(names.ENTITIES[value])


def entities(value: Entity) -> str:
    """What the register's list of an entity is called."""
    return _(names.REGISTER[value])


def field_type(value: FieldType) -> str:
    """A field type's name."""
    return _(names.TYPES[value])


def text(value: Text) -> str:
    """A connector's text in the language of the work under way."""
    return value.in_language(language())


def connector_error(error: ConnectorError) -> str:
    """What a connector couldn't do and what to do about it, as one text."""
    return " ".join(part for part in (text(error.text), text(error.remedy)) if part)


LABELS = {
    "active": lazy_("Active"),
    "name": lazy_("Name"),
    "description": lazy_("Description"),
    "scope": lazy_("Scope"),
}


def difference_label(found: Difference) -> str:
    """The name of what differs."""
    return _(LABELS[found.what]) if found.what in LABELS else text(found.name)


def difference(value: Any) -> str:
    """One side of a difference."""
    if value is None:
        return _("Everyone")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return fact(value) or "–"
