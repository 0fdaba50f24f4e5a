"""What there is to say of an actor in an import: codes with facts, kept in `RunRow.problems`; their words are in the pages.

A note says that a value doesn't arrive, or not whole; the row goes through all the same. A fault says why a row can't be
imported; a failure, why it wasn't, when it came to it; a remnant, why an undo has left something as it is.
"""

from __future__ import annotations

from typing import Any

Note = tuple[str, dict[str, Any]]
"""A code and its facts, which are plain data."""

NOTES = ("value_cut", "value_cleaned", "value_list_miss", "value_unconvertible", "value_unknown", "name_kept", "company_unknown")
"""Facts: `field` the ERP field's key, `crm` the CRM field's; of a cut value `limit`; of an item without a counterpart `item`.

`name_kept`: the ERP has no name for it, so it keeps the one that it has in the CRM. `company_unknown`: of a project, `parent`
is the key of a company that isn't linked, so the project belongs to none.
"""
FAULTS = ("erp_fault", "more_faults", "actor_gone", "name_missing", "parent_missing", "parent_unknown")
"""`erp_fault`: the answer about it can't be used, `reason` is [en, nb]; `more_faults`: `number` others like that; `actor_gone`:
the ERP has none of that key any more; `name_missing`: `crm` is the field that must have a value; `parent_missing`: the
company with the key `parent` isn't linked, so import the companies first; `parent_unknown`: the ERP doesn't say which."""
FAILURES = ("row_changed", "row_linked", "row_record_linked", "row_unlinked", "row_parent_gone")
"""`row_changed`: the record was changed since the preview; `row_linked`: the actor is linked to `name` by now;
`row_record_linked`: the record has another link by now; `row_unlinked`: the link is gone; `row_parent_gone`: the company, or
its link, is gone."""
REMNANTS = ("kept_touched", "kept_linked", "kept_members", "kept_values", "kept_deleted", "kept_persons")
"""Why an undo leaves something: `kept_touched`: somebody has changed the new record; `kept_linked`: it is linked elsewhere too;
`kept_members`: it has `number` persons and projects; `kept_values`: `fields` (CRM keys) have other values by now;
`kept_deleted`: the updated record was deleted; `kept_persons`: the link stays, since `number` persons are linked under it."""
