"""List mappings: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "list_items_gone": lazy_(
        "The ERP's list has changed: %(count)s of the items on the page are no longer there, and have been taken off it. "
        "Look over the rest and press OK again."
    ),
    "list_crm_gone": lazy_("The CRM item chosen for “%(item)s” is no longer in the list. Choose another."),
    "list_typed": lazy_("“%(entry)s” is not the name of a CRM item. Choose one of those suggested."),
    "list_way_back": lazy_(
        "Several ERP items go to “%(name)s”: %(items)s. Since the field is also synced from the CRM to the ERP, "
        "mark the one that “%(name)s” becomes there as the way back."
    ),
}
