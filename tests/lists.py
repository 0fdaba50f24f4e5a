"""List mappings for the tests: list fields mapped in the database, items of the ERP and the CRM, and the dialog's controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.base import Text
from tests.conftest import Browser
from tests.pages import Node, Page, open_page
from webapp.forms.config_fields import html_name
from webapp.models import (
    ActorMapping,
    AuditEvent,
    Connection,
    ConnectionList,
    CrmList,
    CrmListItem,
    FieldMapping,
    ListItemMapping,
)
from webapp.models.stored import list_data
from webapp.services import crm_lists


def map_list(connection: Connection, actor_type: str, erp_key: str, crm_key: str, ways: str = ">") -> FieldMapping:
    """Map a list field as the mappings dialog does; *ways* has `>` for ERP to CRM and `<` for CRM to ERP."""
    actor = ActorMapping.get(ActorMapping.connection == connection, ActorMapping.actor_type == actor_type)
    mapping = FieldMapping.get(FieldMapping.actor == actor, FieldMapping.erp_key == erp_key)
    mapping.crm_key, mapping.to_crm, mapping.to_erp = crm_key, ">" in ways, "<" in ways
    mapping.save()
    return mapping


def crm_items(list_key: str, *names: str) -> dict[str, str]:
    """Items of a CRM list: their keys by name."""
    return {name: str(item.id) for name, item in crm_lists.add_items(list_key, names, None).items()}


def erp_has(connection: Connection, name: str, items: Mapping[str, str]) -> None:
    """Let the ERP's list have these items, as if it had just been read."""
    data = list_data({key: Text(text, text) for key, text in items.items()})
    ConnectionList.update(items=data).where(ConnectionList.connection == connection, ConnectionList.name == name).execute()


def delete_crm_item(key: str) -> None:
    """Delete a CRM item as the editor does."""
    CrmListItem.update(deleted_at=CrmList.get().changed_at, name_key=None).where(CrmListItem.id == int(key)).execute()


def decide(mapping: FieldMapping, goes: Mapping[str, str | None], back: Sequence[str] = ()) -> None:
    """List mappings stored earlier: CRM items' keys by the ERP's."""
    rows = [
        {"field": mapping, "erp_item": key, "crm_item": crm and int(crm), "way_back": key in back} for key, crm in goes.items()
    ]
    ListItemMapping.insert_many(rows).execute()


def goes(mapping: FieldMapping) -> dict[str, Any]:
    """What is stored: the CRM item's name by the ERP's key, with an arrow where it is the way back."""
    rows = ListItemMapping.select().where(ListItemMapping.field == mapping).order_by(ListItemMapping.erp_item)
    return {each.erp_item: (each.crm_item.name + (" <" if each.way_back else "") if each.crm_item else None) for each in rows}


def url_of(mapping: FieldMapping) -> str:
    """The address of a field's dialog."""
    return f"/sync/connections/{mapping.actor.connection_id}/lists/{mapping.actor.actor_type}/{mapping.id}"


def dialog(browser: Browser, mapping: FieldMapping) -> Page:
    """A field's dialog."""
    return open_page(browser, url_of(mapping))


def choose(page: Page, erp_item: str, crm_item: str) -> Page:
    """Choose the CRM item of that key for an item."""
    return page.fill(**{f"crm-{html_name(erp_item)}": crm_item})


def mark(page: Page, crm_item: str, erp_item: str) -> Page:
    """Mark an item as the way back of a CRM item."""
    return page.fill(**{f"back-{crm_item}": html_name(erp_item)})


def row(page: Page, erp_item: str) -> Node:
    """The row of an item."""
    control = page.by_id(f"crm-{html_name(erp_item)}")
    while control.tag != "tr":
        assert control.parent is not None
        control = control.parent
    return control


def chosen(page: Page, erp_item: str) -> str:
    """The CRM item that stands in an item's row, by its words."""
    options = row(page, erp_item).all("option")
    return next((each.children[0] for each in options if "selected" in each.attributes), "")  # type: ignore[return-value]


def noted() -> list[tuple[str, Any, Any]]:
    """What the record of changes has of list mappings: what it concerns, old and new, in English."""
    events = AuditEvent.select().where(AuditEvent.area == "lists").order_by(AuditEvent.id)
    changes = [change for event in events for change in event.changes]
    return [(_english(each["of"]), _english(each["old"]), _english(each["new"])) for each in changes]


def _english(data: Any) -> Any:
    return data["text"][0] if isinstance(data, dict) else data
