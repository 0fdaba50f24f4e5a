"""What a button of the list mapping dialog has come to, in words."""

from __future__ import annotations

from webapp.i18n import _, ngettext


def matched(count: int) -> str:
    """After matching by name."""
    if not count:
        return _("No undecided item has the name of a CRM item.")
    said = ngettext("%(num)s item is matched by its name.", "%(num)s items are matched by their names.", count)
    return f"{said} {_on_the_page()}"


def created(count: int, undecided: bool) -> str:
    """After creating CRM items; *undecided*: whether there was anything to create them for."""
    if not count and not undecided:
        return _("There is nothing to create: nothing is undecided.")
    if not count:
        return _("There is nothing to create: every undecided item has the name of a CRM item. Match by name.")
    said = ngettext("%(num)s CRM item is created and chosen.", "%(num)s CRM items are created and chosen.", count)
    stored = _("The CRM items are stored; what goes where is not saved before OK.")
    return f"{said} {stored}"


def none(count: int) -> str:
    """After setting what is undecided to (No selection)."""
    if not count:
        return _("Nothing is undecided.")
    said = ngettext("%(num)s item is set to (No selection).", "%(num)s items are set to (No selection).", count)
    return f"{said} {_on_the_page()}"


def forgotten(count: int) -> str:
    """After taking off what the ERP has lost."""
    return ngettext(
        "%(num)s item that is missing in the ERP is removed when you press OK.",
        "%(num)s items that are missing in the ERP are removed when you press OK.",
        count,
    )


def _on_the_page() -> str:
    return _("Nothing of it is saved before OK.")
