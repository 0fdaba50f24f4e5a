"""Language: which one a request speaks, its messages, and dates, times and numbers in it.

Messages are read from the `.po` files at the start, so there is nothing to build.
"""

from __future__ import annotations

import gettext
import io
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import g, has_request_context, request
from flask_login import current_user
from markupsafe import Markup

from webapp import config

LANGUAGES = ("nb", "en")
NAMES = {"nb": "Norsk bokmål", "en": "English"}
_FOLDER = Path(__file__).parent / "translations"
_NORWEGIAN = ("nb", "no", "nn")


def language() -> str:
    """The language of the work under way: the user's, the browser's, the setting's."""
    if not has_request_context():
        return str(config.current.get("LANGUAGE", "en"))
    known: str | None = g.get("language")
    if known is None:
        known = g.language = _chosen()
    return known


def _chosen() -> str:
    own = getattr(current_user, "language", "")
    if own in LANGUAGES:
        return str(own)
    asked = request.cookies.get("language", "")
    if asked in LANGUAGES:
        return asked
    for tag, _quality in request.accept_languages:
        primary = tag.lower().split("-")[0]
        if primary in _NORWEGIAN:
            return "nb"
        if primary == "en":
            return "en"
    return str(config.current["LANGUAGE"])


@cache
def catalogue(language_: str) -> gettext.NullTranslations:
    """The messages of a language; English is what stands in the code."""
    file = _FOLDER / language_ / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as messages:
        write_mo(compiled, read_po(messages, locale=language_))
    compiled.seek(0)
    return gettext.GNUTranslations(cast(Any, compiled))


def _(message: str, **facts: Any) -> str:
    """*message* in the language of the work under way, with `%(name)s` filled in."""
    text = catalogue(language()).gettext(message)
    return text % facts if facts else text


def marked(message: str, **facts: Any) -> Markup:
    """*message* for a template: HTML itself, while *facts* are escaped."""
    text = _marked(message, language())
    return text % facts if facts else text


@lru_cache(maxsize=4096)  # a page asks for fifty; Jinja's own way takes a seventh of its time
def _marked(message: str, language_: str) -> Markup:
    return Markup(catalogue(language_).gettext(message))  # noqa: S704 - our own words


def ngettext(one: str, many: str, number: int, **facts: Any) -> str:
    """One or many, in the language of the work under way; the number is `%(num)s`."""
    return catalogue(language()).ngettext(one, many, number) % {"num": whole(number), **facts}


def lazy_(message: str) -> str:
    """Marks a message for translation without translating it here."""
    return message


def whole(number: int) -> str:
    """A whole number with its thousands apart: 1 284 in Norwegian, 1,284 in English."""
    return f"{number:,}".replace(",", "\u00a0") if language() == "nb" else f"{number:,}"


def decimal(number: float, digits: int = 1) -> str:
    """A number with that many decimals: 1,7 in Norwegian, 1.7 in English."""
    text = f"{number:.{digits}f}"
    return text.replace(".", ",") if language() == "nb" else text


def duration(seconds: float) -> str:
    """41 ms, 1,7 s."""
    if seconds < 0.1:
        return f"{round(seconds * 1000)}\u00a0ms"
    return f"{decimal(seconds)}\u00a0s"


def local(moment: datetime) -> datetime:
    """A time of the database (UTC, naive) in the zone of the pages."""
    return moment.replace(tzinfo=UTC).astimezone(config.current["TIMEZONE"])


def clock(moment: datetime) -> str:
    """14.02 in Norwegian, 14:02 in English."""
    return local(moment).strftime("%H.%M" if language() == "nb" else "%H:%M")


def when(moment: datetime | None) -> str:
    """A past time as people say it: today 14:02, yesterday 09:15, 3 March 10:00, 3 March 2024 10:00."""
    if moment is None:
        return ""
    zone_now = datetime.now(config.current["TIMEZONE"])
    return _when(moment.replace(second=0, microsecond=0), zone_now.date(), language())


@lru_cache(maxsize=4096)  # formatting a hundred dates costs more than the rest of a list's page
def _when(moment: datetime, today: date, language_: str) -> str:
    day = local(moment).date()
    time = clock(moment)
    if day == today:
        return _("today %(time)s", time=time).replace(" ", "\u00a0")
    if day == today - timedelta(days=1):
        return _("yesterday %(time)s", time=time).replace(" ", "\u00a0")
    month = _MONTHS[language_][day.month - 1]
    text = f"{day.day}. {month}" if language_ == "nb" else f"{day.day} {month}"
    return f"{text} {day.year} {time}" if day.year != today.year else f"{text} {time}"


_MONTHS = {  # words of their own rather than Babel's: see `_when`
    "nb": "januar februar mars april mai juni juli august september oktober november desember".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}
