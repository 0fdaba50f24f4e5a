"""A field's value on both sides, when a record and an actor are about to be connected: whether they differ, which of the two
can be taken, why not, and which one is meant. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from connectors.base import ERP_KEY, FieldMetadata, Unknown, Value, utc
from webapp.sync.carry import Carried, Outcome

CRM, ERP, NEITHER = "crm", "erp", "none"
"""What can be picked: the CRM's value, which is written in the ERP; the ERP's, which is written in the CRM; both stay."""
_WHY = {
    Outcome.LIST_MISS: "list_miss",
    Outcome.UNCONVERTIBLE: "unconvertible",
    Outcome.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Ways:
    """A synced field: what it is on either side, and which ways its mapping goes."""

    erp: FieldMetadata
    crm: FieldMetadata
    to_crm: bool
    to_erp: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """One side's value as the other side would get it.

    `why` is empty where it can be taken, else: one_way (the mapping doesn't go there), read_only, mandatory (a blank, and the
    other side needs a value), list_miss, unconvertible or unknown. `cut`: it would be shortened.
    """

    value: Value = None
    why: str = ""
    cut: bool = False

    @property
    def possible(self) -> bool:
        """Whether it can be picked."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Sides:
    """Both values of a field. `offers` by side (`CRM`, `ERP`); `meant` is what is picked unless somebody picks another."""

    crm: Value
    erp: Value | Unknown
    equal: bool
    offers: Mapping[str, Offer]
    meant: str

    def may(self, pick: str) -> bool:
        """Whether *pick* is a choice here."""
        return pick == NEITHER or (pick in self.offers and self.offers[pick].possible)

    def towards(self, side: str) -> str:
        """The pick where everything is to come from *side*; what can't stays as it is."""
        return side if self.may(side) else NEITHER


def compare(
    ways: Ways, crm: Value, erp: Value | Unknown, to_erp: Carried, to_crm: Carried, crm_first: bool, zone: tzinfo
) -> Sides:
    """The sides of a field: its values, and each as it would arrive on the other side (by `carry`).

    *crm_first*: the CRM is higher in the sync priority than the connection.
    """
    offers = {CRM: _to_erp(ways, erp, to_erp), ERP: _to_crm(ways, to_crm)}
    equal = alike(crm, erp, to_erp, to_crm, zone)
    return Sides(crm, erp, equal, offers, _meant(crm, erp, offers, crm_first))


def alike(crm: Value, erp: Value | Unknown, to_erp: Carried, to_crm: Carried, zone: tzinfo) -> bool:
    """Whether both sides say the same: either value, carried across, is what is there already."""
    if isinstance(erp, Unknown):
        return False
    return (to_crm.written and _same(to_crm.value, crm, zone)) or (to_erp.written and _same(to_erp.value, erp, zone))


def _to_erp(ways: Ways, erp: Value | Unknown, carried: Carried) -> Offer:
    if not ways.to_erp:
        return Offer(why="one_way")
    if ways.erp.read_only or ways.erp.key == ERP_KEY:
        return Offer(why="read_only")
    if isinstance(erp, Unknown):  # nobody can say what would be overwritten
        return Offer(why="unknown")
    return _offer(ways.erp, carried)


def _to_crm(ways: Ways, carried: Carried) -> Offer:
    if not ways.to_crm:
        return Offer(why="one_way")
    if ways.crm.read_only:
        return Offer(why="read_only")
    return _offer(ways.crm, carried)


def _offer(target: FieldMetadata, carried: Carried) -> Offer:
    if not carried.written:
        return Offer(why=_WHY[carried.outcome])
    if target.mandatory and _blank(carried.value):
        return Offer(why="mandatory")
    return Offer(carried.value, cut=carried.outcome is Outcome.TRUNCATED)


def _meant(crm: Value, erp: Value | Unknown, offers: Mapping[str, Offer], crm_first: bool) -> str:
    """One way: that way. Both ways: the side that has a value where the other has none, else the one with the priority."""
    possible = [side for side in (CRM, ERP) if offers[side].possible]
    if len(possible) < 2:
        one_way = any(offer.why == "one_way" for offer in offers.values())
        return possible[0] if possible and one_way else NEITHER
    if _blank(crm) is not _blank(erp):
        return ERP if _blank(crm) else CRM
    return CRM if crm_first else ERP


def _blank(value: Value | Unknown) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _same(one: Value, other: Value, zone: tzinfo) -> bool:
    """Whether people would call them the same: blanks around a text and the spelling of its accents don't count."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        day = _day(one, zone)
        return utc(one) == utc(other) or (day is not None and day == _day(other, zone))
    return _plain(one) == _plain(other)


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip()) or None
    return None if value is False else value  # a check box that nobody has touched is not ticked


def _day(moment: datetime, zone: tzinfo) -> date | None:
    """The day that a midnight stands for, be it one in UTC or where the pages are read."""
    there = utc(moment)
    if there.time() == time():
        return there.date()
    try:
        here = there.astimezone(zone)
    except (OverflowError, ValueError):  # the first and the last day there is
        return None
    return here.date() if here.time() == time() else None
