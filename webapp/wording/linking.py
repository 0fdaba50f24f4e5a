"""Connecting, creating in the ERP, disconnecting and suggestions: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "may_not_connect": lazy_("You may look at “%(name)s”, but not connect to it. An administrator can give you the right."),
    "may_not_create": lazy_("You may not create anything in “%(name)s”. An administrator can give you the right."),
    "parent_not_linked": lazy_("“%(name)s” can be linked once its company is linked on “%(connection)s”. Link that first."),
    "not_linked": lazy_("“%(name)s” isn't linked on “%(connection)s” (any more), so there is nothing to disconnect."),
    "link_taken": lazy_("%(key)s in the ERP is already linked to “%(name)s”. Choose another, or disconnect that one first."),
    "link_other": lazy_("“%(name)s” was linked to %(title)s (%(key)s) meanwhile. Disconnect it first if that is wrong."),
    "link_changed": lazy_("The link of “%(name)s” was changed at this very moment. Try again."),
}
