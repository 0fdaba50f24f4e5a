"""ERPs that accept and never answer cost their own panels a message and other pages nothing: the real server, real sockets."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

from flask import Flask
from waitress import create_server
from waitress.wasyncore import close_all

from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.linked import company, link, memory_erp
from webapp import config
from webapp.models import SyncConnector
from webapp.services import call_memory

DEAD, THREADS = 8, 8


@contextmanager
def served(app: Flask, threads: int) -> Iterator[str]:
    """The application's address behind the real server."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
        thread.join(10)
        server.task_dispatcher.shutdown()


def asked(url: str, cookie: str, htmx: bool = False) -> tuple[float, str]:
    """How long a page takes, and the page."""
    headers = {"Cookie": cookie, "Accept-Language": "en"} | ({"HX-Request": "true"} if htmx else {})
    begun = time.perf_counter()
    with urlopen(Request(url, headers=headers), timeout=60) as answer:
        text = answer.read().decode()
    return time.perf_counter() - begun, text


def test_eight_erps_that_hang_leave_every_other_page_as_quick_as_before(
    app: Flask, bjorn: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    config.current.update({"THREADS": THREADS, "CALL_SECONDS": 3})
    record = company("Østensjø Maskin")
    connections = [memory_erp(cast, memory, erp, f"Fjord {number}", str(number)) for number in range(DEAD)]
    for each in connections:
        link(each, record, "10003")
    erp.mode = "silent"
    session = f"kobling={bjorn.client.get_cookie('kobling').value}"  # type: ignore[union-attr]
    with served(app, THREADS) as url, ThreadPoolExecutor(DEAD) as people:
        page = f"{url}/crm/company/{record.id}"
        before = statistics.median(asked(page, session)[0] for _time in range(5))
        panels = [people.submit(asked, f"{page}/erp/{each.id}", session, True) for each in connections]
        time.sleep(0.5)
        waiting = sum(not panel.done() for panel in panels)
        meanwhile = statistics.median(asked(page, session)[0] for _time in range(5))
        said = [panel.result()[1] for panel in panels]
    assert waiting == THREADS // 2, "half of the server's threads wait for an ERP, and no more"
    assert meanwhile < max(10 * before, 1.0)
    assert sum("No contact" in text for text in said) == THREADS // 2
    assert all("No contact" in text or "Waiting for its turn" in text for text in said)
    waited = next(text for text in said if "Waiting for its turn" in text)
    assert 'hx-trigger="load delay:1s"' in waited
    assert "Linked to customer 10003" in waited
    erp.mode = "ok"
    again = bjorn.get(f"/crm/company/{record.id}/erp/{connections[0].id}?again=1", htmx=True).get_data(as_text=True)
    assert "Østensjø Maskin AS" in again


def test_a_panel_waits_for_its_turn_only_so_often(bjorn: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer):

    connection = memory_erp(cast, memory, erp)
    link(connection, record := company("Østensjø Maskin"), "10003")
    config.current.update({"THREADS": 2})
    with call_memory.place("another"):
        soon = bjorn.get(f"/crm/company/{record.id}/erp/{connection.id}?turn=2", htmx=True).get_data(as_text=True)
        late = bjorn.get(f"/crm/company/{record.id}/erp/{connection.id}?turn=30", htmx=True).get_data(as_text=True)
    assert 'hx-trigger="load delay:3s"' in soon
    assert "turn=3" in soon
    assert "hx-trigger" not in late
    assert "Try again" in late
