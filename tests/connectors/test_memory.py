"""The memory connector against the contract, and against a server that misbehaves."""

import pytest

from connectors.contract import ConnectorContract
from connectors.memory.connector import MemoryConnector
from tests.erpserver import ErpServer


def config(erp, /, **other):
    """A complete configuration for the server *erp*."""
    known = {"server": erp.address, "user": erp.user, "password": erp.password, "company": 1}
    return {**known, "environment": "production", **other}


class TestMemoryConnector(ConnectorContract):
    connector = MemoryConnector

    @pytest.fixture(autouse=True)
    def _running(self):
        with ErpServer() as self.server:
            yield

    def working_config(self):
        return config(self.server, token="nøkkel-777")

    def wrong_configs(self):
        wrong = [
            {"server": "127.0.0.1:1"},
            {"server": "nowhere.invalid:7000"},
            {"server": "no port"},
            {"server": "a..b:7000"},
            {"server": "127.0.0.1:70000"},
            {"password": "feil passord"},
            {"user": "nobody\nHELLO"},
            {"company": 99},
        ]
        return [config(self.server, **one) for one in wrong]
