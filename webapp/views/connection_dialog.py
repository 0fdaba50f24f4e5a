"""Placeholder."""

from flask import Blueprint

blueprint = Blueprint("connection_dialog", __name__)


@blueprint.get("/placeholder/connection_dialog")
def index() -> str:
    return ""
