"""What a careless or malicious connector may answer: keys, names, texts and defaults that a host must stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import ActorType, FieldAccess, FieldMetadata, FieldType, Text, Value
from connectors.memory.data import Row
from connectors.memory.misreading import READING
from connectors.memory.miswriting import WRITING

ODD_KEYS: Sequence[str] = (
    "data",
    "validate",
    "errors",
    "process",
    "populate_obj",
    "_x",
    "__class__",
    "__dict__",
    "csrf_token",
    "name",
    "id",
    "a.b",
    "a[0]",
    "f0",
    "with spaces  in it",
    " blank first",
    "quote\"s'",
    "<b>bold</b>",
    "{{ 7*7 }}",
    "%(name)s",
    "../../etc/passwd",
    "ærlig",
    "🧾",
    "\u202eright to left",
    "Data",
    "k" * 300,
)
"""Keys that collide with forms, objects, pages and templates, and one that differs from another by case alone."""

BEHAVIOURS: Mapping[str, Text] = {
    "ok": Text("Passes", "Består"),
    "leaks": Text("Puts the password into every text", "Legger passordet i hver tekst"),
    "crashes": Text("Raises an unexpected error", "Utløser en uventet feil"),
    "loops": Text("Loops for ever", "Går i evig løkke"),
    "sleeps": Text("Sleeps for an hour", "Sover i en time"),
    "exits": Text("Ends the process", "Avslutter prosessen"),
    "prints": Text("Prints to standard output", "Skriver til standard ut"),
    "floods": Text("Answers 100 megabytes", "Svarer 100 megabyte"),
    "hangs up": Text("Closes all its files and lives on", "Lukker alle filene sine og lever videre"),
    "stammers": Text("Begins an answer and never ends it", "Begynner på et svar og fullfører det aldri"),
    **{key: text for key, (text, _answer) in {**READING, **WRITING}.items()},
}
"""What the list of behaviours holds: what its test does, and then, with a test that passes, what its actors do."""

_SCRIPT = '<script>alert("hostile")</script>'

LISTS: Mapping[str, Mapping[str, Text]] = {
    "behaviour": BEHAVIOURS,
    "odd list": {
        "": Text("the blank key"),
        "<b>": Text(_SCRIPT),
        "  x  ": Text("", "bare norsk"),
        "nothing": Text(""),
        "long": Text("long " * 2000),
    },
}


def _odd(key: str, rank: int) -> FieldMetadata:
    return FieldMetadata(key, Text(f"<b>{key}</b> & co"), description=Text("", f"Bare norsk: {_SCRIPT}"), rank=rank)


CONFIG_FIELDS: Sequence[FieldMetadata] = (
    FieldMetadata("warning", Text(_SCRIPT), FieldType.LABEL),
    FieldMetadata(
        "behaviour", Text("Behaviour"), FieldType.LIST, list_name="behaviour", default="ok", access=FieldAccess.MANDATORY
    ),
    FieldMetadata("password", Text("", "Passord"), FieldType.PASSWORD, access=FieldAccess.MANDATORY),
    FieldMetadata("secret.2", Text("Default password"), FieldType.PASSWORD, default="shown-to-everybody"),
    FieldMetadata("number", Text("Default that is no integer"), FieldType.INTEGER, default="many"),
    FieldMetadata("amount", Text("Default that is no number"), FieldType.DOUBLE, default="1,5,0"),
    FieldMetadata("when", Text("Default that is no time"), FieldType.DATETIME, default="yesterday"),
    FieldMetadata("tick", Text("Default that is no tick"), FieldType.CHECKBOX, default="perhaps"),
    FieldMetadata("short", Text("Default that is too long"), default="much too long", max_length=3),
    FieldMetadata("choice", Text("List with odd items"), FieldType.LIST, list_name="odd list", default="not an item"),
    FieldMetadata("lost", Text("List that is unknown"), FieldType.LIST, list_name="no such list"),
    FieldMetadata("unnamed", Text("")),
    FieldMetadata("long name", Text("name " * 200, "navn " * 200)),
    *(_odd(key, rank) for rank, key in enumerate(ODD_KEYS)),
)
"""Only `behaviour` and `password` must be filled in."""

ACTOR_FIELDS: Mapping[ActorType, Sequence[FieldMetadata]] = {
    ActorType.CUSTOMER: tuple(_odd(key, rank) for rank, key in enumerate(ODD_KEYS))
}


def _row(key: str, value: Value) -> Row:
    return (key, *(value for _ in ODD_KEYS))


ROWS: Mapping[ActorType, Sequence[Row]] = {
    ActorType.CUSTOMER: (
        _row("1", _SCRIPT),
        _row("<b>2</b>", "🧾 \u202eright to left"),
        _row("3 / 4", None),
        _row("__proto__", "x" * 10_000),
    )
}
