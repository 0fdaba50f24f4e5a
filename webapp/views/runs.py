"""Runs: what is and was done in the background."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.access import administrators_only, load_run

blueprint = Blueprint("runs", __name__, url_prefix="/runs")


@blueprint.get("/<row>")
@administrators_only
def show(row: str) -> str:
    """One run: how far it is, and what came of it."""
    return render_template("runs/show.html", run=load_run(row))
