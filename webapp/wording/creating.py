"""Creating in the ERP: what keeps it from being done, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.i18n import lazy_
from webapp.sync.carry import Outcome

WORDING: dict[str, str] = {
    "create_blank": lazy_("This must have a value, and the CRM has none. Give it one there first, under “%(name)s”."),
    "create_not_carried": lazy_(
        "This must have a value, and the CRM's can't be carried over. Choose another there, or ask an administrator to map it."
    ),
    "create_no_value": lazy_(
        "This must have a value, and nothing gives it one. An administrator can give it a default value, or have it asked for."
    ),
    "create_changed": lazy_(
        "The values of “%(name)s” have changed meanwhile. They are shown as they are now; nothing is created yet."
    ),
    "create_begun": lazy_(
        "“%(name)s” is being created in “%(connection)s” already, or that was tried and its outcome isn't known. "
        "Look there before you try again."
    ),
    "create_found": lazy_("There is something in the ERP that may be “%(name)s”. Look at it first; nothing is created yet."),
    "create_not_found": lazy_("The ERP has no free “%(key)s” with exactly these values (any more)."),
}
LOST: Mapping[Outcome, str] = {
    Outcome.LIST_MISS: lazy_("The CRM's “%(field)s” has no item of the ERP for it, so it isn't sent."),
    Outcome.UNCONVERTIBLE: lazy_("The ERP's field can't hold what the CRM's “%(field)s” has, so it isn't sent."),
    Outcome.TRUNCATED: lazy_("Is cut to %(limit)s characters in the ERP."),
}
"""What becomes of the CRM's value where it doesn't arrive whole."""
SOURCES: Mapping[str, str] = {
    "from_crm": lazy_("From the CRM's “%(field)s”."),
    "default": lazy_("Default value."),
    "": lazy_("No value."),
}
"""Where a value comes from, by the journal's rule."""
