"""Runs: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "run_under_way": lazy_("A run of “%(name)s” is under way. Wait until it is done, or cancel it under Runs."),
}
