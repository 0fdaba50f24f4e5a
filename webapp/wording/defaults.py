"""Default values: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING = {
    "default_key": lazy_("The ERP gives out its keys itself, so this rule has no effect."),
    "default_missing": lazy_("The field no longer exists in the ERP, so this rule has no effect."),
    "default_read_only": lazy_("The field can only be read in the ERP, so this rule has no effect."),
    "default_blank": lazy_("Give the default value, or untick “Set default value”."),
    "default_unticked": lazy_("A value is given here, but “Set default value” isn't ticked. Tick it, or take the value away."),
    "default_mandatory": lazy_("A field that must have a value needs a default value, or the user must be asked for one."),
    "default_tags": lazy_("There is no tag %(tags)s. The tags are %(known)s."),
}
