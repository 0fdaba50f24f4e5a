"""Creating an actor in the ERP: the form with all that will be sent, as `create_actor/form.html` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import Actor, ActorType
from connectors.errors import ConnectorError
from webapp import config, texts
from webapp.crm.register import Record
from webapp.errors import Problem, Problems
from webapp.forms.config_fields import html_name
from webapp.forms.create_actor import ActorForm
from webapp.i18n import _, language
from webapp.models import Connection, Link
from webapp.pages import actor_values
from webapp.pages.aids import trouble
from webapp.pages.values import shortened
from webapp.services import created_values
from webapp.services.create_case import Case
from webapp.services.created_values import Planned
from webapp.services.creating import Created, NotLinked
from webapp.sync.carry import Outcome
from webapp.sync.sides import ERP
from webapp.wording.creating import LOST, SOURCES
from webapp.wording.erp_tab import NAMED


@dataclass(frozen=True)
class Place:
    """The record and the connection that an address names, and the actor types that the record can be created as.
    *may_connect*: the user may connect what is there already."""

    record: Record
    connection: Connection
    types: Sequence[ActorType]
    may_connect: bool = True

    def url(self, endpoint: str, **more: Any) -> str:
        """An address of this pair."""
        here: dict[str, Any] = {"entity": self.record.entity.value, "row": self.record.id, "connection": self.connection.id}
        return url_for(endpoint, **here, **more)

    @property
    def tab(self) -> str:
        """The record's ERP tab."""
        return url_for("erp_tab.index", entity=self.record.entity.value, row=self.record.id)

    @property
    def title(self) -> str:
        """What the dialogs are called."""
        return _("Create “%(name)s” in %(connection)s", name=shortened(self.record.name), connection=self.connection.name)


@dataclass(frozen=True)
class State:
    """What stands in the form: entries by the ERP field's key (None: as planned), what is wrong at which, and of it all."""

    entries: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    trouble: ConnectorError | None = None


def after(entries: Mapping[str, str], error: Problem | Problems | ConnectorError) -> State:
    """What stands in the form when nothing was created: what was filled in, and why not."""
    if isinstance(error, ConnectorError):
        return State(entries, trouble=error)
    at = dict(texts.worded(error))
    return State(entries, {key: text for key, text in at.items() if key}, at.get("", ""))


def page(place: Place, case: Case, searched: int, token: str, state: State) -> dict[str, Any]:
    """The form. No query."""
    asked = [each for each in case.plan if each.asked]
    zone = config.current["TIMEZONE"]
    entries = {each.key: created_values.entry(each, language(), zone) for each in asked} | dict(state.entries or {})
    must = [each.key for each in asked if each.mandatory]
    form = ActorForm([each.row.field for each in asked], entries, case.crossing.book.lists, must, state.errors)
    given = [_given(case, each, state) for each in case.plan if not each.asked]
    wrong = [each for each in case.plan if each.key in state.errors]
    return {
        "title": place.title,
        "c": SimpleNamespace(
            types=_types(place, case, searched),
            type=texts.actor(case.type),
            within=_within(case),
            asked=[_asked(form, each, entries) for each in asked],
            given=given,
            problems=[(html_name(each.key), f"{_name(each)}: {state.errors[each.key]}") for each in wrong],
            said=state.said,
            trouble=trouble(state.trouble) if state.trouble else None,
            edit_url=url_for("records.edit", entity=place.record.entity.value, row=place.record.id),
            cancel=place.tab,
            mark=case.mark,
            token=token,
        ),
    }


def _types(place: Place, case: Case, searched: int) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is this one) of the actor types, where there are several."""
    if len(place.types) < 2:
        return []
    return [
        (texts.actor(each), place.url("create_actor.form", type=each.value, searched=searched), each is case.type)
        for each in place.types
    ]


def _within(case: Case) -> str:
    if case.parent is None:
        return ""
    actor = _(NAMED[ActorType(case.parent.actor_type)], key=shortened(case.parent.erp_key))
    return _("Within %(actor)s, which the company is linked to.", actor=f"{shortened(case.parent.title)} ({actor})")


def _asked(form: ActorForm, each: Planned, entries: Mapping[str, str]) -> SimpleNamespace:
    """A field that the user is asked for; where its value comes from is said as long as that value stands there."""
    as_planned = entries[each.key] == created_values.entry(each, language(), config.current["TIMEZONE"])
    hint = texts.text(each.row.field.description)
    source = _source(each) if as_planned else ""
    return SimpleNamespace(
        field=form.of(each.key), kind=each.row.field.type.name.lower(), hint=" ".join(part for part in (hint, source) if part)
    )


def _given(case: Case, each: Planned, state: State) -> SimpleNamespace:
    """A field that the user isn't asked for. What is lacking is said before anybody presses the button."""
    lacking = created_values.lacking(each)
    error = state.errors.get(each.key, "") or (texts.problem(lacking) if lacking else "")
    value = actor_values.shown(each.row.field, each.value, case.crossing.book.lists)
    return SimpleNamespace(
        id=html_name(each.key),
        name=_name(each),
        value=value,
        hint=_source(each),
        error=error,
        in_crm=bool(lacking and each.row.crm),
    )


def _name(each: Planned) -> str:
    return texts.text(each.row.field.name) or each.key


def _source(each: Planned) -> str:
    """Where a value comes from, and what of the CRM's value doesn't arrive."""
    crm = texts.text(each.row.crm.name) if each.row.crm else ""
    said = []
    if each.rule or not each.asked:
        said.append(_(SOURCES[each.rule], **({"field": crm} if each.rule == created_values.CRM else {})))
    if each.lost is not None:
        said.append(
            _(LOST[each.lost], **({"limit": each.row.field.max_length} if each.lost is Outcome.TRUNCATED else {"field": crm}))
        )
    return " ".join(said)


def named(case: Case, actor: Actor) -> str:
    """An actor within a sentence: what it is called, its type and its key."""
    return f"{shortened(case.telling.title(actor))} ({_(NAMED[actor.type], key=shortened(actor.erp_key))})"


def done(place: Place, made: Created) -> str:
    """That it is created and linked, and what the CRM has got of it."""
    actor = _(NAMED[ActorType(made.link.actor_type)], key=shortened(made.link.erp_key))
    said = _(
        "“%(name)s” is %(actor)s in “%(connection)s” now, and linked to it.",
        name=shortened(place.record.name),
        actor=actor,
        connection=place.connection.name,
    )
    return f"{said} {actor_values.written(ERP, made.written)}" if made.written else said


def already(place: Place, link: Link) -> str:
    """That there is nothing to create."""
    actor = _(NAMED[ActorType(link.actor_type)], key=shortened(link.erp_key))
    return _("“%(name)s” is linked to %(actor)s already.", name=shortened(place.record.name), actor=actor)


def not_linked(place: Place, case: Case, error: NotLinked) -> dict[str, Any]:
    """The page where the ERP has created the actor and our side has no link."""
    actor = error.actor
    compare = place.url("connect.compare", type=actor.type.value, key=actor.erp_key) if place.may_connect else ""
    return {
        "title": place.title,
        "trouble": trouble(error.problem),
        "actor": named(case, actor),
        "connection": place.connection.name,
        "compare": compare,
        "tab": place.tab,
    }
