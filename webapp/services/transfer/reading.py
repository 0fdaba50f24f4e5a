"""A document as somebody brings it, checked: what comes out has the form that `document` describes and nothing else.

Every problem names its line and its path in the document; all of them are told at once, up to a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.crm.fields import ENTITY_OF
from webapp.errors import Problem, Problems
from webapp.services.transfer.nodes import SIZE_LIMIT, Node, parse
from webapp.services.transfer.values import MOST, NOTHING, EnoughFound, Path, Values

VERSION = 1
DIRECTIONS = ("to CRM", "to ERP", "both")
RIGHTS = ("connect", "create")
TOP = ("kobling", "name", "guid", "connector", "description", "scope", "configuration", "actor types", "priority")
_FIELD = ("crm", "direction", "in search", "in tab", "items", "way back", "default")
__all__ = ["MOST", "SIZE_LIMIT", "VERSION", "read"]


def read(data: bytes) -> dict[str, Any]:
    """The document in *data* (see `document.of`). Raises `Problem` or `Problems`, all of them with the field `document`."""
    reader = _Reader()
    root = parse(data)
    _check_version(root)
    try:
        found = reader.whole(root)
    except EnoughFound:
        found = {}
    if reader.problems:
        raise Problems(reader.problems)
    return found


def _check_version(root: Node) -> None:
    """Another version may have another form, so it is looked at before anything else."""
    node = (root.entries or {}).get("kobling")
    if root.entries is None or node is None or node.text is None or not node.text.isascii() or not node.text.isdigit():
        raise Problem("transfer_no_document", "document")
    if node.text != str(VERSION):
        raise Problem("transfer_newer", "document", version=node.text[:20], known=VERSION)


class _Reader(Values):
    """Reads the parts of a document."""

    def whole(self, root: Node) -> dict[str, Any]:
        """The document."""
        entries = self.mapping(root, (), TOP)
        found: dict[str, Any] = {"kobling": VERSION}
        for key in ("name", "connector"):
            if key not in entries:
                self.wrong(Problem("transfer_missing"), root, (key,))
        for key in ("name", "guid", "connector", "description"):
            if key in entries:
                found[key] = self.text(entries[key], (key,))
        if "scope" in entries:
            found["scope"] = self.scope(entries["scope"], ("scope",))
        if "configuration" in entries:
            found["configuration"] = self.configuration(entries["configuration"], ("configuration",))
        if "actor types" in entries:
            known = [type_.value for type_ in ENTITY_OF]
            types = self.mapping(entries["actor types"], ("actor types",), known)
            found["actor types"] = {name: self.actor(types[name], ("actor types", name)) for name in known if name in types}
        if "priority" in entries:
            found["priority"] = self.number(entries["priority"], ("priority",))
        return found

    def scope(self, node: Node, path: Path) -> dict[str, Any]:
        """Everyone with rights, or users and groups with rights."""
        entries = self.mapping(node, path, ("everyone", "users", "groups"))
        if "everyone" in entries:
            for other in entries.keys() - {"everyone"}:
                self.wrong(Problem("transfer_scope_both"), entries[other], (*path, other))
            return {"everyone": self.choices(entries["everyone"], (*path, "everyone"), RIGHTS)}
        found: dict[str, Any] = {"users": {}, "groups": {}}
        for kind in found.keys() & entries.keys():
            for name, rights in self.mapping(entries[kind], (*path, kind)).items():
                found[kind][name] = self.choices(rights, (*path, kind, name), RIGHTS)
        return found

    def configuration(self, node: Node, path: Path) -> dict[str, Any]:
        """Values by field key; a secret is {"secret": the name it goes by}."""
        return {key: self.value(each, (*path, key)) for key, each in self.mapping(node, path).items()}

    def value(self, node: Node, path: Path) -> Any:
        """A value of the configuration."""
        if node.entries is None:
            return self.scalar(node, path)
        entries = self.mapping(node, path, ("secret",))
        if "secret" not in entries:
            self.wrong(Problem("transfer_missing"), node, (*path, "secret"))
            return None
        return {"secret": self.text(entries["secret"], (*path, "secret"))}

    def actor(self, node: Node, path: Path) -> dict[str, Any]:
        """An actor type."""
        entries = self.mapping(node, path, ("active", "order", "fields"))
        found: dict[str, Any] = {"active": self.flag(entries["active"], (*path, "active"))} if "active" in entries else {}
        if not found.get("active"):
            found = {}
        found["order"] = self.keys(entries["order"], (*path, "order")) if "order" in entries else []
        fields = self.mapping(entries["fields"], (*path, "fields")) if "fields" in entries else {}
        read = {key: self.field(each, (*path, "fields", key)) for key, each in fields.items()}
        found["fields"] = {key: each for key, each in sorted(read.items()) if each}
        found["order"] = list(dict.fromkeys([*found["order"], *found["fields"]]))
        return found

    def field(self, node: Node, path: Path) -> dict[str, Any]:
        """A field: only what is set."""
        entries = self.mapping(node, path, _FIELD)
        found: dict[str, Any] = {}
        if crm := self.text(entries["crm"], (*path, "crm")) if "crm" in entries else "":
            found["crm"] = crm
        if "direction" in entries and (way := self.choice(entries["direction"], (*path, "direction"), DIRECTIONS)):
            found["direction"] = way
        if "direction" in found and not crm:
            self.wrong(Problem("transfer_direction_alone"), entries["direction"], (*path, "direction"))
        for key in ("in search", "in tab"):
            if key in entries and self.flag(entries[key], (*path, key)):
                found[key] = True
        return found | self.items(entries, path) | self.default(entries, path)

    def items(self, entries: Mapping[str, Node], path: Path) -> dict[str, Any]:
        """The list mapping: CRM items by name (None: no selection) by ERP item, and the ERP items that are the way back."""
        given = self.mapping(entries["items"], (*path, "items")) if "items" in entries else {}
        goes = {key: self.item(each, (*path, "items", key)) for key, each in sorted(given.items())}
        back = self.keys(entries["way back"], (*path, "way back")) if "way back" in entries else []
        for key in back:
            if not goes.get(key):
                self.wrong(Problem("transfer_way_back_alone", item=key), entries["way back"], (*path, "way back"))
        return ({"items": goes} if goes else {}) | ({"way back": sorted(back)} if back else {})

    def item(self, node: Node, path: Path) -> str | None:
        """A CRM item's name, or None."""
        if node.plain and node.text is not None and node.text.casefold() in NOTHING:
            return None
        name = self.text(node, path).strip()
        if not name:
            self.wrong(Problem("transfer_blank"), node, path)
        return name or None

    def default(self, entries: Mapping[str, Node], path: Path) -> dict[str, Any]:
        """The default: only what is set."""
        if "default" not in entries:
            return {}
        own = (*path, "default")
        given = self.mapping(entries["default"], own, ("value", "ask", "mandatory"))
        found: dict[str, Any] = {"value": self.text(given["value"], (*own, "value"))} if "value" in given else {}
        for key in ("ask", "mandatory"):
            if key in given and self.flag(given[key], (*own, key)):
                found[key] = True
        return {"default": found} if found else {}
