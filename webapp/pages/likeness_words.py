"""Why an actor and a record are taken to be the same, in words."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.i18n import _
from webapp.sync.likeness import Reason
from webapp.wording.likeness import REASONS


def reasons(found: Sequence[Reason]) -> str:
    """“Same org. no. · name 94 % alike · same postal code”; the strongest first."""
    words = " · ".join(_worded(each) for each in found)
    return words[:1].upper() + words[1:]


def _worded(reason: Reason) -> str:
    code = "same_name" if reason.code == "name" and reason.percent >= 100 else reason.code
    return _(REASONS[code], percent=reason.percent)
