"""The list mappings of an actor type as carrying its values across needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.base import FieldMetadata, FieldType, Text
from webapp import config
from webapp.models import ActorMapping, FieldMapping, ListItemMapping
from webapp.services.sheets import Book
from webapp.sync.carry import Items, ListPair, to_crm_items, to_erp_items

CrmItems = Mapping[str, Mapping[str, str]]
"""The items of CRM lists by list and key, as `crm.lists.items` gives them."""


def pairs(actor: ActorMapping) -> dict[int, list[ListPair]]:
    """The list mappings of an actor type by the id of their `FieldMapping`. One query."""
    found: dict[int, list[ListPair]] = {}
    mine = ListItemMapping.select().join(FieldMapping).where(FieldMapping.actor == actor).order_by(ListItemMapping.id)
    for each in mine:
        crm_item = None if each.crm_item_id is None else str(each.crm_item_id)
        found.setdefault(each.field_id, []).append(ListPair(each.erp_item, crm_item, each.way_back))
    return found


def to_crm(erp: FieldMetadata, crm: FieldMetadata, known: Iterable[ListPair], book: Book, crm_items: CrmItems) -> Items | None:
    """What `carry` needs to bring the ERP's list field *erp* to *crm*; None where *erp* is no list.

    A pair counts only where its CRM item is in the list of *crm* now: it may have been deleted, or belong to the list of the
    CRM field that was chosen before.
    """
    if erp.type is not FieldType.LIST:
        return None
    return Items(to_crm_items(_live(crm, known, crm_items)), _written(book.lists.get(erp.list_name, {})))


def to_erp(erp: FieldMetadata, crm: FieldMetadata, known: Iterable[ListPair], book: Book, crm_items: CrmItems) -> Items | None:
    """What `carry` needs to bring the CRM's list field *crm* to *erp*; None where *crm* is no list.

    A pair counts only where its ERP item is (still) in the ERP's list.
    """
    if crm.type is not FieldType.LIST:
        return None
    there = book.lists.get(erp.list_name, {})
    live = [pair for pair in _live(crm, known, crm_items) if pair.erp_item in there]
    return Items(to_erp_items(live), dict(crm_items.get(crm.list_name, {})))


def _live(crm: FieldMetadata, known: Iterable[ListPair], crm_items: CrmItems) -> list[ListPair]:
    there = crm_items.get(crm.list_name, {})
    return [pair for pair in known if pair.crm_item is None or pair.crm_item in there]


def _written(items: Mapping[str, Text]) -> dict[str, str]:
    """The texts of items as they are written to a text field: in the language of the settings, whoever looks at them."""
    return {key: text.in_language(config.current["LANGUAGE"]) for key, text in items.items()}
