"""Why two are alike, in words."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.i18n import lazy_

REASONS: Mapping[str, str] = {
    "org_number": lazy_("same org. no."),
    "vat_number": lazy_("same VAT no."),
    "email": lazy_("same e-mail"),
    "phone": lazy_("same telephone"),
    "name": lazy_("name %(percent)s\u00a0%% alike"),
    "same_name": lazy_("same name"),
    "postal_code": lazy_("same postal code"),
}
