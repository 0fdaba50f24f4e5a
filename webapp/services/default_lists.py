"""The items of an ERP's lists where one is chosen: as last read, and asked anew where that matters."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import Text
from connectors.errors import ConnectorError
from webapp.services import calls
from webapp.services.configuration import of_connection
from webapp.services.sheets import Book


class Lists:
    """A connection's lists by name. Each is asked at most once, and only if somebody wants it asked."""

    def __init__(self, book: Book) -> None:
        self._connection = book.connection
        self._read = book.lists
        self._asked: dict[str, Mapping[str, Text] | ConnectorError] = {}

    def ask(self, name: str) -> None:
        """Ask the ERP for a list's items now."""
        if name in self._asked:
            return
        try:
            self._asked[name] = calls.items(of_connection(self._connection), name)
        except ConnectorError as error:
            self._asked[name] = error

    def items(self, name: str) -> Mapping[str, Text]:
        """A list's items: those just asked for, else as last read."""
        asked = self._asked.get(name)
        return asked if isinstance(asked, Mapping) else self._read.get(name, {})

    def failure(self, name: str) -> ConnectorError | None:
        """Why the list couldn't be asked just now, if it was and couldn't."""
        asked = self._asked.get(name)
        return asked if isinstance(asked, ConnectorError) else None

    def fresh(self, name: str) -> bool:
        """Whether the items are those that the ERP has now."""
        return isinstance(self._asked.get(name), Mapping)

    def knows(self, name: str, item: str) -> bool:
        """Whether the list has *item*, as last read or now. One that could never be read is given the benefit of the doubt."""
        if item in self._read.get(name, {}):
            return True
        self.ask(name)
        return item in self.items(name) or (name not in self._read and self.failure(name) is not None)
