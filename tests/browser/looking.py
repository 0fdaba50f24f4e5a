"""Looks at a page as it stands: light and dark, wide and narrow; by axe, and for anything that sticks out."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

SEEN = ((1280, 900, "light"), (390, 844, "dark"))  # all rules each time: colours in both schemes, places in both sizes
STICKS_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > root.clientWidth + 1)
    .map((each) => each.tagName + "#" + each.id + "." + each.className).slice(0, 5);
}"""


def found_by_axe(page: Page) -> list[str]:
    """What axe finds: each as rule, element and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in violations for node in each["nodes"][:3]]


def look(v: Visitor) -> None:
    """Nothing is found and nothing sticks out, light at 1280 and dark at 390 pixels; nor does it stick out at 320."""
    for width, height, scheme in SEEN:
        v.page.set_viewport_size({"width": width, "height": height})
        v.page.emulate_media(color_scheme=scheme)
        assert found_by_axe(v.page) == [], f"{v.page.url} {width} {scheme}"
        assert v.page.evaluate(STICKS_OUT) == [], f"{v.page.url} {width}"
    v.page.set_viewport_size({"width": 320, "height": 640})
    assert v.page.evaluate(STICKS_OUT) == [], f"{v.page.url} 320"
    v.page.set_viewport_size({"width": 1280, "height": 900})
    v.page.emulate_media(color_scheme="light")
