"""The persons or the projects of a company, as a page of the company's."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.crm import finding
from webapp.crm.fields import Entity, fields
from webapp.crm.finding import Wanted
from webapp.crm.register import Record
from webapp.forms.base import row_id
from webapp.i18n import _, whole
from webapp.pages import record_head, record_rows


def page(company: Record, entity: Entity, args: Mapping[str, str]) -> SimpleNamespace:
    """The context of `records/within.html`. Four queries beside the head's."""
    known = fields(entity)
    found = finding.search(entity, Wanted(company=company.id), row_id(args.get("page")) or 1)
    tab = record_head.PERSONS if entity is Entity.PERSON else record_head.PROJECTS
    here = f"records.{tab}"
    return SimpleNamespace(
        head=record_head.head(company, tab),
        title=texts.entities(entity),
        count=whole(found.count),
        heads=[(_("Name"), ""), *((words, classes) for words, classes, _key in record_rows.heads(entity, known, within=True))],
        rows=record_rows.rows(entity, found.records, known, within=True),
        place=_("Page %(page)s of %(pages)s", page=whole(found.page), pages=whole(found.pages)) if found.pages > 1 else "",
        earlier=url_for(here, row=company.id, page=found.page - 1) if found.page > 1 else "",
        later=url_for(here, row=company.id, page=found.page + 1) if found.page < found.pages else "",
        new_url=url_for("records.new", entity=entity.value, company=company.id),
        new_label=_("Add person") if entity is Entity.PERSON else _("Add project"),
        empty=_("No person of this company is in the register yet.")
        if entity is Entity.PERSON
        else _("This company has no project in the register yet."),
    )
