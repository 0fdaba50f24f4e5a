"""Requests as the application reads them."""

from __future__ import annotations

from typing import Any

from flask import Request as FlaskRequest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL, ANOTHER = "\0", "\1"


class Request(FlaskRequest):
    """A request in whose fields no NUL stands, which PostgreSQL can't store.

    It becomes another control character, which every service refuses in words.
    """

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _without_nul(self.__dict__["form"])

    @property
    def args(self) -> Any:
        """The query's fields."""
        if "_args" not in self.__dict__:
            self.__dict__["_args"] = _without_nul(super().args)
        return self.__dict__["_args"]


def _without_nul(fields: MultiDict[str, str]) -> MultiDict[str, str]:
    if not any(NUL in name or NUL in value for name, value in fields.items(multi=True)):
        return fields
    return ImmutableMultiDict(
        (name.replace(NUL, ANOTHER), value.replace(NUL, ANOTHER)) for name, value in fields.items(multi=True)
    )
