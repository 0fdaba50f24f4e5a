"""A document as YAML that people can read, keep and compare line by line."""

from __future__ import annotations

import re
from typing import Any

import yaml

from webapp.models import Connection
from webapp.services.transfer.document import Document

_OTHER_BREAKS = set("\x85\u2028\u2029")  # ends of lines to YAML too, and read back as others where they aren't escaped


class _Flow(list[str]):
    """A list that stands in one line."""


class _Dumper(yaml.SafeDumper):
    """Writes no aliases, short lists in one line and long texts as they are."""

    def ignore_aliases(self, data: Any) -> bool:
        """PyYAML's hook: every value is written where it stands."""
        return True


def _text(dumper: _Dumper, text: str) -> Any:
    style = '"' if set(text) & _OTHER_BREAKS else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Flow, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True))


def as_yaml(document: Document) -> str:
    """The document as YAML, in an order that never changes, so that two can be compared line by line."""
    head = f"# ERP connection “{document['name']}”, exported by kobling. Passwords are not in it, only their names.\n"
    shown = {**document, "scope": _inline(document["scope"])} if "scope" in document else document
    return head + yaml.dump(shown, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _inline(value: Any) -> Any:
    return {key: _inline(each) for key, each in value.items()} if isinstance(value, dict) else _Flow(value)


def file_name(connection: Connection) -> str:
    """A name for the file that every system takes."""
    return (re.sub(r"[^\w.-]+", "-", connection.name).strip("-.")[:80] or "connection") + ".yaml"
