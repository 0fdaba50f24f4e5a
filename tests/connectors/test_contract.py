"""The contract finds what is wrong with a connector: each broken one fails exactly the test that speaks of it."""

from dataclasses import replace
from typing import ClassVar

import pytest

from connectors.base import ActorType, Batch, Check, FieldMetadata, FieldType, Found, Refused, Saved, Text
from connectors.contract import ConnectorContract
from connectors.errors import ConfigInvalid
from connectors.memory.connector import MemoryConnector

RESERVED = "hemmelig-Ærfugl"


class Offline(MemoryConnector):
    """The memory connector without its server: a working base to break."""

    def checks(self):
        return [Check("password", Text("Password", "Passord"), self.password_check)]

    def password_check(self):
        if self.config.get("password") != RESERVED:
            raise ConfigInvalid(Text("Wrong.", "Feil."), Text("Mend it.", "Rett det."), field="password")
        return Found(Text("Right.", "Riktig."))

    def _let_in(self):
        pass


class TestOffline(ConnectorContract):
    connector = Offline

    @pytest.fixture(autouse=True)
    def _own_records(self, request):
        self.company = abs(hash(request.node.name))

    def working_config(self):
        return {"server": "", "company": self.company, "password": RESERVED}

    def wrong_configs(self):
        return [{**self.working_config(), "password": "something else"}]


class AlwaysPasses(Offline):
    def password_check(self):
        return Found(Text("Right.", "Riktig."))


class FailsWithoutRemedy(Offline):
    def password_check(self):
        raise ConfigInvalid(Text("Wrong.", "Feil."))


class FailsInOneLanguage(Offline):
    def password_check(self):
        if self.config["password"] != RESERVED:
            raise ConfigInvalid(Text("Wrong."), Text("Mend it.", "Rett det."))
        return Found(Text("Right.", "Riktig."))


class Crashes(Offline):
    def password_check(self):
        return {RESERVED: Found(Text("Right.", "Riktig."))}[self.config["password"]]


class Leaks(Offline):
    def password_check(self):
        return Found(Text("Right.", "Riktig."), detail=f"used {self.config['password']}")


class WritesWhileTesting(Offline):
    def password_check(self):
        self._store().create(replace(self._store().actors(ActorType.CUSTOMER)[0], erp_key="", values={"Nm": "Test"}))
        return super().password_check()


class WorksInItsConstructor(Offline):
    def __init__(self, config, context):
        super().__init__(config, context)
        self.password = config["password"]


class TwoFieldsOfOneKey(Offline):
    @classmethod
    def config_fields(cls, context):
        return [*super().config_fields(context), FieldMetadata("user", Text("User", "Bruker"))]


class PasswordWithDefault(Offline):
    @classmethod
    def config_fields(cls, context):
        return [FieldMetadata("password", Text("Password", "Passord"), FieldType.PASSWORD, default="1234")]


class IgnoresTheCursor(Offline):
    def search_actors(self, actor_type, text, field_keys, limit=100, cursor=""):
        return super().search_actors(actor_type, text, field_keys, limit)


class IgnoresTheLimit(Offline):
    def search_actors(self, actor_type, text, field_keys, limit=100, cursor=""):
        return super().search_actors(actor_type, text, field_keys)


class LosesTheFirstHit(Offline):
    def search_advanced(self, actor_type, restrictions, field_keys, limit=100, cursor=""):
        for batch in super().search_advanced(actor_type, restrictions, field_keys, limit, cursor):
            yield Batch(batch.actors[1:], batch.cursor)


class FindsOnlyLaterChanges(Offline):
    def actors_changed_since(self, timestamp, actor_type, field_keys, limit=1000, cursor=""):
        found = super().actors_changed_since(timestamp, actor_type, field_keys, limit, cursor)
        return (Batch([one for one in batch.actors if one.last_modified > timestamp], batch.cursor) for batch in found)


class NeverCancels(Offline):
    def _go_on(self):
        pass


