"""Actors that become new records just as they are, column by column: nearly all of them do, mostly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import compress


@dataclass(frozen=True, slots=True)
class Plain:
    """Of each column a value for each actor. `places`: where the actors stand among those that were read with them.

    `parents`: the ids of the companies that they belong to. `stored` as `crm.adding.ready` makes it; `agreed` as JSON text.
    """

    places: Sequence[int]
    erp_keys: Sequence[str]
    titles: Sequence[str]
    parents: Sequence[int | None]
    stored: Sequence[Sequence[str]]
    agreed: Sequence[str]

    def __len__(self) -> int:
        return len(self.erp_keys)

    def without(self, apart: Collection[int]) -> Plain:
        """All but those at these indexes."""
        if not apart:
            return self
        stay = [place not in apart for place in range(len(self))]
        return Plain(
            places=list(compress(self.places, stay)),
            erp_keys=list(compress(self.erp_keys, stay)),
            titles=list(compress(self.titles, stay)),
            parents=list(compress(self.parents, stay)),
            stored=[list(compress(column, stay)) for column in self.stored],
            agreed=list(compress(self.agreed, stay)),
        )

    def at(self, places: Sequence[int]) -> Plain:
        """The same, where `places` so far are indexes of *places*."""
        return replace(self, places=[places[place] for place in self.places])
