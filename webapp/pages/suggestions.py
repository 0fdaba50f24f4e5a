"""Suggestions as `mapping_aids/_suggest.html` shows them."""

from __future__ import annotations

from types import SimpleNamespace

from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, ngettext, whole
from webapp.pages import aids
from webapp.services.sheets import Book, Sheet
from webapp.services.suggesting import Reason, Suggestion
from webapp.services.suggestions import Offer
from webapp.wording.aids import REASONS


def pick(erp_key: str) -> str:
    """The name of the tick that applies a suggestion; its value is the CRM field."""
    return f"pick-{html_name(erp_key)}"


def panel(book: Book, sheet: Sheet, offer: Offer) -> SimpleNamespace:
    """The whole panel."""
    return SimpleNamespace(
        said=_said(offer),
        rows=[_row(each) for each in offer.suggestions],
        trouble=aids.trouble(offer.trouble) if offer.trouble else None,
        url=aids.urls(book, sheet),
    )


def _said(offer: Offer) -> str:
    if not offer.open:
        return _("Every field has a CRM field already.")
    if not offer.suggestions:
        return ngettext(
            "Nothing was found for the %(num)s field without a CRM field.",
            "Nothing was found for the %(num)s fields without a CRM field.",
            offer.open,
        )
    many = len(offer.suggestions)
    return ngettext(
        "A CRM field is suggested for %(num)s of %(open)s fields without one.",
        "CRM fields are suggested for %(num)s of %(open)s fields without one.",
        many,
        open=whole(offer.open),
    )


def _row(each: Suggestion) -> SimpleNamespace:
    return SimpleNamespace(
        name=pick(each.erp.key),
        value=each.crm.key,
        erp=texts.text(each.erp.name),
        erp_key=each.erp.key,
        crm=texts.text(each.crm.name),
        reasons=" ".join(_worded(reason) for reason in each.reasons),
    )


def _worded(reason: Reason) -> str:
    facts = {"name": reason.name, "label": reason.label, "hits": whole(reason.hits), "total": whole(reason.total)}
    return _(REASONS[reason.code], **facts)


def applied(taken: int, ticked: int) -> str:
    """What has come of the suggestions that were ticked."""
    if not ticked:
        return _("No suggestion was ticked, so nothing is changed.")
    done = ngettext(
        "%(num)s CRM field is filled in below. It is stored when you save.",
        "%(num)s CRM fields are filled in below. They are stored when you save.",
        taken,
    )
    left = ngettext(
        "%(num)s suggestion no longer fits: look at the field below.",
        "%(num)s suggestions no longer fit: look at the fields below.",
        ticked - taken,
    )
    return " ".join(said for said, number in ((done, taken), (left, ticked - taken)) if number)
