"""The same on PostgreSQL, where nobody waits for another by itself."""

from __future__ import annotations

import pytest

from tests.test_meanwhile import fjord, test_a_save_waits_for_an_activation_that_is_under_way_and_is_refused  # noqa: F401
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures

pytestmark = pytest.mark.postgresql
