"""The CRM's own fields and lists: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "list_gone": lazy_("The CRM list has been deleted meanwhile. Choose another."),
    "list_full": lazy_("“%(name)s” would get too long: a list can have at most %(limit)s items. Add fewer."),
}
