"""Suggestions of links in bulk: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    "suggest_nothing_synced": lazy_(
        "The actor type %(type)s isn't synced on “%(name)s”, so there is nothing to compare. Switch it on under Mappings."
    ),
    "suggestion_gone": lazy_("This suggestion has been replaced meanwhile. Look at the list as it is now, and choose again."),
    "suggestion_rejected": lazy_("%(title)s (%(key)s) has been rejected for “%(name)s” meanwhile. Take that back first."),
    "record_gone": lazy_("“%(name)s” has been deleted meanwhile."),
    "parent_changed": lazy_("The company of “%(name)s” has another link by now than the one of %(title)s (%(key)s)."),
    "score_range": lazy_("Write a score from %(least)s to 100."),
    "link_nothing": lazy_("Nothing is suggested with a score of %(least)s or more that isn't doubtful. Choose a lower score."),
    "link_doubtful": lazy_(
        "%(title)s (%(key)s) fits “%(name)s”, but something else fits just as well. Choose yourself among the links to decide."
    ),
}
