"""Runs: what they are called, how they stand, what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "run_under_way": lazy_("A run of “%(name)s” is under way. Wait until it is done, or cancel it under Runs."),
}

KINDS = {
    "preview": lazy_("Preview of an import"),
    "import": lazy_("Import from the ERP"),
    "suggest": lazy_("Search for suggestions"),
    "link": lazy_("Linking by suggestions"),
    "undo": lazy_("Undoing"),
}
"""Of `models.SyncRun`."""
LEFT = lazy_("Left by an import")
"""A preview of what an import without one didn't bring."""

STATES = {
    "waiting": lazy_("Waiting"),
    "running": lazy_("Under way"),
    "done": lazy_("Done"),
    "partial": lazy_("Done, with failures"),
    "failed": lazy_("Failed"),
    "cancelled": lazy_("Cancelled"),
    "interrupted": lazy_("Interrupted"),
    "replaced": lazy_("Replaced"),
}
TONES = {
    "waiting": "busy",
    "running": "busy",
    "done": "ok",
    "partial": "warn",
    "failed": "fail",
    "cancelled": "off",
    "interrupted": "warn",
    "replaced": "off",
}

BROKEN = {
    "failed": lazy_("The run broke off."),
    "cancelled": lazy_("The run was cancelled."),
    "interrupted": lazy_("The run was interrupted."),
}
"""What is said first of a run that hasn't come to its end."""

AGAIN = {
    "import": lazy_("What it has imported stays. Open the preview to import the rest."),
    "at_once": lazy_("What it has imported stays. Import once more to get the rest: what is linked by now is passed over."),
    "link": lazy_("What it has linked stays. What is left is still among the suggestions."),
    "suggest": lazy_("What it has found stays. Search again to see the rest."),
    "undo": lazy_("What it has taken back stays so. Undo the run once more to take back the rest."),
}
"""What a run leaves behind that hasn't come to its end, and how the rest is done."""
