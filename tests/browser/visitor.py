"""Somebody at a browser: signs in, walks by labels and roles as people do, and notices what a page should never do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests import mapped
from tests.browser.live import PASSWORD, Live
from tests.browser.words import BOTH
from webapp.models import Connection

if TYPE_CHECKING:
    from tests.erpserver import ErpServer

LOCALES = {"nb": "nb-NO", "en": "en-GB"}
# The state of the panel beside the form, by the class that colours it.
PASSED, WARNED, FAILED, BUSY, NOT_TESTED = "ok", "warn", "fail", "busy", "off"


class Visitor:
    """A browser window of its own. `complaints` has broken scripts, refused content and requests to other hosts."""

    def __init__(self, browser: Browser, live: Live, language: str = "nb", script: bool = True, **options: Any) -> None:
        self.live, self.words, self.script = live, BOTH[language], script
        self.complaints: list[str] = []
        options = {"viewport": {"width": 1280, "height": 900}} | options
        self.context = browser.new_context(
            base_url=live.url, locale=LOCALES[language], java_script_enabled=script, timezone_id="Europe/Oslo", **options
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.context.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.live.url, "data:", "about:")):
            self.complaints.append(f"asked another host: {request.url}")

    # ---- getting in

    def sign_in(self, username: str = "admin") -> Visitor:
        """Sign in; by the form the first time, by the same session's cookies the next."""
        kept = self.live.sessions.get(username)
        if kept is None:
            self._sign_in_by_form(username)
            self.live.sessions[username] = self.context.cookies()
        else:
            self.context.add_cookies(kept)
        return self

    def _sign_in_by_form(self, username: str) -> None:
        self.page.goto("/sign-in")
        self.page.locator("input[name=username]").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button.primary").click()
        expect(self.page.locator("details.menu")).to_be_visible()

    def open(self, path: str) -> Visitor:
        """Open an address."""
        self.page.goto(path)
        return self

    # ---- what stands on the page

    def button(self, name: str, within: Page | Locator | None = None) -> Locator:
        """A button by its words."""
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """A control by its label; a mandatory one's label says so."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \*.*)?$"))

    def card(self, title: str) -> Locator:
        """One of the lists of the Sync screen."""
        return self.page.get_by_role("region", name=re.compile(rf"^{re.escape(title)}\b"))

    def row(self, name: str) -> Locator:
        """The row of an ERP connection."""
        link = self.page.get_by_role("link", name=name, exact=True)
        return self.card(self.words.connections).get_by_role("row").filter(has=link)

    @property
    def dialog(self) -> Locator:
        """The dialog."""
        return self.page.get_by_role("dialog")

    @property
    def ok(self) -> Locator:
        """The dialog's OK."""
        return self.dialog.get_by_role("button", name="OK", exact=True)

    @property
    def problems(self) -> Locator:
        """What was refused, above the form."""
        return self.page.locator("#problems")

    # ---- what people do

    def open_new(self) -> None:
        """Add under the list of ERP connections."""
        self.open("/sync")
        self.card(self.words.connections).get_by_role("link", name=re.compile(rf"^{self.words.add}")).first.click()
        expect(self.dialog).to_be_visible()

    def choose_connector(self, name: str) -> None:
        """Choose in the drop-down; without script its own button carries it out."""
        self.field(self.words.connector).select_option(label=name)
        if not self.script:
            self.button(self.words("Use this connector")).click()
        expect(self.page.get_by_role("group", name=self.words.configuration)).to_be_visible()

    def fill(self, label: str, text: str) -> None:
        """Type into a field and leave it."""
        self.field(label).fill(text)
        self.field(label).blur()

    def press_test(self) -> None:
        """Test ERP connection, and wait until the test has come to an end."""
        with self.page.expect_response(re.compile("/test$")):
            self.button(self.words.test, self.dialog).click()
        self.wait_for_test()

    def wait_for_test(self) -> None:
        """Wait for the end of a test under way; without script by asking again and again."""
        panel = self.page.locator("#test")
        for _ in range(40):
            if self.script or BUSY not in (panel.get_attribute("class") or ""):
                break
            self.button(self.words("See how far the test has come")).click()
        expect(panel).not_to_have_class(re.compile(rf"\b({BUSY}|{NOT_TESTED})\b"), timeout=30_000)

    def wait_for_test_cancelled(self) -> None:
        """Wait until the panel says that the test was cancelled."""
        title = self.page.locator("#test-title")
        for _ in range(0 if self.script else 10):
            if title.inner_text() == self.words("The test was cancelled"):
                break
            self.page.reload()
        expect(title).to_have_text(self.words("The test was cancelled"))

    def expect_test(self, *tones: str) -> None:
        """The panel beside the form has one of these states."""
        expect(self.page.locator("#test")).to_have_class(re.compile(rf"\b({'|'.join(tones)})\b"))

    def press_ok(self, name: str) -> None:
        """OK, which closes the dialog and shows the connection in the list."""
        expect(self.ok).to_be_enabled()
        self.ok.click()
        expect(self.row(name)).to_be_visible()

    def add_excel(self, name: str) -> Visitor:
        """A connection to the demonstration workbook, tested and saved."""
        self.open_new()
        self.fill(self.words.name, name)
        self.choose_connector("Excel")
        self.fill(self.words.workbook, "demo/erp.xlsx")
        self.press_test()
        self.press_ok(name)
        return self

    def map(self, name: str) -> Visitor:
        """Map what a connection needs to become active, without a visit to the mappings."""
        with self.live.database():
            mapped.ready(Connection.get(Connection.name == name))
        return self

    def add_memory(self, name: str, erp: ErpServer) -> None:
        """A connection to the small ERP server, tested and saved."""
        self.open_new()
        self.fill(self.words.name, name)
        self.choose_connector("Minne")
        self.fill(self.words.server, erp.address)
        self.fill(self.words.user, erp.user)
        self.fill(self.words.password, erp.password)
        self.press_test()
        self.press_ok(name)

    # ---- what the browser has in focus

    def focus(self) -> str:
        """The element in focus: its id, else its tag."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.tagName"))
