"""What can go wrong between us and an ERP, named by what happens next.

Each error carries a text for people in both languages, what to do about it, and a technical detail in English. A secret
never belongs in any of them; the host removes known secrets by value all the same.
"""

from __future__ import annotations

from connectors.base import Text


class ConnectorError(Exception):
    """Something a connector can't do. Subclasses say what that means for the caller."""

    temporary = False
    """Whether the same call may succeed later without anybody changing anything."""

    def __init__(self, text: Text, remedy: Text = Text(""), detail: str = "", field: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.remedy = remedy
        self.detail = detail
        self.field = field


class Unreachable(ConnectorError):
    """The system doesn't answer: not found, refused, timed out, locked by somebody. Try later."""

    temporary = True


class OutcomeUnknown(Unreachable):
    """The system was told to write and didn't answer: it may have done so or not. Look before you try again."""


class LoginRefused(ConnectorError):
    """The system answers but doesn't let us in. Never repeat by yourself: a repeat can lock the account."""


class ConfigInvalid(ConnectorError):
    """A value of the configuration is wrong; `field` is its key."""


class ConnectorMissing(ConnectorError):
    """No connector is installed for this URL."""


class RecordRefused(ConnectorError):
    """One record is refused; `key` is its ERP key. The others are not affected."""

    def __init__(self, key: str, text: Text, remedy: Text = Text(""), detail: str = "", field: str = "") -> None:
        super().__init__(text, remedy, detail, field)
        self.key = key


class SearchRefused(ConnectorError):
    """A search that can't be asked: an unknown field, an operator that doesn't go with its type."""


class ListUnknown(ConnectorError):
    """There is no list of that name."""


class ConnectionUnknown(ConnectorError):
    """A remote connector has lost this connection: send its configuration again and repeat once."""


class ProtocolBroken(ConnectorError):
    """The other side answered something that the protocol doesn't allow."""


class Cancelled(ConnectorError):
    """The work was cancelled from our side."""

    def __init__(self) -> None:
        super().__init__(Text("Cancelled.", "Avbrutt."))
