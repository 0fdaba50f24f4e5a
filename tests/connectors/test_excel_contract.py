"""The Excel connector against the contract: a workbook that is written, and one that is only read."""

import pytest

from connectors.contract import ConnectorContract
from connectors.excel.connector import ExcelConnector
from tests.workbooks import context, customers, make


class TestExcelConnector(ConnectorContract):
    connector = ExcelConnector

    @pytest.fixture(autouse=True)
    def _workbook(self, tmp_path):
        self.path = make(tmp_path / "erp.xlsx")
        (tmp_path / "text.xlsx").write_text("ID;Nm\n1;Fjordglimt\n")
        customers(tmp_path / "twice.xlsx", ("ID", "Nm"), (1, "A"), (1, "B"))
        make(tmp_path / "foreign.xlsx", {"Sheet1": (("a", "b"),)})

    def context(self):
        return context(self.path)

    def working_config(self):
        return {"file": "erp.xlsx", "read_only": False, "backup": True}

    def wrong_configs(self):
        files = (None, "missing.xlsx", "../erp.xlsx", ".", "text.xlsx", "twice.xlsx", "foreign.xlsx", "a\0b.xlsx")
        return [{"file": file, "read_only": False, "backup": True} for file in files]

    def state(self):
        return self.path.read_bytes()


class TestExcelConnectorThatOnlyReads(TestExcelConnector):
    writable = False

    def working_config(self):
        return {"file": "erp.xlsx", "read_only": True, "backup": False}
