"""Creating an actor in the ERP for a record."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("create_actor", __name__, url_prefix="/crm")
