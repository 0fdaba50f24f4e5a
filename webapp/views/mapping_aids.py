"""What helps with mappings: suggestions, and trying the mapping on real records. Nothing is stored here."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_sheet
from webapp.forms.mappings import Entered, entered
from webapp.htmx import answer
from webapp.pages import mappings as pages
from webapp.pages import suggestions as suggestions_page
from webapp.pages import trial as trial_page
from webapp.pages.suggestions import pick
from webapp.services import mappings, suggestions, trial
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("mapping_aids", __name__, url_prefix="/sync/connections/<row>/mappings/<actor_type>")


@blueprint.post("/suggest")
@administrators_only
def suggest(row: str, actor_type: str) -> Response:
    """CRM fields for the fields that have none on the page."""
    book, sheet, on_page = _posted(row, actor_type)
    offer = suggestions.offer(book, sheet, mappings.standing(sheet, on_page.choices))
    return _page(book, sheet, on_page, "suggest", s=suggestions_page.panel(book, sheet, offer))


@blueprint.post("/try")
@administrators_only
def try_(row: str, actor_type: str) -> Response:
    """Some records of the ERP through the mapping as it stands on the page."""
    book, sheet, on_page = _posted(row, actor_type)
    text = request.form.get("try_text", "").strip()[: trial.LONGEST_SEARCH]
    shown = trial.carry_out(book, sheet, mappings.standing(sheet, on_page.choices), text)
    return _page(book, sheet, on_page, "try", t=trial_page.panel(book, sheet, shown, text))


@blueprint.post("/apply")
@administrators_only
def apply(row: str, actor_type: str) -> Response:
    """The suggestions that are ticked, chosen on the page and not stored; or, of *Close*, the page without a panel."""
    book, sheet, on_page = _posted(row, actor_type)
    if request.form.get("aid") == "close":
        return _page(book, sheet, on_page)
    picked = {key: crm for key in sheet.by_key if (crm := request.form.get(pick(key)))}
    choices, taken = suggestions.apply(sheet, mappings.standing(sheet, on_page.choices), picked)
    said = suggestions_page.applied(taken, len(picked))
    return _page(book, sheet, replace(on_page, choices=choices), "applied", tone="success" if taken else "warning", said=said)


@blueprint.get("/suggest")
@blueprint.get("/try")
@blueprint.get("/apply")
@administrators_only
def again(row: str, actor_type: str) -> Response:
    """The address of a panel opened anew: the dialog as it is stored."""
    load_sheet(row, actor_type)
    return redirect(url_for("mappings.sheet", row=row, actor_type=actor_type), code=303)


def _posted(row: str, actor_type: str) -> tuple[Book, Sheet, Entered]:
    book, sheet = load_sheet(row, actor_type)
    return book, sheet, entered(request.form, sheet.by_key)


def _page(book: Book, sheet: Sheet, on_page: Entered, panel: str = "", /, **context: object) -> Response:
    aid = Markup(render_template(f"mapping_aids/_{panel}.html", **context)) if panel else Markup("")  # noqa: S704 - our template
    return answer("mappings/page.html", "mappings/_sheet.html", p=pages.page(book, sheet, on_page, aid=aid))