class ForgetsWhatItSaves(Offline):
    def save_actors(self, actors):
        return [Saved(actor) for actor in actors]


class RefusesAllForOne(Offline):
    def save_actors(self, actors):
        answers = list(super().save_actors(actors))
        bad = any(isinstance(answer, Refused) for answer in answers)
        return [Refused("", Text("Bad.", "Dårlig.")) for _ in answers] if bad else answers


class CountsWrong(Offline):
    def list_usage(self, actor_type, field_key):
        return {key: count + 1 for key, count in super().list_usage(actor_type, field_key).items()}


class KnowsEveryList(Offline):
    def list_items(self, list_name, keys=None):
        return {}


class TextForTimes(Offline):
    def search_actors(self, actor_type, text, field_keys, limit=100, cursor=""):
        for batch in super().search_actors(actor_type, text, field_keys, limit, cursor):
            actors = [replace(actor, values={**actor.values, "Since": "2026-01-01"}) for actor in batch.actors]
            yield Batch(actors, batch.cursor)


class TestBroken:
    FAULTS: ClassVar = [
        (AlwaysPasses, "test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards"),
        (FailsWithoutRemedy, "test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards"),
        (FailsInOneLanguage, "test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards"),
        (FailsWithoutRemedy, "test_the_working_configuration_passes_its_test"),
        (Crashes, "test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards"),
        (Leaks, "test_no_text_of_a_test_holds_a_secret"),
        (WritesWhileTesting, "test_a_test_writes_nothing"),
        (WorksInItsConstructor, "test_making_and_closing_a_connector_does_nothing_outside"),
        (TwoFieldsOfOneKey, "test_the_configuration_fields_are_complete_and_distinct"),
        (PasswordWithDefault, "test_a_password_has_no_default"),
        (IgnoresTheCursor, "test_pages_with_a_cursor_cover_everything_once"),
        (IgnoresTheLimit, "test_pages_with_a_cursor_cover_everything_once"),
        (LosesTheFirstHit, "test_every_operator_of_every_searchable_field_finds_the_right_actors"),
        (FindsOnlyLaterChanges, "test_changes_include_the_moment_itself_and_repeat_alike"),
        (NeverCancels, "test_a_cancelled_connector_stops_and_another_one_works"),
        (ForgetsWhatItSaves, "test_a_saved_change_is_read_back_and_leaves_the_rest"),
        (RefusesAllForOne, "test_a_bad_record_is_refused_in_words_and_the_others_are_saved"),
        (CountsWrong, "test_the_use_of_list_items_is_counted_right_where_it_is_told"),
        (KnowsEveryList, "test_an_unknown_list_is_refused_and_the_known_ones_still_answer"),
        (TextForTimes, "test_values_are_those_asked_for_and_of_their_types"),
    ]

    @pytest.mark.parametrize(("broken", "test"), FAULTS, ids=lambda one: getattr(one, "__name__", None))
    def test_a_broken_connector_is_found_out(self, broken, test, request):
        case = TestOffline()
        case.connector, case.company = broken, abs(hash(request.node.name))
        with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
            getattr(case, test)()
        case.connector, case.company = Offline, -case.company
        getattr(case, test)()


def test_the_contract_asks_for_a_wrong_configuration():
    case = TestOffline()
    case.company, case.wrong_configs = 1, list
    with pytest.raises(AssertionError, match="can't fail"):
        case.test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards()


def test_what_can_only_be_read_says_so_in_words():
    class Reads(Offline):
        def create_actor(self, actor):
            return Refused("", Text("Read only.", "Kan bare leses."))

        def save_actors(self, actors):
            return [Refused(actor.erp_key, Text("Read only.", "Kan bare leses.")) for actor in actors]

    case = TestOffline()
    case.connector, case.writable, case.company = Reads, False, 2
    case.test_what_cannot_be_written_is_refused_in_words()
    case.connector = Offline
    with pytest.raises(AssertionError, match="taken although"):
        case.test_what_cannot_be_written_is_refused_in_words()
