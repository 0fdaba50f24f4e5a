"""The side-by-side dialog, as `connect/compare.html` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import ERP_KEY, ActorType, FieldMetadata, FieldType, Unknown, Value
from connectors.errors import ConnectorError, OutcomeUnknown
from webapp import texts
from webapp.crm import lists as crm_lists
from webapp.crm.register import Record
from webapp.errors import Problem, Problems
from webapp.forms.connect import mark_name, pick_name
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages import actor_values
from webapp.pages.aids import trouble
from webapp.pages.values import shortened
from webapp.services import connect_case
from webapp.services.connect_case import Case, Picks, Row
from webapp.services.connecting import HalfDone
from webapp.services.samples import Trouble
from webapp.sync.sides import CRM, ERP, NEITHER, Offer
from webapp.wording.connecting import WHY_NOT
from webapp.wording.erp_tab import NAMED


@dataclass(frozen=True)
class State:
    """What stands in the dialog: a pick for each differing field, what was refused at which, which fields showed other values
    before, and what is said of it all."""

    picks: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    said: str = ""


@dataclass(frozen=True)
class Pair:
    """The record, the connection and the actor that an address names; *in_tab* where it was suggested in the ERP tab."""

    record: Record
    connection: Connection
    type: ActorType
    key: str
    in_tab: bool = False

    @property
    def here(self) -> dict[str, Any]:
        """What the addresses of this pair have in common."""
        return {"entity": self.record.entity.value, "row": self.record.id, "connection": self.connection.id}

    @property
    def url(self) -> str:
        """The dialog's own address."""
        return url_for("connect.compare", **self.here, type=self.type.value, key=self.key, tab=1 if self.in_tab else None)

    @property
    def cancel(self) -> str:
        """Where the dialog was opened."""
        tab = url_for("erp_tab.index", entity=self.record.entity.value, row=self.record.id)
        return tab if self.in_tab else url_for("connect.search", **self.here)

    @property
    def actor(self) -> str:
        """The actor within a sentence."""
        return _(NAMED[self.type], key=shortened(self.key))


def after(case: Case, given: Picks, error: Problem | Problems | ConnectorError) -> State:
    """What stands in the dialog when *Connect* has failed and nothing is stored: what was picked, and why not."""
    picks, moved = connect_case.picked(case, given), frozenset(row.key for row in connect_case.moved(case, given))
    if isinstance(error, ConnectorError):
        return State(picks, said=" ".join([texts.connector_error(error), _("Nothing is written or stored.")]))
    at = {each.field: texts.problem(each) for each in (error.problems if isinstance(error, Problems) else [error])}
    return State(picks, {key: text for key, text in at.items() if key}, moved, at.get("", ""))


def half(pair: Pair, case: Case, written: Sequence[Row], error: HalfDone | OutcomeUnknown) -> dict[str, Any]:
    """The page where the ERP has been written, or may have been, and our side has not."""
    words = _Words(case, {})
    why = error.problem if isinstance(error, HalfDone) else error
    return {
        "title": title(pair),
        "sure": isinstance(error, HalfDone),
        "trouble": trouble(why) if why is not None else None,
        "written": [words.written(row) for row in written],
        "actor": f"{shortened(case.telling.title(case.actor))} ({pair.actor})",
        "connection": pair.connection.name,
        "again": pair.url,
        "tab": url_for("erp_tab.index", entity=pair.record.entity.value, row=pair.record.id),
    }


def title(pair: Pair) -> str:
    """What the dialog is called."""
    return _("Connect “%(name)s” to %(actor)s", name=shortened(pair.record.name), actor=pair.actor)


def refused(pair: Pair, why: Trouble) -> dict[str, Any]:
    """The page in the dialog's place where there is nothing to compare: the two can't be connected, or the ERP doesn't answer."""
    again = "" if isinstance(why, Problem) else pair.url
    return {
        "title": title(pair),
        "trouble": trouble(why),
        "again": again,
        "search": url_for("connect.search", **pair.here, type=pair.type.value),
    }


