"""The link workbench: suggestions in bulk, decided on one by one, by ticks, or from a score on."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from tests import linked
from tests.conftest import Browser
from tests.crm import texts_of
from tests.fielded import connection as bare_connection
from tests.fielded import read, store, text
from tests.pages import open_page
from webapp.crm.register import Record
from webapp.models import Connection, FieldChange, Link, LinkSuggestion, RunRow, SyncConnector, SyncRun
from webapp.services import linking


@pytest.fixture
def fjord(memory: SyncConnector) -> Connection:
    """A connection whose customers are synced; nothing asks its ERP."""
    made = bare_connection(memory)
    customers = read(made, [text("Nm")])
    store(customers, "Nm", "NAME", "<>")
    type(customers).update(active=True).execute()
    return made


def suggest(connection: Connection, record: Record, key: str, score: int = 95, **more: Any) -> LinkSuggestion:
    values = {"actor_type": "Customer", "entity": record.entity.value, "title": f"ERP {key}", "reasons": [["name", score]]}
    return LinkSuggestion.create(connection=connection, record_id=record.id, erp_key=key, score=score, **(values | more))


def at(connection: Connection, rest: str = "", type_: str = "Customer") -> str:
    return f"/sync/connections/{connection.id}/links/{type_}{rest}"


def decide(browser: Browser, connection: Connection, **press: Any) -> Any:
    return browser.post(at(connection, "/decide"), press, follow_redirects=True)


def test_what_is_not_linked_stands_beside_its_best_suggestion_the_likest_first(admin: Browser, fjord: Connection) -> None:
    near, far = linked.company("Nordlys AS", ORGNR="923609016", POSTALCITY="Tromsø"), linked.company("Åsen Rør")
    suggest(fjord, far, "7", 60, title="Asen Ror")
    suggest(
        fjord,
        near,
        "20320",
        99,
        title="Nordlys Kraft",
        details="9008 Tromsø, 923609016",
        reasons=[["org_number", 0], ["name", 82]],
    )
    suggest(fjord, near, "20321", 70)
    words = texts_of(admin, at(fjord))
    assert words.index("Nordlys Kraft 20320 9008 Tromsø") < words.index("Asen Ror")
    assert "Tromsø, 923609016" in words
    assert "99 Same org. no. · name 82\u00a0% alike".replace("\u00a0", " ") in words.replace("\u00a0", " ")
    assert "1 more" in words
    assert "0 linked · 2 not linked · 2 with a suggestion" in words


def test_an_accepted_suggestion_is_a_link_and_nothing_else_changes(
    admin: Browser, fjord: Connection, cast: dict[str, Any]
) -> None:
    company = linked.company("Nordlys AS")
    found = suggest(fjord, company, "20320", title="Nordlys Kraft")
    page = decide(admin, fjord, accept=found.id)
    assert "“Nordlys AS” is linked to Nordlys Kraft (20320)." in page.get_data(as_text=True)
    [link] = Link.select()
    assert (link.record_id, link.erp_key, link.title, link.agreed, link.made_by) == (
        company.id,
        "20320",
        "Nordlys Kraft",
        {},
        cast["åse"],
    )
    assert FieldChange.select().where(FieldChange.kind == "linked", FieldChange.changes == "{}").count() == 1
    assert "Nothing is waiting for a decision" in texts_of(admin, at(fjord))
    assert "Nordlys Kraft 20320" in texts_of(admin, at(fjord, "?show=linked"))


def test_what_is_rejected_is_under_its_filter_and_can_be_suggested_again(admin: Browser, fjord: Connection) -> None:
    found = suggest(fjord, linked.company("Nordlys AS"), "20320")
    decide(admin, fjord, reject=found.id)
    assert "Nothing is waiting for a decision" in texts_of(admin, at(fjord))
    assert "ERP 20320" in texts_of(admin, at(fjord, "?show=rejected"))
    page = open_page(admin, at(fjord, "?show=rejected"))
    assert "is suggested for “Nordlys AS” again" in page.press("Suggest again").text
    assert "ERP 20320" in texts_of(admin, at(fjord))


def test_an_actor_that_somebody_else_has_linked_meanwhile_is_refused_and_no_longer_suggested(
    admin: Browser, fjord: Connection
) -> None:
    mine, theirs = linked.company("Nordlys AS"), linked.company("Nordlys Kraft ASA")
    found = suggest(fjord, mine, "20320")
    linked.link(fjord, theirs, "20320")
    page = decide(admin, fjord, accept=found.id)
    assert "already linked to “Nordlys Kraft ASA”" in page.get_data(as_text=True)
    assert Link.select().count() == 1
    assert "Nothing is waiting" in texts_of(admin, at(fjord))
    Link.delete().execute()
    decide(admin, fjord, accept=found.id)
    assert [each.record_id for each in Link.select()] == [mine.id]


def test_ticked_ones_are_accepted_and_those_that_cant_be_are_named(admin: Browser, fjord: Connection) -> None:
    companies = [linked.company(f"Firma {number}") for number in range(3)]
    found = [suggest(fjord, each, key) for each, key in zip(companies, ("1", "2", "1"), strict=True)]
    page = admin.post(at(fjord, "/decide"), {"ticked": "1", "tick": [str(each.id) for each in found]})
    assert page.status_code == 422
    assert "2 are linked now." in page.get_data(as_text=True)
    assert "1 in the ERP is already linked to “Firma 0”" in page.get_data(as_text=True)
    assert {each.erp_key for each in Link.select()} == {"1", "2"}
    assert admin.post(at(fjord, "/decide"), {"ticked": "1"}).status_code == 422


def test_all_from_a_score_on_are_linked_in_a_run_that_can_be_undone(
    admin: Browser, fjord: Connection, cast: dict[str, Any]
) -> None:
    companies = [linked.company(f"Firma {number}") for number in range(5)]
    for company, key, score in zip(companies, ("1", "2", "3", "3", "5"), (99, 95, 97, 97, 89), strict=True):
        suggest(fjord, company, key, score)
    asked = open_page(admin, at(fjord, "/accept-all?score=90"))
    assert "2 suggestions on “Fjord” with a score of 90 or more are accepted. 2 suggestions stay to be decided" in asked.text
    answer = admin.post(at(fjord, "/accept-all"), {"score": "90"})
    run = SyncRun.get(SyncRun.kind == "link")
    assert answer.location.endswith(f"/runs/{run.id}")
    assert (run.state, run.done, run.total) == ("done", 4, 4)
    assert run.counts == {"linked": 2, "failed": 0, "undecided": 2}
    assert {each.erp_key for each in Link.select().where(Link.run == run)} == {"1", "2"}
    assert [each.state for each in RunRow.select().where(RunRow.run == run)] == ["failed", "failed"]
    _undone(run, cast)
    assert not Link.select().exists()
    assert "ERP 1" in texts_of(admin, at(fjord))


def _undone(run: SyncRun, cast: dict[str, Any]) -> None:
    from webapp.services import undoing

    undo = undoing.request(run, cast["åse"])
    assert SyncRun.get_by_id(undo.id).state == "done"


def test_with_nothing_to_accept_the_button_is_off_and_says_why(admin: Browser, fjord: Connection) -> None:
    found = suggest(fjord, linked.company("Firma"), "1", 60)
    assert "disabled" not in open_page(admin, at(fjord)).button("Accept all…").attributes
    answer = admin.post(at(fjord, f"/decide?of={found.id}"), {"reject": found.id}, htmx=True).get_data(as_text=True)
    off = 'disabled title="Nothing is suggested that could be accepted.">Accept all…</button>'
    assert off in answer
    assert off in open_page(admin, at(fjord)).html
    admin.post(at(fjord, "/decide"), {"restore": found.id})
    assert off not in open_page(admin, at(fjord)).html


def test_a_score_from_which_nothing_would_be_linked_is_only_counted_again(admin: Browser, fjord: Connection) -> None:
    suggest(fjord, linked.company("Firma"), "1", 60)
    page = open_page(admin, at(fjord, "/accept-all?score=90"))
    assert "Nothing is suggested with a score of 90 or more." in page
    assert "Accept all" not in [each.text() for each in page.root.all("button")]
    page = page.fill(score="60").press("Count again")
    assert "1 suggestion on “Fjord” with a score of 60 or more is accepted." in page
    assert not Link.select().exists()
    page.press("Accept all")
    assert [each.erp_key for each in Link.select()] == ["1"]


def test_where_all_are_doubtful_it_says_that_none_can_be_accepted(admin: Browser, fjord: Connection) -> None:
    for name in ("Firma", "Firma AS"):
        suggest(fjord, linked.company(name), "1", 95)
    page = open_page(admin, at(fjord, "/accept-all?score=90"))
    assert "No suggestion with a score of 90 or more can be accepted as it is. 2 suggestions stay to be decided" in page
    assert "Count again" in page


@pytest.mark.parametrize("score", ["", "10", "101", "viel", "9" * 30, "-1"])
def test_a_score_that_is_none_is_refused_at_its_field(admin: Browser, fjord: Connection, score: str) -> None:
    suggest(fjord, linked.company("Firma"), "1", 99)
    assert admin.get(at(fjord, f"/accept-all?score={score}")).status_code == 200
    page = admin.post(at(fjord, "/accept-all"), {"score": score})
    assert page.status_code == 422
    assert "from 45 to 100" in page.get_data(as_text=True)
    assert admin.post(at(fjord, "/accept-all"), {"score": "99"}).status_code == 303


def test_the_list_is_filtered_by_score_and_words_of_either_side(admin: Browser, fjord: Connection) -> None:
    suggest(fjord, linked.company("Ærfugl AS"), "1", 99, title="Blåsel")
    suggest(fjord, linked.company("Kvist"), "2", 60, title="Grein")
    assert "Kvist" not in texts_of(admin, at(fjord, "?score=90"))
    assert "Ærfugl AS" in texts_of(admin, at(fjord, "?q=BLÅSEL"))
    assert "Kvist" in texts_of(admin, at(fjord, "?q=kvist"))
    assert "Nothing in this list fits the filter" in texts_of(admin, at(fjord, "?q=ingenting"))


@pytest.mark.parametrize(
    "query", ["?show=nonsense&score=x&page=-3", f"?page={10**30}", "?q=%00%25_'&page=2", "?show=without&q=a"]
)
def test_an_address_of_nonsense_is_a_list(admin: Browser, fjord: Connection, query: str) -> None:
    suggest(fjord, linked.company("Firma"), "1")
    assert admin.get(at(fjord, query)).status_code == 200
    assert admin.get(at(fjord, type_="Employee")).status_code == 404
    assert decide(admin, fjord, accept="x").status_code == 200
    assert "has been replaced meanwhile" in decide(admin, fjord, reject=str(10**8)).get_data(as_text=True)


def queries(browser: Browser, url: str) -> int:
    """How many queries a page costs."""
    with count_queries() as counted:
        assert browser.get(url).status_code == 200
    return int(counted.count)


def test_a_list_of_any_length_asks_as_often(admin: Browser, fjord: Connection) -> None:
    suggest(fjord, linked.company("Firma"), "first")
    few = queries(admin, at(fjord))
    for number in range(60):
        suggest(fjord, linked.company(f"Firma {number}"), str(number))
    assert queries(admin, at(fjord)) == few
    assert "Page 1 of 2" in texts_of(admin, at(fjord))


def test_only_the_row_and_what_is_said_answer_a_press_of_htmx(admin: Browser, fjord: Connection) -> None:
    first, second = (suggest(fjord, linked.company(name), key) for name, key in (("A", "1"), ("B", "2")))
    answer = admin.post(at(fjord, f"/decide?of={first.id}"), {"accept": first.id}, htmx=True).get_data(as_text=True)
    assert f'hx-target="#pair-{first.id}"' in answer
    assert "data-announce" in answer
    assert "1 linked · 1 not linked · 1 with a suggestion" in answer
    assert "<html" not in answer
    gone = admin.post(at(fjord, f"/decide?of={second.id}"), {"accept": first.id}, htmx=True).get_data(as_text=True)
    assert f'hx-target="#pair-{second.id} .decide"' in gone


def test_a_search_reads_the_erp_once_and_suggests_what_is_free(admin: Browser, cast: dict[str, Any]) -> None:
    visma, path = linked.workbook_erp(cast)
    kraft = linked.company("Fjordkraft Tromso", ORGNR="974 760 673")
    nordlys = linked.company("Nordlys kraft", POSTALZIP="9008")
    taken = linked.company("Fjordkraft Bodø AS")
    linked.link(visma, taken, "20319")
    rejected = suggest(visma, nordlys, "20320", 80, state="rejected")
    stale = suggest(visma, linked.company("Noe helt annet"), "20320", 91)
    page = admin.post(at(visma, "/find"), follow_redirects=True).get_data(as_text=True)
    assert "3 actors were read" in page
    [found] = LinkSuggestion.select().where(LinkSuggestion.state == "open")
    assert (found.record_id, found.erp_key, found.details) == (kraft.id, "20318", "9008 Tromsø, 974760673")
    assert not LinkSuggestion.select().where(LinkSuggestion.record_id == stale.record_id).exists()
    decide(admin, visma, restore=rejected.id)
    path.unlink()
    broken = admin.post(at(visma, "/find"), follow_redirects=True).get_data(as_text=True)
    assert "broke off: 0 actors were read" in broken
    assert LinkSuggestion.select().count() == 2


def test_persons_are_looked_for_within_their_companys_actor(admin: Browser, cast: dict[str, Any]) -> None:
    visma, _path = linked.workbook_erp(cast)
    first, second = linked.company("Fjordkraft"), linked.company("Nordlys")
    linked.link(visma, second, "20320")
    waiting, berg = linked.person(first, "Åse", "Berg"), linked.person(second, "Aase", "Berg")
    page = admin.post(at(visma, "/find", "Person"), follow_redirects=True).get_data(as_text=True)
    assert "1 person can&#39;t be linked yet" in page
    [found] = LinkSuggestion.select()
    assert (found.record_id, found.erp_key, found.parent_key) == (berg.id, "2", "20320")
    Link.update(erp_key="20319").where(Link.record_id == second.id).execute()
    refused = admin.post(at(visma, "/decide", "Person"), {"accept": found.id}, follow_redirects=True)
    assert "has another link by now" in refused.get_data(as_text=True)
    Link.update(erp_key="20320").where(Link.record_id == second.id).execute()
    admin.post(at(visma, "/decide", "Person"), {"accept": found.id})
    assert linking.of_record(berg.entity, berg.id)[visma.id].erp_key == "2"
    assert not linking.of_record(waiting.entity, waiting.id)


def test_a_connection_without_synced_types_says_so(admin: Browser, memory: SyncConnector) -> None:
    made = bare_connection(memory)
    read(made, [text("Nm")], ActorType.CUSTOMER)
    assert "once an actor type is synced" in texts_of(admin, f"/sync/connections/{made.id}/links")
    assert admin.post(at(made, "/find")).status_code == 404


def test_administrators_alone_link_in_bulk(bjorn: Browser, fjord: Connection) -> None:
    found = suggest(fjord, linked.company("Firma"), "1")
    assert bjorn.post(at(fjord, "/decide"), {"accept": found.id}).status_code == 403
    assert bjorn.get(at(fjord)).status_code == 403
    assert not Link.select().exists()
