"""Field mappings: why an arrow can't be used, what a save refuses."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING = {
    "arrow_missing": lazy_("The field no longer exists in the ERP."),
    "arrow_no_crm": lazy_("Choose a CRM field first."),
    "arrow_crm_read_only": lazy_("“%(name)s” can only be read in the CRM."),
    "arrow_key": lazy_("The ERP gives out its keys itself."),
    "arrow_erp_read_only": lazy_("“%(name)s” can only be read in the ERP."),
    "arrow_types": lazy_("A value of the type %(source)s can't become %(target)s without losing something."),
    "mapping_fields_gone": lazy_(
        "%(count)s of the fields on the page no longer exist. Nothing is stored. Look over what there is now, and save again."
    ),
    "mapping_reread": lazy_(
        "The fields have been read again from the ERP (%(when)s) since this page was opened. Nothing of yours is stored yet."
    ),
    "mapping_crm_unknown": lazy_("The chosen CRM field doesn't exist any more, or can't be used here. Choose another."),
    "mapping_not_searchable": lazy_("The ERP can't search in this field."),
}
