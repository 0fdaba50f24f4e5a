"""The side-by-side dialog: why a side can't be taken, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "actor_gone": lazy_("The ERP has no “%(key)s”: it was deleted, or its key was changed. Search for another."),
    "actor_elsewhere": lazy_(
        "In the ERP “%(name)s” doesn't belong to “%(title)s”, which the company is linked to. Choose another."
    ),
    "connect_changed": lazy_(
        "Values have been changed meanwhile, in the CRM or in “%(name)s”. They are shown as they are now; nothing is stored yet."
    ),
    "connect_pick": lazy_("Choose what this field is to hold."),
    "erp_refused": lazy_("The ERP doesn't take this: %(reason)s Nothing is stored."),
    "record_changed": lazy_("“%(name)s” was changed or deleted in the CRM at this very moment."),
}
WHY_NOT: Mapping[str, Mapping[str, str]] = {
    "crm": {
        "one_way": lazy_("The mapping goes from the ERP to the CRM only."),
        "read_only": lazy_("The ERP lets nobody write this field."),
        "mandatory": lazy_("The ERP needs a value here."),
        "list_miss": lazy_("The list mapping has no item of the ERP for this."),
        "unconvertible": lazy_("The ERP's field can't hold this."),
        "unknown": lazy_("What the ERP has can't be read now, so it is not overwritten."),
    },
    "erp": {
        "one_way": lazy_("The mapping goes from the CRM to the ERP only."),
        "read_only": lazy_("Nobody can write this field in the CRM."),
        "mandatory": lazy_("The CRM needs a value here."),
        "list_miss": lazy_("The list mapping has no item of the CRM for this."),
        "unconvertible": lazy_("The CRM's field can't hold this."),
        "unknown": lazy_("The ERP has a value that can't be read now."),
    },
}
"""By the side that would be taken: why it can't be written on the other."""
