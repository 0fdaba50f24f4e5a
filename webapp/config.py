"""Every setting a row: name, default, how it is read, what it is for. Read from the environment; nonsense stops the start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet


class SettingInvalid(ValueError):
    """A setting has a value that can't be used; the text names the setting, the value and what is expected."""


def _switch(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("expected 1 or 0")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) < 65536:
        raise ValueError("expected a port number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ValueError("expected a whole number of at least 1")
    return int(text)


def _folders(text: str) -> tuple[Path, ...]:
    folders = tuple(Path(part).expanduser() for part in text.split(os.pathsep) if part)
    if missing := [str(folder) for folder in folders if not folder.is_dir()]:
        raise ValueError(f"no such folder: {', '.join(missing)}")
    return tuple(folder.resolve() for folder in folders)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("expected a time zone such as Europe/Oslo") from None


def _database(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://", "postgresql+pool://")):
        raise ValueError("expected sqlite:///FILE or postgresql://USER@HOST/NAME")
    if text.startswith("postgresql") and find_spec("psycopg") is None:
        raise ValueError("PostgreSQL needs the package psycopg; install kobling[postgresql]")
    return text


def _language(text: str) -> str:
    if text not in ("nb", "en"):
        raise ValueError("expected nb or en")
    return text


def _folder(text: str) -> Path:
    folder = Path(text).expanduser()
    if folder.exists() and not folder.is_dir():
        raise ValueError("expected a folder")
    return folder


def _keys(text: str) -> tuple[str, ...]:
    keys = _words(text)
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ValueError("expected keys of 44 characters as Fernet makes them, separated by commas") from None
    return keys


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


@dataclass(frozen=True)
class Setting:
    """One row: the name is given with `KOBLING_` in the environment and without it in the application's configuration."""

    name: str
    default: str
    read: Callable[[str], Any]
    help: str
    secret: bool = False


SETTINGS = (
    Setting("HOST", "127.0.0.1", str, "Address to listen on."),
    Setting("PORT", "8080", _port, "Port to listen on."),
    Setting("INSTANCE", "instance", _folder, "Folder for the database, the keys, the queue and the demonstration files."),
    Setting("DATABASE_URL", "", _database, "`postgresql://…`, or `sqlite:///FILE`; empty: SQLite in the instance folder.", True),
    Setting("ADMIN_PASSWORD", "", str, "Password of `admin` on the very first start; empty: one is made and printed once."),
    Setting("DEMO", "1", _switch, "On the very first start, make the demonstration set (workbook, users, groups)."),
    Setting("DEMO_CONNECTORS", "0", _switch, "Offer the connectors that are made for demonstrations and tests."),
    Setting("FILE_FOLDERS", "", _folders, "Folders that connectors may read files in, separated by `:`; empty: the instance's."),
    Setting("FILE_LIMIT", "100000000", _count, "Largest file that a connector reads, in bytes."),
    Setting("SECRET_KEYS", "", _keys, "Fernet keys, newest first, separated by commas; empty: a key file in the instance.", True),
    Setting("TIMEZONE", "Europe/Oslo", _zone, "Time zone of the dates and times on the pages."),
    Setting("LANGUAGE", "nb", _language, "Language where neither the user nor the browser chooses: `nb` or `en`."),
    Setting("TEST_SLOTS", "4", _count, "Connection tests that one worker carries out at the same time."),
    Setting("RUN_SLOTS", "2", _count, "Runs (imports, suggestions …) that one worker carries out at the same time."),
    Setting("TEST_SECONDS", "60", _count, "Limit for a whole connection test, or for reading an ERP's fields, in seconds."),
    Setting("STEP_SECONDS", "30", _count, "Limit for one step of a connection test, in seconds."),
    Setting("CALL_SECONDS", "8", _count, "Limit for a short call from a page, such as reading a list, in seconds."),
    Setting("THREADS", "16", _count, "Threads of the web server; at most half of them wait for an ERP."),
    Setting("HTTPS", "0", _switch, "Served under https (by a proxy): secure cookies and HSTS."),
    Setting("TRUSTED_PROXY", "", str, "Address of the proxy whose X-Forwarded headers are believed."),
    Setting("TRUSTED_HOSTS", "", _words, "Host names that requests may be addressed to, separated by commas; empty: any."),
)


SECRET_PREFIX = "KOBLING_PASSWORD_"  # noqa: S105 - where passwords are, none itself
"""How the variables begin in which `kobling apply` finds secrets; what follows is a name, not a setting."""

current: dict[str, Any] = {}
"""The settings in use; `create_app` fills it."""


def read_settings(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name. Raises `SettingInvalid` for a value that can't be used and for a setting that doesn't exist."""
    known = {f"KOBLING_{setting.name}" for setting in SETTINGS}
    ours = {name for name in environment if name.startswith("KOBLING_") and not name.startswith(SECRET_PREFIX)}
    if unknown := sorted(ours - known):
        raise SettingInvalid(f"{unknown[0]} is not a setting. See the table of settings in README.md.")
    return {setting.name: _value(setting, environment.get(f"KOBLING_{setting.name}")) for setting in SETTINGS}


def _value(setting: Setting, text: str | None) -> Any:
    try:
        return setting.read(setting.default if text is None else text.strip())
    except ValueError as error:
        given = "" if setting.secret else f"={text}"
        raise SettingInvalid(f"KOBLING_{setting.name}{given}: {error}") from None
