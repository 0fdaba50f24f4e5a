"""A new connector is written as something that works: clean by the house's rules, and keeping the contract."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from connectors import scaffold
from webapp import cli

ROOT = Path(__file__).parent.parent


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree of its own, as far as connectors go."""
    shutil.copytree(ROOT / "connectors", tmp_path / "connectors", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / scaffold.GUIDE, tmp_path / scaffold.GUIDE)
    (tmp_path / "tests/connectors").mkdir(parents=True)
    return tmp_path


def run(tree: Path, *command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=tree, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["acme_erp", "visma"])  # before and after what else is imported
def test_a_new_connector_is_clean_and_keeps_the_contract(tree: Path, name: str):
    files = scaffold.write(name, tree)
    assert len(files) == 3
    run(tree, "ruff", "check", "--no-cache", "--config", str(ROOT / "ruff.toml"), *map(str, files))
    run(tree, "mypy", "--strict", "--no-incremental", f"connectors/{name}")
    assert "passed" in run(tree, "pytest", "-q", "-p", "no:cacheprovider", str(files[-1]))


def test_it_can_be_resolved_once_its_line_is_in_the_registry(tree: Path):
    scaffold.write("visma", tree)
    registry = tree / "connectors/registry.py"
    registry.write_text(registry.read_text().replace("OURS = {\n", f"OURS = {{\n    {scaffold.registry_line('visma')}\n"))
    said = run(tree, "timeit", "-n1", "-r1", "from connectors.registry import resolve; print(resolve('plugin://visma').title)")
    assert "Text(en='Visma', nb='Visma')" in said


@pytest.mark.parametrize("name", ["", "Visma", "2go", "a-b", "class", "../x", "x" * 31, "excel", "base"])
def test_a_name_that_cannot_be_is_refused_and_a_good_one_is_taken_once(tree: Path, name: str):
    before = sorted(tree.rglob("*"))
    with pytest.raises(scaffold.ScaffoldRefused):
        scaffold.write(name, tree)
    assert sorted(tree.rglob("*")) == before
    scaffold.write("visma", tree)
    with pytest.raises(scaffold.ScaffoldRefused, match="already"):
        scaffold.write("visma", tree)


def test_the_command_refuses_in_words(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["new-connector", "Visma"]) == 2
    assert "“Visma” can't be a connector's name" in capsys.readouterr().err
