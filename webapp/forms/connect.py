"""The side-by-side dialog as a form: `p-…` is what is picked of a field, `m-…` the mark of the values that it showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.forms.config_fields import html_name


def pick_name(key: str) -> str:
    """The name of a field's radio buttons."""
    return f"p-{html_name(key)}"


def mark_name(key: str) -> str:
    """The name of the input that holds the mark."""
    return f"m-{html_name(key)}"


def posted(form: Mapping[str, str], keys: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was picked and the marks, by the ERP field's key, of those that were on the page. *keys*: all that could be."""
    there = [key for key in keys if mark_name(key) in form]
    return {key: form.get(pick_name(key), "") for key in there}, {key: form[mark_name(key)] for key in there}
