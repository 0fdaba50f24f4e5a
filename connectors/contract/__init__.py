"""What every connector owes its host, as tests that any connector's author can run.

    class TestMyConnector(ConnectorContract):
        connector = MyConnector

        def working_config(self): return {"server": "…", "password": "…"}
        def wrong_configs(self): return [{"server": "nowhere.invalid:1", "password": "…"}]

What is not there (no persons, no list fields) is not tested: the rule holds of nothing. pytest is needed, and nothing
else. Call `pytest.register_assert_rewrite("connectors.contract")` first in a conftest.py for details of a failure.
"""

from connectors.contract.case import Case
from connectors.contract.configuration import ConfigurationContract
from connectors.contract.reading import ReadingContract
from connectors.contract.searching import SearchingContract
from connectors.contract.writing import WritingContract

__all__ = ["Case", "ConnectorContract"]


class ConnectorContract(ConfigurationContract, ReadingContract, SearchingContract, WritingContract):
    """All of the contract; see `Case` for what a subclass says about its connector."""
