"""A record's history, and why a value is what it is."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("history", __name__, url_prefix="/crm")
