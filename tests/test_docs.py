"""The documentation agrees with the program: settings, pages, links, words, and an example that is run."""

import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from connectors import errors
from connectors.base import FieldAccess, FieldType
from webapp.cli import COMMANDS
from webapp.config import SECRET_PREFIX, SETTINGS
from webapp.i18n import catalogue
from webapp.sync.carry import CARRIED
from webapp.wording.names import TYPES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
AUTHORS = (ROOT / "docs/connectors.md").read_text()
NB, EN = ({file.name: file.read_text() for file in (ROOT / "docs" / name).glob("*.md")} for name in ("nb", "en"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
FENCES = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", FENCES.sub("", text), re.MULTILINE)]


def anchors(text: str) -> list[str]:
    """The ids that headings have of their own."""
    return re.findall(r'^#+ .* <a id="([a-z-]+)"></a>$', FENCES.sub("", text), re.MULTILINE)


def cells(text: str) -> list[int]:
    return [line.count("|") for line in text.splitlines() if line.startswith("|")]


def targets(text: str, language: str) -> list[str]:
    """What a page leads to, and shows: a picture comes in each language."""
    return sorted(re.sub(rf"^(\.\./images/[\w-]+)\.{language}\.png$", r"\1", each) for each in re.findall(r"\]\((.*?)\)", text))


def example(name: str) -> str:
    found = re.search(rf"^```python {name}\n(.*?)^```", AUTHORS, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def module(name: str, code: str) -> ModuleType:
    made = sys.modules[name] = ModuleType(name)
    exec(compile(code, f"docs/connectors.md ({name})", "exec"), made.__dict__)
    return made


module("connectors.notebook", "")
module("connectors.notebook.connector", example("connector"))
TestTheExampleOfTheGuide = module("example_of_the_guide", example("test")).TestNotebookConnector  # pytest collects it


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_a_row_of_the_readme_as_it_is_in_the_program(setting):
    default = f"`{setting.default}`" if setting.default else ""
    row = f"| `KOBLING_{setting.name}` | {default} | {setting.help} |".replace("|  |", "| |")
    assert row in README


def test_the_readme_names_no_setting_that_is_not_there():
    known = {f"KOBLING_{setting.name}" for setting in SETTINGS} | {SECRET_PREFIX}
    for file in DOCUMENTS:
        assert set(re.findall(r"KOBLING_[A-Z_]+", file.read_text())) <= known, file.name


def test_the_commands_are_in_the_documentation():
    documented = README + (ROOT / "docs/operations.md").read_text()
    for name in COMMANDS:
        assert f"kobling {name}" in documented or f"make {name}" in documented, name


def test_each_page_is_there_in_both_languages():
    assert NB.keys() == EN.keys()
    assert {"index.md", "add-connection.md", "edit-connection.md", "sync-connectors.md"} <= NB.keys()


@pytest.mark.parametrize("name", sorted(NB))
def test_a_page_says_the_same_in_both_languages(name):
    assert headings(NB[name]) == headings(EN[name])
    assert cells(NB[name]) == cells(EN[name])
    assert NB[name].count("\n- ") == EN[name].count("\n- ")
    assert targets(NB[name], "nb") == targets(EN[name], "en")


@pytest.mark.parametrize("name", sorted(NB))
def test_every_heading_below_the_title_has_one_id_in_both_languages(name):
    assert anchors(NB[name]) == anchors(EN[name])
    assert len(set(anchors(EN[name]))) == len(headings(EN[name])) - 1


@pytest.mark.parametrize("pages", [EN, NB], ids=["en", "nb"])
def test_every_link_to_a_heading_of_another_page_finds_it(pages: dict[str, str]):
    links = {link for page in pages.values() for link in re.findall(r"\]\(([\w-]+\.md)#([^)]+)\)", page)}
    assert len(links) > 5
    assert [link for link in links if link[1] not in anchors(pages[link[0]])] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_within_the_documentation_leads_somewhere(file):
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", FENCES.sub("", file.read_text()))
    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_document_has_one_title_and_skips_no_level(file):
    levels = headings(file.read_text())
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_page_that_the_application_links_to_is_there():
    files = [*(ROOT / "webapp").rglob("*.py"), *(ROOT / "webapp").rglob("*.html")]
    calls = [call for file in files for call in re.findall(r"(?:help\.page['\"], name=|guide\.at\()([^)\n]*)", file.read_text())]
    names = {name for call in calls for name in re.findall(r"['\"]([a-z-]+)(?:#[a-z-]+)?['\"]", call.split(", _anchor")[0])}
    assert names >= {"users", "account", "add-connection", "edit-connection", "sync-connectors"}
    assert {f"{name}.md" for name in names} <= NB.keys()


def test_the_first_page_of_the_guide_leads_to_all_others():
    for pages in (NB, EN):
        assert set(re.findall(r"\]\(([a-z-]+\.md)\)", pages["index.md"])) == pages.keys() - {"index.md"}


def marked(text: str) -> list[str]:
    """What stands in bold or italics: mostly the words of buttons, fields and states."""
    return re.findall(r"\*{1,2}([^*\n]+)\*{1,2}", text)


@pytest.mark.parametrize("name", sorted(NB))
def test_the_words_of_the_screens_are_named_as_they_stand_there(name):
    pairs = list(zip(marked(EN[name]), marked(NB[name]), strict=True))
    on_screen = {en: catalogue("nb").gettext(en) for en, _ in pairs if catalogue("nb").gettext(en) != en}
    assert {en: nb for en, nb in pairs if en in on_screen} == on_screen


@pytest.mark.parametrize(("pages", "language"), [(EN, "en"), (NB, "nb")])
def test_the_guide_says_which_types_can_become_which(pages: dict[str, str], language: str):
    def named(type_: FieldType) -> str:
        return catalogue(language).gettext(TYPES[type_])

    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", pages["mappings.md"], re.MULTILINE)
    told = {source: set(targets.split(", ")) for source, targets in rows[1:]}
    assert told == {named(source): {named(each) for each in targets} for source, targets in CARRIED.items()}


def test_the_guide_names_enough_of_the_screens():
    words = {word for page in EN.values() for word in marked(page)}
    assert len([word for word in words if catalogue("nb").gettext(word) != word]) > 50


def test_the_guide_for_authors_names_every_error_and_every_type():
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) > 10
    assert [name for name in kinds if f"`{name}`" not in AUTHORS] == []
    rows = [f"| `FieldType.{type_.name}` | {type_.value} |" for type_ in FieldType]
    assert [row for row in rows if row not in AUTHORS] == []
    assert [access.name for access in FieldAccess if f"`FieldAccess.{access.name}`" not in AUTHORS] == []
