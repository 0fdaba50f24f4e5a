"""Placeholder."""

from flask import Blueprint

blueprint = Blueprint("sync", __name__)


@blueprint.get("/sync")
def index() -> str:
    return ""
