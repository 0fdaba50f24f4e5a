"""The guide in the application."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import linked
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from webapp.models import SyncConnector
from webapp.services import help_pages, sync_connectors

DOCS = Path(__file__).parents[1] / "docs"


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("nb", "en", "images"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(help_pages, "DOCS", tmp_path)
    (tmp_path / "en" / "index.md").write_text("# Help\n")
    return tmp_path


def test_the_guide_is_there_for_everybody(anonymous: Browser, bjorn: Browser):
    assert "<title>Help – kobling</title>" in text(anonymous.get("/help"))
    assert "<h1" in text(bjorn.get("/help"))


def test_an_unknown_page_is_not_found(anonymous: Browser):
    assert anonymous.get("/help/nothing").status_code == 404
    assert anonymous.get("/help/..%2F..%2Fsetup").status_code == 404
    assert anonymous.get("/help/images/../../setup.cfg").status_code == 404
    assert anonymous.get("/help/index").status_code == 200


def test_links_headings_and_images_fit_the_application(docs: Path):
    (docs / "en" / "a.md").write_text("# A *page*\n\n[b](b.md#two-words) ![p](../images/p.png)\n\n## Two words\n\n## Two words\n")
    page = help_pages.page("a", "en")
    assert page
    assert page.title == "A page"
    assert 'href="/help/b#two-words"' in page.html
    assert 'src="/help/images/p.png"' in page.html
    assert 'id="two-words"' in page.html
    assert 'id="two-words-2"' in page.html


def test_a_heading_with_an_id_of_its_own_is_found_by_it_in_every_language(docs: Path):
    for language, words in (("en", "Look"), ("nb", "Se")):
        (docs / language / "a.md").write_text(f'# A\n\n## *{words}* up <a id="look-up"></a>\n\n## Look up\n')
        page = help_pages.page("a", language)
        assert page
        assert f'<h2 id="look-up"><em>{words}</em> up</h2>' in page.html
        assert page.html.count('id="look-up"') == 1


def test_only_an_id_at_the_end_of_a_heading_is_more_than_text(docs: Path):
    (docs / "en" / "a.md").write_text('# A\n\nB <a id="b"></a>\n\n## C <a id="c" onclick="x"></a>\n\n## <a id="d"></a> D\n')
    page = help_pages.page("a", "en")
    assert page
    assert "<a " not in page.html
    assert page.html.count("&lt;a id=") == 3


def test_markup_and_script_in_a_page_are_shown_as_text(docs: Path):
    (docs / "en" / "a.md").write_text("# A\n\n<script>x</script> [x](javascript:alert(1))\n")
    page = help_pages.page("a", "en")
    assert page
    assert "<script>" not in page.html
    assert 'href="javascript' not in page.html


def test_a_page_that_isnt_translated_stands_in_the_other_language_and_says_so(anonymous: Browser, docs: Path):
    (docs / "nb" / "bare.md").write_text("# Bare norsk\n")
    page = text(anonymous.get("/help/bare"))
    assert "This page is not translated yet" in page
    assert '<article class="prose" lang="nb">' in page
    (docs / "en" / "bare.md").write_text("# Just English\n")
    assert "not translated" not in text(anonymous.get("/help/bare"))


def test_an_edited_page_shows_at_once(anonymous: Browser, docs: Path):
    file = docs / "en" / "a.md"
    file.write_text("# Before\n")
    assert "Before" in text(anonymous.get("/help/a"))
    file.write_text("# After it\n")
    assert "After it" in text(anonymous.get("/help/a"))


def test_images_are_served(anonymous: Browser, docs: Path):
    (docs / "images" / "p.png").write_bytes(b"\x89PNG")
    with anonymous.get("/help/images/p.png") as image:
        assert (image.mimetype, image.get_data()) == ("image/png", b"\x89PNG")
    assert anonymous.get("/help/images/q.png").status_code == 404


def test_every_link_to_the_guide_in_the_templates_leads_to_a_page_in_both_languages(app: Flask):
    templates = (DOCS.parent / "webapp" / "templates").rglob("*.html")
    names = {name for file in templates for name in re.findall(r"help\.page['\"], name=['\"]([\w-]+)", file.read_text())}
    assert names >= {"users", "account"}
    assert {name for name in names for language in ("nb", "en") if not (DOCS / language / f"{name}.md").is_file()} == set()


def test_every_page_begins_with_a_heading_and_leads_nowhere_wrong(app: Flask):
    for file in DOCS.glob("*/*.md"):
        page = help_pages.page(file.stem, file.parent.name)
        if page is None or page.language != file.parent.name:
            continue
        assert file.read_text().startswith("# "), file
        for name in re.findall(r'href="/help/([a-z0-9-]+)', page.html):
            assert help_pages.page(name, page.language), f"{file} links to {name}"


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000])
def test_a_name_too_long_for_any_file_is_a_page_that_is_not_there(anonymous: Browser, name: str) -> None:
    assert anonymous.get(f"/help/{name}").status_code == 404
    assert anonymous.get("/help").status_code == 200


def test_every_confirmation_of_a_deletion_has_its_help(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    saved = save_memory(cast, memory, erp)
    unused = sync_connectors.add("Spare", "plugin://memory", "", cast["åse"])
    pages = {
        "/help/edit-connection#delete": admin.post("/sync/connections/delete", {"selected": saved.id}),
        "/help/sync-connectors#edit": admin.post("/sync/connectors/delete", {"selected": unused.id}),
        "/help/users#groups": admin.get(f"/groups/{cast['sales'].id}/delete"),
    }
    assert [url for url, answer in pages.items() if f'<a href="{url}">Help</a>' not in text(answer)] == []


@pytest.mark.parametrize(
    ("address", "guide"),
    [
        ("/sync", "index#sync"), ("/sync/connectors/new", "sync-connectors#add"), ("/sync/priority", "sync-priority"),
        ("/crm/fields/company", "crm-fields#fields"), ("/crm/fields/company/new", "crm-fields#fields"),
        ("/crm/lists", "crm-fields#lists"), ("/crm/lists/new", "crm-fields#lists"), ("/users", "users#users"),
        ("/groups", "users#groups"), ("/sync/changes", "changes"), ("/crm/company", "register#find"),
        ("/crm/person/new", "register#edit"), ("/selections", "register#selections"), ("/runs", "history#runs"),
        ("/connections", "account#connections"), ("/account", "account#profile"),
    ],
)  # fmt: skip
def test_every_screen_leads_to_its_page_of_the_guide(admin: Browser, address: str, guide: str):
    assert re.search(rf'<a [^>]*href="/help/{guide}">Help</a>', text(admin.get(address)))


def test_every_page_of_a_record_leads_to_its_page_of_the_guide(
    cast: dict[str, Any], memory: SyncConnector, erp: ErpServer, bjorn: Browser
):
    connection = linked.memory_erp(cast, memory, erp)
    here = f"/crm/company/{linked.company('Fjord').id}"
    pages = {
        "": "register#record",
        "/history": "history#record",
        "/erp": "erp-tab",
        f"/erp/{connection.id}/search": "connect#search",
    }
    assert [at for at, guide in pages.items() if f'<a href="/help/{guide}">Help</a>' not in text(bjorn.get(here + at))] == []
