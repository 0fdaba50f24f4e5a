"""Connecting a record to an actor: searching, comparing side by side, linking."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("connect", __name__, url_prefix="/crm")
