"""The items of a CRM list as they stand on the page of its editor, before anything is stored. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

NEW = 0
"""The id of an item that isn't stored yet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the list: its row's id, its name as typed, and whether it is ticked."""

    id: int
    name: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """What stands on the page: the list's own name, its items in order, the ids of deleted items (some of which may not be
    deleted in the database yet), those of them that are ticked, and a text with new names, one a line."""

    title: str
    live: tuple[Entry, ...]
    gone: tuple[int, ...] = ()
    back: frozenset[int] = frozenset()
    lines: str = ""

    @property
    def new_names(self) -> list[str]:
        """The names typed in the text, without blank lines."""
        return names_in(self.lines)

    @property
    def ids(self) -> list[int]:
        """The ids of the stored items in the list, in order."""
        return [each.id for each in self.live if each.id != NEW]


def names_in(text: str) -> list[str]:
    """The names in a text, one a line, without blank lines."""
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


Act = Callable[[ListPage], ListPage]


def up(page: ListPage) -> ListPage:
    """Every ticked item one place up, as far as there is room."""
    live = list(page.live)
    for place in range(1, len(live)):
        if live[place].ticked and not live[place - 1].ticked:
            live[place - 1], live[place] = live[place], live[place - 1]
    return replace(page, live=tuple(live))


def down(page: ListPage) -> ListPage:
    """Every ticked item one place down, as far as there is room."""
    turned = up(replace(page, live=page.live[::-1]))
    return replace(page, live=turned.live[::-1])


def top(page: ListPage) -> ListPage:
    """The ticked items first."""
    return replace(page, live=tuple(sorted(page.live, key=lambda each: not each.ticked)))


def bottom(page: ListPage) -> ListPage:
    """The ticked items last."""
    return replace(page, live=tuple(sorted(page.live, key=lambda each: each.ticked)))


def sort(page: ListPage, order: Callable[[str], str]) -> ListPage:
    """All items by their names."""
    return replace(page, live=tuple(sorted(page.live, key=lambda each: order(each.name))))


def delete(page: ListPage) -> ListPage:
    """The ticked items to the deleted ones; new ones are forgotten."""
    gone = tuple(each.id for each in page.live if each.ticked and each.id != NEW)
    return replace(page, live=tuple(each for each in page.live if not each.ticked), gone=(*gone, *page.gone))


def restore(page: ListPage, names: Mapping[int, str]) -> ListPage:
    """The ticked deleted items back, at the list's end, by their names as stored."""
    back = [Entry(id_, names[id_]) for id_ in page.gone if id_ in page.back and id_ in names]
    left = tuple(id_ for id_ in page.gone if id_ not in page.back)
    return replace(page, live=(*page.live, *back), gone=left, back=frozenset())


def add(page: ListPage) -> ListPage:
    """The names typed in the text as new items, at the list's end."""
    return replace(page, live=(*page.live, *(Entry(NEW, name) for name in page.new_names)), lines="")


def with_unseen(page: ListPage, stored: ListPage) -> ListPage:
    """With the items at its end that are stored and that the page knows nothing of: somebody has added them meanwhile."""
    known = {*page.ids, *page.gone}
    gone = tuple(id_ for id_ in stored.gone if id_ not in known)
    return replace(page, live=(*page.live, *(each for each in stored.live if each.id not in known)), gone=(*page.gone, *gone))


def same(one: ListPage, other: ListPage) -> bool:
    """Whether two pages would be stored alike."""
    return _stored_part(one) == _stored_part(other) and not (one.new_names or other.new_names)


def _stored_part(page: ListPage) -> object:
    return page.title, [(each.id, each.name) for each in page.live], set(page.gone)


def unticked(page: ListPage, but: Collection[int]) -> ListPage:
    """With no tick at other places than these."""
    live = (each if place in but else replace(each, ticked=False) for place, each in enumerate(page.live))
    return replace(page, live=tuple(live))
