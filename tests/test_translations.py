"""The application is whole in Norwegian: every message is translated, none is left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "lazy_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%|(%)")


@cache
def in_the_code() -> frozenset[object]:
    found = extract_from_dir(str(ROOT / "webapp"), METHODS, keywords=KEYWORDS)
    return frozenset(message for _file, _line, message, _comments, _context in found)


@cache
def catalogue() -> Catalog:
    with (ROOT / "webapp/translations/nb/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="nb")


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def messages() -> dict[object, object]:
    return {tuple(each.id) if isinstance(each.id, list | tuple) else each.id: each for each in catalogue() if each.id}


def test_the_catalogue_has_every_message_of_the_code_and_no_other():
    missing = in_the_code() - messages().keys()
    left_over = messages().keys() - in_the_code()
    assert not missing, "run `make messages` and translate what is new"
    assert not left_over, "run `make messages`: the code no longer says this"
    assert not catalogue().obsolete


def test_every_message_is_translated():
    for each in messages().values():
        assert not each.fuzzy, each.id
        assert all(part.strip() for part in forms(each.string)), each.id


def test_a_translation_has_the_placeholders_of_its_message():
    for each in messages().values():
        pairs = zip(forms(each.id), forms(each.string), strict=True)  # "the one" may do without its number
        assert all(sorted(PLACEHOLDER.findall(part)) == sorted(PLACEHOLDER.findall(said)) for said, part in pairs), each.id


def test_a_translation_ends_as_its_message_does():
    for each in messages().values():
        ends = {part.rstrip()[-1:] if part.rstrip()[-1:] in ".:?" else "" for part in (*forms(each.id), *forms(each.string))}
        assert len(ends) == 1, each.id


def test_each_language_quotes_in_its_own_way():
    for each in messages().values():
        assert not set("«»") & set("".join(forms(each.id))), each.id
        assert not set("“”") & set("".join(forms(each.string))), each.id


def test_the_words_of_the_field_are_those_of_the_glossary():
    glossary = {
        "Enter new ERP connection": "Angi ny ERP-kobling",
        "Configure ERP connection": "Konfigurer ERP-kobling",
        "Test ERP connection": "Test ERP-koblingen",
        "Everyone": "Alle",
        "Specific users + groups": "Angitte brukere + grupper",
        "No users or groups are selected": "Ingen brukere eller grupper er valgt",
        "Configuration fields": "Konfigurasjonsfelt",
        "Quote/Sync": "Tilbud/Sync",
        "Settings and maintenance": "Innstillinger og vedlikehold",
        "Sync connectors": "Sync Connectors",
        "ERP connections": "ERP-koblinger",
        "(No selection)": "(Ingen utvalg)",
    }
    assert {english: catalogue().get(english).string for english in glossary} == glossary


def connector_texts() -> Iterator[tuple[str, ast.Call]]:
    """Every text in two languages that stands in the code, with the place where it stands."""
    for file in (*ROOT.glob("connectors/**/*.py"), *ROOT.glob("webapp/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text" and node.args:
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def written(part: ast.expr) -> str:
    """What is written out in an argument, without what is filled in."""
    return "".join(node.value for node in ast.walk(part) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_a_text_of_a_connector_comes_in_both_languages():
    one_sided = ("connectors/memory/hostile.py", "connectors/memory/oddities.py")  # on purpose
    for place, node in connector_texts():
        if place.startswith(one_sided):
            continue
        assert len(node.args) == 2 or written(node) == "", f"{place} has no Norwegian"


def test_a_text_of_a_connector_quotes_in_the_way_of_its_language():
    both = [(place, node) for place, node in connector_texts() if len(node.args) == 2]
    assert len(both) > 100
    for place, node in both:
        assert not set("«»") & set(written(node.args[0])), place
        assert not set("“”") & set(written(node.args[1])), place
