"""The record of changes: what areas and kinds of change are called."""

from __future__ import annotations

from webapp.i18n import lazy_

AREAS = {
    "connection": lazy_("ERP connection"),
    "configuration": lazy_("Configuration"),
    "scope": lazy_("Scope"),
    "activation": lazy_("Activation"),
    "fields": lazy_("Fields read from the ERP"),
    "mappings": lazy_("Mappings"),
    "lists": lazy_("List mapping"),
    "defaults": lazy_("Defaults"),
    "ranks": lazy_("Rank fields"),
    "priority": lazy_("Sync priority"),
    "crm_fields": lazy_("CRM fields"),
    "crm_lists": lazy_("CRM lists"),
    "connectors": lazy_("Sync connectors"),
    "users": lazy_("Users"),
    "groups": lazy_("Groups"),
}

WHAT: dict[str, str] = {
    "created": lazy_("Created"),
    "deleted": lazy_("Removed"),
    "restored": lazy_("Restored"),
    "name": lazy_("Name"),
    "description": lazy_("Description"),
    "active": lazy_("Active"),
    # mappings
    "types_active": lazy_("Synchronisation"),
    "crm_key": lazy_("CRM field"),
    "to_crm": lazy_("ERP to CRM"),
    "to_erp": lazy_("CRM to ERP"),
    "in_search": lazy_("Show in search"),
    "in_tab": lazy_("Show in ERP tab"),
    # list mappings
    "list_item": lazy_("CRM item"),
    "way_back": lazy_("Way back"),
    # defaults
    "default_value": lazy_("Default value"),
    "default_ask": lazy_("Ask user for value"),
    "default_mandatory": lazy_("Mandatory – user must fill in value"),
    # order of fields, sync priority
    "place": lazy_("Place"),
    # connectors and connections
    "connector": lazy_("Connector"),
    "url": lazy_("URL"),
    "value": lazy_("Value"),
    "secret": lazy_("Secret field changed"),
    "secret_cleared": lazy_("Secret field cleared"),
    "rights": lazy_("Rights"),
    # users and groups
    "is_admin": lazy_("Administrator"),
    "language": lazy_("Language"),
    "password": lazy_("New password for user"),
    "groups": lazy_("Groups"),
    "members_added": lazy_("New members"),
    "members_removed": lazy_("Members removed"),
    # fields as read from the ERP
    "types_new": lazy_("New actor type"),
    "types_lost": lazy_("Actor type missing in the ERP"),
    "types_back": lazy_("Actor type is back in the ERP"),
    "fields_new": lazy_("New fields"),
    "fields_lost": lazy_("Fields missing in the ERP"),
    "fields_back": lazy_("Fields that are back in the ERP"),
    "fields_retyped": lazy_("Fields of another type than before"),
    "fields_renamed": lazy_("Fields with another name than before"),
    "directions_cleared": lazy_("Fields that have lost a direction"),
    "items_new": lazy_("New list items"),
    "items_lost": lazy_("List items missing in the ERP"),
    "list_unread": lazy_("List that couldn't be read"),
    # CRM lists
    "items_added": lazy_("Added list items"),
    "items_deleted": lazy_("Deleted list items"),
    "items_restored": lazy_("Restored list items"),
    "items_order": lazy_("Order of the list items"),
    "item_name": lazy_("Name of a list item"),
    # CRM fields
    "field_max_length": lazy_("Max. length"),
    "field_read_only": lazy_("Read-only"),
    "field_list": lazy_("List"),
    "field_order": lazy_("Order of the fields"),
}
