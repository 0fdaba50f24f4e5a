"""Sync connectors: integration code under a name; what connections are made with."""

from __future__ import annotations

from connectors.base import Text
from connectors.errors import ConnectorError
from connectors.registry import installed, resolve
from webapp import config
from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import Connection, SyncConnector, User
from webapp.services import audit, calls, names, rows
from webapp.services.audit import Change
from webapp.services.configuration import Configuration

URL_LIMIT = 500


def offered() -> list[tuple[str, Text, Text]]:
    """URL, title and description of every connector that is installed."""
    return [(url, kind.title, kind.description) for url, kind in installed(config.current["DEMO_CONNECTORS"])]


def live() -> list[SyncConnector]:
    """All connectors that aren't deleted, by name. One query."""
    found = SyncConnector.select().where(SyncConnector.deleted_at.is_null())
    return sorted(found, key=lambda each: names.order(each.name))


def add(name: str, url: str, description: str, user: User) -> SyncConnector:
    """A new connector. Raises `Problem` or `Problems` with their fields, `ConnectorError` for the URL."""
    with rows.storing(name.strip()):
        _refuse(name, url, description)
        added = SyncConnector.create(
            name=name.strip(),
            name_key=names.key(name.strip()),
            url=url.strip(),
            description=description.strip(),
            changed_by=user,
        )
        created = Change("created", added.name)
        audit.note("connectors", user, [created, *_differences(SyncConnector(name=added.name, url=""), added)])
    return added


def change(connector: SyncConnector, name: str, url: str, description: str, version: int, user: User) -> None:
    """Change a connector that was read at *version*.

    Raises what `add` raises, `Problem("conflict")` where it was changed since, and `Problem("url_in_use")` for another
    URL while connections use it, deleted ones too, since they can be restored: their configuration and their secrets
    belong to the kind of connector that the URL names.
    """
    with rows.storing(name.strip()):
        _refuse(name, url, description, but=connector)
        if url.strip() != connector.url and (users := _ever_used_by(connector)):
            raise Problem("url_in_use", "url", names=[each.name for each in users])
        before = SyncConnector.get_by_id(connector.id)
        unchanged = (SyncConnector.id == connector.id) & (SyncConnector.version == version) & SyncConnector.deleted_at.is_null()
        values = {"name": name.strip(), "name_key": names.key(name.strip()), "url": url.strip()}
        changed = SyncConnector.update(
            **values, description=description.strip(), changed_at=now(), changed_by=user, version=SyncConnector.version + 1
        )
        if not changed.where(unchanged).execute():
            raise rows.conflict(connector)
        audit.note("connectors", user, _differences(before, SyncConnector.get_by_id(connector.id)))


def _differences(before: SyncConnector, after: SyncConnector) -> list[Change]:
    pairs = ((what, getattr(before, what), getattr(after, what)) for what in ("name", "url", "description"))
    return [Change(what, before.name, old, new) for what, old, new in pairs if old != new]


def _refuse(name: str, url: str, description: str, but: SyncConnector | None = None) -> None:
    names.refuse_if(
        names.trouble(name.strip()),
        rows.taken(SyncConnector, name.strip(), but),
        _url_trouble(url.strip()),
        rows.description_trouble(description),
    )


def _url_trouble(url: str) -> Problem | None:
    if not url:
        return Problem("url_blank", "url")
    if len(url) > URL_LIMIT:
        return Problem("too_long", "url", length=len(url), limit=URL_LIMIT)
    try:
        kind = resolve(url)
    except ConnectorError as error:
        return Problem("connector_error", "url", text=error.text, remedy=error.remedy)
    if kind.demonstration and not config.current["DEMO_CONNECTORS"]:
        return Problem("connector_not_offered", "url", url=url)
    return None


def test_url(url: str) -> Text:
    """Ask the connector at *url* to say of itself what it is; its title, version and description.

    Raises `Problem` for a URL that can't be one, `ConnectorError` where it doesn't answer.
    """
    if trouble := _url_trouble(url.strip()):
        raise trouble
    calls.forget()
    version = calls.describe(Configuration(url.strip(), (), {})).version
    kind = resolve(url.strip())
    about = Text(kind.description.in_language("en"), kind.description.in_language("nb"))
    title = Text(kind.title.in_language("en"), kind.title.in_language("nb"))
    return Text(f"{title.en}, version {version}. {about.en}", f"{title.nb}, versjon {version}. {about.nb}")


def description_of(connector: SyncConnector) -> Text:
    """What a connector says of itself; why it can't where it isn't installed (any more)."""
    try:
        return resolve(connector.url).description
    except ConnectorError as error:
        return error.text


def note_answer(connector: SyncConnector, answers: bool) -> None:
    """Keep whether a connector's URL answered just now."""
    SyncConnector.update(url_tested_at=now(), url_answers=answers).where(SyncConnector.id == connector.id).execute()


def used_by(connector: SyncConnector) -> list[Connection]:
    """The connections that use a connector, deleted ones not among them."""
    own = (Connection.connector == connector) & Connection.deleted_at.is_null()
    return list(Connection.select().where(own).order_by(Connection.name))


def _ever_used_by(connector: SyncConnector) -> list[Connection]:
    return list(Connection.select().where(Connection.connector == connector).order_by(Connection.name))


def refuse_in_use(connector: SyncConnector) -> None:
    """Raises `Problem("connector_in_use")` with the names of the connections that use a connector."""
    if users := used_by(connector):
        raise Problem("connector_in_use", name=connector.name, names=[each.name for each in users])


def delete(connector: SyncConnector, user: User) -> None:
    """Mark a connector as deleted. Raises what `refuse_in_use` raises."""
    gone = {"deleted_at": now(), "name_key": None, "changed_at": now(), "changed_by": user}
    with db.atomic():
        refuse_in_use(connector)
        live = (SyncConnector.id == connector.id) & SyncConnector.deleted_at.is_null()
        if SyncConnector.update(version=SyncConnector.version + 1, **gone).where(live).execute():
            audit.note("connectors", user, [Change("deleted", connector.name)])


def restore(connector: SyncConnector, user: User) -> None:
    """Take back a deletion. Raises `Problem("name_taken")` where the name is another's by now."""
    with rows.storing(connector.name):
        names.refuse_if(rows.taken(SyncConnector, connector.name, connector))
        back = {"deleted_at": None, "name_key": names.key(connector.name), "version": SyncConnector.version + 1}
        SyncConnector.update(**back, changed_at=now(), changed_by=user).where(SyncConnector.id == connector.id).execute()
        audit.note("connectors", user, [Change("restored", connector.name)])
