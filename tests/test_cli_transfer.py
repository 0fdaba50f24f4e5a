"""`kobling export` and `kobling apply`: connections as files, by the code of the pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from tests.dialogs import save_memory, stored
from tests.erpserver import ErpServer
from tests.transfers import as_text, given, mapped, save_excel, workbook
from webapp import cli, config, secrets
from webapp.db import db
from webapp.models import AuditEvent, Connection, ConnectionDraft, CrmListItem, SyncConnector
from webapp.services import sync_connectors
from webapp.services.configuration import place

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def excel(app: Flask, cast: dict[str, Any]) -> SyncConnector:
    return sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])


@pytest.fixture
def connection(cast: dict[str, Any], excel: SyncConnector) -> Connection:
    return mapped(save_excel(cast, excel), cast)


@pytest.fixture
def kobling(
    app: Flask, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """The command line on this test's instance: the exit code, what it said, what it complained of."""
    monkeypatch.setenv("KOBLING_INSTANCE", str(config.current["INSTANCE"]))
    monkeypatch.setenv("KOBLING_LANGUAGE", "en")
    monkeypatch.setenv("KOBLING_DEMO_CONNECTORS", "1")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        open_here = db.obj
        try:
            return cli.main(arguments), *capsys.readouterr()
        finally:  # the command has made an application of its own
            db.obj.close_idle()
            db.initialize(open_here)

    return run


def written(path: Path, data: dict[str, Any]) -> str:
    path.write_text(as_text(data))
    return str(path)


def test_a_connection_is_exported_by_name_or_guid_to_a_file_or_the_screen(kobling: Run, connection: Connection, tmp_path: Path):
    code, said, _ = kobling("export", "nord")
    assert (code, yaml.safe_load(said)) == (0, given(connection))
    assert kobling("export", connection.guid, str(tmp_path / "nord.yaml")) == (0, "", "")
    assert (tmp_path / "nord.yaml").read_text() == said
    assert kobling("export", "Sør")[::2] == (2, "1 problem; nothing is stored:\n  There is no ERP connection “Sør”.\n")
    assert "No such file or directory" in kobling("export", "Nord", "/no/such/folder/x.yaml")[2]


def test_a_dry_run_says_what_would_change_and_stores_nothing(kobling: Run, connection: Connection, tmp_path: Path):
    data = given(connection, description="Fra fil")
    data["actor types"]["Customer"]["fields"]["Zip"]["direction"] = "both"
    code, said, _ = kobling("apply", "--dry-run", written(tmp_path / "a.yaml", data))
    assert code == 0
    assert said == ("ERP connection\n  Description: – → Fra fil\nMappings: Customer\n  CRM to ERP of “Postal code”: no → yes\n")
    assert given(connection) != data
    code, said, _ = kobling("apply", str(tmp_path / "a.yaml"))
    assert (code, given(connection)) == (0, data)
    assert said.endswith("“Nord” is stored.\n")
    assert {each.user_name for each in AuditEvent.select().where(AuditEvent.area == "mappings")} == {""}
    assert "There is nothing to change." in kobling("apply", "--dry-run", str(tmp_path / "a.yaml"))[1]


def test_what_doesnt_fit_is_named_and_nothing_is_stored(kobling: Run, connection: Connection, tmp_path: Path):
    data = given(connection, description="Fra fil")
    fields = data["actor types"]["Customer"]["fields"]
    fields["Gone"] = {"in tab": True}
    fields["CustGr"]["items"] = {"1": "Helt ny"}
    file = written(tmp_path / "a.yaml", data)
    for arguments in (("apply", file), ("apply", "--dry-run", file)):
        code, _, complained = kobling(*arguments)
        assert code == 2
        assert "Customer › Gone: The ERP doesn't have this field." in complained
    assert Connection.get().description == ""
    assert kobling("apply", "--leave-out", "--create-items", file)[0] == 0
    assert Connection.get().description == "Fra fil"
    assert CrmListItem.select().where(CrmListItem.name == "Helt ny").count() == 1


