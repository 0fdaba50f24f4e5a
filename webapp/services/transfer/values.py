"""Values in a document, each of the kind that is expected there; what is of another kind is collected with its line and path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from webapp.errors import Problem
from webapp.services.transfer.nodes import Node

MOST = 20
"""How many problems are told at once."""
KEY_LIMIT = 500
"""The longest key of a field or an item, in characters: PostgreSQL finds no row by a text of some thousand bytes."""
NOTHING = ("", "~", "null")
"""How nothing is written without quotes."""
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DOUBLE = re.compile(r"-?[0-9]+\.[0-9]*([eE][+-]?[0-9]{1,3})?")
_TRUTH = {"true": True, "false": False}
Path: TypeAlias = tuple[str, ...]


class EnoughFound(Exception):
    """There are as many problems as are told at once."""


class Values:
    """Reads values; what is wrong is collected, and read as if it weren't there."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, problem: Problem, node: Node, path: Path) -> None:
        """Note a problem, with its line and its path."""
        problem.field, problem.facts = "document", problem.facts | {"line": node.line, "path": " › ".join(path)}
        self.problems.append(problem)
        if len(self.problems) == MOST:
            raise EnoughFound

    def mapping(self, node: Node, path: Path, known: Iterable[str] | None = None) -> dict[str, Node]:
        """A mapping's entries, those among them that are known; nothing at all is an empty one."""
        if node.plain and node.text in NOTHING:
            return {}
        if node.entries is None:
            self.wrong(Problem("transfer_not_mapping"), node, path)
            return {}
        allowed = set(node.entries) if known is None else set(known)
        for key, each in node.entries.items():
            if len(key) > KEY_LIMIT:
                self.wrong(Problem("transfer_key_long", limit=KEY_LIMIT), each, (*path, key[:60]))
            elif key not in allowed:
                self.wrong(Problem("transfer_unknown_key"), each, (*path, key[:100]))
            elif key == "":
                self.wrong(Problem("transfer_blank"), each, (*path, '""'))
        return {key: each for key, each in node.entries.items() if key in allowed and key}

    def text(self, node: Node, path: Path) -> str:
        """A text; a number without quotes is one as it is written."""
        if node.text is None:
            self.wrong(Problem("transfer_not_text_value"), node, path)
            return ""
        return "" if node.plain and node.text in NOTHING else node.text

    def scalar(self, node: Node, path: Path) -> Any:
        """A text, a number, a truth value or None."""
        text = self.text(node, path)
        if not node.plain:
            return text
        if text in _TRUTH:
            return _TRUTH[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _DOUBLE.fullmatch(text) else text

    def flag(self, node: Node, path: Path) -> bool:
        """true or false."""
        if not node.plain or node.text not in _TRUTH:
            self.wrong(Problem("transfer_not_flag"), node, path)
        return node.plain and node.text == "true"

    def number(self, node: Node, path: Path) -> int:
        """A place: a whole number from 1."""
        if node.plain and node.text and _INTEGER.fullmatch(node.text) and 0 < int(node.text) < 1_000_000:
            return int(node.text)
        self.wrong(Problem("transfer_not_place"), node, path)
        return 1

    def choice(self, node: Node, path: Path, choices: Sequence[str]) -> str:
        """One of these words; empty where it is another."""
        text = self.text(node, path)
        if node.text is not None and text not in choices:
            said = ", ".join(choices)
            self.wrong(Problem("transfer_choice", value=text[:60], choices=said), node, path)
        return text if text in choices else ""

    def choices(self, node: Node, path: Path, choices: Sequence[str]) -> list[str]:
        """Any of these words, in their order."""
        chosen = {self.choice(each, path, choices) for each in self.sequence(node, path)}
        return [each for each in choices if each in chosen]

    def keys(self, node: Node, path: Path) -> list[str]:
        """Texts, none of them twice."""
        found: dict[str, None] = {}
        for each in self.sequence(node, path):
            key = self.text(each, path)
            if len(key) > KEY_LIMIT:
                self.wrong(Problem("transfer_key_long", limit=KEY_LIMIT), each, (*path, key[:60]))
            elif key in found:
                self.wrong(Problem("transfer_repeated", value=key[:60]), each, path)
            found[key] = None
        return list(found)

    def sequence(self, node: Node, path: Path) -> Sequence[Node]:
        """A list's items; nothing at all is an empty one."""
        if node.plain and node.text in NOTHING:
            return []
        if node.items is None:
            self.wrong(Problem("transfer_not_list"), node, path)
            return []
        return node.items
