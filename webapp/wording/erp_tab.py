"""The ERP tab: how a record is linked, and what is shown of its actor."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import ActorType
from webapp.i18n import lazy_

LINKED: Mapping[ActorType, str] = {
    ActorType.CUSTOMER: lazy_("Linked to customer %(key)s"),
    ActorType.SUPPLIER: lazy_("Linked to supplier %(key)s"),
    ActorType.PARTNER: lazy_("Linked to partner %(key)s"),
    ActorType.PERSON: lazy_("Linked to person %(key)s"),
    ActorType.PROJECT: lazy_("Linked to project %(key)s"),
}
NAMED: Mapping[ActorType, str] = {
    ActorType.CUSTOMER: lazy_("customer %(key)s"),
    ActorType.SUPPLIER: lazy_("supplier %(key)s"),
    ActorType.PARTNER: lazy_("partner %(key)s"),
    ActorType.PERSON: lazy_("person %(key)s"),
    ActorType.PROJECT: lazy_("project %(key)s"),
}
"""An actor within a sentence."""
