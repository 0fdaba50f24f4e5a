"""The register: companies, persons and projects."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import login_required

from webapp import texts
from webapp.access import load_record
from webapp.crm.fields import Entity
from webapp.pages.record_head import head

blueprint = Blueprint("records", __name__, url_prefix="/crm")
ENTITY = "<any(company, person, project):entity>"


@blueprint.get(f"/{ENTITY}")
@login_required
def index(entity: str) -> str:
    """The list of an entity."""
    return render_template("records/index.html", title=texts.entities(Entity(entity)))


@blueprint.get(f"/{ENTITY}/<row>")
@login_required
def show(entity: str, row: str) -> str:
    """A record."""
    return render_template("records/show.html", h=head(load_record(entity, row), "details"))


@blueprint.get("/company/<row>/persons")
@login_required
def persons(row: str) -> str:
    """The persons of a company."""
    return render_template("records/show.html", h=head(load_record("company", row), "persons"))


@blueprint.get("/company/<row>/projects")
@login_required
def projects(row: str) -> str:
    """The projects of a company."""
    return render_template("records/show.html", h=head(load_record("company", row), "projects"))
