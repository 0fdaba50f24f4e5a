"""Which connectors there are: our own table, and what other packages offer through entry points.

A connector is one folder here and one line in `OURS`; nothing else names it. Another package declares
`[options.entry_points] kobling.connectors = NAME = package.module:ClassName`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from connectors.base import Connector, Text
from connectors.errors import ConnectorMissing

GROUP = "kobling.connectors"
OURS = {
    "excel": "connectors.excel.connector:ExcelConnector",
    "memory": "connectors.memory.connector:MemoryConnector",
    "hostile": "connectors.memory.hostile:HostileConnector",
}
_PLUGIN = re.compile(r"plugin://([A-Za-z0-9][A-Za-z0-9_.-]*)/?$")


def kind_of(url: str) -> str:
    """The kind that a connector's URL names: `excel` of `plugin://excel`. Raises `ConnectorMissing`."""
    found = _PLUGIN.match(url.strip())
    if found:
        return found[1].casefold()
    if re.match(r"https?://", url.strip(), re.IGNORECASE):
        raise ConnectorMissing(
            Text(
                "Connectors at a web address can't be used: no connector for SOAP services is installed.",
                "Connectorer på en nettadresse kan ikke brukes: Ingen connector for SOAP-tjenester er installert.",
            ),
            Text("Choose one of the installed connectors.", "Velg en av de installerte connectorene."),
            detail=f"url={url!r}",
        )
    raise ConnectorMissing(
        Text(f"“{url}” is not the address of a connector.", f"«{url}» er ikke adressen til en connector."),
        Text(
            "Write it as plugin://NAME, for example plugin://excel.", "Skriv den som plugin://NAVN, for eksempel plugin://excel."
        ),
    )


@cache
def _table() -> dict[str, str]:
    others = {point.name.casefold(): point.value for point in entry_points(group=GROUP)}
    return others | OURS


def resolve(url: str) -> type[Connector]:
    """The connector class that *url* names. Raises `ConnectorMissing` where none of that name can be loaded."""
    kind = kind_of(url)
    target = OURS.get(kind) or _table().get(kind)  # to read what others offer takes a part of a process's start
    if target is None:
        raise _missing(kind, "not in the table of connectors")
    module, _, name = target.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise _missing(kind, f"{target}: {error}") from error
    if not (isinstance(found, type) and issubclass(found, Connector)):
        raise _missing(kind, f"{target} is not a Connector")
    return found


def installed(demonstrations: bool = False) -> Iterator[tuple[str, type[Connector]]]:
    """URL and class of each connector that can be loaded, by URL; those for demonstrations only where asked for."""
    for kind in sorted(_table()):
        url = f"plugin://{kind}"
        try:
            found = resolve(url)
        except ConnectorMissing:
            continue
        if demonstrations or not found.demonstration:
            yield url, found


def _missing(kind: str, detail: str) -> ConnectorMissing:
    return ConnectorMissing(
        Text(f"No connector named “{kind}” is installed.", f"Ingen connector med navnet «{kind}» er installert."),
        Text(
            "Install the package that brings it, or choose one of the installed connectors.",
            "Installer pakken den følger med, eller velg en av de installerte connectorene.",
        ),
        detail=detail,
    )
