"""Errors of ours: a code, facts and the field concerned. No wording: that is made at the edge, in `texts`."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """Something a person asked for can't be done. `code` says what, `facts` what the wording needs, `field` where.

    Raised by services; a view shows it at the field, or as a message where there is none. Every code has its wording
    in `webapp/texts.py` (a test holds that).
    """

    def __init__(self, code: str, field: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class Problems(Exception):
    """Several at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
