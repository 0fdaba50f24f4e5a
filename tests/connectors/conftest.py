"""Failures of the contract are explained like those of the tests themselves."""

import pytest

pytest.register_assert_rewrite("connectors.contract")
