"""The rule matrix: its events, topics and sentences."""

from __future__ import annotations

from webapp.i18n import lazy_

EVENTS = {
    "created": lazy_("On creation"),
    "changed": lazy_("On change"),
    "blank": lazy_("When made blank"),
    "deleted": lazy_("On deletion"),
}
TOPICS = {
    "links": lazy_("Links"),
    "conflicts": lazy_("Changed on both sides"),
    "lengths": lazy_("Long texts"),
    "lists": lazy_("Lists"),
}
SENTENCES = {
    "rule_nothing": lazy_("Nothing happens: no field goes this way."),
    # created
    "rule_new_in_erp": lazy_("A new record of the type %(actor)s comes to the CRM when it is imported or linked, not by itself."),
    "rule_new_in_crm": lazy_(
        "A new record of the type %(entity)s comes to the ERP when a user creates it there or links it, not by itself."
    ),
    "rule_new_gets": lazy_("It then gets: %(pairs)s."),
    "rule_crm_lacks": lazy_("Mandatory in the CRM, and without a value from the ERP: %(fields)s. The user fills it in."),
    "rule_default": lazy_("These get a default value: %(values)s."),
    "rule_default_blank": lazy_("These get a default value where the CRM has none: %(values)s."),
    "rule_asked": lazy_("The user is asked for: %(fields)s."),
    "rule_must": lazy_("These must have a value, else nothing is created: %(fields)s."),
    "rule_cannot": lazy_(
        "These are mandatory in the ERP, but get no value from the CRM and have no default value: %(fields)s. "
        "Nothing can be created there before they do."
    ),
    # changed
    "rule_changed_crm": lazy_("The CRM gets the new value: %(pairs)s."),
    "rule_changed_erp": lazy_("The ERP gets the new value: %(pairs)s."),
    # made blank
    "rule_blank_crm": lazy_("These become blank in the CRM too: %(fields)s."),
    "rule_blank_erp": lazy_("These become blank in the ERP too: %(fields)s."),
    "rule_kept_crm": lazy_("These must have a value in the CRM and keep it; the record is reported: %(fields)s."),
    "rule_kept_erp": lazy_("These must have a value in the ERP and keep it; the record is reported: %(fields)s."),
    # deleted
    "rule_deleted_in_erp": lazy_("Nothing is deleted in the CRM. “Disconnect” removes only the link."),
    "rule_deleted_in_crm": lazy_("Nothing is deleted in the ERP. “Disconnect” removes only the link."),
    # remarks
    "rule_linked": lazy_("Only linked pairs are kept equal. Records without a link are left alone."),
    "rule_one_link": lazy_("A company is linked to one actor of this connection."),
    "rule_person": lazy_("A person can be linked only when the company is linked on this connection."),
    "rule_lost": lazy_("Mapped, but no longer in the ERP, and therefore not synced: %(fields)s."),
    "rule_crm_wins": lazy_(
        "The CRM wins, since it stands higher in the sync priority; the losing value is in the log. This concerns: %(fields)s."
    ),
    "rule_erp_wins": lazy_(
        "The ERP wins, since this connection stands higher in the sync priority than the CRM; the losing value is in the log. "
        "This concerns: %(fields)s."
    ),
    "rule_one_way": lazy_(
        "In fields that go one way only, nothing is carried back: what is typed at the receiver stays until the sender's value "
        "changes."
    ),
    "rule_cut_crm": lazy_("Cut at this many characters in the CRM: %(limits)s."),
    "rule_cut_erp": lazy_("Cut at this many characters in the ERP: %(limits)s."),
    "rule_list_whole": lazy_("%(name)s: every item has its counterpart."),
    "rule_list_unread": lazy_("%(name)s: the items have not been read from the ERP yet, so the field is not written."),
    "rule_list_undecided": lazy_(
        "%(name)s: not decided yet: %(items)s. A record with such an item is reported, and the field is not written."
    ),
    "rule_list_blank": lazy_("%(name)s: these become blank in the CRM: %(items)s."),
    "rule_list_back": lazy_("%(name)s: where several ERP items become one in the CRM, the way back is: %(pairs)s."),
    "rule_list_no_back": lazy_(
        "%(name)s: these CRM items stand for nothing in the ERP: %(items)s. A record with such an item is reported, "
        "and the field is not written."
    ),
}
