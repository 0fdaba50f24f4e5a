"""Values of records as people read them: in their language, short enough for a cell."""

from __future__ import annotations

from datetime import datetime, time

from connectors.base import Unknown, Value, utc
from connectors.values import to_text
from webapp import config
from webapp.i18n import _, language

LONGEST = 120


def shown(value: Value | Unknown) -> str:
    """A value as text; blank where there is none or it can't be told. Numbers are not grouped: many are keys."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, float):
        text = repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return text.replace(".", ",") if language() == "nb" else text
    return "" if isinstance(value, Unknown) else shortened(to_text(value))


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text in one line, cut with an ellipsis where it is long."""
    line = " ".join(text.split())
    return f"{line[:longest]}…" if len(line) > longest else line


def moment(value: datetime) -> str:
    """A date, with the time of day where it has one: a midnight, in UTC or where we are, stands for the day alone."""
    there = utc(value)
    if there.time() == time():
        return _day(there)
    try:
        here = there.astimezone(config.current["TIMEZONE"])
    except (OverflowError, ValueError):  # the first and the last day there is
        return _day(there)
    return _day(here) if here.time() == time() else f"{_day(here)} {here:{'%H.%M' if language() == 'nb' else '%H:%M'}}"


def _day(value: datetime) -> str:
    if language() == "nb":
        return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
