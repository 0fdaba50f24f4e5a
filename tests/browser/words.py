"""The words on the pages that the two seeds and the domain name, in both languages; the rest comes from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.i18n import catalogue


@dataclass(frozen=True)
class Words:
    """A page's words in one language. Calling it gives any other message of the catalogue in that language."""

    language: str
    settings: str
    sync: str
    connections: str
    connectors: str
    add: str
    delete: str
    configure: str
    new_title: str
    edit_title: str
    name: str
    connector: str
    scope: str
    everyone: str
    specific: str
    nobody: str
    configuration: str
    description: str
    active: str
    test: str
    workbook: str
    server: str
    user: str
    password: str
    ok: str
    cancel: str

    def __call__(self, message: str) -> str:
        return catalogue(self.language).gettext(message)


NB = Words(
    language="nb",
    settings="Innstillinger og vedlikehold",
    sync="Sync",
    connections="ERP-koblinger",
    connectors="Sync Connectors",
    add="Legg til",
    delete="Slett",
    configure="Konfigurer ERP-kobling",
    new_title="Angi ny ERP-kobling",
    edit_title="Konfigurer ERP-kobling",
    name="Navn",
    connector="ERP Sync Connector",
    scope="Omfang",
    everyone="Alle",
    specific="Angitte brukere + grupper",
    nobody="Ingen brukere eller grupper er valgt",
    configuration="Konfigurasjonsfelt",
    description="Beskrivelse",
    active="Aktiv",
    test="Test ERP-koblingen",
    workbook="Arbeidsbok",
    server="Server",
    user="Bruker",
    password="Passord",
    ok="OK",
    cancel="Avbryt",
)
EN = Words(
    language="en",
    settings="Settings and maintenance",
    sync="Sync",
    connections="ERP connections",
    connectors="Sync connectors",
    add="Add",
    delete="Delete",
    configure="Configure ERP connection",
    new_title="Enter new ERP connection",
    edit_title="Configure ERP connection",
    name="Name",
    connector="ERP Sync Connector",
    scope="Scope",
    everyone="Everyone",
    specific="Specific users + groups",
    nobody="No users or groups are selected",
    configuration="Configuration fields",
    description="Description",
    active="Active",
    test="Test ERP connection",
    workbook="Workbook",
    server="Server",
    user="User",
    password="Password",
    ok="OK",
    cancel="Cancel",
)
BOTH = {"nb": NB, "en": EN}
