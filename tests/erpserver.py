"""A small ERP server for tests and demonstrations, on a real socket, which can misbehave in every way an ERP does.

It speaks the protocol described in `connectors.memory.session`. By itself: `python -m tests.erpserver --port 7000`.
"""

import argparse
import socket
import socketserver
import threading
from contextlib import suppress
from typing import Literal, Self, get_args
from urllib.parse import quote, unquote

Mode = Literal["ok", "refuse", "lock", "slow", "silent", "garbage", "closing", "no-write", "deaf", "mute"]
MODES = get_args(Mode)


class ErpServer:
    """The server, running while it is entered.

    `mode` may be changed at any time: refuse (every sign-in is refused), lock (the account is locked), slow (each
    answer takes `delay` seconds), silent (accepts and never answers), garbage, closing (ends the conversation at the
    first question), no-write (the user may only read), deaf (told to write, it neither does nor answers), mute (it writes
    and never answers). `sign_ins` lists user and outcome of every try, `records` what was written.
    """

    def __init__(self, mode: Mode = "ok", port: int = 0) -> None:
        self.mode: Mode = mode
        self.user, self.password = "erp", "hemmelig-Ærfugl 42"
        self.delay = 1.0
        self.companies = {"1": "Fjord Handel AS", "2": "Fjord Eiendom AS"}
        self.lists = {"environment": {"production": "Produksjon", "test": "Test", "training": "Opplæring"}}
        self.sign_ins: list[tuple[str, bool]] = []
        self.records: list[str] = []
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._server = _Listener(("127.0.0.1", port), _Conversation)
        self._server.erp = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="erpserver")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def open_connections(self) -> int:
        with self._lock:
            return len(self._open)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()

    def began(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def ended(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def signed_in(self, user: str, password: str) -> bool:
        right = self.mode not in ("refuse", "lock") and (user, password) == (self.user, self.password)
        with self._lock:
            self.sign_ins.append((user, right))
        return right


class Dying(list[tuple[str, bool]]):
    """The sign-ins of an ERP that goes wrong once somebody is signed in; for an `ErpServer`'s `sign_ins`."""

    def __init__(self, erp: ErpServer, mode: Mode) -> None:
        self.erp, self.mode = erp, mode

    def append(self, sign_in: tuple[str, bool]) -> None:
        super().append(sign_in)
        self.erp.mode = self.mode


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    erp: ErpServer


class _Conversation(socketserver.StreamRequestHandler):
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.erp = self.server.erp
        self.known = False
        self.erp.began(self.request)

    def finish(self) -> None:
        self.erp.ended(self.request)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(OSError):
            for line in self.rfile:
                if self.erp.mode == "closing":
                    return
                if self.erp.mode != "silent":
                    self.reply([unquote(word) for word in line.decode(errors="replace").split()])

    def reply(self, question: list[str]) -> None:
        if self.erp.mode == "slow":
            self.erp.stopping.wait(self.erp.delay)
        if self.erp.mode == "garbage":
            self.wfile.write(b"\x16\x03\x01\xff\xfe\n")
            return
        answers = {
            "HELLO": self.hello,
            "LOGIN": self.login,
            "COMPANY": self.company,
            "MAY": self.may,
            "LISTS": self.lists,
            "KEPT": self.kept,
            "KEEP": self.keep,
        }
        name, *words = [*question, "", "", ""]
        answer = answers.get(name, self.hello)(words)
        if name == "KEEP" and self.erp.mode in ("deaf", "mute"):
            return
        self.wfile.write((" ".join(quote(word, safe="=") for word in answer) + "\n").encode())

    def hello(self, words: list[str]) -> list[str]:
        return ["ERP", "1"]

    def login(self, words: list[str]) -> list[str]:
        self.known = self.erp.signed_in(words[0], words[1])
        if self.erp.mode == "lock":
            return ["LOCKED", "3"]
        return ["OK", str(len(self.erp.records))] if self.known else ["REFUSED"]

    def company(self, words: list[str]) -> list[str]:
        name = self.erp.companies.get(words[0])
        return ["OK", name] if name and self.known else ["UNKNOWN"]

    def may(self, words: list[str]) -> list[str]:
        return ["NO"] if not self.known or (words[0] == "WRITE" and self.erp.mode == "no-write") else ["YES"]

    def kept(self, words: list[str]) -> list[str]:
        return ["OK", *self.erp.records[int(words[0]) :][:20]] if self.known else ["REFUSED"]

    def keep(self, words: list[str]) -> list[str]:
        if not self.known or self.erp.mode == "no-write":
            return ["REFUSED"]
        if self.erp.mode != "deaf":
            self.erp.records.append(words[0])
        return ["OK"]

    def lists(self, words: list[str]) -> list[str]:
        items = self.erp.lists.get(words[0])
        return ["UNKNOWN"] if items is None else ["OK", *(f"{key}={text}" for key, text in items.items())]


def main() -> None:
    reader = argparse.ArgumentParser(description="A small ERP server for demonstrations.")
    reader.add_argument("--port", type=int, default=7000)
    reader.add_argument("--mode", choices=MODES, default="ok")
    chosen = reader.parse_args()
    with ErpServer(chosen.mode, chosen.port) as server:
        print(f"{server.address}  user {server.user}  password {server.password}  mode {server.mode}", flush=True)  # noqa: T201 - run by hand
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
