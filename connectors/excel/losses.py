"""What a workbook holds that would be lost or spoilt if we wrote it: such a workbook is only read.

openpyxl keeps cells, formats, validation, tables, charts, comments, pivot tables, links and macros; it rebuilds the
file and drops what it doesn't know. Found by looking into the files it wrote, and in its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from connectors.base import Text
from connectors.excel.package import Package

_PARTS: Mapping[str, Text] = {
    r"_xmlsignatures/": Text("digital signatures", "digitale signaturer"),
    r"customXml/": Text("Power Query or other embedded XML data", "Power Query eller andre innebygde XML-data"),
    r"xl/(connections\.xml|queryTables/)": Text("connections to external data", "tilkoblinger til eksterne data"),
    r"xl/model/": Text("a data model", "en datamodell"),
    r"xl/(slicers|slicerCaches)/": Text("slicers", "slicere"),
    r"xl/(timelines|timelineCaches)/": Text("timelines", "tidslinjer"),
    r"xl/(threadedComments|persons)/": Text("threaded comments", "kommentartråder"),
    r"xl/(ctrlProps|activeX)/": Text("form controls", "skjemakontroller"),
    r"xl/diagrams/": Text("SmartArt", "SmartArt"),
    r"xl/embeddings/": Text("embedded objects", "innebygde objekter"),
    r"xl/media/": Text("pictures", "bilder"),
    r"xl/charts/chartEx|xl/charts/.*chartex": Text("charts of newer kinds", "diagrammer av nyere typer"),
    r"xl/(metadata\.xml|richData/)": Text("dynamic arrays or data types", "dynamiske matriser eller datatyper"),
    r"xl/(macrosheets|dialogsheets)/": Text("sheets with old macros", "ark med gamle makroer"),
    r"xl/revisions/": Text("tracked changes", "sporede endringer"),
    r"xl/(webextensions|ink)/": Text("add-ins or ink", "tillegg eller håndskrift"),
    r"docMetadata/": Text("a sensitivity label", "en følsomhetsetikett"),
}
_DRAWN = re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp|pic)[\s>]|/chartex\b|/slicer\b")
_SHAPES = Text("shapes or text boxes", "figurer eller tekstbokser")
_EXTENSIONS: Mapping[bytes, Text] = {
    b"{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}": Text(
        "data validation that points at other sheets", "datavalidering som viser til andre ark"
    ),
    b"{78C0D931-6437-407D-A8EE-F0AAD7539E65}": Text(
        "conditional formatting of newer kinds", "betinget formatering av nyere typer"
    ),
    b"{05C60535-1F16-4FD2-B633-F4F36F0B64E0}": Text("sparklines", "sparkline-grafikk"),
    b"{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}": Text("slicers", "slicere"),
    b"{7E03D99C-DC04-49D9-9315-930204A7B6E9}": Text("timelines", "tidslinjer"),
}
"""Extensions of a sheet by their published identifiers."""


def losses_of(package: Package, extensions: frozenset[bytes]) -> tuple[Text, ...]:
    """What would be lost, named once each. *extensions*: the identifiers of extensions seen in the sheets."""
    found = dict.fromkeys(_lost_parts(package))
    if any(_DRAWN.search(package.whole(part)) for part in package.parts if part.startswith("xl/drawings/drawing")):
        found.setdefault(_SHAPES)
    found.update(dict.fromkeys(text for mark, text in _EXTENSIONS.items() if mark in extensions))
    if package.strict:
        found.setdefault(Text("the format Strict Open XML", "formatet Strict Open XML"))
    return tuple(found)


def _lost_parts(package: Package) -> Iterator[Text]:
    for pattern, text in _PARTS.items():
        if any(re.match(pattern, part) for part in package.parts):
            yield text
    # The ribbon of a workbook without macros is dropped; with macros it is kept.
    if package.path.suffix.lower() == ".xlsx" and any(part.startswith("customUI/") for part in package.parts):
        yield Text("a ribbon of its own", "et tilpasset bånd")
