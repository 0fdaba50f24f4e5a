"""Requests per second of a WSGI application behind waitress, with the same server and the same clients for each."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from waitress import create_server

THREADS = 8
CLIENTS = 4


def serve(make: Callable[..., Any], arguments: tuple[Any, ...], port: Connection) -> None:
    """In a process of its own: serve what *make* makes until the process is ended."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(make(*arguments), host="127.0.0.1", port=0, threads=THREADS)
    port.send(server.effective_port)
    server.run()


class Served:
    """An application served by a process of its own."""

    def __init__(self, make: Callable[..., Any], *arguments: Any) -> None:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.get_context("spawn").Process(target=serve, args=(make, arguments, sender), daemon=True)
        self._process.start()
        self.port: int = receiver.recv()

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.join()


def per_second(port: int, path: str, cookie: str = "", seconds: float = 3.0) -> float:
    """Requests answered in a second, asked by a few clients that each keep their connection."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: en\r\nCookie: {cookie}\r\n\r\n".encode()
    until = time.monotonic() + seconds
    counts = [0] * CLIENTS
    threads = [threading.Thread(target=_ask, args=(port, request, until, counts, client)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _ask(port: int, request: bytes, until: float, counts: list[int], client: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.monotonic() < until:
            connection.sendall(request)
            _receive(connection)
            counts[client] += 1


def _receive(connection: socket.socket) -> None:
    """Read one whole answer; it says how long it is."""
    answer = connection.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))
