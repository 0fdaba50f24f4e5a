"""A page as a browser without script holds it: controls to fill in by their labels, buttons to press by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.conftest import Browser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style", "template", "datalist", "option"}


@dataclass(eq=False)
class Node:
    """An element; its children are elements and texts."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Node]:
        """The elements within, in order."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, css_class: str) -> bool:
        return css_class in self.get("class").split()

    def text(self, all_of_it: bool = True) -> str:
        """What it says, in one line; without what only screen readers are told, where that isn't wanted."""
        return " ".join("".join(self._texts(all_of_it)).split())

    def _texts(self, all_of_it: bool) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNSEEN and (all_of_it or not (child.has("visually-hidden") or child.has("required"))):
                yield from child._texts(all_of_it)
                yield " " if child.tag in ("p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "legend", "label") else ""

    def form(self) -> Node:
        """The form that it stands in, or names as its own."""
        node = self
        while node.tag != "form":
            assert node.parent is not None or self.get("form")
            if node.parent is None:
                return next(each for each in node.all("form") if each.get("id") == self.get("form"))
            node = node.parent
        return node


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Node("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        self.at = self.at if tag in EMPTY else node

    def handle_endtag(self, tag: str) -> None:
        while self.at.tag != tag and self.at.parent:
            self.at = self.at.parent
        self.at = self.at.parent or self.at

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


class Page:
    """An answer, redirects followed. What is filled in is posted by the button that is pressed."""

    def __init__(self, browser: Browser, answer: Any, htmx: bool = False) -> None:
        while moved := answer.headers.get("Location") or answer.headers.get("HX-Redirect"):
            answer = browser.get(moved)
        self.browser, self.status, self.htmx = browser, answer.status_code, htmx
        self.url = answer.request.path
        self.html = answer.get_data(as_text=True)
        builder = _Builder()
        builder.feed(self.html)
        self.root = builder.root
        self.typed: dict[str, list[str]] = {}
        browser.seen.append(self.html)

    def __contains__(self, text: str) -> bool:
        return text in self.text

    @property
    def text(self) -> str:
        """All its words in one line."""
        return self.root.text()

    def by_id(self, id_: str) -> Node:
        """The element of that id."""
        found = [node for node in self.root.all() if node.get("id") == id_]
        assert len(found) == 1, f"{len(found)} elements have the id {id_}"
        return found[0]

    # ---- controls

    def fill(self, **values: str | list[str] | None) -> Page:
        """Fill in controls by their names; None unticks."""
        self.typed |= {
            name: [] if value is None else [value] if isinstance(value, str) else value for name, value in values.items()
        }
        return self

    def type(self, label: str, value: str | None) -> Page:
        """Fill in the control of that label."""
        return self.fill(**{self.control(label).get("name"): value})

    def control(self, label: str) -> Node:
        """The control of that label."""
        found = {each.get("for") for each in self.root.all("label") if each.text(all_of_it=False) == label}
        titles = {each.get("id") for each in self.root.all("span") if each.text(all_of_it=False) == label}
        for each in self.root.all("input", "select", "textarea"):
            if (each.get("id") or "?") in found or set(each.get("aria-labelledby").split()[:1]) & titles:
                return each
        raise AssertionError(f"no control has the label {label}")

    def has_control(self, label: str) -> bool:
        """Whether something can be filled in under that label."""
        try:
            return bool(self.control(label))
        except AssertionError:
            return False

    def value(self, label: str) -> str:
        """What stands in the control of that label; of a check box, whether it is ticked."""
        control = self.control(label)
        if control.get("type") == "checkbox":
            return "on" if "checked" in control.attributes else ""
        return (list(_sent(control)) or [""])[0]

    def errors(self) -> list[str]:
        """What is said at the fields."""
        return [each.text() for each in self.root.all("span") if each.has("error")]

    def error_at(self, label: str) -> str:
        """What is said at the control of that label."""
        wanted = f"{self.control(label).get('id')}-error"
        return next((each.text() for each in self.root.all("span") if each.get("id") == wanted), "")

    # ---- buttons

    def button(self, words: str, inside: str = "") -> Node:
        """The button of these words, or of that id; *inside* the element of that id, where it matters."""
        for each in (self.by_id(inside) if inside else self.root).all("button"):
            if (
                words in (each.get("id"), each.get("aria-label"), each.text(), each.text(all_of_it=False))
                and "hidden" not in each.attributes
            ):
                return each
        raise AssertionError(f"there is no button {words}")

    def press(self, words: str, inside: str = "", disabled: bool = False, **more: str) -> Page:
        """Press a button; one that is *disabled* is one whose post is made by hand."""
        button = self.button(words, inside)
        assert ("disabled" in button.attributes) is disabled, f"{words}: disabled={not disabled}, {self.text}"
        form = button.form()
        sent = self.sent(form) | ({button.get("name"): [button.get("value")]} if button.get("name") else {}) | more
        url = button.get("formaction") or form.get("action") or self.url
        self.browser.secrets |= {word for name in self._secret_names(form) for word in sent.get(name, []) if word}
        return Page(self.browser, self.browser.post(url, sent, htmx=self.htmx, token=False), self.htmx)

    def change(self) -> Page:
        """Post the dialog as the browser does after a change, pressing no button."""
        form = self.by_id("connection-form")
        sent = self.sent(form)
        self.browser.secrets |= {word for name in self._secret_names(form) for word in sent.get(name, []) if word}
        return Page(self.browser, self.browser.post(form.get("action"), sent, htmx=self.htmx, token=False), self.htmx)

    def _secret_names(self, form: Node) -> set[str]:
        return {each.get("name") for each in form.all("input") if each.get("type") == "password"}

    def sent(self, form: Node) -> dict[str, Any]:
        """What a form sends: its controls as the page came, and what was filled in."""
        controls: dict[str, list[str]] = {}
        for each in form.all("input", "select", "textarea"):
            if each.get("name") and "disabled" not in each.attributes:
                controls.setdefault(each.get("name"), []).extend(_sent(each))
        return controls | self.typed


def _sent(control: Node) -> Iterator[str]:
    if control.tag == "textarea":
        yield "".join(child for child in control.children if isinstance(child, str)).removeprefix("\r\n").removeprefix("\n")
    elif control.tag == "select":
        options = list(control.all("option"))
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        yield from (each.get("value") for each in chosen)
    elif control.get("type") not in ("checkbox", "radio"):
        yield control.get("value")
    elif "checked" in control.attributes:
        yield control.get("value") or "on"


def open_page(browser: Browser, url: str) -> Page:
    """The page at an address."""
    return Page(browser, browser.get(url))
