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
}
