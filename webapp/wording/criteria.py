"""Criteria of an advanced search: the operators in words, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import Operator
from webapp.i18n import lazy_

OPERATORS: Mapping[Operator, str] = {
    Operator.EQUALS: lazy_("is"),
    Operator.IS_NOT: lazy_("is not"),
    Operator.BEGINS: lazy_("begins with"),
    Operator.NOT_BEGINS: lazy_("does not begin with"),
    Operator.CONTAINS: lazy_("contains"),
    Operator.NOT_CONTAINS: lazy_("does not contain"),
    Operator.ENDS: lazy_("ends with"),
    Operator.NOT_ENDS: lazy_("does not end with"),
    Operator.BETWEEN: lazy_("is between"),
    Operator.NOT_EQUAL: lazy_("is not"),
    Operator.LESS: lazy_("is less than"),
    Operator.LESS_OR_EQUAL: lazy_("is at most"),
    Operator.GREATER: lazy_("is greater than"),
    Operator.GREATER_OR_EQUAL: lazy_("is at least"),
    Operator.ONE_OF: lazy_("is one of"),
    Operator.NOT_ONE_OF: lazy_("is none of"),
    Operator.BEFORE: lazy_("is before"),
    Operator.AFTER: lazy_("is after"),
    Operator.BEFORE_OR_EQUAL: lazy_("is on or before"),
    Operator.AFTER_OR_EQUAL: lazy_("is on or after"),
}
WORDING: dict[str, str] = {
    "criterion_gone": lazy_("The ERP can't search in “%(key)s”. Remove this criterion."),
    "criterion_operator": lazy_("Choose how to compare."),
    "criterion_blank": lazy_("Fill in what to search for, or remove this criterion."),
    "criterion_item": lazy_("“%(item)s” is not in the list. Choose among its items."),
    "criterion_order": lazy_("This comes before the first value. Exchange the two."),
}
