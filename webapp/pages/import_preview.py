"""A preview as `imports/preview.html` shows it: how far it is, then its rows a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from connectors.base import ActorType
from webapp import texts
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.forms.base import row_id
from webapp.i18n import _, ngettext, when, whole
from webapp.models import SyncRun
from webapp.models.stored import text_of
from webapp.pages import connection as connection_pages
from webapp.pages import import_rows, import_runs, run_words
from webapp.pages.import_words import sentence
from webapp.services import import_runs as listing
from webapp.services import sheets
from webapp.services.importing import rows, taking_over
from webapp.services.importing.plan import Wanted, of_params
from webapp.services.importing.rows import Count, ToDo
from webapp.services.sheets import Sheet
from webapp.wording.importing import BROKEN, TABS

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Which rows of a preview are shown: of a kind ("" all), with a text in them, the page of them from 1."""

    kind: str = ""
    text: str = ""
    number: int = 1

    @property
    def query(self) -> dict[str, Any]:
        """As the fields of an address."""
        return {"kind": self.kind or None, "text": self.text or None, "page": self.number if self.number > 1 else None}


def place(kind: str, text: str, number: str) -> Place:
    """A place as it was asked for; what names nothing is all rows, or the first page."""
    return Place(kind if kind in rows.KINDS else "", text.strip()[:LONGEST], row_id(number) or 1)


def address(preview: SyncRun, at: Place) -> str:
    """The address of some rows of a preview."""
    return url_for("import_preview.show", row=preview.connection_id, run=preview.id, **at.query)


def page(preview: SyncRun, at: Place, refused: str = "") -> SimpleNamespace:
    """All of the page. A constant number of queries."""
    connection = preview.connection
    assert connection is not None  # a preview is of one
    type_ = ActorType(preview.actor_type)
    h = connection_pages.head(connection, "imports", "import#preview")
    named = _("Preview of the import: %(actor)s", actor=texts.actor(type_))
    h.title = run_words.title(preview) if preview.is_left else named
    here: dict[str, Any] = {"row": connection.id, "run": preview.id}
    shown = SimpleNamespace(
        h=h,
        back=url_for("imports.sheet", row=connection.id, actor_type=type_.value),
        refused=refused,
        asked=_asked(preview),
        left_by=url_for("runs.show", row=preview.of_id) if preview.of_id else "",
        taken_over=taken_over(preview),
        progress=_progress(preview, here) if preview.under_way else None,
        url=SimpleNamespace(
            save=url_for("import_preview.save", **here, **at.query),
            all=url_for("import_preview.show", **here, kind=at.kind or None),
            **{name: url_for(f"import_preview.{name}", **here) for name in ("show", "discard", "again")},
        ),
    )
    if not preview.under_way:
        shown.__dict__.update(_rows(preview, at, sheets.of(connection).sheets.get(type_), ENTITY_OF[type_]))
    return shown


def _rows(preview: SyncRun, at: Place, sheet: Sheet | None, entity: Entity) -> dict[str, Any]:
    todo, found = rows.to_do(preview), rows.page(preview, at.kind, at.text, at.number)
    imported = listing.imported(preview)
    return {
        "broken": _broken(preview),
        "imported": import_runs.imported(imported) if imported else None,
        "can_go": imported is None and not listing.growing(preview),
        "tabs": _tabs(todo.by_kind, at),
        "kind": at.kind,
        "text": at.text,
        "count": found.count,
        "empty": not sum(each.rows for each in todo.by_kind.values()),
        "gone": bool(preview.done),  # it was read, so where it is empty its rows have been forgotten
        "rows": import_rows.rows(found.rows, sheet),
        "bulk": _bulk(todo.by_kind.get(at.kind), at) if found.count else None,
        "pager": _pager(at, found.number, found.last),
        "sentence": sentence(todo, entity),
        "nothing": not todo.rows,
        "foot": _foot(todo),
    }


def taken_over(preview: SyncRun) -> SimpleNamespace | None:
    """Which import has read again what nobody had decided on here, and where that is now; `gone`: said there to somebody who
    comes from a preview of which nothing remains. Two queries."""
    found = taking_over.successor(preview)
    if found is None:
        return None
    at = when(found.run.created_at)
    here = _("An import begun %(when)s has read again what nobody had decided on here.", when=at)
    gone = _(
        "An import begun %(when)s has read again all of the preview that you opened; nobody had decided on any of it.", when=at
    )
    if found.left is None:
        there = _("It has left nothing that is still to be looked at.")
        way, url = _("Open the import"), url_for("runs.show", row=found.run.id)
        return SimpleNamespace(text=f"{here} {there}", gone=f"{gone} {there}", way=way, url=url)
    there, now = _("What is undecided now stands in what that one has left."), _("What is undecided now stands here.")
    way, url = _("Look at what is left"), address(found.left, Place())
    return SimpleNamespace(text=f"{here} {there}", gone=f"{gone} {now}", way=way, url=url)


