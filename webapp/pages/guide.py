"""Ways to the guide, from the help of a screen."""

from __future__ import annotations

from flask import url_for


def at(place: str) -> str:
    """The address of a page of the guide, "connect", or of a heading on it by its id: "connect#both-sides"."""
    name, _, heading = place.partition("#")
    return url_for("help.page", name=name, _anchor=heading or None)
