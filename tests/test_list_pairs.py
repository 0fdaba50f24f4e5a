"""The rules of list mappings, both ways, for any mapping there can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Text
from webapp.sync.carry import ListPair, to_crm_items, to_erp_items
from webapp.sync.list_choices import NO_SELECTION, ItemChoice, coming, pairs, settled, stuck, unmarked, unreached
from webapp.sync.list_matching import by_name, folded, plain

ERP, CRM = [f"E{n}" for n in range(8)], [str(n) for n in range(4)]
PAIRS = st.dictionaries(st.sampled_from(ERP), st.tuples(st.none() | st.sampled_from(CRM), st.booleans())).map(
    lambda found: [ListPair(key, crm, back) for key, (crm, back) in found.items()]
)
CHOICES = st.dictionaries(st.sampled_from(ERP), st.builds(ItemChoice, st.sampled_from(["", NO_SELECTION, *CRM]), st.booleans()))
PRESENT = st.sets(st.sampled_from(ERP))
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs", "P"]), max_size=8)


@given(PAIRS)
def test_what_goes_back_returns_to_where_it_came_from(found: list[ListPair]):
    there, back = to_crm_items(found), to_erp_items(found)
    assert all(erp is not None and there[erp] == crm for crm, erp in back.items())
    assert there.keys() == {pair.erp_item for pair in found}


@given(PAIRS)
def test_a_way_back_is_the_only_item_or_the_one_marked_and_ambiguous_ones_have_none(found: list[ListPair]):
    back = to_erp_items(found)
    for crm in CRM:
        group = [pair for pair in found if pair.crm_item == crm]
        marked = [pair.erp_item for pair in group if pair.way_back]
        expected = [group[0].erp_item] if len(group) == 1 else marked if len(marked) == 1 else []
        assert [back[key] for key in (crm,) if key in back] == expected
    assert not set(back) - set(CRM)


@given(CHOICES, PRESENT)
def test_what_passes_the_check_has_a_way_back_to_an_item_that_the_erp_has(choices: dict[str, ItemChoice], present: set[str]):
    red = unmarked(choices, present)
    back = to_erp_items(pairs(settled(choices, present)))
    for crm, keys in coming(choices).items():
        if set(keys) & present:
            assert (crm in red) == (crm not in back)
            assert crm in red or back[crm] in present or len(keys) == 1
    assert all(len(keys) > 1 and set(keys) <= present for keys in red.values())


@given(CHOICES, PRESENT)
def test_saving_leaves_no_crm_item_stuck_but_those_that_are_not_marked(choices: dict[str, ItemChoice], present: set[str]):
    assert set(stuck(choices, present)) >= set(unmarked(choices, present))
    assert set(stuck(settled(choices, present), present)) == set(unmarked(choices, present))


@given(CHOICES, PRESENT)
def test_settling_moves_no_item_and_is_done_once(choices: dict[str, ItemChoice], present: set[str]):
    once = settled(choices, present)
    assert {key: each.crm for key, each in once.items()} == {key: each.crm for key, each in choices.items()}
    assert settled(once, present) == once
    assert unmarked(once, present) == unmarked(choices, present)


@given(CHOICES, PRESENT)
def test_a_crm_item_is_reached_or_named_as_not_reached(choices: dict[str, ItemChoice], present: set[str]):
    named = unreached(choices, present, CRM)
    reached = {each.crm for key, each in choices.items() if key in present}
    assert set(named) | reached >= set(CRM)
    assert not set(named) & reached


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6), st.lists(NAMES, max_size=6, unique_by=plain))
def test_matching_names_only_what_is_there_and_never_a_worse_one(erp: list[tuple[str, str]], crm: list[str]):
    ours, theirs = {f"E{n}": Text(*texts) for n, texts in enumerate(erp)}, {str(n): name for n, name in enumerate(crm)}
    found = by_name(ours, theirs)
    assert found.keys() <= ours.keys()
    for key, hit in found.items():
        texts, name = {folded(ours[key].en), folded(ours[key].nb)}, folded(theirs[hit])
        assert any(text == name or (text and text in name) or (name and name in text) for text in texts)
    for key, text in ours.items():
        same = {hit for hit, name in theirs.items() if plain(name) and plain(name) in (plain(text.en), plain(text.nb))}
        assert len(same) != 1 or found[key] in same


def test_the_same_name_comes_before_one_that_only_resembles_it():
    erp = {"1": Text("Våre"), "2": Text("vare"), "3": Text("Salg  Nord"), "4": Text("Bygg og anlegg"), "5": Text("AS")}
    crm = {"a": "VARE", "b": "Salgnord", "c": "Bygg", "d": "Basar", "e": "Våre"}
    assert by_name(erp, crm) == {"1": "e", "2": "a", "3": "b", "4": "c"}


def test_a_name_within_several_or_that_several_stand_in_matches_none():
    assert by_name({"1": Text("Bygg")}, {"a": "Bygg nord", "b": "Bygg sør"}) == {}
    assert by_name({"1": Text("Bygg nord"), "2": Text("Bygg sør")}, {"a": "Bygg"}) == {}
    assert by_name({"1": Text("Bygg nord")}, {"a": "Bygg"}, taken={"a"}) == {}
    assert by_name({"1": Text("Bygg nord")}, {"a": "Bygg"}) == {"1": "a"}


def test_either_language_of_the_erp_names_the_crm_item():
    crm = {"a": "Detaljhandel", "b": "Industry"}
    assert by_name({"1": Text("Retail", "Detaljhandel"), "2": Text("Industry", "Industri")}, crm) == {"1": "a", "2": "b"}
    assert by_name({"1": Text("Industry", "Detaljhandel")}, crm) == {}
