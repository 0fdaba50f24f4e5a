"""Selections: records kept together under a name."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("selections", __name__, url_prefix="/selections")
