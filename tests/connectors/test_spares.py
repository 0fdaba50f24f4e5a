"""Connectors' processes that are started before they are needed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.base import ActorType
from connectors.process import Event, Question, RecordsRead, Task
from connectors.spares import EACH, Spares, spares
from connectors.work import Work
from tests.workbooks import make

URL = "plugin://excel"


@pytest.fixture
def kept() -> Iterator[Spares]:
    spares.keep()
    yield spares
    spares.end()
    assert spares.pids() == []


def asked(folder: Path) -> Event | None:
    question = Question(ActorType.CUSTOMER, ("Nm",), erp_keys=("10001",))
    values = {"file": "book.xlsx", "read_only": "1", "backup": "0"}
    with Work(Task("get", URL, values, folders=(folder,), question=question)) as work:
        return work.wait(20)


def name_in(event: Event | None) -> object:
    assert isinstance(event, RecordsRead), event
    return event.actors[0].values["Nm"]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_after_a_task_one_waits_for_the_next_and_answers_it(tmp_path: Path, kept: Spares):
    make(tmp_path / "book.xlsx")
    assert name_in(asked(tmp_path)) == "Fjordglimt Bygg AS"
    until(lambda: kept.pids() != [])
    waiting = kept.pids()[0]
    assert name_in(asked(tmp_path)) == "Fjordglimt Bygg AS"
    until(lambda: not is_there(waiting))  # a task has its process for itself
    until(lambda: kept.pids() not in ([], [waiting]))


def test_no_more_wait_than_are_worth_it_and_all_end_with_the_host(tmp_path: Path, kept: Spares):
    for _time in range(EACH + 2):
        kept.replace(URL)
    until(lambda: len(kept.pids()) == EACH)
    kept.replace(URL)
    time.sleep(0.2)
    waiting = kept.pids()
    assert len(waiting) == EACH
    kept.end()
    assert [pid for pid in waiting if is_there(pid)] == []


def test_one_that_is_gone_meanwhile_is_passed_over(tmp_path: Path, kept: Spares):
    make(tmp_path / "book.xlsx")
    kept.replace(URL)
    until(lambda: kept.pids() != [])
    waiting = kept.pids()[0]
    os.kill(waiting, signal.SIGKILL)
    os.waitid(os.P_PID, waiting, os.WEXITED | os.WNOWAIT)
    assert name_in(asked(tmp_path)) == "Fjordglimt Bygg AS"


def test_a_connector_that_cannot_be_loaded_says_so_from_one_that_waited_too(kept: Spares):
    kept.replace("plugin://none-such")
    until(lambda: len(kept.pids("plugin://none-such")) == 1)
    with Work(Task("get", "plugin://none-such")) as work:
        answer = work.wait(20)
    assert getattr(answer, "error", "") == "ConnectorMissing"


def test_none_waits_where_nobody_has_asked_for_it(tmp_path: Path):
    make(tmp_path / "book.xlsx")
    assert name_in(asked(tmp_path)) == "Fjordglimt Bygg AS"
    time.sleep(0.3)
    assert spares.pids() == []
