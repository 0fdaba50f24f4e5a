"""The hostile connector does what it threatens, so that the tests of its host prove something."""

import subprocess
import sys
import time

import pytest

from connectors.base import ActorType, Context, FieldType, StepState
from connectors.checking import steps_of
from connectors.errors import ListUnknown
from connectors.memory import hostile
from connectors.memory.hostile import HostileConnector
from connectors.values import from_text

SECRET = "hemmelig-Ærfugl"


def made(behaviour="ok"):
    return HostileConnector({"behaviour": behaviour, "password": SECRET}, Context())


def in_a_process(behaviour, timeout=10):
    """What a program that runs this behaviour's test comes to."""
    source = (
        "from connectors.base import Context\n"
        "from connectors.checking import steps_of\n"
        "from connectors.memory.hostile import HostileConnector\n"
        f"steps_of(HostileConnector(dict(behaviour={behaviour!r}, password='pw'), Context()).checks())\n"
    )
    return subprocess.run([sys.executable, "-c", source], timeout=timeout, capture_output=True, check=False)


def test_it_passes_when_it_behaves():
    assert [step.state for step in steps_of(made().checks())] == [StepState.PASSED] * 3


def test_it_leaks_the_password_into_every_text():
    step = steps_of(made("leaks").checks())[1]
    texts = [step.text.en, step.text.nb, step.remedy.en, step.remedy.nb, step.detail]
    assert step.state is StepState.FAILED
    assert all(SECRET in text for text in texts)


def test_it_crashes_with_an_error_that_is_none_of_ours():
    with pytest.raises(RuntimeError, match=SECRET):
        steps_of(made("crashes").checks())
    assert steps_of(made().checks())


def test_it_ends_the_process():
    assert in_a_process("exits").returncode == 3


def test_it_prints_where_an_answer_might_be_expected():
    printed = in_a_process("prints")
    assert b"stdout pw" in printed.stdout
    assert b"\x00\xff raw" in printed.stdout
    assert b"stderr pw" in printed.stderr


@pytest.mark.parametrize("behaviour", ["loops", "sleeps"])
def test_it_never_ends_by_itself(behaviour):
    begun = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        in_a_process(behaviour, timeout=1.5)
    assert time.monotonic() - begun < 5


def test_it_floods(monkeypatch):
    assert hostile.FLOOD == 100_000_000
    monkeypatch.setattr(hostile, "FLOOD", 1000)
    assert len(steps_of(made("floods").checks())[1].text.en) == 1000


def test_its_fields_have_odd_keys_and_defaults_that_are_no_values():
    fields = {field.key: field for field in HostileConnector.config_fields(Context())}
    assert {"data", "validate", "_x", "a.b", "csrf_token", "__class__", "🧾"} <= set(fields)
    for key in ("number", "amount", "when", "tick"):
        with pytest.raises(ValueError, match=r".+"):
            from_text(fields[key].type, fields[key].default)
    assert [field.key for field in fields.values() if field.mandatory] == ["behaviour", "password"]


def test_its_lists_have_odd_items_and_one_is_lost():
    connector = made()
    assert "<b>" in connector.list_items("odd list")
    assert set(connector.list_items("behaviour")) >= {"ok", "leaks", "exits"}
    with pytest.raises(ListUnknown):
        connector.list_items("no such list")


def test_its_actors_have_odd_keys_and_values():
    connector = made()
    keys = [field.key for field in connector.actor_fields(ActorType.CUSTOMER)]
    [batch] = connector.search_actors(ActorType.CUSTOMER, "script", keys)
    assert [actor.erp_key for actor in batch.actors] == ["1"]
    assert set(batch.actors[0].values) == set(keys)
    assert all(field.type is FieldType.TEXT for field in connector.actor_fields(ActorType.CUSTOMER))
