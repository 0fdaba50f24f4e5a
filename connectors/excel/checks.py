"""The steps of a workbook's connection test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from connectors.base import UNKNOWN, Check, FieldType, Found, Text
from connectors.errors import ConfigInvalid
from connectors.excel.cells import to_value
from connectors.excel.convention import ACTOR_TYPES, ID, TEXT_KEYS
from connectors.excel.edits import obstacles
from connectors.excel.filekind import size_text
from connectors.excel.folders import opened_by, opened_remedy, opened_text
from connectors.excel.replacing import refuse_opened
from connectors.excel.scan import letters_of
from connectors.excel.sheets import ActorSheet, Column, Layout
from connectors.excel.workbook import Workbook

_MOST_NAMED = 5
_NAMES = ", ".join(ACTOR_TYPES)
_TYPE_NAMES = {
    FieldType.CHECKBOX: ("yes or no", "ja eller nei"),
    FieldType.INTEGER: ("integer", "heltall"),
    FieldType.DOUBLE: ("number", "tall"),
    FieldType.DATETIME: ("date", "dato"),
}


def checks(path: Callable[[], Path], layout: Callable[[], Layout], read_only: bool) -> Sequence[Check]:
    """The steps, given how to find the workbook and how to open it."""
    return (
        Check("file", Text("File", "Fil"), lambda: _file(path())),
        Check("readable", Text("Reading", "Lesing"), lambda: _readable(layout(), read_only)),
        Check("sheets", Text("Sheets", "Ark"), lambda: _sheets(layout())),
        Check("rows", Text("Rows", "Rader"), lambda: _rows(layout()), gate=False),
        Check("lists", Text("Lists", "Lister"), lambda: _lists(layout()), gate=False),
        Check("writable", Text("Writing", "Skriving"), lambda: _writable(layout(), read_only), gate=False),
    )


def _file(path: Path) -> Found:
    size = size_text(path.stat().st_size) if path.is_file() else Text("folder", "mappe")
    return Found(Text(f"{path.name}, {size.en}", f"{path.name}, {size.nb}"), detail=str(path))


def _readable(layout: Layout, read_only: bool) -> Found:
    workbook = layout.workbook
    names = _quoted(workbook.sheets)
    who = opened_by(workbook.path) if read_only else None
    if who is not None:
        said = opened_text(workbook.path, who)
        return Found(
            Text(f"{said.en} What isn't saved there isn't seen.", f"{said.nb} Det som ikke er lagret der, vises ikke."),
            warning=True,
            remedy=opened_remedy(workbook.path),
        )
    return Found(Text(f"The sheets are {names.en}.", f"Arkene er {names.nb}."))


def _sheets(layout: Layout) -> Found:
    if not layout.sheets:
        raise _no_sheets(layout)
    counts = ", ".join(f"{sheet.type} {sheet.count}" for sheet in layout.sheets)
    if layout.without_key:
        names = _quoted(layout.without_key)
        return Found(
            Text(f"{counts}. Without the column “{ID}”: {names.en}.", f"{counts}. Uten kolonnen «{ID}»: {names.nb}."),
            warning=True,
            remedy=Text(
                f"Write “{ID}” above the keys in the first row of the sheet.",
                f"Skriv «{ID}» over nøklene i arkets første rad.",
            ),
        )
    return Found(Text(counts, counts))


def _no_sheets(layout: Layout) -> ConfigInvalid:
    has = _quoted(layout.workbook.sheets)
    return ConfigInvalid(
        Text(
            f"No sheet is recognised. The workbook has {has.en or 'no sheets with cells'}.",
            f"Ingen ark er gjenkjent. Arbeidsboken har {has.nb or 'ingen ark med celler'}.",
        ),
        Text(
            f"Name the sheets {_NAMES}, with field keys in the first row and one of them “{ID}”.",
            f"Gi arkene navnene {_NAMES}, med feltnøkler i første rad og «{ID}» blant dem.",
        ),
        field="file",
    )


def _rows(layout: Layout) -> Found:
    faults = [fault for sheet in layout.sheets for fault in _faults(sheet)]
    if faults:
        raise ConfigInvalid(
            _sentences(faults),
            Text("Correct it in the workbook, save it and test again.", "Rett det i arbeidsboken, lagre den og test igjen."),
            field="file",
        )
    doubts = [*layout.declared.doubts, *(doubt for sheet in layout.sheets for doubt in _doubts(layout.workbook, sheet))]
    if doubts:
        return Found(
            _sentences(doubts),
            warning=True,
            remedy=Text(
                "It can be used like this; what is named is read as text, or as unknown where it has no value.",
                "Det kan brukes slik; det som er nevnt, leses som tekst, eller som ukjent der det mangler verdi.",
            ),
        )
    return Found(
        Text(
            "Every row has a key of its own, and every value is understood.",
            "Hver rad har sin egen nøkkel, og alle verdier er forstått.",
        )
    )


def _faults(sheet: ActorSheet) -> Iterator[Text]:
    name, keys = sheet.name, sheet.table.keys
    if sheet.repeated_header:
        heads = _quoted(sheet.repeated_header)
        yield Text(f"“{name}”: {heads.en} is above more than one column.", f"«{name}»: {heads.nb} står over flere kolonner.")
    if keys.blank:
        rows = _joined(map(str, keys.blank))
        yield Text(f"“{name}”: no key in row {rows}.", f"«{name}»: Nøkkel mangler i rad {rows}.")
    for key, places in list(keys.repeated.items())[:_MOST_NAMED]:
        rows = _joined(map(str, places))
        yield Text(f"“{name}”: the key “{key}” stands in rows {rows}.", f"«{name}»: Nøkkelen «{key}» står i radene {rows}.")


def _doubts(workbook: Workbook, sheet: ActorSheet) -> Iterator[Text]:
    if sheet.headless:
        letters = _joined(letters_of(place) for place in sheet.headless)
        yield Text(
            f"“{sheet.name}”: column {letters} has no field key above it and is left out.",
            f"«{sheet.name}»: Kolonne {letters} har ingen feltnøkkel over seg og blir utelatt.",
        )
    for column in sheet.columns:
        place = _quoted((sheet.name, column.field.key))
        for rows, text in _column_doubts(workbook, sheet, column):
            named = _joined(map(str, rows))
            yield Text(f"{place.en}: {text.en} in row {named}.", f"{place.nb}: {text.nb} i rad {named}.")


def _column_doubts(workbook: Workbook, sheet: ActorSheet, column: Column) -> Iterator[tuple[Sequence[int], Text]]:
    """What is doubtful in a column, with the rows where it is seen first."""
    seen, type_ = column.seen, column.field.type
    if seen.unknown:
        yield seen.unknown, Text("formulas without a value or with an error", "Formler uten verdi eller med feil")
    if seen.text_dates and (seen.only_text_dates or type_ is FieldType.DATETIME):
        yield seen.text_dates, Text("dates stored as text", "Datoer lagret som tekst")
    elif seen.mixed and type_ is FieldType.TEXT and column.field.key not in TEXT_KEYS:
        yield seen.texts, Text("text among numbers or dates", "Tekst blant tall eller datoer")
    if type_ not in (seen.type, FieldType.TEXT, FieldType.LIST) and (odd := _odd_rows(workbook, sheet, column)):
        en, nb = _TYPE_NAMES[type_]
        yield odd, Text(f"values that can't be read as {en}", f"Verdier som ikke kan leses som {nb}")


def _odd_rows(workbook: Workbook, sheet: ActorSheet, column: Column) -> Sequence[int]:
    """Rows whose value is not of the type that the sheet `Fields` says."""
    found = []
    for number, row in workbook.rows(sheet.name):
        raw = row[column.place] if column.place < len(row) else ""
        if number > sheet.header and raw is not UNKNOWN and to_value(raw, column.field.type) is UNKNOWN:
            found.append(number + 1)
    return found


def _lists(layout: Layout) -> Found:
    missing = [(sheet, column) for sheet in layout.sheets for column in sheet.columns if column.missing_list]
    if missing:
        said = [
            Text(
                f"“{sheet.name}”, “{column.field.key}”: there is no list “{column.missing_list}”.",
                f"«{sheet.name}», «{column.field.key}»: Listen «{column.missing_list}» finnes ikke.",
            )
            for sheet, column in missing
        ]
        return Found(
            _sentences(said),
            warning=True,
            remedy=Text(
                "Add a sheet of that name with the columns “ID” and “Text”; until then the field is read as it stands.",
                "Legg til et ark med det navnet og kolonnene «ID» og «Text»; inntil da leses feltet som det står.",
            ),
        )
    if not layout.lists:
        return Found(Text("The workbook has no lists.", "Arbeidsboken har ingen lister."))
    counts = _joined(f"{name} {len(items)}" for name, items in layout.lists.items())
    return Found(Text(counts, counts))


def _writable(layout: Layout, read_only: bool) -> Found:
    workbook = layout.workbook
    if read_only:
        return Found(Text("Not needed: the connection only reads.", "Ikke nødvendig: Koblingen skal bare lese."))
    if found := obstacles(workbook):
        en, nb = _joined(one.en for one in found), _joined(one.nb for one in found)
        return Found(
            Text(
                f"The workbook is only read, because of this: {en}.",
                f"Arbeidsboken blir bare lest, på grunn av dette: {nb}.",
            ),
            warning=True,
            remedy=Text(
                "To sync towards the ERP, move what is named to another workbook.",
                "Flytt det som er nevnt, til en annen arbeidsbok for å synkronisere mot ERP-systemet.",
            ),
        )
    refuse_opened(workbook.path)
    _refuse_rights(workbook.path)
    return Found(Text("File and folder can be written.", "Det er mulig å skrive til filen og mappen."))


def _refuse_rights(path: Path) -> None:
    """The file is replaced by a new one, so the folder's rights count; a file marked read-only is respected."""
    for one, en, nb in ((path, "The file", "filen"), (path.parent, "The folder", "mappen")):
        if not os.access(one, os.W_OK):
            raise ConfigInvalid(
                Text(f"{en} “{one.name}” can't be written.", f"Det er ikke mulig å skrive til {nb} «{one.name}»."),
                Text(
                    "Give the account that this program runs as the right to write there, or choose “Read only”.",
                    "Gi kontoen som dette programmet kjører som, skrivetilgang der, eller velg «Kun lesing».",
                ),
                field="file",
            )


def _joined(parts: Iterable[str]) -> str:
    """Up to five parts with commas, and how many more there are."""
    named = list(parts)
    rest = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" (+{rest})" if rest > 0 else "")


def _quoted(names: Iterable[str]) -> Text:
    """Names in the quotation marks of each language."""
    known = list(names)
    return Text(_joined(f"“{name}”" for name in known), _joined(f"«{name}»" for name in known))


def _sentences(texts: Sequence[Text]) -> Text:
    shown = texts[:_MOST_NAMED]
    rest = len(texts) - len(shown)
    more = Text(f" And {rest} more.", f" Og {rest} til.") if rest else Text("")
    return Text(" ".join(text.en for text in shown) + more.en, " ".join(text.nb for text in shown) + more.nb)
