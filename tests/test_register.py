"""The register as services see it: many records at a time."""

from __future__ import annotations

from typing import Any

from webapp.crm import register
from webapp.crm.fields import Entity, fields
from webapp.crm.register import Draft
from webapp.models import FieldChange
from webapp.services import record_saving
from webapp.services.journal import Origin


def saved(*drafts: Draft, entity: Entity = Entity.COMPANY, **origin: Any) -> list[register.Stored]:
    return record_saving.save(entity, drafts, Origin("edited", **origin))


def test_records_are_added_and_changed_in_one_go_and_only_what_changed_is_told(cast: dict[str, Any]) -> None:
    first, second = saved(Draft({"NAME": "Fjord AS", "ORGNR": "891000005"}), Draft({"NAME": "Åsen"}), user=cast["åse"])
    [again] = saved(Draft({"NAME": "Fjord AS", "PHONE": "22 33 44 55"}, first.id, version=1), user=cast["åse"])
    found = register.get(Entity.COMPANY, [first.id, second.id])
    assert again.changed == {"PHONE": ("", "22 33 44 55")}
    assert found[first.id].version == 2
    assert [each.name for each in found.values()] == ["Fjord AS", "Åsen"]
    assert found[first.id].value(fields(Entity.COMPANY), "ID") == first.id
    assert FieldChange.select().count() == 3


def test_an_older_version_is_a_conflict_and_the_others_go_on(cast: dict[str, Any]) -> None:
    first, second = saved(Draft({"NAME": "A"}), Draft({"NAME": "B"}))
    saved(Draft({"NAME": "A2"}, first.id, version=1))
    answers = saved(Draft({"NAME": "A3"}, first.id, version=1), Draft({"NAME": "B2"}, second.id, version=1))
    assert [each.conflict for each in answers] == [True, False]
    assert [each.name for each in register.get(Entity.COMPANY, [first.id, second.id]).values()] == ["A2", "B2"]
    assert not saved(Draft({"NAME": "A3"}, first.id, version=2))[0].conflict


def test_deleted_records_are_found_by_nothing_but_their_id_until_they_are_restored(cast: dict[str, Any]) -> None:
    [one] = saved(Draft({"NAME": "Fjord AS", "EMAIL": "Post@Fjord.example"}))
    register.delete(Entity.COMPANY, [one.id], cast["åse"])
    assert not list(register.alike(Entity.COMPANY, "email", ["post@fjord.example"]))
    assert register.get(Entity.COMPANY, [one.id])[one.id].deleted_at
    register.restore(Entity.COMPANY, [one.id], cast["åse"])
    assert [key for key, _record in register.alike(Entity.COMPANY, "email", ["post@fjord.example"])] == ["post@fjord.example"]
