"""The guide in `docs/`, as pages: Markdown rendered without raw HTML, links between pages made into addresses."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from webapp.i18n import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs"
FIRST = "index"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")  # longer ones are no names of files
_TO_PAGE = re.compile(r"([a-z0-9][a-z0-9-]*)\.md(#.*)?")
_TO_IMAGE = re.compile(r"(?:\.\./)?images/([\w.-]+)")
_OWN_ID = re.compile(r'\s*<a id="([a-z0-9-]+)"></a>$')
"""What a heading ends with to have an id of its own, the same in every language. Other readers of Markdown follow it too."""


def _own_ids(state: StateCore) -> None:
    """The ids that headings have of their own, before what they stand in is read as words."""
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open" and (found := _OWN_ID.search(inline.content)):
            opening.attrSet("id", found[1])
            inline.content = inline.content[: found.start()]


_markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
_markdown.core.ruler.before("inline", "own_ids", _own_ids)


@dataclass(frozen=True)
class Page:
    """A page of the guide. `language` is the one it is written in, which may be another than was asked for."""

    name: str
    language: str
    title: str
    html: str


def page(name: str, language: str) -> Page | None:
    """The page called *name* in *language*, in another where that is missing, or None where there is no such page."""
    if not _NAME.fullmatch(name):
        return None
    for choice in (language, *(other for other in LANGUAGES if other != language)):
        file = DOCS / choice / f"{name}.md"
        if file.is_file():
            return _read(file, choice, file.stat().st_mtime_ns)
    return None


def pages(language: str) -> list[Page]:
    """All pages but the first one, by title."""
    found = {file.stem for file in DOCS.glob("*/*.md") if file.parent.name in LANGUAGES} - {FIRST}
    return sorted((each for name in found if (each := page(name, language))), key=lambda each: each.title.casefold())


@lru_cache(maxsize=200)  # the time of the last change is part of the key: an edited page shows at once
def _read(file: Path, language: str, _changed: int) -> Page:
    tokens = _markdown.parse(file.read_text(encoding="utf-8"))
    title = _name_headings(tokens) or file.stem
    for token in _inside(tokens):
        _address(token)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Page(file.stem, language, title, html)


def _name_headings(tokens: list[Token]) -> str:
    """Give every heading that has no id of its own one made of its words; the text of the first."""
    texts: list[str] = []
    used = {str(token.attrGet("id")) for token in tokens}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            texts.append("".join(part.content for part in inline.children or ()))
            if not opening.attrGet("id"):
                opening.attrSet("id", _slug(texts[-1], used))
                used.add(str(opening.attrGet("id")))
    return next(iter(texts), "")


def _slug(text: str, used: Container[str]) -> str:
    slug = re.sub(r"\W+", "-", text.casefold()).strip("-") or "part"
    return slug if slug not in used else next(other for n in count(2) if (other := f"{slug}-{n}") not in used)


def _inside(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _address(token: Token) -> None:
    """Make what is a path in the folder an address of the application."""
    if token.type == "link_open" and (link := _TO_PAGE.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", f"/help/{link[1]}{link[2] or ''}")
    if token.type == "image" and (image := _TO_IMAGE.fullmatch(str(token.attrGet("src")))):
        token.attrSet("src", f"/help/images/{image[1]}")
        token.attrSet("loading", "lazy")
