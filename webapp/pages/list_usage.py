"""How often the items of a list are in use in the ERP, for the list mapping dialog: asked of it only when somebody wants it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.errors import ConnectorError
from connectors.process import Question
from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.forms.list_mapping import counts_text
from webapp.i18n import _
from webapp.services import calls
from webapp.services.configuration import of_connection
from webapp.services.list_mappings import ListField


def url_of(shown: ListField, endpoint: str = "field") -> str:
    """The address of a field's dialog."""
    place: dict[str, Any] = {"row": shown.connection.id, "actor_type": shown.type.value, "field": shown.id}
    return url_for(f"list_mapping.{endpoint}", **place)


def asked(shown: ListField) -> tuple[dict[str, int] | None, str]:
    """Counts by html name, as the ERP tells them now; or why there are none."""
    question = Question(actor_type=shown.type, field_keys=(shown.field.key,))
    try:
        found = calls.usage(of_connection(shown.connection), question)
    except ConnectorError as error:
        return None, texts.connector_error(error)
    if found is None:
        return None, _("This connector can't tell how often items are in use.")
    return {html_name(key): count for key, count in found.items()}, ""


def usage(shown: ListField, counts: Mapping[str, int] | None, trouble: str) -> SimpleNamespace:
    """What is known of how often the items are in use; *counts* by html name, None while nobody has counted."""
    known = {html_name(key) for key in shown.known}
    others = sum(count for name, count in (counts or {}).items() if name not in known)
    return SimpleNamespace(
        counted=counts is not None,
        counts=counts_text(counts) if counts is not None else "",
        others=others,
        trouble=trouble,
        url=url_of(shown, "usage"),
    )
