"""Placeholder."""

from flask import Blueprint

blueprint = Blueprint("connector_dialog", __name__)


@blueprint.get("/placeholder/connector_dialog")
def index() -> str:
    return ""
