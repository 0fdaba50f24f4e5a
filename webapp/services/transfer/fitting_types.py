"""What of a document's actor types fits: fields, directions, list mappings and defaults, by the rules of their dialogs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.base import ActorType, FieldMetadata, FieldType, Text
from webapp.crm import lists
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.errors import Problem
from webapp.services import defaults, names, ordering
from webapp.services.default_lists import Lists
from webapp.services.defaults import Rule
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.sheets import Row
from webapp.services.transfer import document
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed, Fit, Misfit
from webapp.sync.list_choices import NO_SELECTION, ItemChoice, unmarked


class _AsRead(Lists):
    """Lists as last read: an import asks nobody. One that was never read is given the benefit of the doubt."""

    def knows(self, name: str, item: str) -> bool:
        """Whether the list has *item*."""
        return name not in self._read or item in self._read[name]


class Fitter:
    """Fits actor types, field by field."""

    def __init__(self, found: Fit, agreed: Agreed, is_new: bool) -> None:
        self.found, self.agreed = found, agreed
        self.crm = all_fields()
        self.new: dict[tuple[str, str], str] = {}  # names that the CRM's lists don't have, as they came first
        keys = [each.list_name for fields in self.crm.values() for each in fields.values() if each.list_name]
        self.items = {key: {names.key(name): name for name in some.values()} for key, some in lists.items(keys).items()}
        book = found.book
        self.was_read = not is_new and book is not None and any(sheet.rows for sheet in book.sheets.values())

    def actor_types(self, given: Mapping[str, Document]) -> Document:
        """All actor types: those given, and the others as they are."""
        wanted = dict(self.found.stored["actor types"])
        for name, each in given.items():
            if self.was_read and name not in wanted:
                self.tell(Problem("transfer_type_unknown"), name)
            else:
                wanted[name] = self.actor(name, each)
        return {type_.value: wanted[type_.value] for type_ in ENTITY_OF if type_.value in wanted}

    def tell(self, problem: Problem, type_: str, of: Text | str = "") -> None:
        """Note a piece that doesn't fit."""
        self.found.misfits.append(Misfit(problem, type_, of))

    def actor(self, type_: str, given: Document) -> Document:
        """An actor type; the order is complete."""
        stored = self.found.stored["actor types"].get(type_, {"order": []})
        there = dict.fromkeys(stored["order"] if self.was_read else [*given["order"], *stored["order"]])
        fields = {}
        for key, each in given["fields"].items():
            if self.was_read and key not in there:
                self.tell(Problem("transfer_field_unknown"), type_, key)
            elif fitted := self.field(type_, key, each):
                fields[key] = fitted
        active = {"active": True} if given.get("active") else {}
        return active | {"order": ordering.merged(given["order"], list(there)), "fields": fields}

    def field(self, type_: str, key: str, given: Document) -> Document:
        """A field, without what isn't possible."""
        row, crm_fields = self.found.row(type_, key), self.crm[ENTITY_OF[ActorType(type_)]]
        crm = self.crm_field(type_, key, given, crm_fields)
        wanted: Document = {part: given[part] for part in ("crm", "in search", "in tab") if part in given}
        if crm is None and not self.is_kept(type_, key, given):
            wanted.pop("crm", None)
        if ways := self.directions(type_, key, given, crm, row):
            wanted["direction"] = "both" if len(ways) == 2 else "to CRM" if Direction.TO_CRM in ways else "to ERP"
        if row is not None and "in search" in wanted and not row.searchable:
            self.tell(Problem("mapping_not_searchable"), type_, self.found.name(type_, key))
            del wanted["in search"]
        wanted |= self.default(type_, key, given, row)
        if crm is not None and crm.type is FieldType.LIST:
            wanted |= self.list_items(type_, key, given, crm, row, Direction.TO_ERP in ways)
        elif "items" in given and crm is not None:
            self.tell(Problem("transfer_no_list", name=crm.name), type_, self.found.name(type_, key))
        return {part: wanted[part] for part in document.PARTS if wanted.get(part)}

    def is_kept(self, type_: str, key: str, given: Document) -> bool:
        """Whether a CRM field that is gone is stored all the same: it may stay until somebody chooses another."""
        return bool(given.get("crm")) and self.stored(type_, key).get("crm") == given["crm"]

    def stored(self, type_: str, key: str) -> Document:
        """A field as it is stored."""
        found: Document = self.found.stored["actor types"].get(type_, {}).get("fields", {}).get(key, {})
        return found

    def crm_field(self, type_: str, key: str, given: Document, fields: Fields) -> FieldMetadata | None:
        """The CRM field that is meant."""
        if "crm" not in given:
            return None
        crm = fields.get(given["crm"])
        if crm is None and not self.is_kept(type_, key, given):
            self.tell(Problem("transfer_crm_unknown", name=given["crm"][:60]), type_, self.found.name(type_, key))
        return crm

    def directions(self, type_: str, key: str, given: Document, crm: FieldMetadata | None, row: Row | None) -> list[Direction]:
        """The directions that can be used. Where the CRM field is gone, they may stay as it does."""
        asked = {"both": list(Direction), "to CRM": [Direction.TO_CRM], "to ERP": [Direction.TO_ERP]}.get(
            given.get("direction", ""), []
        )
        if crm is None:
            stays = self.is_kept(type_, key, given) and self.stored(type_, key).get("direction") == given.get("direction")
            return asked if stays else []
        if row is None:
            return asked
        found = []
        for direction in asked:
            if reason := why_not(row.field, row.missing, crm, direction):
                self.found.misfits.append(Misfit(reason, type_, self.found.name(type_, key)))
            else:
                found.append(direction)
        return found

    def default(self, type_: str, key: str, given: Document, row: Row | None) -> Document:
        """The default, as its dialog would store it; one that is stored already may stay as it is."""
        wanted, stored = given.get("default", {}), self.stored(type_, key)
        if row is None or not wanted or wanted == stored.get("default"):
            return {"default": wanted} if wanted else {}
        if why := defaults.why_not(row):
            self.tell(why, type_, self.found.name(type_, key))
            return {}
        rule = Rule("value" in wanted, wanted.get("value", ""), wanted.get("ask", False), wanted.get("mandatory", False))
        wish = defaults.wish(row.field, rule, "en")
        assert self.found.book is not None  # a row is in a book
        read = list(defaults.read(row, wish, wish, _AsRead(self.found.book), "en"))
        problems = [each for each in read if isinstance(each, Problem)]
        for each in problems:
            self.tell(Problem(each.code, **each.facts), type_, self.found.name(type_, key))
        fitting = [document.default(each.use, each.value, each.ask, each.mandatory) for each in read if isinstance(each, Rule)]
        return {} if problems else fitting[0]

    def list_items(self, type_: str, key: str, given: Document, crm: FieldMetadata, row: Row | None, goes_back: bool) -> Document:
        """Where the items of a list go, by the names as the CRM has them."""
        there = self.items[crm.list_name]
        goes: dict[str, str | None] = {}
        for item, name in given.get("items", {}).items():
            if name is None or names.key(name) in there:
                goes[item] = None if name is None else there[names.key(name)]
            elif first := self.new_item(type_, key, crm.list_name, name):
                goes[item] = first
        back = [item for item in given.get("way back", ()) if item in goes]
        present = self.present(row) or list(goes)
        unclear = self.ambiguous(goes, back, present) if goes_back else {}
        for name, some in unclear.items():
            self.tell(Problem("list_way_back", name=name, items=some[:5]), type_, self.found.name(type_, key))
        goes = {item: name for item, name in goes.items() if name not in unclear}
        back = [item for item in back if item in goes]
        return {"items": goes} | ({"way back": back} if back else {})

    def new_item(self, type_: str, key: str, list_key: str, name: str) -> str:
        """Note an item that the CRM's list doesn't have; what it will be called, blank where it won't be created."""
        if trouble := names.trouble(name, "items"):
            self.found.misfits.append(Misfit(trouble, type_, self.found.name(type_, key)))
            return ""
        first = self.new.setdefault((list_key, names.key(name)), name)
        if first is name:
            self.found.new_items.setdefault(list_key, []).append(name)
        return first if self.agreed.create else ""

    def present(self, row: Row | None) -> Sequence[str]:
        """The items that the ERP has, as last read."""
        return list(self.found.book.lists.get(row.field.list_name, ())) if row is not None and self.found.book else []

    def ambiguous(self, goes: Mapping[str, str | None], back: Iterable[str], present: Sequence[str]) -> dict[str, list[str]]:
        """The CRM items whose way back isn't clear."""
        marked = set(back)
        choices = {item: ItemChoice(NO_SELECTION if name is None else name, item in marked) for item, name in goes.items()}
        return unmarked(choices, set(present))
