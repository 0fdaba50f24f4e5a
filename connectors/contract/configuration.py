"""The contract's part on configuration fields, the connection test, limits and closing."""
# ruff: noqa: D102 - the tests' names are the sentences

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from connectors.base import Config, FieldMetadata, FieldType, StepState, TestStep, Text
from connectors.checking import steps_of
from connectors.contract.case import Case, actors_of, check_both_languages, field_keys
from connectors.errors import Cancelled, ConnectorError, ListUnknown
from connectors.values import from_text


class ConfigurationContract(Case):
    """A connection can be defined and tested, and every failure is a sentence."""

    def test_the_connector_presents_itself_in_both_languages(self) -> None:
        check_both_languages(self.connector.title, "title")
        check_both_languages(self.connector.description, "description")
        assert self.connector.version.strip(), "version is blank"

    def test_the_configuration_fields_are_complete_and_distinct(self) -> None:
        keys = [field.key for field in self.config_fields()]
        assert len(set(keys)) == len(keys), f"keys occur twice: {keys}"
        for field in self.config_fields():
            check_field(field)

    def test_a_password_has_no_default(self) -> None:
        defaults = [field.default for field in self.config_fields() if field.type is FieldType.PASSWORD]
        assert not any(defaults), "a default is shown to everybody, so a password can't have one"

    def test_lists_of_the_configuration_answer_before_the_connection_exists(self) -> None:
        with self.opened(config={}) as connector:
            for field in (field for field in self.config_fields() if field.list_name):
                try:
                    items = connector.list_items(field.list_name)
                except ListUnknown as error:
                    raise AssertionError(f"the field {field.key} names a list that is unknown: {error}") from error
                except ConnectorError as error:
                    check_words(error, f"list {field.list_name}")
                else:
                    assert field.type is not FieldType.LIST or not field.default or field.default in items

    def test_making_and_closing_a_connector_does_nothing_outside(self) -> None:
        for config in ({}, self.working_config(), *self.wrong_configs()):
            connector = self.connector(config, self.context())
            connector.close()
            connector.close()

    def test_the_working_configuration_passes_its_test(self) -> None:
        steps = self._steps(self.working_config())
        assert steps, "a connector without checks can't be tested"
        assert len({step.key for step in steps}) == len(steps), "two steps have the same key"
        for step in steps:
            assert step.state in (StepState.PASSED, StepState.WARNING), f"{step.key}: {step.text} {step.detail}"
            check_both_languages(step.title, f"title of {step.key}")
            check_both_languages(step.text, f"result of {step.key}")
            if step.state is StepState.WARNING:
                check_both_languages(step.remedy, f"remedy of {step.key}")

    def test_a_test_writes_nothing(self) -> None:
        before = self.state()
        self._steps(self.working_config())
        assert self.state() == before

    def test_a_wrong_configuration_fails_in_words_and_the_right_one_passes_afterwards(self) -> None:
        assert self.wrong_configs(), "a test that can't fail tells nothing: give a wrong configuration"
        known = {field.key for field in self.config_fields()} | {""}
        for config in self.wrong_configs():
            failed = [step for step in self._steps(config) if step.state is StepState.FAILED]
            assert failed, f"passes although it is wrong: {sorted(config)}"
            for step in failed:
                assert step.field in known, f"{step.key} blames a field that is not there: {step.field}"
                check_both_languages(step.text, f"failure of {step.key}")
                check_both_languages(step.remedy, f"remedy of {step.key}")
        self.test_the_working_configuration_passes_its_test()

    def test_no_text_of_a_test_holds_a_secret(self) -> None:
        secrets = self.secrets()
        for config in (self.working_config(), *self.wrong_configs()):
            texts = " ".join(str(astuple(step)) for step in self._steps(config))
            assert not [one for one in secrets if one in texts], "a secret stands in the text of a step"
        with self.opened() as connector:
            assert not [one for one in secrets if one in connector.identity()], "a secret stands in the identity"

    def test_the_same_configuration_has_the_same_identity(self) -> None:
        with self.opened() as one, self.opened() as another:
            assert one.identity() == another.identity()

    def test_a_cancelled_connector_stops_and_another_one_works(self) -> None:
        with self.opened(context=replace(self.context(), cancelled=lambda: True)) as connector:
            for actor_type in connector.actor_types():
                keys = field_keys(connector, actor_type)
                with pytest.raises(Cancelled):
                    actors_of(connector.search_actors(actor_type, "", keys))
                with pytest.raises(Cancelled):
                    actors_of(connector.actors_changed_since("", actor_type, keys))
        with self.opened() as connector:
            assert connector.actor_types()

    def _steps(self, config: Config) -> list[TestStep]:
        with self.opened(config) as connector:
            return steps_of(connector.checks())


def check_field(field: FieldMetadata) -> None:
    """*field* is described as the protocol asks for."""
    assert field.key.strip(), f"a field has no key: {field.name}"
    check_both_languages(field.name, f"name of {field.key}")
    if field.description != Text(""):
        check_both_languages(field.description, f"description of {field.key}")
    assert field.type is not FieldType.LIST or field.list_name, f"{field.key} is a list field and names no list"
    assert field.max_length >= 0, f"{field.key}: max_length is negative"
    assert not field.max_length or len(field.default) <= field.max_length, f"{field.key}: the default is too long"
    try:
        from_text(field.type, field.default)
    except ValueError as error:
        raise AssertionError(f"{field.key}: the default {field.default!r} is no {field.type.name}") from error


def check_words(error: ConnectorError, what: str) -> None:
    """*error* can be shown to people."""
    check_both_languages(error.text, f"{what}: {type(error).__name__}")
