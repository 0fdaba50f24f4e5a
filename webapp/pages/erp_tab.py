"""The ERP tab as `erp_tab/index.html` shows it, and one of its panels as `erp_tab/_panel.html` does."""

from __future__ import annotations

from datetime import UTC
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import ActorType
from connectors.errors import Unreachable
from webapp import texts
from webapp.access import user
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.i18n import _, clock, duration
from webapp.pages import actor_values, aids, erp_suggestions
from webapp.pages.record_head import ERP, head
from webapp.pages.values import shortened
from webapp.services import erp_panels
from webapp.services.call_memory import Busy
from webapp.services.erp_panels import Panel, Reading, Shown
from webapp.wording.erp_tab import LINKED, NAMED

MOST_TURNS = 30
"""So many times a panel asks by itself for its turn, where the server has as many calls under way as it allows."""


def page(record: Record) -> dict[str, Any]:
    """The whole tab; none of its panels has asked its ERP yet."""
    return around(record) | {"panels": [panel(each) for each in erp_panels.of_record(user(), record)]}


def around(record: Record) -> dict[str, Any]:
    """What stands around one panel or all of them."""
    return {"h": head(record, ERP), "tab_url": url_for("erp_tab.index", entity=record.entity.value, row=record.id)}


def panel(each: Panel, reading: Reading | None = None, turn: int = 0, again: bool = False) -> SimpleNamespace:
    """A panel: before its ERP is asked (*reading* None), and after. *turn*: how often it has waited for its turn; *again*:
    somebody has asked for it, so the result is said aloud."""
    waits = reading is not None and isinstance(reading.trouble, Busy)
    known = None if waits else reading
    tone, state = _state(each, known)
    trouble = aids.trouble(known.trouble) if known and known.trouble else None
    read = _read(known)
    return SimpleNamespace(
        id=f"erp-{each.connection.id}",
        name=each.connection.name,
        tone=tone,
        state=state,
        linked=each.link is not None,
        orphan=each.link is None and each.parent_missing,
        doubt=each.doubt,
        loads=each.asks and (reading is None or (waits and turn < MOST_TURNS)),
        asked=reading is not None,
        waits=waits,
        delay=min(1 + turn, 5) if waits else 0,
        url=_url("erp_tab.panel", each, turn=turn + 1 if waits else None),
        again_url=_url("erp_tab.panel", each, again=1),
        rows=[_row(known, shown) for shown in each.fields],
        mappings_url=_mappings_url(each),
        gone=_gone(each, known),
        trouble=trouble,
        kept=_kept(each) if trouble else "",
        read=read,
        said=f"{each.connection.name}: {state}. {read or (trouble.text if trouble else '')}" if again else "",
        suggestions=erp_suggestions.of(each, known),
        may_not=_may_not(each),
        may_search=each.rights.may_search,
        why_not_create="" if each.rights.may_create else texts.problem(Problem("may_not_create", name=each.connection.name)),
        url_of=_urls(each, known),
    )


def _state(each: Panel, reading: Reading | None) -> tuple[str, str]:
    """The dot and the words beside the panel's name."""
    trouble = reading.trouble if reading else None
    if trouble is not None:
        return "fail", _("No contact") if isinstance(trouble, Unreachable) else _("Can't be read")
    if each.doubt:
        return "warn", _("Creation not confirmed")
    if each.link is None:
        return "off", _("Company not linked") if each.parent_missing else _("Not linked")
    if reading and reading.actor is None:
        return "warn", _("Gone from the ERP")
    return "ok", _(LINKED[ActorType(each.link.actor_type)], key=shortened(each.link.erp_key))


def _row(reading: Reading | None, shown: Shown) -> SimpleNamespace:
    """A field and its value; `quiet`: words in the place of one."""
    label = texts.text(shown.field.name) or shown.field.key
    if shown.missing:
        return SimpleNamespace(label=label, value=_("The ERP no longer has this field"), quiet=True)
    if reading is None or reading.actor is None:
        return SimpleNamespace(label=label, value="…", quiet=True)
    value = reading.value(shown.field)
    text = actor_values.shown(shown.field, value, reading.lists)
    return SimpleNamespace(label=label, value=text or "–", quiet=not isinstance(value, str | int | float) and not text)


def _gone(each: Panel, reading: Reading | None) -> str:
    if reading is None or each.link is None or reading.trouble is not None or reading.actor is not None or not each.fields:
        return ""
    return _(
        "The ERP no longer has %(actor)s: it was deleted there, or has another key. Disconnect, and connect to the right one.",
        actor=_actor(each),
    )


def _kept(each: Panel) -> str:
    if each.link is None:
        return ""
    return _("The link to %(actor)s is kept; the values are shown when the system answers.", actor=_actor(each))


def _actor(each: Panel) -> str:
    assert each.link is not None
    return _(NAMED[ActorType(each.link.actor_type)], key=shortened(each.link.erp_key))


def _read(reading: Reading | None) -> str:
    if reading is None or reading.actor is None:
        return ""
    return _("Read at %(time)s in %(duration)s", time=clock(reading.at), duration=duration(reading.seconds))


def _may_not(each: Panel) -> str:
    """Why there are no buttons, or not all of them; with all, nothing."""
    if each.rights.may_connect:
        return ""
    if each.rights.may_create:
        return _("You may create in “%(name)s”, but not connect or disconnect.", name=each.connection.name)
    return _("You may look at “%(name)s”, but not connect or disconnect.", name=each.connection.name)


def _mappings_url(each: Panel) -> str:
    """Where an administrator chooses what the panel shows."""
    if not user().is_admin:
        return ""
    type_ = each.link.actor_type if each.link else each.types[0].value
    return url_for("mappings.sheet", row=each.connection.id, actor_type=type_)


def _urls(each: Panel, reading: Reading | None) -> SimpleNamespace:
    """Where the panel's buttons lead. An actor is created after a search only: the panel's own counts where it found nothing."""
    company = each.record.company_id
    found_nothing = reading is not None and reading.trouble is None and not reading.suggestions
    searched = int(reading.at.replace(tzinfo=UTC).timestamp()) if reading and found_nothing else None
    return SimpleNamespace(
        disconnect=_url("erp_tab.disconnect", each),
        search=_url("connect.search", each),
        create=_url("create_actor.form", each, searched=searched),
        look=_url("create_actor.look", each) if each.rights.may_create else "",
        company=url_for("erp_tab.index", entity="company", row=company) if company else "",
    )


def _url(endpoint: str, each: Panel, **more: Any) -> str:
    here = {"entity": each.record.entity.value, "row": each.record.id, "connection": each.connection.id} | more
    return url_for(endpoint, **here)
