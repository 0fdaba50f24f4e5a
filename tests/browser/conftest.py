"""A live application per module, a Chromium for all, and visitors who must not have had anything to complain of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.browser.live import Live
from tests.browser.visitor import Visitor
from tests.erpserver import ErpServer

expect.set_options(timeout=15_000)  # two workers with a Chromium each, and connectors' processes, share two cores


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder's tests are browser tests."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser; without one the tests are skipped, or fail where that isn't allowed."""
    path = chromium.find()
    if not path:
        reason = "no Chromium was found: install one, or name it in the variable CHROMIUM"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return {"executable_path": path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="module")
def live(browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The application of this module's tests."""
    with Live(tmp_path_factory.mktemp("live") / "instance") as live:
        yield live


@pytest.fixture
def visit(browser: Browser, live: Live) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visit("nb", script=False, color_scheme="dark")`. Afterwards nothing of what they made is left."""
    made: list[Visitor] = []

    def begin(language: str = "nb", script: bool = True, **options: Any) -> Visitor:
        made.append(Visitor(browser, live, language, script, **options))
        return made[-1]

    yield begin
    complaints = [complaint for each in made for complaint in each.complaints]
    for each in made:
        each.context.close()
    live.reset()
    assert complaints == []


@pytest.fixture
def erp() -> Iterator[ErpServer]:
    """A small ERP server that a connection of the connector *Minne* can sign in to."""
    with ErpServer() as server:
        yield server
