"""Placeholder."""

from flask import Blueprint

blueprint = Blueprint("scope", __name__)


@blueprint.get("/placeholder/scope")
def index() -> str:
    return ""
