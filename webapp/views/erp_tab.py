"""The ERP tab of a record: a panel for each connection in the user's scope."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("erp_tab", __name__, url_prefix="/crm")