def _asked(preview: SyncRun) -> str:
    """What was asked of the ERP, and when."""
    what, blanks = asked_for(of_params(preview.params))
    asked = _("Asked for by %(who)s %(when)s.", who=preview.user_name or "kobling", when=when(preview.created_at))
    return f"{what}. {blanks} {asked}"


def asked_for(wanted: Wanted) -> tuple[str, str]:
    """Which actors are wanted, and what becomes of blank values."""
    if wanted.erp_keys:
        what = ngettext("%(num)s actor ticked", "%(num)s actors ticked", len(wanted.erp_keys))
    elif wanted.restrictions:
        what = ngettext("All that meet %(num)s criterion", "All that meet %(num)s criteria", len(wanted.restrictions))
    else:
        what = _("All that contain “%(text)s”", text=wanted.text) if wanted.text else _("All that the ERP has")
    return what, _("Blank ERP values don't overwrite.") if wanted.keep_blanks else _("Blank ERP values overwrite.")


def _progress(preview: SyncRun, here: Mapping[str, Any]) -> SimpleNamespace:
    """As `runs/_bar.html` shows it."""
    said = ngettext("%(num)s actor read", "%(num)s actors read", preview.done)
    if preview.total:
        said = _("%(done)s of %(total)s actors read", done=whole(preview.done), total=whole(preview.total))
    return SimpleNamespace(
        text=_("Waiting for its turn") if preview.state == "waiting" else said,
        done=preview.done,
        total=preview.total if preview.state == "running" else None,
        cancelling=preview.cancel,
        hint=_("You can leave this page: the preview is found again under Import from ERP."),
        **{name: url_for(f"import_preview.{name}", **here) for name in ("show", "cancel")},
        poll=url_for("import_preview.show", **here, poll="1"),
    )


def _broken(preview: SyncRun) -> SimpleNamespace | None:
    """Why not everything was read, where that is so."""
    if preview.state not in BROKEN:
        return None
    error = preview.error or {}
    parts = [texts.text(text_of(error[name])) for name in ("text", "remedy") if error.get(name)]
    read = ngettext("%(num)s actor was read before", "%(num)s actors were read before", preview.done)
    stays = _("What was read can be imported; the rest is missing.") if preview.done else ""
    return SimpleNamespace(
        tone="warning" if preview.state == "cancelled" else "failure",
        title=_(BROKEN[preview.state]),
        text=" ".join(part for part in parts if part),
        read=f"{read}. {stays}",
        detail=error.get("detail", ""),
    )


def _tabs(kinds: Mapping[str, Count], at: Place) -> list[SimpleNamespace]:
    total = sum(each.rows for each in kinds.values())
    return [
        SimpleNamespace(
            label=_(words),
            count=whole(kinds[kind].rows if kind else total),
            go=urlencode({"kind": kind, "text": at.text}),
            current=kind == at.kind,
        )
        for kind, words in TABS.items()
    ]


def _bulk(count: Count | None, at: Place) -> SimpleNamespace | None:
    """The buttons that tick or untick all rows of the kind shown, or of those found in it."""
    if at.kind not in rows.IMPORTED or count is None or not count.rows:
        return None
    of = whole(count.rows)
    if at.text:
        return SimpleNamespace(on=_("Tick all found"), off=_("Untick all found"))
    if at.kind == "duplicate":
        return SimpleNamespace(on=_("All %(count)s are the ones found", count=of), off=_("Skip all %(count)s", count=of))
    return SimpleNamespace(on=_("Tick all %(count)s", count=of), off=_("Untick all %(count)s", count=of))


def _pager(at: Place, number: int, last: int) -> SimpleNamespace | None:
    if last == 1:
        return None
    around = [(_("First page"), 1), (_("Previous"), number - 1), (_("Next"), number + 1), (_("Last page"), last)]
    steps = [
        SimpleNamespace(label=label, go=urlencode({"kind": at.kind, "text": at.text, "page": to}))
        for label, to in around
        if 1 <= to <= last and to != number
    ]
    return SimpleNamespace(steps=steps, place=_("Page %(page)s of %(pages)s", page=whole(number), pages=whole(last)))


def _foot(todo: ToDo) -> str:
    if todo.rows < 2:
        return _("Import the one row ticked") if todo.rows else _("Import")
    return _("Import the %(count)s rows ticked", count=whole(todo.rows))
