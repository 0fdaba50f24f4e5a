"""The Excel connector: a workbook by the convention, read with calamine and written back with openpyxl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from connectors.base import (
    PARENT_KEY,
    PARENT_TYPE,
    Actor,
    ActorType,
    Batch,
    Check,
    Connector,
    Context,
    FieldAccess,
    FieldMetadata,
    FieldType,
    Refused,
    Restriction,
    Saved,
    Text,
)
from connectors.errors import ListUnknown, SearchRefused
from connectors.excel.checks import checks
from connectors.excel.edits import computed_text, obstacles
from connectors.excel.filekind import unreadable
from connectors.excel.folders import identity_of, locate, stamp_of, workbooks
from connectors.excel.lists import list_named
from connectors.excel.planning import Planned, Step, no_sheet, plan_changes, plan_new
from connectors.excel.reading import Found, Reader, batches
from connectors.excel.sheets import ActorSheet, Layout
from connectors.excel.workbook import Workbook
from connectors.matching import OPERATORS, contains, predicate

WORKBOOKS = "workbooks"


class ExcelConnector(Connector):
    """One workbook. Its state is read anew whenever the file has changed."""

    title: ClassVar[Text] = Text("Excel workbook", "Excel-arbeidsbok")
    description: ClassVar[Text] = Text(
        "Customers, suppliers, persons and projects in an .xlsx or .xlsm file, a sheet for each. The file must lie in a "
        "folder that this program may use.",
        "Kunder, leverandører, personer og prosjekter i en .xlsx- eller .xlsm-fil, med ett ark til hver. Filen må ligge "
        "i en mappe som dette programmet har lov til å bruke.",
    )
    version: ClassVar[str] = "1"
    _opened: Layout | None = None

    def close(self) -> None:
        """Let go of the workbook."""
        if self._opened is not None:
            self._opened.workbook.close()
            self._opened = None

    # ---- configuration

    @classmethod
    def config_fields(cls, context: Context) -> Sequence[FieldMetadata]:
        """The workbook, whether it is only read, and whether a copy is kept before it is written."""
        return (
            FieldMetadata(
                "file",
                Text("Workbook", "Arbeidsbok"),
                description=Text(
                    "The path of the workbook: absolute, or relative to a folder that this program may use.",
                    "Stien til arbeidsboken: absolutt, eller relativ til en mappe som dette programmet har lov til å bruke.",
                ),
                list_name=WORKBOOKS,
                max_length=1000,
                access=FieldAccess.MANDATORY,
                rank=1,
            ),
            FieldMetadata(
                "read_only",
                Text("Read only", "Kun lesing"),
                FieldType.CHECKBOX,
                Text("Never write to the workbook.", "Skriv aldri til arbeidsboken."),
                rank=2,
            ),
            FieldMetadata(
                "backup",
                Text("Keep a copy", "Behold en kopi"),
                FieldType.CHECKBOX,
                Text(
                    "Before each write the workbook is copied beside itself, as NAME.bak.xlsx; the copy before is replaced.",
                    "Før hver skriving kopieres arbeidsboken ved siden av seg selv, som NAVN.bak.xlsx; forrige kopi erstattes.",
                ),
                default="1",
                rank=3,
            ),
        )

    def checks(self) -> Sequence[Check]:
        """File found, readable, sheets, rows, lists, writable."""
        return checks(self._path, self._layout, self._reads_only)

    def identity(self) -> str:
        """The workbook's real path."""
        return identity_of(self._file, self.context.folders)

    # ---- what the workbook has

    def actor_types(self) -> Sequence[ActorType]:
        """The types that have a sheet with a key."""
        return [sheet.type for sheet in self._layout().sheets]

    def actor_fields(self, actor_type: ActorType) -> Sequence[FieldMetadata]:
        """The sheet's columns; all of them read-only where the workbook is only read. Raises `SearchRefused`."""
        return list(self._sheet(actor_type).fields.values())

    def searchable_fields(self, actor_type: ActorType) -> Sequence[str]:
        """Every field, and the parent where the sheet has one."""
        sheet = self._sheet(actor_type)
        parents = (PARENT_KEY, PARENT_TYPE) if sheet.has_parents else ()
        return [*(key for key, field in sheet.fields.items() if OPERATORS[field.type]), *parents]

    def list_items(self, list_name: str, keys: Sequence[str] | None = None) -> Mapping[str, Text]:
        """A list of the workbook, or the workbooks that can be chosen. Raises `ListUnknown`."""
        if list_name == WORKBOOKS:
            items: Mapping[str, Text] = {one: Text(one, one) for one in workbooks(self.context.folders)}
        else:
            lists = self._layout().lists
            name = list_named(lists, list_name)
            if not name:
                raise _no_list(list_name)
            items = lists[name]
        return items if keys is None else {key: items[key] for key in keys if key in items}

    def count(self, actor_type: ActorType) -> int | None:
        """How many rows with a key of their own the sheet has."""
        return self._sheet(actor_type).count

    def list_usage(self, actor_type: ActorType, field_key: str) -> Mapping[str, int] | None:
        """How many rows have each item, by reading the sheet through."""
        actors = (one for _row, one in self._reader(actor_type).actors([field_key]))
        return Counter(str(one.values[field_key]) for one in actors if one.values.get(field_key))

    # ---- reading

    def get_actors(self, actor_type: ActorType, erp_keys: Sequence[str], field_keys: Sequence[str]) -> Iterator[Batch]:
        """The actors with these keys, in the order of the sheet."""
        wanted = set(erp_keys)
        placed = self._reader(actor_type).actors(field_keys) if wanted else iter(())
        found = (one for one in placed if one[1].erp_key in wanted)
        yield from self._batches(actor_type, found, len(wanted), "")

    def search_actors(
        self, actor_type: ActorType, text: str, field_keys: Sequence[str], limit: int = 100, cursor: str = ""
    ) -> Iterator[Batch]:
        """Actors in whose key or fields *text* stands, in the order of the sheet."""
        fits = (lambda one: contains(one, text)) if text.strip() else None
        yield from self._batches(actor_type, self._reader(actor_type).found(field_keys, fits), limit, cursor)

    def search_by_parent(
        self,
        actor_type: ActorType,
        parent_type: ActorType,
        parent_key: str,
        text: str,
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """As `search_actors`, within one parent."""

        def fits(one: Actor) -> bool:
            return (one.parent_type, one.parent_key) == (parent_type, parent_key) and contains(one, text)

        yield from self._batches(actor_type, self._reader(actor_type).found(field_keys, fits), limit, cursor)

    def search_advanced(
        self,
        actor_type: ActorType,
        restrictions: Sequence[Restriction],
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """Actors that meet every restriction. Raises `SearchRefused`."""
        meets = predicate(restrictions, self._sheet(actor_type).fields)
        yield from self._batches(actor_type, self._reader(actor_type).found(field_keys, meets), limit, cursor)

    def actors_changed_since(
        self, timestamp: str, actor_type: ActorType, field_keys: Sequence[str], limit: int = 1000, cursor: str = ""
    ) -> Iterator[Batch]:
        """Rows changed on or after *timestamp*; a row without a time counts as changed with the file."""
        placed = self._reader(actor_type).found(field_keys, since=timestamp)
        yield from self._batches(actor_type, placed, limit, cursor)

    # ---- writing

    def create_actor(self, actor: Actor) -> Saved | Refused:
        """A new row below the last one, with the next free key. Raises `Unreachable` when the file can't be replaced."""
        closed = self._why_closed()
        if closed:
            return Refused(actor.erp_key, closed)
        [answer] = self._carry_out([plan_new(self._layout(), actor)])
        return answer if isinstance(answer, Saved) else Refused(actor.erp_key, answer.reason, answer.field)

    def save_actors(self, actors: Iterable[Actor]) -> Sequence[Saved | Refused]:
        """Change cells and save the workbook once. Raises `Unreachable` when the file can't be replaced."""
        given = list(actors)
        closed = self._why_closed()
        if closed:
            return [Refused(actor.erp_key, closed) for actor in given]
        return self._carry_out(plan_changes(self._layout(), self.context, given))

    # ---- the workbook

    @property
    def _file(self) -> str:
        return str(self.config.get("file") or "")

    @property
    def _reads_only(self) -> bool:
        return bool(self.config.get("read_only"))

    def _path(self) -> Path:
        return locate(self._file, self.context.folders)

    def _layout(self) -> Layout:
        """The workbook as it is now."""
        path = self._path()
        try:
            fresh = self._opened is not None and self._opened.workbook.stamp == stamp_of(path)
        except OSError as error:
            raise unreadable(path, error) from error
        if self._opened is None or not fresh:
            self.close()
            workbook = Workbook(path, self.context.max_bytes)
            self._opened = Layout(workbook, self._reads_only or bool(obstacles(workbook)))
        return self._opened

    def _sheet(self, actor_type: ActorType) -> ActorSheet:
        sheet = self._layout().sheet(actor_type)
        if sheet is None:
            raise SearchRefused(no_sheet(actor_type), Text("Read the connection's fields again.", "Les koblingens felt på nytt."))
        return sheet

    def _reader(self, actor_type: ActorType) -> Reader:
        return Reader(self._layout().workbook, self._sheet(actor_type), self.context)

    def _batches(self, actor_type: ActorType, placed: Iterator[Found], limit: int, cursor: str) -> Iterator[Batch]:
        def row_of(key: str) -> int | None:
            rows = self._sheet(actor_type).table.keys.rows
            return rows[key] - 1 if key in rows else None

        yield from batches(placed, limit, cursor, row_of)

    def _why_closed(self) -> Text | None:
        if self._reads_only:
            return Text("The connection only reads its workbook.", "Koblingen skal bare lese arbeidsboken.")
        found = obstacles(self._layout().workbook)
        if found:
            en, nb = ", ".join(one.en for one in found), ", ".join(one.nb for one in found)
            return Text(
                f"The workbook is only read, because of this: {en}.",
                f"Arbeidsboken blir bare lest, på grunn av dette: {nb}.",
            )
        return None

    def _carry_out(self, steps: Sequence[Step]) -> list[Saved | Refused]:
        """Write what is planned, and read back what the workbook then has."""
        from connectors.excel.writing import write  # here: openpyxl takes longer to load than the rest of us

        planned = [step for step in steps if isinstance(step, Planned)]
        if not planned:
            return [step for step in steps if not isinstance(step, Planned)]
        layout = self._layout()
        path, stamp = layout.workbook.path, layout.workbook.stamp
        layout.workbook.close()  # on Windows an open file can't be replaced
        self._opened = None
        places = write(path, stamp, [step.edit for step in planned], bool(self.config.get("backup", True)))
        refused = {id(step): place for step, place in zip(planned, places, strict=True) if place is not None}
        stored = self._stored([step for step in planned if id(step) not in refused])
        return [self._answer(layout, step, refused.get(id(step)), stored) for step in steps]

    def _stored(self, planned: Sequence[Planned]) -> Mapping[tuple[ActorType, str], Actor]:
        found: dict[tuple[ActorType, str], Actor] = {}
        for type_ in dict.fromkeys(step.type for step in planned):
            keys = {step.key for step in planned if step.type is type_}
            found |= {(type_, one.erp_key): one for _, one in self._reader(type_).actors() if one.erp_key in keys}
        return found

    def _answer(
        self, layout: Layout, step: Step, place: int | None, stored: Mapping[tuple[ActorType, str], Actor]
    ) -> Saved | Refused:
        if not isinstance(step, Planned):
            return step
        if place is None:
            return Saved(stored[step.type, step.key])
        sheet = layout.sheet(step.type)
        columns = sheet.columns if sheet else ()
        field = next((column.field for column in columns if column.place == place), FieldMetadata("", Text("ID", "ID")))
        return Refused(step.key, computed_text(field.name), field.key)


def _no_list(name: str) -> ListUnknown:
    return ListUnknown(
        Text(f"The workbook has no list “{name}”.", f"Arbeidsboken har ingen liste «{name}»."),
        Text(
            "Add a sheet of that name with the columns “ID” and “Text”.",
            "Legg til et ark med det navnet og kolonnene «ID» og «Text».",
        ),
    )
