"""The help of the screens, for whoever has walked through them: each has some, and it leads to a heading of the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webapp.services import help_pages

_HELP = re.compile(r'<a [^>]*href="/help/([a-z-]+)(?:#([a-z-]+))?"[^>]*>(?:Help|Hjelp)<')
_NO_SCREEN = re.compile(r"/help|/sign-in|-3../")
"""The guide itself, signing in, and what leads elsewhere."""
_WENT_WRONG = 'id="error-title"'


def without_help(pages: Mapping[str, str]) -> list[str]:
    """The screens among *pages*, by name, that lead to no page of the guide."""
    screens = {name: page for name, page in pages.items() if not _NO_SCREEN.search(name) and _WENT_WRONG not in page}
    return [name for name, page in screens.items() if not _places(page)]


def astray(pages: Mapping[str, str]) -> set[str]:
    """Where help leads that isn't in the guide, in either language: "en/connect#both-sides"."""
    places = {place for page in pages.values() for place in _places(page)}
    return {
        f"{language}/{name}#{heading}"
        for name, heading in places
        for language in ("nb", "en")
        if not _there(name, heading, language)
    }


def _places(page: str) -> list[tuple[str, str]]:
    return _HELP.findall(page.split("<main", 1)[-1])


def _there(name: str, heading: str, language: str) -> bool:
    page = help_pages.page(name, language)
    return page is not None and page.language == language and (not heading or f'<h2 id="{heading}">' in page.html)
