"""The link workbench as `workbench/` shows it: how things stand, the run under way, and a page of what there is to decide."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.access import user
from webapp.crm import pairings
from webapp.crm.pairings import Counts, Place
from webapp.forms.workbench import SCORES, Asked
from webapp.i18n import _, ngettext, whole
from webapp.models import Connection
from webapp.pages import connection as pages
from webapp.pages import workbench_rows, workbench_runs
from webapp.services import rights, suggesting_run
from webapp.sync.likeness import SURE, WORTH

PAGE = 50


def nothing(connection: Connection) -> dict[str, Any]:
    """The page of a connection of which no actor type is synced."""
    return {"h": pages.head(connection, "workbench"), "mappings_url": url_for("mappings.index", row=connection.id)}


def page(place: Place, ask: Asked, said: str = "", problems: list[str] | None = None) -> dict[str, Any]:
    """The list, as the address asks for it. *said* and *problems* tell what has come of a press."""
    connection = place.connection
    found = pairings.counts(place)
    number, of, rows = _rows(place, ask)
    return {
        "h": pages.head(connection, "workbench"),
        "tabs": pages.tabs(connection, "workbench.show", dict.fromkeys(suggesting_run.types(connection), ""), place.type),
        "title": texts.actor(place.type),
        "ask": ask,
        "list": ask.shown,
        "rows": rows,
        "count": _of_list(ask, found, of),
        "counts": _counts(found),
        "views": _views(place, ask, found),
        "scores": [(0, _("Any score"), not ask.least)]
        + [(each, _("%(score)s or more", score=each), each == ask.least) for each in sorted({*SCORES, ask.least} - {0})],
        "run": workbench_runs.state(place),
        "said": said or ngettext("%(num)s in the list.", "%(num)s in the list.", of),
        "problems": problems or [],
        "all": _all(place, found),
        "url": urls(place, ask),
        "filtered": bool(ask.words or ask.least),
        "waiting": _waiting(found),
        "pager": _pager(place, ask, number, of),
    }


def standing(place: Place) -> dict[str, Any]:
    """How things stand after a press."""
    found = pairings.counts(place)
    return {"counts": _counts(found), "all": _all(place, found)}


def urls(place: Place, ask: Asked) -> SimpleNamespace:
    """The addresses of the page's presses; each brings back to the list as it is filtered."""
    here: dict[str, Any] = {"row": place.connection.id, "actor_type": place.type.value}
    return SimpleNamespace(
        list=url_for("workbench.show", **here),
        again=url_for("workbench.show", **here, **ask.given, page=ask.page),
        decide=url_for("workbench.decide", **here, **ask.given, page=ask.page),
        find=url_for("workbench.find", **here),
        cancel=url_for("workbench.cancel", **here),
        accept_all=url_for("workbench.accept_all", **here),
        mappings=url_for("mappings.sheet", **here),
    )


def _all(place: Place, found: Counts) -> SimpleNamespace:
    """The way to accepting all from a score on; `why_off`: why there is none now."""
    why_off = "" if found.suggested else _("Nothing is suggested that could be accepted.")
    return SimpleNamespace(url=urls(place, Asked()).accept_all, score=SURE, least=WORTH, why_off=why_off)


def confirm(place: Place, least: int, accepted: int, doubtful: int, problems: list[tuple[str, str]]) -> dict[str, Any]:
    """The question before all from a score on are linked. Where none would be, its button only counts again: `asked` is the
    score that the sentence is of, which has to be the one given before anything is linked."""
    return {
        "h": pages.head(place.connection, "workbench"),
        "title": _("Accept all suggestions"),
        "least": least,
        "asked": least if accepted or not WORTH <= least <= 100 else "",
        "worth": WORTH,
        "sentence": _sentence(place, least, accepted, doubtful),
        "left": ngettext(
            "%(num)s suggestion stays to be decided: something else fits just as well.",
            "%(num)s suggestions stay to be decided: something else fits just as well.",
            doubtful,
        )
        if doubtful
        else "",
        "problems": problems,
        "possible": accepted > 0,
        "url": urls(place, Asked()),
    }


def _sentence(place: Place, least: int, accepted: int, doubtful: int) -> str:
    if doubtful and not accepted:
        return _("No suggestion with a score of %(least)s or more can be accepted as it is.", least=least)
    if not accepted:
        return _("Nothing is suggested with a score of %(least)s or more.", least=least)
    return ngettext(
        "%(num)s suggestion on “%(name)s” with a score of %(least)s or more is accepted.",
        "%(num)s suggestions on “%(name)s” with a score of %(least)s or more are accepted.",
        accepted,
        name=place.connection.name,
        least=least,
    )


def _rows(place: Place, ask: Asked) -> tuple[int, int, list[SimpleNamespace]]:
    """The number of the page, how many rows there are in all, and those of the page. Five queries at most."""
    query = {
        "suggested": lambda: pairings.with_suggestion(place, ask.words, ask.least),
        "without": lambda: pairings.without_suggestion(place, ask.words),
        "rejected": lambda: pairings.rejected(place, ask.words, ask.least),
        "linked": lambda: pairings.linked(place, ask.words),
    }[ask.shown]()
    count = query.count()
    number = max(1, min(ask.page, -(-count // PAGE)))
    reachable = rights.on(user(), place.connection.id) is not None
    made = workbench_rows.MAKERS[ask.shown](place, list(query.paginate(number, PAGE)), reachable)
    return number, count, made


def _counts(found: Counts) -> list[str]:
    return [
        ngettext("%(num)s linked", "%(num)s linked", found.linked),
        ngettext("%(num)s not linked", "%(num)s not linked", found.unlinked),
        ngettext("%(num)s with a suggestion", "%(num)s with a suggestion", found.suggested),
    ]


def _of_list(ask: Asked, found: Counts, of: int) -> str:
    whole_list = {"suggested": found.suggested, "rejected": found.rejected, "linked": found.linked}.get(ask.shown, of)
    return whole(of) if of == whole_list else _("%(count)s of %(total)s", count=whole(of), total=whole(whole_list))


def _views(place: Place, ask: Asked, found: Counts) -> list[SimpleNamespace]:
    """The lists to choose from; the words and the score stay."""
    labels = {
        "suggested": (_("To decide"), found.suggested),
        "without": (_("Without suggestion"), max(0, found.unlinked - found.suggested)),
        "rejected": (_("Rejected"), found.rejected),
        "linked": (_("Linked"), found.linked),
    }
    return [
        SimpleNamespace(value=shown, label=f"{label} ({whole(count)})", chosen=shown == ask.shown)
        for shown, (label, count) in labels.items()
    ]


def _waiting(found: Counts) -> str:
    return (
        ngettext(
            "%(num)s person can't be linked yet: the company isn't linked on this connection. Link the companies first.",
            "%(num)s persons can't be linked yet: their companies aren't linked on this connection. Link the companies first.",
            found.waiting,
        )
        if found.waiting
        else ""
    )


def _pager(place: Place, ask: Asked, number: int, count: int) -> SimpleNamespace:
    pages_ = max(1, -(-count // PAGE))

    def at(there: int) -> str:
        return url_for("workbench.show", row=place.connection.id, actor_type=place.type.value, **ask.given, page=there)

    return SimpleNamespace(
        words=_("Page %(page)s of %(pages)s", page=whole(number), pages=whole(pages_)) if pages_ > 1 else "",
        before=at(number - 1) if number > 1 else "",
        after=at(number + 1) if number < pages_ else "",
    )
