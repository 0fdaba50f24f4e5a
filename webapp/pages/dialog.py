"""The connection dialog as the templates in `connection/` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType
from connectors.errors import ConnectorError
from webapp import texts
from webapp.db import now
from webapp.errors import Problem, Problems
from webapp.forms.config_fields import EntryForm, html_name
from webapp.forms.connection import ConnectionForm
from webapp.i18n import _, language
from webapp.models import ConnectionDraft
from webapp.models.stored import step_of, text_of
from webapp.pages import guide, mending
from webapp.pages.test_panel import panel
from webapp.services import comparison, drafts, scope, sync_connectors
from webapp.services.configuration import at, shown_entries, stored_secrets
from webapp.services.judgement import Judgement, judge

ACTIONS = (
    "change", "test", "cancel_test", "ok", "restore", "cancel", "unlock", "lists", "status", "scope", "connector",
    "keep_mine", "take_theirs",
)  # fmt: skip


def dialog(draft: ConnectionDraft, error: Problem | Problems | ConnectorError | None = None) -> SimpleNamespace:
    """Everything that the dialog shows of *draft*; *error* is what refused the last thing asked."""
    judgement = judge(draft, now())
    problems = _worded(error, draft)
    form = _form(draft)
    controls = EntryForm(judgement.configuration.fields, shown_entries(draft, judgement.configuration), draft.lists)
    _show_at_fields(form, controls, judgement, problems)
    reason = _reason(draft, judgement)
    return SimpleNamespace(
        title=_("Enter new ERP connection") if draft.connection_id is None else _("Configure ERP connection"),
        help_url=guide.at("add-connection" if draft.connection_id is None else "edit-connection"),
        new=draft.connection_id is None,
        form=form,
        connector_name=draft.connector.name if draft.connection_id is not None and draft.connector else "",
        along=draft.document.get("given", {}).get("name", ""),
        items=_items(draft, judgement, controls),
        locked=_locked(draft),
        unread=texts.text(text_of(draft.list_problems[drafts.UNREAD])) if drafts.UNREAD in draft.list_problems else "",
        scope_text=_scope_text(draft),
        url=SimpleNamespace(**{name: url_for(f"connection_dialog.{name}", token=draft.token) for name in ACTIONS}),
        test=panel(draft, judgement, error),
        can_test=judgement.may_test,
        can_ok=judgement.may_save,
        reason=reason,
        conflict=_conflict(draft, error),
        problems=_summary(problems, form, controls, draft),
    )


def _worded(error: Problem | Problems | ConnectorError | None, draft: ConnectionDraft) -> list[tuple[str, str]]:
    """What was refused, each with its field, or with the address of another dialog where that mends it."""
    if isinstance(error, ConnectorError):
        return [("connector", texts.connector_error(error))]
    if error is None or (isinstance(error, Problem) and error.code in ("conflict", "sign_in_repeated", "test_running")):
        return []
    problems = error.problems if isinstance(error, Problems) else [error]
    elsewhere = draft.connection_id or 0
    return [
        (mending.url(elsewhere, each), mending.text(each)) if "mend" in each.facts else (each.field, texts.problem(each))
        for each in problems
    ]


def _form(draft: ConnectionDraft) -> ConnectionForm:
    choices = [(each.id, each.name) for each in sync_connectors.live()] if draft.connection_id is None else None
    shown = [html_name(data["key"]) for data in draft.fields] if not drafts.locked(draft) else []
    return ConnectionForm(
        choices,
        data={
            "active": draft.active,
            "name": draft.name,
            "connector": draft.connector_id or 0,
            "scope": "everyone" if draft.everyone else "specific",
            "description": draft.description,
            "connection": draft.connection_id or "",
            "version": draft.base_version,
            "fields_of": draft.connector_id or "",
            "shown": " ".join(shown),
        },
    )


def _show_at_fields(form: ConnectionForm, controls: EntryForm, judgement: Judgement, problems: Sequence[tuple[str, str]]) -> None:
    """Errors where they belong: what was refused, what is wrong with an entry, and what the ERP said of one."""
    by_field = {at(each.key): controls.of(each.key) for each in judgement.configuration.fields}
    found = list(problems)
    named = {field for field, _text in found}
    found += [
        (problem.field, texts.problem(problem))
        for problem in judgement.configuration.problems.values()
        if problem.code != "mandatory" and problem.field not in named
    ]
    if judgement.state == "failed" and judgement.run is not None:
        failed = next((step for step in judgement.run.steps if step["state"] == "failed" and at(step["field"]) in by_field), None)
        if failed is not None and at(failed["field"]) not in named:
            found.append((at(failed["field"]), texts.text(step_of(failed).text)))
    for field, text in found:
        if control := by_field.get(field):
            control.errors = [*control.errors, text]
        elif field and not field.startswith("/"):
            form.show([(field, text)])


def _items(draft: ConnectionDraft, judgement: Judgement, controls: EntryForm) -> list[SimpleNamespace]:
    locked = drafts.locked(draft)
    stored = stored_secrets(draft)
    entries = shown_entries(draft, judgement.configuration)
    return [
        _item(draft, judgement, each, controls, entries.get(each.key, ""), locked, each.key in stored)
        for each in judgement.configuration.fields
    ]


def _item(
    draft: ConnectionDraft,
    judgement: Judgement,
    field: FieldMetadata,
    controls: EntryForm,
    entry: str,
    locked: bool,
    is_stored: bool,
) -> SimpleNamespace:
    control = controls.of(field.key)
    if field.mandatory:
        control.flags.required = True
    item = SimpleNamespace(
        field=control,
        kind=field.type.name.lower(),
        hint=field.description.in_language(language()),
        secret="",
        secret_note="",
        optional=not field.mandatory,
        clear=None,
        suggestions=[],
        list_problem="",
        refreshable=field.type is FieldType.LIST and not locked,
        locked=locked or field.read_only,
        text="",
    )
    if field.type is FieldType.LABEL:
        item.text = " ".join(part for part in (texts.text(field.name), item.hint) if part)
    elif field.type is FieldType.PASSWORD:
        _describe_secret(item, draft, judgement, field, controls, is_stored)
    else:
        _describe_value(item, draft, field, entry)
    return item


def _describe_secret(
    item: SimpleNamespace,
    draft: ConnectionDraft,
    judgement: Judgement,
    field: FieldMetadata,
    controls: EntryForm,
    is_stored: bool,
) -> None:
    typed = draft.secrets.get(field.key, {})
    problem = judgement.configuration.problems.get(field.key)
    item.clear = controls.clear(field.key)
    item.clear.data = "clear" in typed
    item.text = _("Saved") if is_stored else "–"
    if "token" in typed:
        item.secret = "typed"  # noqa: S105 - a state, no secret
    elif problem is not None and problem.code in ("secret_bound", "secret_unreadable"):
        item.secret = ""
    elif is_stored:
        item.secret = "saved"  # noqa: S105


def _describe_value(item: SimpleNamespace, draft: ConnectionDraft, field: FieldMetadata, entry: str) -> None:
    items = _list(draft, field)
    if item.locked:  # what is being typed may be no value of the field yet
        item.text = _in_words(field, entry, items)
    if field.type is FieldType.TEXT:
        item.suggestions = list(items.items())
    elif field.type is FieldType.LIST and field.list_name in draft.list_problems:
        item.list_problem = texts.text(text_of(draft.list_problems[field.list_name]))


def _list(draft: ConnectionDraft, field: FieldMetadata) -> dict[str, str]:
    nb = language() == "nb"
    return {key: (nb_text if nb else en) or en or nb_text for key, en, nb_text in draft.lists.get(field.list_name) or ()}


def _in_words(field: FieldMetadata, entry: str, items: Mapping[str, str]) -> str:
    """A value that can't be changed now, as people read it."""
    if field.type is FieldType.CHECKBOX:
        return _("Yes") if entry not in ("", "0") else _("No")
    if field.type is FieldType.DATETIME:
        return _moment(entry)
    return items.get(entry, entry)


