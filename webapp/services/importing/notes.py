"""What there is to say of an actor in an import: codes with facts, kept in `RunRow.problems`; their words are in
`webapp.wording.importing.NOTES`.

A note says that a value doesn't arrive, or not whole; the row goes through all the same. Its facts: `field` the ERP field's
key, `crm` the CRM field's.

- `value_cut`: it is longer than the `limit`.
- `value_cleaned`: control characters are left out.
- `value_list_miss`: the `item` has no counterpart.
- `value_unconvertible`: it doesn't fit the CRM field.
- `value_unknown`: the ERP can't tell it now.
- `name_kept`: the ERP has no name for it, so it keeps the one that it has in the CRM.
- `company_unknown`: of a project, `parent` is the key of a company that isn't linked, so the project belongs to none.

A fault says why a row can't be imported.

- `erp_fault`: the answer about it can't be used; `reason` is [en, nb].
- `more_faults`: `number` others like that.
- `actor_gone`: the ERP has none of that key any more.
- `name_missing`: `crm` is the field that must have a value.
- `parent_missing`: the company with the key `parent` isn't linked, so import the companies first.
- `parent_deleted`: the company with that key is deleted in the CRM.
- `parent_unknown`: the ERP doesn't say which.

A failure says why a row wasn't imported, when it came to it.

- `row_changed`: the record was changed since the preview.
- `row_overtaken`: the record was changed at the very moment of an import without a preview.
- `row_linked`: the actor is linked to `name` by now.
- `row_record_linked`: the record has another link by now.
- `row_unlinked`: the link is gone.
- `row_parent_gone`: the company, or its link, is gone.

A remnant says why an undo has left something as it is.

- `kept_touched`: somebody has changed the new record.
- `kept_linked`: it is linked elsewhere too.
- `kept_members`: it has `number` persons and projects.
- `kept_values`: `fields` (CRM keys) have other values by now.
- `kept_deleted`: the updated record was deleted.
- `kept_persons`: the link stays, since `number` persons are linked under it.
"""

from __future__ import annotations

from typing import Any

Note = tuple[str, dict[str, Any]]
"""A code and its facts, which are plain data."""
