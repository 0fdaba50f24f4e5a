"""The rules of the house, read from the source: who imports whom, and that every problem has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from webapp import CSP
from webapp.texts import WORDING

ROOT = Path(__file__).parent.parent
KINDS = ("excel", "memory")

# A module stands where its longest prefix here puts it, and imports nothing of ours from above.
LEVELS = {
    "connectors.base": 0,
    "connectors.errors": 0,
    "connectors": 1,
    "webapp.bulk": 1,
    "webapp.config": 1,
    "webapp.db": 1,
    "webapp.errors": 1,
    "webapp.i18n": 1,
    "webapp.jobs": 1,
    "webapp.letters": 1,
    "webapp.secrets": 1,
    "webapp.models": 2,
    "webapp.migrations": 2,
    "webapp.sync.carry": 2,
    "webapp.sync": 2,
    "webapp.crm": 3,
    "webapp.forms": 4,
    "webapp.services": 4,
    "webapp.access": 6,
    "webapp.htmx": 6,
    "webapp.tasks": 6,
    "webapp.texts": 6,
    "webapp.wording": 6,
    "webapp.pages": 7,
    "webapp.views": 8,
    "webapp.compression": 8,
    "webapp.requests": 8,
    "webapp.spreadsheet": 6,
    "webapp": 9,
    "webapp.cli": 9,
    "webapp.cli_transfer": 9,
    "wsgi": 9,
}

# What a part never imports, whatever its level: other packages, and parts beside it.
NEVER = {
    "connectors": ("webapp", "flask", "flask_login", "flask_wtf", "peewee", "playhouse", "wtforms", "huey"),
    "connectors.base": ("connectors.registry", "connectors.process", *(f"connectors.{kind}" for kind in KINDS)),
    "webapp": tuple(f"connectors.{kind}" for kind in KINDS),
    "webapp.models": ("flask", "flask_login", "wtforms", "huey", "connectors.registry"),
    "webapp.sync": ("flask", "flask_login", "wtforms", "huey", "webapp.models", "peewee", "connectors.registry"),
    "webapp.crm": ("flask", "flask_login", "wtforms", "huey", "connectors.registry"),
    "webapp.services": ("flask", "flask_login", "flask_wtf", "wtforms", "huey", "webapp.forms"),
    "webapp.forms": ("peewee", "webapp.models", "webapp.services", "connectors.registry"),
    "webapp.pages": ("peewee", "huey"),
    "webapp.views": ("peewee", "playhouse", "huey"),
}

EXCEPTIONS = {("webapp.services.first_start", "connectors.excel.demo")}  # the demonstration set is a workbook


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its name."""
    files = [*ROOT.glob("connectors/**/*.py"), *ROOT.glob("webapp/**/*.py"), ROOT / "wsgi.py"]
    named = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}
    return dict(sorted(named.items()))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text())


def imports(module: str, nodes: Iterator[ast.AST]) -> Iterator[str]:
    """The modules that these nodes of *module* import; `from webapp import config` is webapp.config."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in modules() else str(node.module) for name in whole)


def within(name: str, part: str) -> bool:
    """Whether a module is a part of the tree, or in it."""
    return name == part or name.startswith(f"{part}.")


def level(module: str) -> int | None:
    """Where a module of ours stands; None for others'."""
    found = [part for part in LEVELS if within(module, part) and (part != "webapp" or module == "webapp")]
    return LEVELS[max(found, key=len)] if found else None


def test_every_module_has_a_place():
    assert [module for module in modules() if level(module) is None] == []
    assert len(modules()) > 80


def test_imports_point_downwards():
    arrows = [(module, found) for module in modules() for found in imports(module, ast.walk(tree(module)))]
    assert [(a, b) for a, b in arrows if (level(b) or 0) > (level(a) or 0)] == []
    assert len(arrows) > 500


def test_no_part_imports_what_it_must_not_know():
    wrong = {
        (module, found)
        for part, never in NEVER.items()
        for module in modules()
        if within(module, part)
        for found in imports(module, ast.walk(tree(module)))
        if any(within(found, each) for each in never)
    }
    assert wrong - EXCEPTIONS == set()
    assert wrong >= EXCEPTIONS  # one that is needed no more goes


def test_a_kind_of_connector_and_a_view_know_no_other():
    families = [f"connectors.{kind}" for kind in KINDS]
    families += [module for module in modules() if within(module, "webapp.views") and module != "webapp.views"]
    arrows = {
        (a, b) for a in families for module in modules() if within(module, a) for b in imports(module, ast.walk(tree(module)))
    }
    assert [(a, b) for a, b in arrows for other in families if within(b, other) and not within(b, a)] == []


def test_imports_go_in_no_circle():
    graph = {module: set(imports(module, iter(tree(module).body))) & modules().keys() for module in modules()}
    while free := {module for module, found in graph.items() if not found & graph.keys()}:
        graph = {module: found for module, found in graph.items() if module not in free}
    assert graph == {}


def test_every_module_says_what_it_is_for():
    assert [module for module in modules() if not ast.get_docstring(tree(module)) and "migrations" not in module] == []


def raised() -> Iterator[str]:
    """The codes of all problems in the source. One with a blank in braces stands for several."""
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "EntryProblem") and node.args:
                yield from codes(node.args[0])


def codes(given: ast.expr) -> Iterator[str]:
    """The codes that an argument can be."""
    if isinstance(given, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in given.values)
    elif isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.Call):  # a table with what stands for anything else
        assert isinstance(given.func, ast.Attribute)
        assert isinstance(given.func.value, ast.Dict)
        yield from (code for value in (*given.func.value.values, given.args[1]) for code in codes(value))


def test_every_problem_has_its_words_and_no_words_are_left_over():
    found = set(raised())
    whole = {code for code in found if "{}" not in code}
    patterns = [re.escape(code).replace(r"\{\}", r"\w+") for code in found - whole]
    assert sorted(whole - WORDING.keys()) == []
    assert [code for code in WORDING if code not in whole and not any(re.fullmatch(each, code) for each in patterns)] == []
    assert all(any(re.fullmatch(each, code) for code in WORDING) for each in patterns)


def templates() -> list[Path]:
    return sorted(ROOT.glob("webapp/templates/**/*.html"))


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(ROOT / "webapp/templates")))
def test_a_template_has_no_script_style_or_handler_in_it(file: Path):
    text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=|\shx-on|\sdata-hx-on", text, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text, re.IGNORECASE)
    assert not re.search(r"(?:src|href|action)=[\"']?https?:", text, re.IGNORECASE)


def test_nothing_on_a_page_comes_from_another_host():
    assert "default-src 'self'" in CSP
    assert "unsafe" not in CSP
    assert "http" not in CSP
