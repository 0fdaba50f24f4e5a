"""The same on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.test_migrating_data import old, test_everything_is_still_there_and_can_be_used  # noqa: F401
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures

pytestmark = pytest.mark.postgresql
