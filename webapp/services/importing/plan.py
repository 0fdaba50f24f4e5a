"""What an import is to bring, as it is asked for and as a run keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.base import Operator, Restriction, Value, utc
from connectors.values import to_text

MARK = "mappings"
"""Where a preview's `params` keep the mark of the mappings that it was made with (`crossing.mark`)."""
TAKEN_OVER = "taken_over_by"
"""Where `params` of what an import has left keep the id of a later one that has looked again at what was undecided there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actors: those with `erp_keys`, or else all that match the text or the restrictions (neither: all there are).

    `keep_blanks`: a blank value in the ERP doesn't overwrite one in the CRM.
    """

    text: str = ""
    restrictions: Sequence[Restriction] = ()
    erp_keys: Sequence[str] = ()
    keep_blanks: bool = False

    def covers(self, other: Wanted) -> bool:
        """Whether all that match *other* are among these: it is the same search, or these are all there are."""
        if self.erp_keys or other.erp_keys:
            return False
        mine, theirs = (self.text, list(self.restrictions)), (other.text, list(other.restrictions))
        return mine in (("", []), theirs)


def to_params(wanted: Wanted) -> dict[str, Any]:
    """*wanted* as a run's `params`."""
    return {
        "text": wanted.text,
        "restrictions": [[each.field, each.operator.value, list(map(_data, each.values))] for each in wanted.restrictions],
        "erp_keys": list(wanted.erp_keys),
        "keep_blanks": wanted.keep_blanks,
    }


def of_params(params: Mapping[str, Any]) -> Wanted:
    """What was wanted, from a run's `params`."""
    restrictions = [
        Restriction(field, Operator(operator), tuple(map(_value, values))) for field, operator, values in params["restrictions"]
    ]
    return Wanted(params["text"], restrictions, params["erp_keys"], params["keep_blanks"])


def _data(value: Value) -> Any:
    return {"moment": to_text(value)} if isinstance(value, datetime) else value


def _value(data: Any) -> Value:
    value: Value = utc(datetime.fromisoformat(data["moment"])) if isinstance(data, dict) else data
    return value
