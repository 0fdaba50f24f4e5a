"""What tests of the CRM's fields and lists share: a connection whose fields are mapped, and the words of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import ActorType, FieldMetadata, FieldType, Text
from tests.conftest import Browser
from tests.dialogs import save_connection
from tests.pages import open_page
from webapp.models import ActorMapping, Connection, ConnectionField, FieldMapping, SyncConnector
from webapp.models.stored import field_data
from webapp.services import sheets
from webapp.services.sheets import Sheet


def mapped(cast: Mapping[str, Any], connector: SyncConnector, name: str, fields: Mapping[str, str]) -> Callable[[], Sheet]:
    """A connection whose customers have these ERP fields, mapped to the CRM fields of these keys; gives its sheet as stored."""
    connection = save_connection(cast["åse"], connector, name, {"server": "localhost:1", "user": "u"}, {"password": "p"})
    actor, _new = ActorMapping.get_or_create(connection=connection, actor_type="Customer", defaults={"active": True})
    for place, (erp_key, crm_key) in enumerate(fields.items()):
        ConnectionField.delete().where(ConnectionField.connection == connection, ConnectionField.key == erp_key).execute()
        FieldMapping.delete().where(FieldMapping.actor == actor, FieldMapping.erp_key == erp_key).execute()
        metadata = field_data(FieldMetadata(erp_key, Text(erp_key, erp_key), FieldType.LIST, list_name="Group"))
        ConnectionField.create(connection=connection, actor_type="Customer", key=erp_key, metadata=metadata, position=place)
        FieldMapping.create(actor=actor, erp_key=erp_key, crm_key=crm_key, to_crm=True)
    return lambda: sheets.of(Connection.get_by_id(connection.id)).sheets[ActorType.CUSTOMER]


def texts_of(browser: Browser, url: str) -> str:
    """The words of the page at an address."""
    return open_page(browser, url).text
