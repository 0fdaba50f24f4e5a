"""Looks at a page as it stands: light and dark, wide and narrow; by axe, and for anything that sticks out."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

COLOURS = ("color-contrast", "link-in-text-block")  # what the dark scheme can make worse
SIZES = ((1280, 900), (390, 844))
STICKS_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > root.clientWidth + 1)
    .map((each) => each.tagName + "#" + each.id + "." + each.className).slice(0, 5);
}"""


def found_by_axe(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds by all rules, or by these: each as rule, element and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    violations = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **only})["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in violations for node in each["nodes"][:3]]


def look(v: Visitor) -> None:
    """Nothing is found and nothing sticks out, light and dark, at 1280 and 390 pixels; nor does it at 320."""
    for width, height in SIZES:
        v.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            v.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = found_by_axe(v.page, () if scheme == "light" else COLOURS)
            assert found == [], f"{v.page.url} {width} {scheme}"
        assert v.page.evaluate(STICKS_OUT) == [], f"{v.page.url} {width}"
    v.page.set_viewport_size({"width": 320, "height": 640})
    assert v.page.evaluate(STICKS_OUT) == [], f"{v.page.url} 320"
    v.page.set_viewport_size({"width": 1280, "height": 900})
