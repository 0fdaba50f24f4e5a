"""The commands `kobling export` and `kobling apply`: connections as files, by the code of the pages."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from connectors.base import StepState
from webapp import create_app, texts
from webapp.db import db, migrate
from webapp.errors import Problem, Problems
from webapp.i18n import _, ngettext
from webapp.models import TestRun
from webapp.models.stored import step_of
from webapp.pages import change_words
from webapp.pages.transfer import misfit
from webapp.services.transfer import applying, document, opening, reading, unattended, writing
from webapp.services.transfer.applying import Comparison, Unfit
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed
from webapp.services.transfer.unattended import TestFailed


def add_arguments(name: str, command: argparse.ArgumentParser) -> None:
    """The arguments of the command *name*, if it is one of these."""
    if name == "export":
        command.add_argument("connection", metavar="NAME|GUID", help="the connection")
        command.add_argument("file", metavar="FILE", nargs="?", help="where to write it; without it, on the screen")
    elif name == "apply":
        command.add_argument("file", metavar="FILE", help="an exported connection; - reads what is piped in")
        command.add_argument("--dry-run", action="store_true", help="show the differences and store nothing")
        command.add_argument("--secrets-from-env", action="store_true", help="look for passwords in KOBLING_PASSWORD_NAME")
        command.add_argument("--create-items", action="store_true", help="create the items that CRM lists don't have")
        command.add_argument("--leave-out", action="store_true", help="leave out what doesn't fit, and store the rest")
        command.add_argument("--keep-configuration", action="store_true", help="leave server, company and so on as they are here")


def export(asked: argparse.Namespace) -> int:
    """Write a connection to a file, without its passwords."""
    create_app()
    migrate()
    with db.obj.connection_context():
        connection = unattended.named(asked.connection)
        text = writing.as_yaml(document.of(connection)) if connection else ""
    if not text:
        return _refused([_("There is no ERP connection “%(name)s”.", name=asked.connection)])
    if asked.file is None:
        sys.stdout.buffer.write(text.encode())
        return 0
    try:
        Path(asked.file).write_text(text, encoding="utf-8")
    except OSError as error:
        return _refused([f"{error.filename}: {error.strerror}"])
    return 0


def apply(asked: argparse.Namespace) -> int:
    """Store a file: 0 where that is done (or could be), 1 where the connection test fails, 2 where the file doesn't fit."""
    create_app()
    migrate()
    try:
        data = sys.stdin.buffer.read() if asked.file == "-" else Path(asked.file).read_bytes()
    except OSError as error:
        return _refused([f"{error.filename}: {error.strerror}"])
    with db.obj.connection_context():
        try:
            return _applied(reading.read(data), asked)
        except TestFailed as error:
            return _failed(error.run)
        except Unfit as error:
            return _refused([misfit(each) for each in error.misfits])
        except (Problem, Problems) as error:
            return _refused([_field(field) + text for field, text in texts.worded(error)])


def _applied(given: Document, asked: argparse.Namespace) -> int:
    target = opening.matching(given)
    agreed = Agreed(asked.create_items, asked.leave_out, target is not None and asked.keep_configuration)
    typed = unattended.secrets_in(given, os.environ) if asked.secrets_from_env and not agreed.keep_configuration else {}
    found = applying.compare(given, target, agreed)
    _show(found, given["name"], target is None)
    if asked.dry_run:
        return _refused([misfit(each) for each in found.refusals]) if found.refusals else 0
    saved = unattended.store(given, target, agreed, typed)
    _say(_("“%(name)s” is stored.", name=saved.name))
    if target is None or found.needs_test:
        _say(_("Its configuration has passed the test; its fields are read by the worker."))
    return 0


def _show(found: Comparison, name: str, is_new: bool) -> None:
    """The differences in words."""
    if is_new:
        _say(_("A new connection: “%(name)s”.", name=name))
    elif not found.different:
        _say(_("“%(name)s” is as the file says. There is nothing to change.", name=name))
    for (area, type_), some in groupby(found.different, key=lambda each: (each.area, each.type)):
        _say(change_words.area(area) + (f": {texts.actor(type_)}" if type_ else ""))
        for each in some:
            _say(f"  {change_words.sentence(each.change)}")
    for key, items in found.fit.new_items.items():
        _say(_("New items in the CRM list “%(name)s”: %(items)s", name=key, items=", ".join(items)))
    if found.refusals == [] and found.fit.misfits:
        _say(_("Left out:"))
        for left_out in found.fit.misfits:
            _say(f"  {misfit(left_out)}")
    if found.needs_test and not is_new:
        _say(_("The configuration is another one, so it has to pass its test."))


def _failed(run: TestRun) -> int:
    """Say which step of a test failed."""
    _complain(_("The connection test didn't pass. Nothing is stored."))
    for data in run.steps:
        step = step_of(data)
        if step.state is StepState.FAILED:
            _complain(f"  {texts.text(step.title)}: {texts.text(step.text)} {texts.text(step.remedy)}".rstrip())
    return 1


def _refused(lines: list[str]) -> int:
    """Say what stands in the way."""
    _complain(ngettext("%(num)s problem; nothing is stored:", "%(num)s problems; nothing is stored:", len(lines)))
    for line in lines:
        _complain(f"  {line}")
    return 2


def _field(field: str) -> str:
    """Which field of the configuration a problem is of, where it is one's; and where its secret is looked for."""
    if not field.startswith("config:"):
        return ""
    return f"{field.removeprefix('config:')}: "


def _say(text: str) -> None:
    print(text)


def _complain(text: Any) -> None:
    print(text, file=sys.stderr)
