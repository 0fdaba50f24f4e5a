"""Import from ERP: what is refused, what is wrong with a row, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "import_too_many": lazy_(
        "%(number)s actors would be ticked; at most %(limit)s can be ticked one by one. "
        "Preview all that match instead, and leave out rows there."
    ),
    "import_nothing_ticked": lazy_("Nothing is ticked. Tick actors in the list, or preview all that match."),
    "import_mappings_changed": lazy_(
        "The mappings of “%(name)s” have been changed since this preview was made, so it no longer says what would be imported. "
        "Make a new preview."
    ),
    "preview_under_way": lazy_("The preview is still being read. Cancel it first."),
    "preview_growing": lazy_("The import that leaves this preview is still under way. Cancel it first."),
    "preview_imported": lazy_("This preview has been imported, so it stays as a record of what was done."),
}

BROKEN = {
    "failed": lazy_("The preview broke off."),
    "cancelled": lazy_("The preview was cancelled."),
    "interrupted": lazy_("The preview was interrupted."),
}

NOTES = {
    # the row is imported, a value isn't, or not whole
    "value_cut": lazy_("“%(field)s” is cut: “%(crm)s” holds at most %(limit)s characters."),
    "value_cleaned": lazy_("Invisible control characters are left out of “%(field)s”."),
    "value_list_miss": lazy_("“%(field)s” isn't imported: “%(item)s” has no item in the CRM. Pair it under List mapping."),
    "value_unconvertible": lazy_("“%(field)s” isn't imported: its value doesn't fit into “%(crm)s”."),
    "value_unknown": lazy_("“%(field)s” isn't imported: the ERP can't tell its value now."),
    "name_kept": lazy_("The ERP has no name for it, so the name in the CRM stays."),
    "company_unknown": lazy_("Its company, %(parent)s in the ERP, isn't linked, so it belongs to no company in the CRM."),
    # the row can't be imported
    "erp_fault": lazy_("What the ERP answered can't be used: %(reason)s"),
    "more_faults": lazy_("%(number)s more of the ERP's answers can't be used."),
    "actor_gone": lazy_("The ERP has no actor with this key any more."),
    "name_missing": lazy_("“%(crm)s” must have a value and is blank in the ERP. Fill it in there, and make a new preview."),
    "parent_missing": lazy_("Its company, %(parent)s in the ERP, isn't linked yet. Import the companies first."),
    "parent_deleted": lazy_("Its company, %(parent)s in the ERP, is deleted in the CRM. Restore it there first."),
    "parent_unknown": lazy_("The ERP doesn't say which company it belongs to."),
    # the row wasn't imported, when it came to it
    "row_changed": lazy_("The record was changed since the preview. Make a new preview."),
    "row_overtaken": lazy_("Somebody changed the record while it was being imported. Import it once more."),
    "row_linked": lazy_("The actor was linked to “%(name)s” since the preview."),
    "row_record_linked": lazy_("The record was linked to another actor since the preview."),
    "row_unlinked": lazy_("The link was removed since the preview. Make a new preview."),
    "row_parent_gone": lazy_("The company, or its link, is gone since the preview."),
    # an undo has left something as it is
    "kept_touched": lazy_("Somebody has changed it since the import, so it stays."),
    "kept_linked": lazy_("It is linked on another connection too, so it stays."),
    "kept_members": lazy_("It has persons or projects by now (%(number)s), so it stays."),
    "kept_values": lazy_("These fields were changed since and stay as they are: %(fields)s."),
    "kept_deleted": lazy_("It has been deleted since, so its values stay as they are."),
    "kept_persons": lazy_("The link stays, since persons are linked under it (%(number)s)."),
}
"""What there is to say of a row, by the codes of `webapp.services.importing.notes`."""

KINDS = {
    "new": lazy_("New"),
    "update": lazy_("Is updated"),
    "linked": lazy_("Linked, nothing to do"),
    "duplicate": lazy_("Possible duplicate"),
    "fault": lazy_("Can't be imported"),
}
TABS = {
    "": lazy_("All"),
    "new": lazy_("New"),
    "update": lazy_("Updates"),
    "linked": lazy_("Linked"),
    "duplicate": lazy_("Possible duplicates"),
    "fault": lazy_("Can't be imported"),
}
