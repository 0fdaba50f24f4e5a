"""A signed-in conversation with the demonstration server.

Questions are words in a line, each percent-encoded, and so are the answers:

    HELLO                          ERP 1
    LOGIN user password token      OK number of records kept | REFUSED | LOCKED attempts
    COMPANY number environment     OK name | UNKNOWN
    MAY READ|WRITE [actor type]    YES | NO
    LISTS name                     OK key=text key=text … | UNKNOWN      (before LOGIN too)
    KEPT number                    OK record … : those after that many, some of them
    KEEP record                    OK | REFUSED
"""

from __future__ import annotations

from types import TracebackType
from urllib.parse import quote, unquote

from connectors.base import ActorType, Context, Text
from connectors.errors import ConfigInvalid, LoginRefused, OutcomeUnknown, ProtocolBroken, Unreachable
from connectors.network import Line


class Session:
    """A conversation; opening it says HELLO. `close` ends it."""

    def __init__(self, server: str, context: Context) -> None:
        self._server = server
        self._line = Line(server, context, field="server")
        try:
            self._expect(self._ask("HELLO"), "ERP")
        except BaseException:  # nobody else can close what was never handed out
            self._line.close()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation; a second call does nothing."""
        self._line.close()

    def sign_in(self, user: str, password: str, token: str) -> int:
        """Sign in; how many records the server keeps. Raises `LoginRefused`; whoever calls must not try again by itself."""
        answer = self._ask("LOGIN", user, password, token)
        if answer[0] == "REFUSED":
            raise _refused(user)
        if answer[0] == "LOCKED":
            raise _locked(user, answer[1:])
        self._expect(answer, "OK")
        return int(answer[1]) if len(answer) > 1 and answer[1].isdecimal() else 0

    def choose_company(self, number: str, environment: str) -> str:
        """The name of the company chosen. Raises `ConfigInvalid` where there is none of that number."""
        answer = self._ask("COMPANY", number, environment)
        if answer[0] == "UNKNOWN":
            raise _no_company(number)
        self._expect(answer, "OK")
        return " ".join(answer[1:])

    def may_read(self, actor_type: ActorType) -> bool:
        """Whether the user may read actors of a type."""
        return self._yes("READ", actor_type.value)

    def may_write(self) -> bool:
        """Whether the user may write."""
        return self._yes("WRITE")

    def list_items(self, name: str) -> dict[str, Text] | None:
        """The items of a list of the server, None where it has none of that name."""
        answer = self._ask("LISTS", name)
        if answer[0] == "UNKNOWN":
            return None
        self._expect(answer, "OK")
        pairs = (item.partition("=") for item in answer[1:])
        return {key: Text(text, text) for key, _, text in pairs if key}

    def kept(self, after: int) -> list[str]:
        """Some of the records that the server has kept after the first so many, in their order."""
        answer = self._ask("KEPT", str(after))
        self._expect(answer, "OK")
        return answer[1:]

    def keep(self, record: str) -> bool:
        """Have *record* kept; whether the user may. Raises `OutcomeUnknown` where no answer comes."""
        try:
            answer = self._ask("KEEP", record)
        except Unreachable as error:
            raise OutcomeUnknown(error.text, error.remedy, error.detail) from error
        if answer[0] == "REFUSED":
            return False
        self._expect(answer, "OK")
        return True

    def _yes(self, *words: str) -> bool:
        answer = self._ask("MAY", *words)
        if answer[0] not in ("YES", "NO"):
            raise self._broken(answer)
        return answer[0] == "YES"

    def _ask(self, *words: str) -> list[str]:
        answer = self._line.ask(" ".join(quote(word, safe="") or "-" for word in words))
        return [unquote(word) for word in answer.split(" ")]

    def _expect(self, answer: list[str], word: str) -> None:
        if answer[0] != word:
            raise self._broken(answer)

    def _broken(self, answer: list[str]) -> ProtocolBroken:
        return ProtocolBroken(
            Text(
                f"{self._server} answers, but not as a demonstration server.",
                f"{self._server} svarer, men ikke som en demonstrasjonsserver.",
            ),
            Text("Check the address and the port.", "Kontroller adressen og porten."),
            detail=f"unexpected answer {answer[0][:40]!r}",
            field="server",
        )


def _refused(user: str) -> LoginRefused:
    return LoginRefused(
        Text(
            f"The server refused the user “{user}” with this password.",
            f"Serveren avviste brukeren «{user}» med dette passordet.",
        ),
        Text(
            "Check the user and the password before you test again: repeated attempts can lock the account.",
            "Kontroller bruker og passord før du tester på nytt: Gjentatte forsøk kan låse kontoen.",
        ),
        field="password",
    )


def _locked(user: str, attempts: list[str]) -> LoginRefused:
    count = "".join(attempts) or "?"
    return LoginRefused(
        Text(
            f"The account “{user}” is locked after {count} failed attempts.",
            f"Kontoen «{user}» er låst etter {count} mislykkede forsøk.",
        ),
        Text(
            "Have the account unlocked in the ERP system, then test again with the right password.",
            "Få kontoen låst opp i ERP-systemet, og test så på nytt med riktig passord.",
        ),
        field="user",
    )


def _no_company(number: str) -> ConfigInvalid:
    return ConfigInvalid(
        Text(f"The server has no company number {number}.", f"Serveren har ikke noe firma med nummer {number}."),
        Text("Choose a company that the user has access to.", "Velg et firma som brukeren har tilgang til."),
        field="company",
    )
