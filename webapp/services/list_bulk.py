"""What the dialog's buttons choose for many items at once; nothing of it is stored, but the CRM items that are created."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import Text
from webapp import config
from webapp.models import User
from webapp.services import crm_lists, names
from webapp.services.list_mappings import ListField
from webapp.sync.list_choices import NO_SELECTION, Choices, ItemChoice
from webapp.sync.list_matching import by_equal_name, by_name, folded


def match(shown: ListField, chosen: Choices) -> Choices:
    """The CRM items that have the names of undecided items."""
    return _as_choices(by_name(_open(shown, chosen), shown.crm_items, {each.crm for each in chosen.values()}))


def there(shown: ListField, chosen: Choices) -> Choices:
    """The CRM items that have just the names of undecided items: for these `create` has nothing to create."""
    return _as_choices(by_equal_name(_open(shown, chosen), shown.crm_items))


def _open(shown: ListField, chosen: Choices) -> Mapping[str, Text]:
    return {key: shown.items[key] for key in undecided(shown, chosen)}


def none(shown: ListField, chosen: Choices) -> Choices:
    """No selection for every undecided item."""
    return _as_choices(dict.fromkeys(undecided(shown, chosen), NO_SELECTION))


def forget(shown: ListField, chosen: Choices) -> Choices:
    """Nothing any more for what the ERP has lost."""
    return {key: ItemChoice() for key in shown.missing}


def create(shown: ListField, chosen: Choices, user: User) -> Choices:
    """A new CRM item for every undecided item whose name none has.

    The CRM items are stored at once; where the ERP's items go isn't. A name that no CRM item can have is passed over. Names
    are in the language of the settings, whoever creates them. Raises what `crm_lists.add_items` does.
    """
    wanted = _missing_names(shown, chosen)
    if not wanted:
        return {}
    added = crm_lists.add_items(shown.crm_field.list_name, wanted.values(), user)
    return _as_choices({key: str(added[name].id) for key, name in wanted.items()})


def _missing_names(shown: ListField, chosen: Choices) -> Mapping[str, str]:
    present = {folded(name) for name in shown.crm_items.values()}
    found: dict[str, str] = {}
    for key in undecided(shown, chosen):
        text = shown.text(key)
        name = text.in_language(config.current["LANGUAGE"]).strip()
        if not {folded(text.en), folded(text.nb)} & present and not names.trouble(name):
            found[key] = name
    return found


def undecided(shown: ListField, chosen: Choices) -> list[str]:
    """The items for which nothing stands on the page."""
    return [key for key in shown.items if key not in chosen or not (chosen[key].decided or chosen[key].typed)]


def _as_choices(found: Mapping[str, str]) -> dict[str, ItemChoice]:
    return {key: ItemChoice(crm) for key, crm in found.items()}
