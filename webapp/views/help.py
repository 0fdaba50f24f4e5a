"""The guide, in the application."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, send_from_directory

from webapp.i18n import language
from webapp.services import help_pages

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("")
def index() -> str:
    """The first page, and what else there is."""
    return _show(help_pages.FIRST)


@blueprint.get("/<name>")
def page(name: str) -> str:
    """One page."""
    return _show(name)


@blueprint.get("/images/<path:name>")
def image(name: str) -> Response:
    """A picture in the guide."""
    return send_from_directory(help_pages.DOCS / "images", name)


def _show(name: str) -> str:
    found = help_pages.page(name, language())
    if found is None:
        abort(404)
    pages = help_pages.pages(language())
    return render_template("help/page.html", page=found, pages=pages, first=help_pages.FIRST)