def _moment(entry: str) -> str:
    try:
        moment = datetime.fromisoformat(entry)
    except ValueError:  # typed, and no date
        return entry
    return moment.strftime("%d.%m.%Y %H.%M" if language() == "nb" else "%Y-%m-%d %H:%M")


def _locked(draft: ConnectionDraft) -> str:
    if not drafts.locked(draft):
        return ""
    return _("The connection is active, so its configuration is locked. Clear Active above to change it.")


def _scope_text(draft: ConnectionDraft) -> str:
    if draft.everyone:
        rights = draft.scope["everyone"]
        return {
            (True, True): _("May connect and create in the ERP"),
            (True, False): _("May connect, not create in the ERP"),
            (False, True): _("May create in the ERP, not connect"),
            (False, False): _("May only view"),
        }[rights["connect"], rights["create"]]
    return ", ".join(scope.names_of(draft.scope)) or _("No users or groups are selected")


def _reason(draft: ConnectionDraft, judgement: Judgement) -> str:
    if judgement.blocks:
        return texts.problem(judgement.blocks[0])
    return ""


def _conflict(draft: ConnectionDraft, error: object) -> dict[str, Any] | None:
    if not isinstance(error, Problem) or error.code != "conflict":
        return None
    rows = [
        {"label": texts.difference_label(each), "theirs": texts.difference(each.theirs), "yours": texts.difference(each.yours)}
        for each in comparison.differences(draft)
    ]
    return {"who": error.facts["who"], "when": texts.fact(error.facts["when"]), "rows": rows}


def _summary(
    problems: Sequence[tuple[str, str]], form: ConnectionForm, controls: EntryForm, draft: ConnectionDraft
) -> list[tuple[str, str]]:
    """What was refused, each with the id of its control; a configuration field by its name, since texts may be alike."""
    ids = {field.name: field.id for field in form}
    named = {at(data["key"]): controls.of(data["key"]) for data in draft.fields}
    return [
        (named[field].id, f"{named[field].label.text}: {text}")
        if field in named
        else (field if field.startswith("/") else ids.get(field, ""), text)
        for field, text in problems
    ]