def page(pair: Pair, case: Case, state: State) -> dict[str, Any]:
    """The dialog. One query, for the CRM's lists."""
    items = crm_lists.items(row.lane.crm.list_name for row in case.rows if row.lane.crm.type is FieldType.LIST)
    words = _Words(case, items)
    rows = [_row(words, row, state) for row in case.differing]
    return {
        "title": title(pair),
        "c": SimpleNamespace(
            url=pair.url,
            cancel=pair.cancel,
            record=pair.record.name,
            actor=case.telling.title(case.actor),
            details=case.telling.details(case.actor),
            named=pair.actor,
            connection=pair.connection.name,
            rows=rows,
            said=_said(rows, case),
            equal=[words.equal(row) for row in case.equal],
            problems=[(f"{row.id}", f"{row.name}: {row.error}") for row in rows if row.error],
            conflict=state.said,
        ),
    }


def _said(rows: Sequence[Any], case: Case) -> str:
    if rows:
        return ngettext("%(num)s field differs.", "%(num)s fields differ.", len(rows))
    return _("All synced fields are equal.") if case.rows else _("No field is synced.")


def _row(words: _Words, row: Row, state: State) -> SimpleNamespace:
    n, sides, picked = pick_name(row.key), row.sides, state.picks.get(row.key, "")
    options = [
        _option(n, CRM, picked, words.crm(row, sides.crm), sides.offers[CRM], words.note(row, CRM)),
        _option(n, ERP, picked, words.erp(row, sides.erp), sides.offers[ERP], words.note(row, ERP)),
        _option(n, NEITHER, picked, _("Leave both as they are"), Offer(), ""),
    ]
    return SimpleNamespace(
        id=n,
        mark_name=mark_name(row.key),
        mark=row.mark,
        name=words.name(row),
        options=options,
        moved=row.key in state.moved,
        error=state.errors.get(row.key, ""),
    )


def _option(n: str, side: str, picked: str, shown: str, offer: Offer, note: str) -> SimpleNamespace:
    return SimpleNamespace(
        id=f"{n}-{side}", name=n, value=side, checked=picked == side, shown=shown, possible=offer.possible, note=note
    )


class _Words:
    """The values of a case as people read them."""

    def __init__(self, case: Case, crm_items: Mapping[str, Mapping[str, str]]) -> None:
        self._case = case
        self._lists = case.crossing.book.lists
        self._crm_items = crm_items

    def name(self, row: Row) -> str:
        """The CRM's name of a field, and the ERP's where that is another."""
        crm, erp = texts.text(row.lane.crm.name), texts.text(row.lane.erp.name) or row.key
        return crm if crm.casefold() == erp.casefold() else f"{crm} ({erp})"

    def crm(self, row: Row, value: Value) -> str:
        """A value of the CRM."""
        return self._crm_shown(row.lane.crm, value) or _("(blank)")

    def erp(self, row: Row, value: Value | Unknown) -> str:
        """A value of the ERP."""
        shown = value if row.key == ERP_KEY else actor_values.shown(row.lane.erp, value, self._lists)
        return str(shown or "") or _("(blank)")

    def _crm_shown(self, field_: FieldMetadata, value: Value) -> str:
        if field_.type is FieldType.LIST and isinstance(value, str):
            return self._crm_items.get(field_.list_name, {}).get(value, value)
        return actor_values.shown(field_, value, {})

    def note(self, row: Row, side: str) -> str:
        """What becomes of a side's value on the other, where that isn't plain; or why it can't be taken."""
        offer = row.sides.offers[side]
        if offer.why:
            return _(WHY_NOT[side][offer.why])
        limit = (row.lane.erp if side == CRM else row.lane.crm).max_length
        if offer.cut and side == CRM:
            return _("Is cut to %(limit)s characters in the ERP.", limit=limit)
        return _("Is cut to %(limit)s characters in the CRM.", limit=limit) if offer.cut else ""

    def equal(self, row: Row) -> SimpleNamespace:
        """A field that is equal on both sides."""
        return SimpleNamespace(name=self.name(row), value=self.crm(row, row.sides.crm))

    def written(self, row: Row) -> SimpleNamespace:
        """A field that was written in the ERP."""
        name = texts.text(row.lane.erp.name) or row.key
        return SimpleNamespace(name=name, value=self.erp(row, row.sides.offers[CRM].value), before=self.erp(row, row.sides.erp))


def done(case: Case, picks: Mapping[str, str], pair: Pair) -> str:
    """What has happened, in one message."""
    said = [_("“%(name)s” is connected to %(actor)s.", name=shortened(pair.record.name), actor=pair.actor)]
    for side in (CRM, ERP):
        rows = [row for row in case.differing if picks.get(row.key) == side]
        said += [actor_values.written(side, [row.lane.erp if side == CRM else row.lane.crm for row in rows])] if rows else []
    return " ".join(said)
