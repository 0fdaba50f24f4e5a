"""The two selections that an import leaves behind: the records that it created, and those that it updated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from connectors.base import Text
from webapp import config
from webapp.crm.fields import Entity
from webapp.models import Selection, SyncRun
from webapp.services import selections

CREATED = Text("Created by the import of {at:%Y-%m-%d %H:%M}", "Opprettet ved importen {at:%d.%m.%Y %H.%M}")
UPDATED = Text("Updated by the import of {at:%Y-%m-%d %H:%M}", "Oppdatert ved importen {at:%d.%m.%Y %H.%M}")
"""Without the connection's name: everybody sees selections, also who isn't in its scope."""


@dataclass(frozen=True)
class Kept:
    """The selections of an import, as far as there is something in them."""

    run: SyncRun
    entity: Entity
    created: Selection | None = None
    updated: Selection | None = None

    def with_more(self, created: Sequence[int], updated: Sequence[int]) -> Kept:
        """The same with these records added; call it in the transaction that stores them."""
        return replace(
            self,
            created=self._added(self.created, CREATED, created),
            updated=self._added(self.updated, UPDATED, updated),
        )

    def _added(self, selection: Selection | None, name: Text, ids: Sequence[int]) -> Selection | None:
        if not ids:
            return selection
        if selection is None:
            return selections.make(self._name(name), self.entity, ids, self.run.user, self.run)
        selections.add(selection, ids)
        return selection

    def _name(self, name: Text) -> str:
        """In the language and the time zone of the settings: whoever opens it later reads the same."""
        at = self.run.created_at.replace(tzinfo=UTC).astimezone(config.current["TIMEZONE"])
        return name.in_language(config.current["LANGUAGE"]).format(at=at)
