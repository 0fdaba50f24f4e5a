"""The CRM's own fields and lists: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "list_gone": lazy_("The CRM list has been deleted meanwhile. Choose another."),
    "list_full": lazy_("“%(name)s” would get too long: a list can have at most %(limit)s items. Add fewer."),
    "crm_type": lazy_("Choose one of the types in the list."),
    "crm_list_missing": lazy_("Choose the list that the field takes its items from."),
    "crm_length": lazy_("Write a whole number up to %(limit)s, or leave it empty for no limit."),
    "crm_fields_full": lazy_("There can be at most %(limit)s added fields. Delete one first."),
    "crm_restore_taken": lazy_("“%(name)s” can't be restored: another field is called that now. Rename that one first."),
    "crm_warn_shorter": lazy_("From now on, values longer than %(limit)s characters are cut."),
    "crm_warn_read_only": lazy_("These ERP connections write the field and no longer can: %(names)s."),
    "crm_warn_list": lazy_("The list mappings of the field are removed, and have to be made again, for: %(names)s."),
    "crm_warn_list_values": lazy_("Items of the present list no longer fit the field."),
    "list_built_in": lazy_("“%(name)s” is one of the CRM's own lists and can't be deleted."),
    "list_in_use": lazy_("“%(name)s” can't be deleted while fields take their items from it: %(names)s."),
    "item_gone": lazy_("An item on the page doesn't belong to the list. Cancel, and open the list again."),
    "item_twice": lazy_("“%(name)s” is in the list already. Choose another name, or delete one of the two."),
    "items_there": lazy_("These are in the list already, or here twice: %(names)s. Remove their lines."),
}
