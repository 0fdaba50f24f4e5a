"""The import of a connection as the templates in `transfer/` show it: the differences before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.crm import lists
from webapp.errors import Problem, Problems
from webapp.forms.transfer import ImportForm, TargetForm
from webapp.i18n import _, ngettext
from webapp.models import Connection, CrmList
from webapp.pages import change_words, guide
from webapp.services.transfer import opening
from webapp.services.transfer.applying import Comparison, Unfit
from webapp.services.transfer.difference import Different
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed, Misfit

SHOWN = 200
"""How many differences of one kind are shown; the others are counted."""


def start(problems: Sequence[tuple[str, str]] = ()) -> SimpleNamespace:
    """The page on which a document is brought, and connections are exported and copied."""
    rows = [
        SimpleNamespace(
            id=each.id,
            name=each.name,
            connector=each.connector.name,
            description=each.description,
            export_url=url_for("transfer.export", row=each.id),
            copy_url=url_for("transfer.copy", row=each.id),
        )
        for each in opening.connections()
    ]
    return SimpleNamespace(rows=rows, problems=problems, url=url_for("transfer.index"), help_url=guide.at("transfer"))


def comparison(
    token: str, given: Document, target: Connection | None, found: Comparison, error: Problem | Problems | None = None
) -> SimpleNamespace:
    """A document beside the connection that it would go into; *error* is what refused to store it."""
    agreed = found.agreed
    return SimpleNamespace(
        title=_("Import “%(name)s”", name=given["name"]),
        url=url_for("transfer.compare", token=token),
        start_url=url_for("transfer.index"),
        help_url=guide.at("transfer#import"),
        target_form=_target_form(target, agreed),
        form=_import_form(target, found),
        is_new=target is None,
        needs_test=found.needs_test,
        ready="" if found.fit.misfits or found.fit.new_items or found.fit.musts else _("Everything in the file fits here."),
        problems=_problems(error, found),
        groups=_groups(found.different),
        summary=_summary(found, target),
        misfits=_lines(found.fit.misfits),
        musts=[] if error else _lines(found.fit.musts),
        new_items=_new_items(found),
        nothing=not found.different and not found.fit.misfits and not found.fit.new_items and target is not None,
    )


def _target_form(target: Connection | None, agreed: Agreed) -> TargetForm:
    targets = [(each.id, each.name) for each in opening.connections()]
    return TargetForm(targets, data={"target": str(target.id) if target else "new", "keep": agreed.keep_configuration})


def _import_form(target: Connection | None, found: Comparison) -> ImportForm:
    agreed = found.agreed
    return ImportForm(
        bound=False,
        data={
            "target": str(target.id) if target else "new",
            "keep": "1" if agreed.keep_configuration else "",
            "seen": found.seen,
            "create": agreed.create,
            "leave_out": agreed.leave_out,
        },
    )


def _problems(error: Problem | Problems | None, found: Comparison) -> list[tuple[str, str]]:
    if isinstance(error, Unfit):
        musts = {each.problem.code for each in found.fit.musts}
        some = error.misfits[:SHOWN]
        return [("" if each.problem.code in musts else "leave_out", misfit(each)) for each in some]
    return [("", text) for _field, text in texts.worded(error)] if error else []


def _summary(found: Comparison, target: Connection | None) -> str:
    count = len(found.different)
    if target is None:
        return _("A new connection is made of it. Its configuration is filled into the dialog, where it is tested.")
    return ngettext("%(num)s difference from what is stored here.", "%(num)s differences from what is stored here.", count)


def misfit(each: Misfit) -> str:
    """What doesn't fit, and where: “Customer › Name: …”."""
    place = [texts.actor(each.type)] if each.type else []
    place += [texts.fact(each.of)] if each.of else []
    text = texts.problem(each.problem)
    return f"{' › '.join(place)}: {text}" if place else text


def _lines(misfits: Sequence[Misfit]) -> list[str]:
    found = [misfit(each) for each in misfits[:SHOWN]]
    more = len(misfits) - len(found)
    return [*found, ngettext("… and %(num)s more", "… and %(num)s more", more)] if more else found


def _new_items(found: Comparison) -> list[str]:
    """The items that CRM lists don't have, list by list."""
    rows = {each.key: each for each in CrmList.select().where(CrmList.key.in_(list(found.fit.new_items)))}
    return [
        f"{texts.fact(lists.name(rows[key]))}: {', '.join(some[:50])}{' …' if len(some) > 50 else ''}"
        for key, some in found.fit.new_items.items()
    ]


def _groups(different: Sequence[Different]) -> list[SimpleNamespace]:
    """The differences by area and actor type."""
    found = []
    for (area, type_), some in groupby(different, key=lambda each: (each.area, each.type)):
        rows = list(some)
        title = change_words.area(area)
        found.append(
            SimpleNamespace(
                title=f"{title}: {texts.actor(type_)}" if type_ else title,
                rows=[_row(each) for each in rows[:SHOWN]],
                more=ngettext("… and %(num)s more", "… and %(num)s more", len(rows) - SHOWN) if len(rows) > SHOWN else "",
            )
        )
    return found


def _row(each: Different) -> SimpleNamespace:
    change = each.change
    about = "" if change.of == each.type else texts.fact(change.of)
    return SimpleNamespace(
        of=about,
        what="" if each.area == "ranks" else change_words.what(change),  # the heading says it
        old=change_words.value(change.old),
        new=change_words.value(change.new),
        sign=_sign(change.old, change.new),
    )


def _sign(old: Any, new: Any) -> SimpleNamespace:
    """Whether something is added, removed or changed; in words too, since colour alone says nothing."""
    empty = (None, "", False)
    if old in empty and new not in empty:
        return SimpleNamespace(tone="ok", text=_("New"))
    if new in empty and old not in empty:
        return SimpleNamespace(tone="fail", text=_("Goes away"))
    return SimpleNamespace(tone="warn", text=_("Changed"))
