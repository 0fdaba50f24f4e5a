"""The head that the pages of one record share: where we are, its name, the fact it is known by, and its pages as tabs."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.access import user
from webapp.crm import finding, register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.i18n import _, whole
from webapp.pages import guide
from webapp.pages.record_values import grouped_number
from webapp.services import rights

DETAILS, PERSONS, PROJECTS, ERP, HISTORY = "details", "persons", "projects", "erp", "history"
"""The tabs, as `head` is told which one it stands on."""
_GUIDE = {DETAILS: "register#record", ERP: "erp-tab", HISTORY: "history#record"}


def head(record: Record, tab: str, to: str = "") -> SimpleNamespace:
    """The head of the page *tab* of a record, as `records/_head.html` shows it; *to*: a place in the guide, where it isn't
    that of the tab. At most five queries."""
    return SimpleNamespace(
        crumbs=_crumbs(record),
        title=record.name or _("(no name)"),
        fact=_fact(record),
        deleted=record.deleted_at is not None,
        help_url=guide.at(to or _GUIDE.get(tab, _GUIDE[DETAILS])),
        label=_("Pages of %(name)s", name=record.name or _("(no name)")),
        tabs=[
            SimpleNamespace(label=label, count=count, url=url, current=name == tab) for name, label, count, url in _tabs(record)
        ],
    )


def _crumbs(record: Record) -> list[tuple[str, str]]:
    """(words, address) of what is above the record: the list, and the company that it belongs to."""
    crumbs = [(texts.entities(record.entity), url_for("records.index", entity=record.entity.value))]
    company = register.get(Entity.COMPANY, [record.company_id]).get(record.company_id) if record.company_id else None
    if company is not None:
        crumbs.append((company.name or _("(no name)"), url_for("records.show", entity="company", row=company.id)))
    return crumbs


def _fact(record: Record) -> str:
    texts_ = record.texts
    if record.entity is Entity.COMPANY:
        number = texts_.get("ORGNR", "")
        return _("Org. no. %(number)s", number=grouped_number(number)) if number else ""
    if record.entity is Entity.PERSON:
        return texts_.get("TITLE", "")
    return _("No. %(number)s", number=texts_["NUMBER"]) if texts_.get("NUMBER") else ""


def _tabs(record: Record) -> list[tuple[str, str, str, str]]:
    entity, row = record.entity.value, record.id
    tabs = [(DETAILS, _("Details"), "", url_for("records.show", entity=entity, row=row))]
    if record.entity is Entity.COMPANY:
        there = finding.belonging(record.id)
        for name, label, count in ((PERSONS, _("Persons"), there.persons), (PROJECTS, _("Projects"), there.projects)):
            tabs.append((name, label, whole(count) if count else "", url_for(f"records.{name}", row=row)))
    if record.deleted_at is None and rights.for_entity(user(), record.entity):
        tabs.append((ERP, _("ERP"), "", url_for("erp_tab.index", entity=entity, row=row)))
    tabs.append((HISTORY, _("History"), "", url_for("history.index", entity=entity, row=row)))
    return tabs
