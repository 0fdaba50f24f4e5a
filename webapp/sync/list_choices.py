"""Where the items of an ERP's list go, as somebody has chosen it: as stored, or as it stands on a page that is not saved yet.

Nothing here knows a database. The rules fit those of `sync.carry`: what passes `unmarked`, once `settled`, gives every
CRM item that an item of the ERP comes to its way back.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from webapp.sync.carry import ListPair, to_erp_items

NO_SELECTION = "none"
"""In the place of a CRM item's key, which is a number: that none is meant."""


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """Where one item of the ERP goes: `crm` is a CRM item's key, NO_SELECTION, or empty while it isn't decided.

    `typed` is what somebody wrote that is the name of no CRM item; `crm` is empty then.
    """

    crm: str = ""
    way_back: bool = False
    typed: str = ""

    @property
    def decided(self) -> bool:
        """Whether it is known where it goes."""
        return self.crm != ""


Choices = Mapping[str, ItemChoice]
"""By the key of the ERP's item."""


def pairs(choices: Choices) -> list[ListPair]:
    """What is decided, as carrying needs it."""
    return [
        ListPair(key, None if each.crm == NO_SELECTION else each.crm, each.way_back)
        for key, each in choices.items()
        if each.decided
    ]


def coming(choices: Choices) -> dict[str, list[str]]:
    """Which items of the ERP come to each CRM item, by its key."""
    found: dict[str, list[str]] = {}
    for pair in pairs(choices):
        if pair.crm_item is not None:
            found.setdefault(pair.crm_item, []).append(pair.erp_item)
    return found


def unmarked(choices: Choices, present: Container[str]) -> dict[str, list[str]]:
    """The CRM items for which a way back must be marked still, each with the items to choose from.

    *present* are the items that the ERP has: one that it has lost can't be the way back. Where only one of those that come
    is left, there is nothing to mark.
    """
    found: dict[str, list[str]] = {}
    for crm_item, keys in coming(choices).items():
        there = [key for key in keys if key in present]
        if len(there) > 1 and sum(choices[key].way_back for key in there) != 1:
            found[crm_item] = there
    return found


def settled(choices: Choices, present: Container[str]) -> dict[str, ItemChoice]:
    """The same choices with a mark where one is needed and nowhere else, as they are to be stored."""
    marked: set[str] = set()
    for keys in coming(choices).values():
        there = [key for key in keys if key in present]
        if len(keys) > 1:
            marked |= {key for key in there if choices[key].way_back or len(there) == 1}
    return {key: replace(each, way_back=key in marked) for key, each in choices.items()}


def stuck(choices: Choices, present: Container[object]) -> list[str]:
    """The CRM items, by key, that can't go back as it is stored, though items come to them that the ERP has.

    Those `unmarked`, and those whose way back the ERP has lost: saving what is `settled` mends these.
    """
    back = to_erp_items(pairs(choices))
    return [
        crm_item
        for crm_item, keys in coming(choices).items()
        if any(key in present for key in keys) and back.get(crm_item) not in present
    ]


def unreached(choices: Choices, present: Container[str], crm_items: Iterable[str]) -> list[str]:
    """Those of *crm_items* (keys) to which no item comes that the ERP has: records with one of them can't go to the ERP."""
    reached = {each.crm for key, each in choices.items() if key in present}
    return [key for key in crm_items if key not in reached]
