"""The company that a person or a project belongs to, chosen by a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from webapp.crm import finding, register
from webapp.crm.fields import Entity
from webapp.crm.finding import Wanted
from webapp.crm.register import Record
from webapp.i18n import _, ngettext
from webapp.pages.record_values import grouped_number

SHOWN = 8
"""How many companies are offered at once."""


def choice(chosen: int, words: str, optional: bool, errors: Sequence[str] = ()) -> SimpleNamespace:
    """As `records/_company.html` shows it: the one chosen first, then those that *words* find. At most three queries.

    *chosen*: its id, 0 for none. *optional*: no company is a choice too.
    """
    words = words.strip()
    found = finding.search(Entity.COMPANY, Wanted(words=words)) if words else None
    here = register.get(Entity.COMPANY, [chosen]).get(chosen) if chosen else None
    offered = [here] if here is not None and here.deleted_at is None else []
    others = [each for each in (found.records if found else ()) if each.id != chosen]
    return SimpleNamespace(
        chosen=chosen if offered and offered[0] is here else 0,
        options=[(each.id, each.name or _("(no name)"), _about(each)) for each in [*offered, *others[:SHOWN]]],
        words=words,
        said=_said(found.count, len(others) > SHOWN) if found else "",
        optional=optional,
        errors=list(errors),
    )


def _about(company: Record) -> str:
    facts = (grouped_number(company.texts.get("ORGNR", "")), company.texts.get("POSTALCITY"), _("no. %(id)s", id=company.id))
    return ", ".join(each for each in facts if each)


def _said(count: int, cut: bool) -> str:
    if count == 0:
        return _("No company has these words. Try a part of the name, the organisation number or the city.")
    said = ngettext("%(num)s company found.", "%(num)s companies found.", count)
    return " ".join((said, _("Not all are shown. Write more of the name to see the others."))) if cut else said
