"""The register, its history and selections: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    # records
    "list_item_gone": lazy_("This item isn't in the list. Choose another."),
    "company_missing": lazy_("A person belongs to a company. Search for it, and choose it."),
    "company_gone": lazy_("That company has been deleted meanwhile. Choose another."),
    "company_deleted": lazy_("“%(name)s” belongs to “%(company)s”, which is deleted. Restore the company first."),
    "company_in_use": lazy_("“%(name)s” still has persons (%(persons)s) or projects (%(projects)s). Move or delete them first."),
    "record_deleted": lazy_("%(who)s has deleted “%(name)s” meanwhile. Nothing of yours is stored. It can be restored."),
    "company_choose": lazy_("Choose the company among those found, or search with other words."),
    "record_linked": lazy_("“%(name)s” is linked on %(connections)s. Disconnect it there first."),
    "person_linked": lazy_("“%(name)s” is linked on %(connections)s within this company. Disconnect the person there first."),
    "person_linked_beyond": lazy_(
        "Within this company, “%(name)s” is linked on %(connections)s. "
        "Ask somebody who has access there to disconnect them first."
    ),
    "record_hidden": lazy_(
        "“%(name)s” is linked on %(connections)s, which no ERP tab shows: it is switched off or deleted, or doesn't sync such "
        "records any more. Disconnect it there first."
    ),
    "person_linked_hidden": lazy_(
        "Within this company, “%(name)s” is linked on %(connections)s, which no ERP tab shows: it is switched off or deleted, or "
        "doesn't sync persons any more. The link still counts. Disconnect the person there first."
    ),
    "person_linked_unseen": lazy_(
        "Within this company, “%(name)s” is linked on an ERP connection that no ERP tab shows: it is switched off or deleted, or "
        "doesn't sync persons any more. The link still counts. Ask an administrator to disconnect the person first."
    ),
    "nothing_ticked": lazy_("Nothing is ticked. Tick the rows to keep, or keep all that were found."),
    "selection_choose": lazy_("Choose the selection that the records are to be added to."),
    "selection_gone": lazy_("That selection is deleted, or you can't change it any more. Choose another."),
}
