"""The runs of an import and their undoing: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "import_untested": lazy_("“%(name)s” has not passed a test as it is configured now. Test it first, then import."),
    "import_nothing_mapped": lazy_(
        "No field of %(type)s goes to the CRM in “%(name)s”. Each actor type has mappings of its own. Choose CRM fields and the "
        "direction to the CRM on the tab %(type)s under Mappings first."
    ),
    "import_under_way": lazy_("An import of this preview is under way. Wait until it is done, or cancel it."),
    "import_nothing_left": lazy_(
        "No row is left that is ticked or decided. Tick those to import, or decide on a possible duplicate."
    ),
    "import_row_gone": lazy_(
        "What you decided on isn't here any more: an import that has ended meanwhile has read it again. Nothing of it is stored."
    ),
    "undo_impossible": lazy_("This run can't be undone: it has changed nothing."),
    "undo_running": lazy_("This run is still under way. Wait until it is done, or cancel it; then it can be undone."),
    "undone_already": lazy_("This run has been undone already. A run can be undone once."),
}
