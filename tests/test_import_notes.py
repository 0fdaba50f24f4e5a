"""What an import has to say of a row: each code is described, made somewhere, and has words with just its facts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from webapp.i18n import catalogue
from webapp.services import importing
from webapp.services.importing import notes
from webapp.wording.importing import NOTES

DESCRIBED = dict(re.findall(r"^- `(\w+)`: (.+?)$", notes.__doc__ or "", re.MULTILINE))


def spoken() -> set[str]:
    """Every text constant in the code of the import."""
    folder = Path(str(importing.__file__)).parent
    nodes = (node for file in folder.glob("*.py") for node in ast.walk(ast.parse(file.read_text())))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_each_code_is_described_and_has_words_and_none_is_left_over() -> None:
    assert set(DESCRIBED) == set(NOTES)
    assert set(NOTES) <= spoken()
    assert [code for code, words in NOTES.items() if catalogue("nb").gettext(str(words)) == str(words)] == []


def test_the_words_name_no_fact_that_isnt_described() -> None:
    told = {fact for words in NOTES.values() for fact in re.findall(r"%\((\w+)\)s", str(words))}
    assert told <= set(re.findall(r"`(\w+)`", notes.__doc__ or ""))


def test_what_an_undo_leaves_is_all_described() -> None:
    made = {each for each in spoken() if re.fullmatch(r"(kept|row|value)_\w+", each)}
    assert made <= set(DESCRIBED)
