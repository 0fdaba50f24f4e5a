"""The lists of the register as `records/` shows them, and what their addresses ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldType
from webapp import texts
from webapp.access import user
from webapp.crm import finding, lists
from webapp.crm.fields import Entity, Fields, fields
from webapp.crm.finding import SORTS, Wanted
from webapp.forms.base import row_id
from webapp.i18n import _, lazy_, ngettext, whole
from webapp.models import Connection
from webapp.pages import record_rows
from webapp.services import rights

NOBODY = -1  # as an id: no row has it
_NEW = {Entity.COMPANY: lazy_("Add company"), Entity.PERSON: lazy_("Add person"), Entity.PROJECT: lazy_("Add project")}
_EMPTY = {
    Entity.COMPANY: lazy_(
        "Companies are linked to the customers and suppliers of an ERP. Add the first one, or import from an ERP."
    ),
    Entity.PERSON: lazy_("Persons belong to companies. Add one here, or on the page of its company."),
    Entity.PROJECT: lazy_("Projects are linked to the projects of an ERP. Add the first one, or import from an ERP."),
}


def asked(
    args: Mapping[str, str], known: Fields, connections: Sequence[Connection], deleted: bool
) -> tuple[dict[str, Any], Wanted]:
    """What an address asks for: its parts as they stand there, and what they come to. What names nothing finds nothing.

    q: words; a list field's key: an item's; link: on-ID or not-ID of one of *connections*; sort, descending; deleted, where
    the user may see those.
    """
    of_lists = [each.key for each in known.values() if each.type is FieldType.LIST]
    given = {name: text[:200] for name in ("q", "link", *of_lists) if (text := args.get(name, ""))}
    way, _dash, connection = given.get("link", "").partition("-")
    chosen = (row_id(connection) or NOBODY) if way else None
    if chosen not in {None, *(each.id for each in connections)}:
        way, chosen = "on", NOBODY
    sort = args.get("sort", "name")
    given |= {"sort": sort} if sort in SORTS[1:] else {}
    given |= {name: "1" for name in ("descending", *(["deleted"] if deleted else [])) if name in args}
    return given, Wanted(
        words=given.get("q", ""),
        items={key: str(row_id(given[key])) for key in of_lists if key in given},
        linked=chosen if way != "not" else None,
        unlinked=chosen if way == "not" else None,
        deleted="deleted" in given,
        sort=given.get("sort", "name"),
        descending="descending" in given,
    )


def page(entity: Entity, args: Mapping[str, str]) -> SimpleNamespace:
    """The context of `records/_list.html`."""
    known = fields(entity)
    connections = rights.connections_for(user(), entity)
    given, wanted = asked(args, known, connections, user().is_admin)
    found = finding.search(entity, wanted, row_id(args.get("page")) or 1)
    filtered = bool(given.keys() - {"deleted", "sort", "descending"})
    deleted = finding.count(entity, Wanted(deleted=True)) if user().is_admin else 0

    def at(number: int) -> str:
        return url_for("records.index", entity=entity.value, **given, page=number)

    return SimpleNamespace(
        entity=entity.value,
        title=texts.entities(entity),
        heading=_("Found") if filtered else _("Deleted") if wanted.deleted else _("All"),
        given=given,
        hidden=list(given.items()),
        deleted=wanted.deleted,
        deleted_count=whole(deleted) if deleted else "",
        filtered=filtered,
        count=whole(found.count),
        keep_all=ngettext("Keep the one found", "Keep all %(count)s found", found.count, count=whole(found.count)),
        said=ngettext("%(num)s record found.", "%(num)s records found.", found.count),
        heads=_heads(entity, known, given),
        rows=record_rows.rows(entity, found.records, known),
        place=_("Page %(page)s of %(pages)s", page=whole(found.page), pages=whole(found.pages)) if found.pages > 1 else "",
        earlier=at(found.page - 1) if found.page > 1 else "",
        later=at(found.page + 1) if found.page < found.pages else "",
        list=url_for("records.index", entity=entity.value),
        all_url=url_for("records.index", entity=entity.value, deleted=1 if wanted.deleted else None),
        keep_url=url_for("records.keep", entity=entity.value),
        add_url=url_for("records.add_to", entity=entity.value),
        new_url=url_for("records.new", entity=entity.value),
        new_label=_(_NEW[entity]),
        empty=_(_EMPTY[entity]),
        choices=[*_choices(known, given), *_links(connections, given)],
    )


def _heads(entity: Entity, known: Fields, given: Mapping[str, Any]) -> list[SimpleNamespace]:
    """The heads; those of the name and of the time are links that sort, the one sorted by the other way round."""
    sort, descending = given.get("sort", "name"), "descending" in given
    kept: dict[str, Any] = {name: text for name, text in given.items() if name not in ("sort", "descending")}

    def head(words: str, classes: str, key: str) -> SimpleNamespace:
        here = key == sort
        turned: dict[str, Any] = {"descending": 1} if here and not descending else {}
        if key == record_rows.CHANGED and not here:
            turned = {"descending": 1}  # the newest are what is looked for
        order: dict[str, Any] = ({"sort": key} if key != "name" else {}) | turned
        url = url_for("records.index", entity=entity.value, **kept, **order) if key in SORTS else ""
        aria = ("descending" if descending else "ascending") if here else "none" if url else ""
        return SimpleNamespace(words=words, classes=classes, url=url, aria=aria)

    return [head(_("Name"), "", "name"), *(head(*each) for each in record_rows.heads(entity, known))]


def _choices(known: Fields, given: Mapping[str, str]) -> list[SimpleNamespace]:
    """A choice for each list field whose list has items. One query."""
    of_lists = [each for each in known.values() if each.type is FieldType.LIST]
    items = lists.items(each.list_name for each in of_lists)
    return [
        _choice(each.key, texts.text(each.name), there, given)
        for each in of_lists
        if (there := items[each.list_name]) or each.key in given
    ]


def _links(connections: Sequence[Connection], given: Mapping[str, str]) -> list[SimpleNamespace]:
    """The choice of what is linked, or isn't, on which connection; none where there is no connection to choose."""
    options = {f"on-{each.id}": _("Linked on %(name)s", name=each.name) for each in connections}
    options |= {f"not-{each.id}": _("Not linked on %(name)s", name=each.name) for each in connections}
    return [_choice("link", _("ERP"), options, given)] if options or "link" in given else []


def _choice(name: str, label: str, options: Mapping[str, str], given: Mapping[str, str]) -> SimpleNamespace:
    """What was asked for and isn't offered is shown all the same: it is why nothing is found."""
    chosen = given.get(name, "")
    offered = dict(options) | ({} if chosen in {"", *options} else {chosen: _("(unknown)")})
    return SimpleNamespace(name=name, label=label, options=[(key, text, key == chosen) for key, text in offered.items()])
