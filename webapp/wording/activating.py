"""Why a connection isn't ready to sync: what has to be in order, what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

CONDITIONS: dict[str, str] = {
    "fields": lazy_("The configuration fields are filled in"),
    "test": lazy_("The connection test passes"),
    "scope": lazy_("Somebody may use the connection"),
    "read": lazy_("The fields of the ERP have been read"),
    "synced": lazy_("At least one actor type is synced"),
    "existing": lazy_("Every mapped field exists on both sides"),
    "possible": lazy_("Every direction is possible"),
    "mandatory": lazy_("Every mandatory ERP field has a direction or a default value"),
    "listed": lazy_("Every mapped list field has a list mapping"),
    "single": lazy_("No CRM field is written by two ERP fields"),
    "alone": lazy_("No other active connection writes the same CRM fields"),
}
"""The conditions of an activation by their keys; see `services.activation.CHECKS`."""

WORDING: dict[str, str] = {
    "ready_untested": lazy_("Not tested with the stored values. A test is made when it is activated."),
    "ready_test_failed": lazy_("The last test did not pass. Test again to see why."),
    "ready_unread": lazy_("The fields of the ERP have not been read yet. Open the mappings and refresh the fields."),
    "ready_reading": lazy_("The fields of the ERP are being read just now. Wait a moment and try again."),
    "ready_read_failed": lazy_("The fields of the ERP could not be read: %(text)s"),
    "ready_no_actor": lazy_("No actor type is switched on. Open the mappings and switch one on."),
    "ready_no_direction": lazy_("%(actor)s is switched on, but no field has a direction. Set at least one."),
    "ready_actor_missing": lazy_("The ERP no longer has the actor type %(actor)s. Switch it off."),
    "ready_erp_missing": lazy_("%(actor)s: mapped, but no longer in the ERP: %(fields)s. Remove their CRM fields."),
    "ready_crm_gone": lazy_("%(actor)s: the CRM fields of these ERP fields no longer exist: %(fields)s. Choose others."),
    "ready_direction": lazy_("%(actor)s: mapped in a direction that isn't possible: %(fields)s. Change it."),
    "ready_mandatory": lazy_("%(actor)s: mandatory in the ERP, but without a direction or a default value: %(fields)s."),
    "ready_list_unread": lazy_("%(actor)s: list fields whose items have not been read: %(fields)s. Refresh the fields."),
    "ready_list_unmapped": lazy_("%(actor)s: list fields without a list mapping: %(fields)s."),
    "ready_way_back": lazy_("%(actor)s, %(fields)s: several ERP items go to %(items)s. Mark one of them as the way back."),
    "ready_two_writers": lazy_("%(actor)s: more than one ERP field writes the CRM field %(crm)s: %(fields)s. Keep one of them."),
    "ready_other_writer": lazy_("%(actor)s: the active connection “%(name)s” writes the same CRM fields: %(crm)s."),
    "note_no_direction": lazy_("%(actor)s is switched on, but no field has a direction: nothing of it is synced."),
    "note_unfilled": lazy_(
        "%(actor)s: mandatory in the ERP, but only carried to the CRM: %(fields)s. "
        "To create one in the ERP, give them a default value or have the user asked."
    ),
    "note_retyped": lazy_("%(actor)s: of another type in the ERP than before: %(fields)s. Look over their directions."),
    "note_undecided": lazy_(
        "%(actor)s, %(fields)s: not decided yet: %(items)s. A record with such an item is reported, and the field is not written."
    ),
}
