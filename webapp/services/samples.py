"""A few records of the ERP, for a page that shows something by them and goes on without them."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base import Actor, ActorType
from connectors.errors import ConnectorError
from connectors.process import Question
from webapp.errors import Problem
from webapp.models import Connection
from webapp.services import calls
from webapp.services.configuration import of_connection

Trouble = ConnectorError | Problem
"""Why there are no records: what the ERP said, or what is wrong with the stored configuration."""


def records(
    connection: Connection, type_: ActorType, keys: Sequence[str], limit: int, text: str = ""
) -> tuple[Sequence[Actor], Trouble | None]:
    """Up to *limit* records in which *text* stands (blank: any), with the fields *keys*; or none, and why. Three queries."""
    configuration = of_connection(connection)
    for problem in configuration.problems.values():
        return (), problem  # without its secret a sign-in would be refused, and count as an attempt
    try:
        return calls.records(configuration, Question(type_, tuple(keys), text=text, limit=limit)), None
    except ConnectorError as error:
        return (), error
