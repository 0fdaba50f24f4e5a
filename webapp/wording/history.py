"""A record's history: what has happened, and why a value is what it is."""

from __future__ import annotations

from webapp.i18n import lazy_

KINDS: dict[str, str] = {
    "added": lazy_("Created"),
    "edited": lazy_("Changed"),
    "deleted": lazy_("Removed"),
    "restored": lazy_("Restored"),
    "connected": lazy_("Connected"),
    "disconnected": lazy_("Disconnected"),
    "created_in_erp": lazy_("Created in the ERP"),
    "imported": lazy_("Imported from the ERP"),
    "linked": lazy_("Linked by suggestion"),
    "undone": lazy_("Undone"),
}

WHY: dict[str, str] = {
    "typed": lazy_("%(who)s typed it in the CRM."),
    "from_erp imported": lazy_("It came from %(connection)s when %(who)s imported: the field is mapped from the ERP to the CRM."),
    "from_erp created_in_erp": lazy_("It was set by %(connection)s when %(who)s created %(key)s there."),
    "from_erp": lazy_("It came from %(connection)s when %(who)s connected to %(key)s: the mapping goes from the ERP to the CRM."),
    "from_crm": lazy_("It stood in the CRM, and the mapping goes from the CRM to the ERP."),
    "chosen": lazy_("The two sides differed, and %(who)s chose the value of %(connection)s when connecting to %(key)s."),
    "default": lazy_("It is the default value."),
    "asked": lazy_("%(who)s was asked for it."),
    "undo": lazy_("%(who)s undid a run, which put the value back."),
}
"""Why a field got its value: by rule and kind, or by rule alone where the kind makes no difference."""
