"""What a button of the list mapping dialog has come to, in words."""

from __future__ import annotations

from webapp.i18n import _, ngettext


def matched(count: int) -> str:
    """After matching by name."""
    if not count:
        return _("No undecided item has the name of a CRM item.")
    return f"{_matched(count)} {_on_the_page()}"


def _matched(count: int) -> str:
    return ngettext("%(num)s item is matched by its name.", "%(num)s items are matched by their names.", count)


def created(count: int, there: int, undecided: bool) -> str:
    """After creating CRM items, where others had the name already; *undecided*: whether there was anything to do it for."""
    if not undecided:
        return _("There is nothing to create: nothing is undecided.")
    if not count and not there:
        return _(
            "Nothing can be created for what is undecided: several CRM items have the name, "
            "or it is one that no CRM item can have."
        )
    if not count:
        nothing = _("There is nothing to create.")
        return f"{nothing} {matched(there)}"
    parts = [ngettext("%(num)s CRM item is created and chosen.", "%(num)s CRM items are created and chosen.", count)]
    if there:
        parts.append(_matched(there))
    return " ".join([*parts, _("The CRM items are stored; what goes where is not saved before OK.")])


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
