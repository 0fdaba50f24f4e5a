"""The longest keys that a document may have, on PostgreSQL, which finds no row by longer ones."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import state
from tests.test_postgresql import excel, postgresql, settings  # noqa: F401 - fixtures
from tests.transfers import bring
from webapp.models import Connection, FieldMapping

pytestmark = pytest.mark.postgresql
HEAD = "kobling: 1\nname: Ny\nconnector: plugin://excel\nconfiguration: {file: erp.xlsx, "


def test_the_longest_key_that_is_taken_can_be_stored(admin: Browser, excel: Any):  # noqa: F811
    letters = random.Random(4)
    longest = "".join(chr(letters.randrange(0x4E00, 0x9F00)) for _ in range(500))
    order = f"actor types: {{Customer: {{order: [{longest}]}}}}\n"
    page = bring(admin, HEAD + "read_only: false}\n" + order).press("Go on to the dialog").press("Test ERP connection")
    assert state(page).startswith("The test passed")
    page.press("OK")
    assert Connection.get().name == "Ny"
    assert longest not in [each.erp_key for each in FieldMapping.select()]  # the reading has found that the ERP has no such field
