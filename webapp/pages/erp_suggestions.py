"""The actors that may be the same as a record, as a panel of the ERP tab and the search for an actor show them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp.crm.register import Record
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages import likeness_words
from webapp.pages.values import shortened
from webapp.services.erp_panels import Panel, Reading
from webapp.services.suggesting_links import Suggestion
from webapp.wording.erp_tab import NAMED

MOST = 3


def of(panel: Panel, reading: Reading | None) -> SimpleNamespace | None:
    """What a panel shows of a record that isn't linked; None where its ERP hasn't answered, or isn't asked."""
    if reading is None or reading.trouble is not None or panel.link is not None:
        return None
    rows = [row(panel.connection, panel.record, each, in_tab=True) for each in reading.suggestions[:MOST]]
    best = rows[0] if rows and not rows[0].taken else None
    others = rows[1:] if best else rows
    return SimpleNamespace(
        best=best,
        others=others,
        more=_more(len(others), beside=best is not None) if others else "",
    )


def _more(number: int, beside: bool) -> str:
    """How many there are *beside* the closest; without one all are taken, since what is free comes first."""
    if beside:
        return ngettext("%(num)s other suggestion", "%(num)s other suggestions", number)
    return ngettext("%(num)s suggestion, already linked", "%(num)s suggestions, all already linked", number)


def row(connection: Connection, record: Record, each: Suggestion, in_tab: bool = False) -> SimpleNamespace:
    """A suggestion in words, and where the two are compared before they are linked; an actor that is taken says to whom.

    *in_tab*: it stands in the ERP tab, so that Cancel leads back there.
    """
    key = shortened(each.actor.erp_key)
    about = [each.details, _(NAMED[each.actor.type], key=key)]
    return SimpleNamespace(
        title=shortened(each.title),
        about=", ".join(part for part in about if part),
        reasons=likeness_words.reasons(each.likeness.reasons),
        taken=_("Already linked to “%(name)s”", name=shortened(each.taken.name)) if each.taken else "",
        label=_("Connect to %(key)s", key=key if len(key) <= 24 else f"{key[:23]}…"),
        compare_url=_compare_url(connection, record, each, in_tab),
    )


def _compare_url(connection: Connection, record: Record, each: Suggestion, in_tab: bool) -> str:
    here: dict[str, Any] = {"entity": record.entity.value, "row": record.id, "connection": connection.id}
    here |= {"type": each.actor.type.value, "key": each.actor.erp_key}
    return url_for("connect.compare", **here, tab=1 if in_tab else None)
