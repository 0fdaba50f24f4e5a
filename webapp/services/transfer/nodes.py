"""YAML as a tree in which every value knows its line, and nothing of YAML that a document could do harm with.

Refused are aliases and anchors (a small file can become huge by them), tags (they name types of a programming language),
the same key twice, control characters, and what is too large or too deep. The parser's events are read one by one, so
nothing is built that is refused later, and depth costs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from webapp.errors import Problem

SIZE_LIMIT = 1_000_000
"""The largest document, in bytes."""
DEPTH_LIMIT = 12
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C where it is installed: forty times as fast
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """A value and the line it begins at (from 1): `text` of a scalar, `entries` of a mapping, `items` of a list.

    `plain`: a scalar without quotes, which can be a number, a truth value or nothing.
    """

    line: int
    text: str | None = None
    plain: bool = False
    entries: dict[str, Node] | None = None
    items: list[Node] | None = None


@dataclass(slots=True)
class _Open:
    """A mapping or a list under way, and the key whose value comes next."""

    node: Node
    key: str | None = None
    lines: dict[str, int] = field(default_factory=dict)


def parse(data: bytes) -> Node:
    """The tree that *data* is. Raises `Problem`: transfer_too_large, transfer_not_text, transfer_empty, transfer_control,
    transfer_broken, transfer_alias, transfer_tag, transfer_deep, transfer_twice, transfer_odd_key, transfer_several."""
    if len(data) > SIZE_LIMIT:
        raise Problem("transfer_too_large", "document", limit=SIZE_LIMIT // 1000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("transfer_not_text", "document", line=data[: error.start].count(b"\n") + 1) from None
    if found := _CONTROL.search(text):
        raise Problem("transfer_control", "document", line=text[: found.start()].count("\n") + 1)
    try:
        return _tree(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Problem("transfer_broken", "document", line=mark.line + 1 if mark else 1, detail=error.problem or "?") from None
    except yaml.YAMLError as error:
        raise Problem("transfer_broken", "document", line=1, detail=" ".join(str(error).split())[:200]) from None


def _tree(events: Iterator[Any]) -> Node:
    root: Node | None = None
    stack: list[_Open] = []
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.NodeEvent):
            _refuse(event, line, len(stack))
            node = _node(event, line)
            if stack:
                _put(stack[-1], node)
            elif root is not None:
                raise Problem("transfer_several", "document", line=line)
            else:
                root = node
            if node.text is None:
                stack.append(_Open(node))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    if root is None:
        raise Problem("transfer_empty", "document")
    return root


def _refuse(event: Any, line: int, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Problem("transfer_alias", "document", line=line)
    if event.tag is not None:
        raise Problem("transfer_tag", "document", line=line)
    if depth >= DEPTH_LIMIT:
        raise Problem("transfer_deep", "document", line=line, limit=DEPTH_LIMIT)


def _node(event: Any, line: int) -> Node:
    if isinstance(event, yaml.ScalarEvent):
        if _CONTROL.search(event.value):
            raise Problem("transfer_control", "document", line=line)
        return Node(line, text=event.value, plain=event.style is None or event.style == "")
    return Node(line, entries={}) if isinstance(event, yaml.MappingStartEvent) else Node(line, items=[])


def _put(parent: _Open, node: Node) -> None:
    """Put *node* where it belongs in the mapping or list under way: a key, the value of the last key, or an item."""
    if parent.node.items is not None:
        parent.node.items.append(node)
        return
    entries = parent.node.entries
    assert entries is not None
    if parent.key is not None:
        entries[parent.key] = node
        parent.key = None
        return
    if node.text is None:
        raise Problem("transfer_odd_key", "document", line=node.line)
    if node.text in entries:
        raise Problem("transfer_twice", "document", line=node.line, key=node.text, first=parent.lines[node.text])
    parent.key, parent.lines[node.text] = node.text, node.line