def test_a_broken_file_is_told_by_its_lines(kobling: Run, connection: Connection, tmp_path: Path):
    (tmp_path / "a.yaml").write_text("kobling: 1\nname: [\n")
    code, _, complained = kobling("apply", str(tmp_path / "a.yaml"))
    assert (code, "Line 3 isn't valid YAML" in complained) == (2, True)
    (tmp_path / "a.yaml").write_text("kobling: 1\nname: x\nconnector: plugin://excel\ndescripton: y\n")
    assert kobling("apply", str(tmp_path / "a.yaml"))[2].endswith("  Line 4: “descripton” isn't known.\n")
    assert kobling("apply", str(tmp_path / "none.yaml"))[0] == 2
    (tmp_path / "a.yaml").write_text("kobling: 1\nname: x\nconnector: plugin://visma\n")
    code, _, complained = kobling("apply", "--dry-run", str(tmp_path / "a.yaml"))
    assert (code, "No sync connector has the URL plugin://visma." in complained) == (2, True)


def test_another_configuration_is_tested_first(kobling: Run, connection: Connection, tmp_path: Path):
    data = given(connection)
    data["configuration"]["file"] = "/no/such/workbook.xlsx"
    code, said, complained = kobling("apply", written(tmp_path / "a.yaml", data))
    assert (code, given(connection)["configuration"] == data["configuration"]) == (1, False)
    assert "The connection test didn't pass. Nothing is stored.\n" in complained
    assert len(complained.splitlines()) == 2
    assert not ConnectionDraft.select().where(ConnectionDraft.saved.is_null(), ConnectionDraft.name == "Nord").exists()
    data["configuration"]["file"] = str(workbook("ny.xlsx"))
    code, said, _ = kobling("apply", written(tmp_path / "a.yaml", data))
    assert (code, given(connection)) == (0, data)
    assert "Its configuration has passed the test" in said


def test_a_new_connection_gets_its_secrets_from_the_environment(
    kobling: Run, cast: Any, memory: SyncConnector, erp: ErpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = given(save_memory(cast, memory, erp), name="Sør", guid="")
    data["configuration"]["password"] = {"secret": "erp password"}
    file = written(tmp_path / "a.yaml", data)
    code, _, complained = kobling("apply", file)
    assert code == 2
    assert "password: The password isn't known here. Set KOBLING_PASSWORD_ERP_PASSWORD, and use --secrets-from-env." in complained
    monkeypatch.setenv("KOBLING_PASSWORD_TOKEN", "nøkkel-Havørn 9")
    monkeypatch.setenv("KOBLING_PASSWORD_ERP_PASSWORD", "feil")
    code, said, complained = kobling("apply", "--secrets-from-env", file)
    assert code == 1
    assert Connection.select().count() == 1
    monkeypatch.setenv("KOBLING_PASSWORD_ERP_PASSWORD", erp.password)
    code, said, complained = kobling("apply", "--secrets-from-env", file)
    assert (code, complained) == (0, "")
    made = Connection.get(Connection.name == "Sør")
    assert secrets.vault().open(stored(made)["password"], place(made.guid, "password")) == erp.password
    assert erp.password not in said
    assert kobling("apply", "--dry-run", file)[1] == "“Sør” is as the file says. There is nothing to change.\n"


def test_a_new_secret_of_a_stored_connection_is_tested_too(
    kobling: Run, cast: Any, memory: SyncConnector, erp: ErpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made = save_memory(cast, memory, erp)
    file = written(tmp_path / "a.yaml", given(made))
    erp.password = "ny-Ærfugl 43"
    monkeypatch.setenv("KOBLING_PASSWORD_PASSWORD", "ny-Ærfugl 43")
    assert kobling("apply", file)[0] == 0
    assert secrets.vault().open(stored(made)["password"], place(made.guid, "password")) != erp.password
    assert kobling("apply", "--secrets-from-env", file)[0] == 0
    assert secrets.vault().open(stored(made)["password"], place(made.guid, "password")) == erp.password


def test_the_commands_speak_norwegian_too(kobling: Run, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOBLING_LANGUAGE", "nb")
    file = written(tmp_path / "a.yaml", given(connection, name="Sør", description="x"))
    assert kobling("apply", "--dry-run", file)[1].startswith("ERP-kobling\n  Navn: Nord → Sør\n")
    assert kobling("export", "Vest")[2] == "1 problem, og ingenting er lagret:\n  Det finnes ingen ERP-kobling «Vest».\n"
