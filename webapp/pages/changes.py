"""The record of changes as `changes/` shows it, and as a file for a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import config
from webapp.forms.base import row_id
from webapp.i18n import _, local, ngettext, when, whole
from webapp.models import AuditEvent, Connection
from webapp.pages import change_words
from webapp.services import audit

FIELDS = ("connection", "area", "user", "q", "from", "to")
PROGRAM = "program"
NOBODY = -1  # as an id: no row has it
MANY, LONG = 5, 600
"""More changes than this, or longer ones (in characters), are folded."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the words of its fields, the filter that they come to, and what is wrong with them."""

    given: Mapping[str, str]
    wanted: audit.Filter
    problem: str = ""


def asked(args: Mapping[str, str]) -> Asked:
    """What the fields of an address ask for. What names nothing finds nothing; dates that can't be used are left out."""
    given = {name: args.get(name, "")[:200] for name in FIELDS}
    connection, user = given["connection"], given["user"]
    wanted = audit.Filter(
        connection=row_id(connection) or NOBODY if connection else None,
        area=given["area"],
        user=audit.PROGRAM if user == PROGRAM else row_id(user) or NOBODY if user else None,
        text=given["q"],
    )
    try:
        since, until = _start(given["from"]), _start(given["to"], days=1)
    except (ValueError, OverflowError):
        shown = given | {"from": "", "to": ""}  # a date's control can't show what is no date
        return Asked(shown, wanted, _("A date can't be used, and was left out. Choose another."))
    wrong = since and until and since >= until
    problem = _("The first day is after the last one. Change one of them.") if wrong else ""
    return Asked(given, replace(wanted, since=since, until=until), problem)


def _start(day: str, days: int = 0) -> datetime | None:
    """When a day (or one so many days later) begins where the pages are read, in UTC; None for a blank."""
    if not day:
        return None
    begins = datetime.strptime(day, "%Y-%m-%d") + timedelta(days)  # noqa: DTZ007 - the zone comes next
    return begins.replace(tzinfo=config.current["TIMEZONE"]).astimezone(UTC).replace(tzinfo=None)


def page(args: Mapping[str, str]) -> SimpleNamespace:
    """The list, as the address asks for it."""
    ask = asked(args)
    events, count, number = audit.search(ask.wanted, row_id(args.get("page")) or 1)
    connections = audit.connections(ask.wanted.connection)
    by_id = {each.id: each for each in connections}
    given: dict[str, Any] = {name: text for name, text in ask.given.items() if text}
    pages = max(1, -(-count // audit.PAGE))
    return SimpleNamespace(
        given=ask.given,
        problem=ask.problem,
        filtered=bool(given),
        count=whole(count),
        rows=[_row(each, by_id.get(each.connection_id or 0)) for each in events],
        said=ngettext("%(num)s change found.", "%(num)s changes found.", count),
        place=_("Page %(page)s of %(pages)s", page=whole(number), pages=whole(pages)) if pages > 1 else "",
        newer=url_for("changes.index", **given, page=number - 1) if number > 1 else "",
        older=url_for("changes.index", **given, page=number + 1) if number < pages else "",
        export=url_for("changes.export", **given) if events else "",
        list=url_for("changes.index"),
        connections=_options(((str(each.id), _name(each)) for each in connections), ask.given["connection"]),
        areas=_options(((code, change_words.area(code)) for code in audit.AREAS), ask.given["area"]),
        users=_options([*((str(each.id), each.name) for each in audit.users()), (PROGRAM, "kobling")], ask.given["user"]),
    )


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> list[tuple[str, str, bool]]:
    """(value, label, chosen). What was asked for and isn't offered is shown all the same: it is why nothing is found."""
    offered = [(value, label, value == chosen) for value, label in choices]
    known = not chosen or any(each[2] for each in offered)
    return offered if known else [*offered, (chosen, _("(unknown)"), True)]


def _name(connection: Connection) -> str:
    return _("%(name)s (deleted)", name=connection.name) if connection.deleted_at else str(connection.name)


def _row(event: AuditEvent, connection: Connection | None) -> SimpleNamespace:
    changes = audit.changes_of(event)
    lines = [change_words.sentence(each) for each in changes]
    kinds = Counter(change_words.what(each) for each in changes)
    live = connection is not None and connection.deleted_at is None
    return SimpleNamespace(
        id=event.id,
        at=event.at.isoformat(timespec="seconds"),
        when=when(event.at),
        who=_who(event),
        area=change_words.area(event.area, changes),
        connection=event.connection_name,
        url=url_for("connection_dialog.edit", row=event.connection_id) if live else "",
        gone=bool(event.connection_name) and not live,
        lines=lines,
        summary=_summary(kinds) if len(lines) > MANY or sum(map(len, lines)) > LONG else "",
    )


def _who(event: AuditEvent) -> str:
    return str(event.user_name) or "kobling"


def _summary(kinds: Mapping[str, int]) -> str:
    """What is folded away: how many changes, and of which kinds."""
    number = ngettext("%(num)s change", "%(num)s changes", sum(kinds.values()))
    return f"{number}: {', '.join(kind if times == 1 else f'{kind} ({times})' for kind, times in kinds.items())}"


def heads() -> Sequence[str]:
    """The columns of the exported file."""
    return (_("When"), _("Who"), _("Where"), _("ERP connection"), _("Change"), _("Concerns"), _("Before"), _("After"))


def cells(args: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """The rows of the exported file: one a change, those of the newest event first."""
    for event in audit.all_found(asked(args).wanted):
        moment = local(event.at).isoformat(" ", "seconds")[:19]
        for each in audit.changes_of(event):
            about = (moment, _who(event), change_words.area(event.area, [each]), str(event.connection_name))
            sides = ("" if side is None else change_words.value(side) for side in (each.old, each.new))
            yield (*about, change_words.what(each), change_words.of(each), *sides)
