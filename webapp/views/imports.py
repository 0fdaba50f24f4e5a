"""Import from ERP: criteria, hits, preview, import."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("imports", __name__, url_prefix="/sync/connections")
