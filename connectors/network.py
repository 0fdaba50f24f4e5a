"""The one door to sockets: addresses, ports and line-based conversations, with limits and with errors in words."""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from types import TracebackType

from connectors.base import Check, Context, Found, Text
from connectors.errors import ConfigInvalid, ProtocolBroken, Unreachable

LINE_LIMIT = 65_536
"""The longest line that is read, in bytes; `Context.max_bytes` may make it shorter."""
_ADDRESS = re.compile(r"(?:\[([0-9A-Fa-f:.%]+)]|([^\s:/@\[\]]+)):([0-9]{1,5})")


def split_address(address: str, field: str = "") -> tuple[str, int]:
    """Host and port of *address*, written `host:port` or `[IPv6]:port`. Raises `ConfigInvalid` at *field*."""
    found = _ADDRESS.fullmatch(address.strip())
    if not found or not 0 < int(found[3]) < 65_536 or not (found[1] or found[2]).isprintable():
        raise _malformed(address, field)
    return found[1] or found[2], int(found[3])


def resolve(host: str, field: str = "") -> list[str]:
    """The IP addresses of *host*. Raises `Unreachable` where no such name is known, `ConfigInvalid` where it is no name."""
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(
            Text(f"The address “{host}” was not found.", f"Adressen «{host}» ble ikke funnet."),
            Text(
                "Check the spelling of the address, and that this machine can look it up.",
                "Kontroller at adressen er riktig skrevet, og at denne maskinen kan slå den opp.",
            ),
            detail=f"{type(error).__name__}: {error}",
            field=field,
        ) from error
    except ValueError as error:  # a label that is blank or too long for the name service
        raise _malformed(host, field) from error
    return sorted({str(answer[4][0]) for answer in answers})


def open_port(host: str, port: int, timeout: float, field: str = "") -> socket.socket:
    """A connected socket with *timeout* seconds for each of its calls. Raises `Unreachable` at *field*."""
    resolve(host, field)
    try:
        return socket.create_connection((host, port), timeout)
    except TimeoutError as error:
        raise _silent(f"{host}:{port}", timeout, field) from error
    except OSError as error:
        raise _closed_port(host, port, error, field) from error


def address_checks(address: str, context: Context, field: str = "") -> list[Check]:
    """Two ready steps of a connection test: the address (`host:port`) resolves, and its port is open.

    *field* is the key of the configuration field that holds the address.
    """

    def resolves() -> Found:
        host, _ = split_address(address, field)
        found = ", ".join(resolve(host, field))
        return Found(Text(f"{host} was found.", f"{host} ble funnet."), detail=found)

    def answers() -> Found:
        host, port = split_address(address, field)
        open_port(host, port, context.timeout, field).close()
        return Found(Text(f"Port {port} on {host} is open.", f"Port {port} på {host} er åpen."))

    return [
        Check("address", Text("Address", "Adresse"), resolves),
        Check("port", Text("Port", "Port"), answers),
    ]


class Line:
    """A conversation in lines over a socket: one question, one answer, each a line of UTF-8.

    Every answer must be whole within the context's timeout, however slowly it trickles in, and within the size limit.
    Raises `Unreachable` where the other side is silent or gone and `ProtocolBroken` where it answers no such line.
    """

    def __init__(self, address: str, context: Context, field: str = "") -> None:
        self._address = address
        self._field = field
        self._timeout = context.timeout
        self._limit = min(context.max_bytes, LINE_LIMIT)
        self._rest = b""
        self._socket = open_port(*split_address(address, field), context.timeout, field)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation; a second call does nothing."""
        self._socket.close()

    def ask(self, question: str) -> str:
        """The answer to *question*, which is one line and holds no line break."""
        if not question.isprintable():
            raise ValueError("a question is one line of printable characters")
        deadline = time.monotonic() + self._timeout
        try:
            self._socket.settimeout(self._timeout)
            self._socket.sendall(question.encode() + b"\n")
            return self._decoded(self._line(deadline))
        except TimeoutError as error:
            raise _silent(self._address, self._timeout, self._field) from error
        except OSError as error:
            raise self._gone(f"{type(error).__name__}: {error}") from error

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._rest:
            if len(self._rest) > self._limit:
                raise self._broken(f"more than {self._limit} bytes without a line break")
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            piece = self._socket.recv(4096)
            if not piece:
                raise self._gone("closed by the other side")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _decoded(self, line: bytes) -> str:
        with suppress(UnicodeDecodeError):
            text = line.decode().rstrip("\r")
            if text.isprintable():
                return text
        raise self._broken(f"not a line of text: {line[:60]!r}")

    def _gone(self, detail: str) -> Unreachable:
        return Unreachable(
            Text(f"{self._address} ended the conversation.", f"{self._address} avsluttet samtalen."),
            Text(
                "Try again. If it happens again, check the system's own log.",
                "Prøv igjen. Skjer det på nytt, så se i systemets egen logg.",
            ),
            detail=detail,
            field=self._field,
        )

    def _broken(self, detail: str) -> ProtocolBroken:
        return ProtocolBroken(
            Text(
                f"{self._address} answers something else than expected.",
                f"{self._address} svarer noe annet enn ventet.",
            ),
            Text(
                "Check that the address and the port belong to the right system.",
                "Kontroller at adressen og porten tilhører riktig system.",
            ),
            detail=detail,
            field=self._field,
        )


def _malformed(address: str, field: str) -> ConfigInvalid:
    return ConfigInvalid(
        Text(f"“{address}” is not an address with a port.", f"«{address}» er ikke en adresse med port."),
        Text(
            "Write the name or IP address, a colon and the port, for example erp.example.com:8069.",
            "Skriv navn eller IP-adresse, kolon og port, for eksempel erp.example.com:8069.",
        ),
        field=field,
    )


def _silent(address: str, timeout: float, field: str) -> Unreachable:
    seconds = f"{timeout:g}"
    return Unreachable(
        Text(
            f"{address} did not answer within {seconds} seconds.",
            f"{address} svarte ikke innen {seconds.replace('.', ',')} sekunder.",
        ),
        Text(
            "Check that the system is running and that no firewall stops the traffic, then try again.",
            "Kontroller at systemet kjører, og at ingen brannmur stopper trafikken. Prøv så igjen.",
        ),
        detail="timed out",
        field=field,
    )


def _closed_port(host: str, port: int, error: OSError, field: str) -> Unreachable:
    return Unreachable(
        Text(f"Nothing answers at port {port} on {host}.", f"Ingenting svarer på port {port} på {host}."),
        Text(
            "Check the port, and that the system is running and accepts traffic from this machine.",
            "Kontroller porten, og at systemet kjører og tar imot trafikk fra denne maskinen.",
        ),
        detail=f"{type(error).__name__}: {error}",
        field=field,
    )
