"""What the panels of *Suggest* and *Try on real records* share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.errors import Problem
from webapp.services.samples import Trouble
from webapp.services.sheets import Book, Sheet


def urls(book: Book, sheet: Sheet) -> SimpleNamespace:
    """Where the panels' buttons post to."""
    here: dict[str, Any] = {"row": book.connection.id, "actor_type": sheet.type.value}
    return SimpleNamespace(**{name.strip("_"): url_for(f"mapping_aids.{name}", **here) for name in ("suggest", "try_", "apply")})


def trouble(found: Trouble) -> SimpleNamespace:
    """Why the ERP's records can't be had, what to do about it, and the technical text, all safe to show."""
    if isinstance(found, Problem):
        return SimpleNamespace(text=texts.problem(found), remedy="", detail="")
    return SimpleNamespace(text=texts.text(found.text), remedy=texts.text(found.remedy), detail=found.detail)
