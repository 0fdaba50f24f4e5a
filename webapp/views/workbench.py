"""The link workbench: everything unlinked of a connection with its best suggestion."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workbench", __name__, url_prefix="/sync/connections")
