"""A creation whose outcome isn't known: what was sent, what the ERP has of it, and what can be done, as
`create_actor/look.html` shows it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from connectors.base import Actor
from connectors.errors import ConnectorError
from webapp import texts
from webapp.errors import Problem
from webapp.i18n import _, when
from webapp.models import CreateIntent
from webapp.pages import actor_values
from webapp.pages.aids import trouble
from webapp.pages.create_actor import Place
from webapp.pages.values import shortened
from webapp.services import create_intents, create_looking
from webapp.services.create_case import Case
from webapp.services.create_looking import Seen


def page(
    place: Place, case: Case, intent: CreateIntent, seen: Seen | None, error: ConnectorError | None, said: Problem | None = None
) -> dict[str, Any]:
    """The page; *seen* None: nobody has looked yet, or the ERP doesn't answer (*error*). *said*: what was refused."""
    lists = case.crossing.book.lists
    sent = create_looking.sent_of(case, intent)
    return {
        "title": place.title,
        "c": SimpleNamespace(
            under_way=create_intents.under_way(intent),
            begun=_begun(intent),
            type=texts.actor(case.type),
            connection=place.connection.name,
            sent=[
                (texts.text(each.row.field.name) or each.row.field.key, actor_values.shown(each.row.field, each.value, lists))
                for each in sent
            ],
            url=place.url("create_actor.look"),
            ask=place.url("create_actor.look", ask=1),
            search=place.url("connect.search", type=case.type.value),
            tab=place.tab,
            seen=_seen(place, case, seen) if seen else None,
            trouble=trouble(error) if error else None,
            said=texts.problem(said) if said else "",
        ),
    }


def _begun(intent: CreateIntent) -> str:
    if intent.user is None:  # who has been deleted since
        return _("It was asked for %(when)s.", when=when(intent.at))
    return _("%(who)s asked for it %(when)s.", who=intent.user.name, when=when(intent.at))


def _seen(place: Place, case: Case, seen: Seen) -> SimpleNamespace:
    return SimpleNamespace(
        made=[_row(place, case, each) for each in seen.made],
        similar=[_row(place, case, each) for each in seen.similar],
        whole=seen.whole,
    )


def _row(place: Place, case: Case, actor: Actor) -> SimpleNamespace:
    key = shortened(actor.erp_key)
    return SimpleNamespace(
        key=actor.erp_key,
        title=shortened(case.telling.title(actor)),
        about=", ".join(part for part in (case.telling.details(actor), key) if part),
        label=_("Connect to %(key)s", key=key if len(key) <= 24 else f"{key[:23]}…"),
        compare=place.url("connect.compare", type=actor.type.value, key=actor.erp_key),
    )
