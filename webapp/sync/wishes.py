"""A default rule as somebody has filled it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What a field is to get when an actor is created: `entry` is the value as it was written, not read yet."""

    use: bool = False
    entry: str = ""
    ask: bool = False
    mandatory: bool = False
