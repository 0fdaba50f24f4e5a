"""What a connector's process asks the ERP for actors: a page of a search, those with certain keys, or all that match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from connectors.base import ERP_KEY, PARENT_KEY, PARENT_TYPE, Actor, Batch, Connector, Operator, Restriction, Text, Unusable
from connectors.cleaning import Cleaner
from connectors.errors import ProtocolBroken
from connectors.fitting import shortened
from connectors.process import ActorsRead, Done, Event, Fault, Question, RecordsRead
from connectors.soundness import is_text

MOST_FAULTS = 1_000
"""How many faults a stream tells one by one; of the rest it tells how many there are."""
_PIECE = 1_000
_KEYS = 500  # that a connector is asked for at a time
_MANY = 1_000_000  # actors that one question for a stream asks for: most connectors begin anew with each
_LONGEST_CURSOR = 4_000
_PLACE = re.compile(r"(\d{1,6}):(.*)", re.DOTALL)


def search(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Event]:
    """A page of what matches, and where the next begins. Raises what the connector raises."""
    raw, unusable, cursor = _page(connector, question, cleaner)
    actors, faults = cleaner.clean(raw)
    yield RecordsRead(_within(actors, question), cursor, [*faults, *_unusable(unusable, cleaner)])


def get(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Event]:
    """The actors with these keys; what else a connector answers is left out."""
    raw = list(chain.from_iterable(batch.actors for batch in _got(connector, question, cleaner)))
    actors, faults = cleaner.clean(raw)
    yield RecordsRead(actors, "", faults)


def stream(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Event]:
    """Everything that matches, or has one of the keys, piece by piece. Raises what the connector raises, after what it has
    answered before."""
    most = max(MOST_FAULTS, len(question.erp_keys))
    told = 0
    for actors, faults in _cleaned(_found(connector, question, cleaner), cleaner):
        tell = faults[: most - told]
        told += len(tell)
        yield ActorsRead(_within(actors, question), tell, len(faults) - len(tell))
    yield Done()


def _found(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Batch]:
    if question.erp_keys:
        return _got(connector, question, cleaner)
    return _batches(connector, question, _MANY, cleaner)


def _got(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Batch]:
    """The actors with these keys as the connector gives them, hundreds at a time; what else it answers is left out."""
    keys = list(dict.fromkeys(question.erp_keys))
    for start in range(0, len(keys), _KEYS):
        wanted = frozenset(some := keys[start : start + _KEYS])
        for batch in connector.get_actors(question.actor_type, some, _keys(question)):
            yield Batch([each for each in _sound(batch, cleaner).actors if getattr(each, "erp_key", None) in wanted])
            del batch


def _cleaned(found: Iterable[Batch], cleaner: Cleaner) -> Iterator[tuple[list[Actor], list[Fault]]]:
    for batch in found:
        for start in range(0, len(batch.actors), _PIECE):
            yield from cleaner.portions(batch.actors[start : start + _PIECE])
        for start in range(0, len(batch.unusable), _PIECE):
            yield [], _unusable(batch.unusable[start : start + _PIECE], cleaner)
        del batch  # while the connector makes the next one, it alone may hold this one


def _unusable(found: Sequence[Unusable], cleaner: Cleaner) -> list[Fault]:
    return [replace(each, reason=shortened(each.reason, cleaner.secrets)) for each in cleaner.unusable(found)]


def _page(connector: Connector, question: Question, cleaner: Cleaner) -> tuple[list[Actor], list[Unusable], str]:
    """What stands on a page, as the connector gives it, what it can't give among that, and the cursor of the next one.

    A connector may give more than was asked for, as one does that knows no paging: then the next page begins within what
    it gave. So our cursor is a number of actors to skip, a colon and the connector's own.
    """
    place = _PLACE.fullmatch(question.cursor)
    skip, cursor = (int(place[1]), place[2]) if place else (0, "")
    wanted, since = skip + question.limit, 0
    raw: list[Actor] = []
    unusable: list[Unusable] = []
    for batch in _batches(connector, replace(question, cursor=cursor), wanted, cleaner):
        raw += batch.actors
        unusable += batch.unusable[: MOST_FAULTS - len(unusable)]
        since += len(batch.actors)
        if len(raw) > wanted:
            return raw[skip:wanted], unusable, f"{since - (len(raw) - wanted)}:{cursor}"
        if len(raw) == wanted:
            return raw[skip:], unusable, batch.cursor and f"0:{batch.cursor}"
        if batch.cursor:
            cursor, since = batch.cursor, 0
    return raw[skip:], unusable, ""


def _batches(connector: Connector, question: Question, limit: int, cleaner: Cleaner) -> Iterator[Batch]:
    """All batches that answer *question*, which is asked again from where an answer stopped, *limit* actors at a time."""
    used, cursor, left = {question.cursor}, question.cursor, limit
    while True:
        following = ""
        for batch in _asked(connector, replace(question, cursor=cursor), left or limit):
            following = _sound(batch, cleaner).cursor
            if following in used and following:
                raise _endless(following)
            used.add(following)
            left = max(left - len(batch.actors), 0)
            yield batch
            del batch
        if not following:
            return
        cursor = following


def _asked(connector: Connector, question: Question, limit: int) -> Iterator[Batch]:
    """A question in the words of the protocol."""
    type_, keys, parent = question.actor_type, _keys(question), question.parent
    if question.restrictions:
        return connector.search_advanced(type_, _restrictions(question), keys, limit, question.cursor)
    if parent:
        return connector.search_by_parent(type_, *parent, question.text, keys, limit, question.cursor)
    return connector.search_actors(type_, question.text, keys, limit, question.cursor)


def _restrictions(question: Question) -> list[Restriction]:
    if not question.parent:
        return [*question.restrictions]
    type_, key = question.parent
    within = ((PARENT_TYPE, type_.value), (PARENT_KEY, key))
    return [*question.restrictions, *(Restriction(name, Operator.EQUALS, (value,)) for name, value in within)]


def _within(actors: Sequence[Actor], question: Question) -> Sequence[Actor]:
    """*actors* without those of other parents: to a restriction case makes no difference, to keys it does."""
    if not question.parent:
        return actors
    return [actor for actor in actors if actor.parent_key in ("", question.parent[1])]


def _keys(question: Question) -> list[str]:
    return [key for key in question.field_keys if key != ERP_KEY]


def _sound(batch: Batch, cleaner: Cleaner) -> Batch:
    """*batch*, if it is one. Raises `ProtocolBroken`."""
    sound = isinstance(batch, Batch) and isinstance(batch.actors, Sequence) and isinstance(batch.unusable, Sequence)
    if not sound or not is_text(batch.cursor) or len(batch.cursor) > _LONGEST_CURSOR or cleaner.hides(batch.cursor):
        raise _broken("a batch that is none, or whose cursor is too long or holds what must not be shown")
    return batch


def _endless(cursor: str) -> ProtocolBroken:
    return _broken(f"the cursor {cursor!r:.200} comes a second time, so that the answer would never end")


def _broken(what: str) -> ProtocolBroken:
    return ProtocolBroken(
        Text("The connector's answer isn't of the right kind.", "Svaret fra connectoren har feil form."),
        Text("Report it to whoever made the connector.", "Meld fra til den som har laget connectoren."),
        detail=f"Wrong: {what}.",
    )


ANSWERS: Mapping[str, Callable[[Connector, Question, Cleaner], Iterator[Event]]] = {
    "search": search,
    "get": get,
    "stream": stream,
}
"""How each kind of task that asks for actors is answered."""
