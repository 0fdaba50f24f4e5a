"""The memory connector against the contract, and against a server that misbehaves."""

import time
from contextlib import closing

import pytest

from connectors.base import Actor, ActorType, Context, FieldType, StepState
from connectors.checking import steps_of
from connectors.contract import ConnectorContract
from connectors.errors import Unreachable
from connectors.memory.connector import MemoryConnector
from tests.erpserver import ErpServer


def config(erp, /, **other):
    """A complete configuration for the server *erp*."""
    known = {"server": erp.address, "user": erp.user, "password": erp.password, "company": 1}
    return {**known, "environment": "production", **other}


class TestMemoryConnector(ConnectorContract):
    connector = MemoryConnector

    @pytest.fixture(autouse=True)
    def _running(self):
        with ErpServer() as self.server:
            yield

    def working_config(self):
        return config(self.server, token="nøkkel-777")

    def wrong_configs(self):
        wrong = [
            {"server": "127.0.0.1:1"},
            {"server": "nowhere.invalid:7000"},
            {"server": "no port"},
            {"server": "a..b:7000"},
            {"server": "127.0.0.1:70000"},
            {"password": "feil passord"},
            {"user": "nobody\nHELLO"},
            {"company": 99},
        ]
        return [config(self.server, **one) for one in wrong]


QUICK = Context(timeout=0.3)


@pytest.fixture
def erp():
    with ErpServer() as server:
        yield server


def outcome(server, context=QUICK, **other):
    """The steps of a connection test against *server*, by key."""
    with closing(MemoryConnector(config(server, **other), context)) as connector:
        return {step.key: step for step in steps_of(connector.checks())}


def idle(server):
    """Whether every conversation has ended, which the server notices a moment later."""
    return any(server.open_connections == 0 or time.sleep(0.02) for _ in range(100))


@pytest.mark.parametrize(
    ("mode", "step", "error", "field"),
    [
        ("refuse", "sign-in", "LoginRefused", "password"),
        ("lock", "sign-in", "LoginRefused", "user"),
        ("silent", "sign-in", "Unreachable", "server"),
        ("slow", "sign-in", "Unreachable", "server"),
        ("garbage", "sign-in", "ProtocolBroken", "server"),
        ("closing", "sign-in", "Unreachable", "server"),
    ],
)
def test_a_server_that_misbehaves_fails_the_sign_in_and_the_test_passes_once_it_is_mended(erp, mode, step, error, field):
    erp.mode = mode
    failed = outcome(erp)[step]
    assert (failed.state, failed.error, failed.field) == (StepState.FAILED, error, field)
    erp.mode = "ok"
    assert {one.state for one in outcome(erp).values()} == {StepState.PASSED}
    assert idle(erp)


def test_a_refused_sign_in_is_tried_once_and_warns_of_the_lock(erp):
    steps = outcome(erp, password="wrong")
    assert erp.sign_ins == [("erp", False)]
    assert "lock" in steps["sign-in"].remedy.en
    assert "låse" in steps["sign-in"].remedy.nb
    assert {step.state for key, step in steps.items() if key not in ("address", "port", "sign-in")} == {StepState.SKIPPED}


def test_a_whole_test_signs_in_once(erp):
    assert outcome(erp)["lists"].state is StepState.PASSED
    assert erp.sign_ins == [("erp", True)]


def test_a_user_who_may_only_read_passes_with_a_warning(erp):
    erp.mode = "no-write"
    steps = outcome(erp)
    assert steps["write"].state is StepState.WARNING
    assert steps["lists"].state is StepState.PASSED
    assert "12 kunder" in steps["read-Customer"].text.nb


def test_a_wrong_company_is_said_at_its_field(erp):
    step = outcome(erp, company=7)["company"]
    assert (step.state, step.field, step.error) == (StepState.FAILED, "company", "ConfigInvalid")
    assert outcome(erp, company=2)["company"].text.nb == "Firma 2 er Fjord Eiendom AS."


def test_environments_are_asked_of_the_server_before_there_is_a_connection(erp):
    asked = MemoryConnector({"server": erp.address}, QUICK).list_items("environment")
    built_in = MemoryConnector({}, QUICK).list_items("environment")
    assert list(asked) == ["production", "test", "training"]
    assert list(built_in) == ["production", "test"]
    assert erp.sign_ins == []


def test_environments_of_a_server_that_is_silent_are_unreachable_until_it_answers(erp):
    connector = MemoryConnector({"server": erp.address}, QUICK)
    erp.mode = "silent"
    with pytest.raises(Unreachable):
        connector.list_items("environment")
    erp.mode = "ok"
    assert "training" in connector.list_items("environment")


def test_reading_needs_the_server_and_goes_on_when_it_is_back(erp):
    with closing(MemoryConnector(config(erp), QUICK)) as connector:
        erp.mode = "closing"
        with pytest.raises(Unreachable):
            list(connector.search_actors(ActorType.CUSTOMER, "", []))
        erp.mode = "ok"
        assert sum(len(batch.actors) for batch in connector.search_actors(ActorType.CUSTOMER, "", [])) == 12
    assert idle(erp)


def test_a_password_of_any_characters_signs_in(erp):
    erp.password = "a b\n%20=ærlig 🧾 -"
    assert outcome(erp)["sign-in"].state is StepState.PASSED
    assert erp.sign_ins == [("erp", True)]


def test_all_eight_types_of_fields_are_shown():
    fields = MemoryConnector.config_fields(QUICK)
    assert {field.type for field in fields} == set(FieldType)
    assert [field.key for field in fields if field.address] == ["server"]
    assert [field.key for field in fields if field.read_only and field.type is not FieldType.LABEL] == ["edition"]


def test_companies_have_their_own_records(erp):
    with closing(MemoryConnector(config(erp), QUICK)) as one, closing(MemoryConnector(config(erp, company=2), QUICK)) as two:
        one.create_actor(Actor(ActorType.CUSTOMER, "", {"Nm": "Bare her"}))
        assert (one.count(ActorType.CUSTOMER), two.count(ActorType.CUSTOMER)) == (13, 12)
        assert one.identity() != two.identity()
