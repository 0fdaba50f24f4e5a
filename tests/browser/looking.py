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

ON_TOP = """() => [...document.querySelectorAll("main tr")].flatMap((row) => {
  const cells = [...row.cells].map((cell) => cell.getBoundingClientRect()).filter((r) => r.width > 1 && r.height > 1);
  const common = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const meet = (a, b) => common(a, b, "left", "right") > 2 && common(a, b, "top", "bottom") > 2;
  return cells.some((a, at) => cells.slice(at + 1).some((b) => meet(a, b))) ? [row.innerText.slice(0, 160)] : [];
}).slice(0, 5)"""
CLIPPED = """() => [...document.querySelectorAll("main :not(input)")].filter((each) => {
  const style = getComputedStyle(each), hidden = ["hidden", "clip"].includes(style.overflowX);
  return hidden && style.textOverflow !== "ellipsis" && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1;
}).flatMap((each) => {
  const name = (one) => one.tagName + "#" + one.id + "." + one.className, right = each.getBoundingClientRect().right;
  const seen = (one) => one === each || (getComputedStyle(one).clipPath === "none" && seen(one.parentElement));
  const wide = [...each.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right + 1 && seen(one));
  return wide.length ? [name(each) + " with " + wide.map(name).slice(0, 6).join(", ")] : [];
}).slice(0, 5)"""

SIDEWAYS = """() => [...document.querySelectorAll(".card, .test, .pane")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.tagName + "#" + each.id + "." + each.className).slice(0, 5)"""
"""Also by a text alone, which has no element of its own to stick out."""


def misplaced(page: Page) -> list[str]:
    """What sticks out of the window, is cut off, has more than its width, or lies on its neighbour in a row."""
    ways = {"sticks out": STICKS_OUT, "is cut off": CLIPPED, "has more than its width": SIDEWAYS, "lies on its neighbour": ON_TOP}
    return [f"{what} {how}" for how, script in ways.items() for what in page.evaluate(script)]


def found_by_axe(page: Page) -> list[str]:
    """What axe finds: each as rule, element and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in violations for node in each["nodes"][:3]]


def glance(v: Visitor, seen: tuple[int, int, str]) -> None:
    """Nothing is found by axe in one size and scheme, and everything has its place in each size."""
    for width, height, scheme in (*SEEN, (320, 640, seen[2])):
        v.page.set_viewport_size({"width": width, "height": height})
        assert (found := misplaced(v.page)) == [], f"{v.page.url} {width}: {found}"
        if (width, height, scheme) == seen:
            v.page.emulate_media(color_scheme=scheme)
            assert (found := found_by_axe(v.page)) == [], f"{v.page.url} {width} {scheme}: {found}"


def look(v: Visitor) -> None:
    """Nothing is found and everything has its place, light at 1280 and dark at 390 pixels, and at 320."""
    for width, height, scheme in SEEN:
        v.page.set_viewport_size({"width": width, "height": height})
        v.page.emulate_media(color_scheme=scheme)
        assert (found := found_by_axe(v.page)) == [], f"{v.page.url} {width} {scheme}: {found}"
        assert (found := misplaced(v.page)) == [], f"{v.page.url} {width}: {found}"
    v.page.set_viewport_size({"width": 320, "height": 640})
    assert (found := misplaced(v.page)) == [], f"{v.page.url} 320: {found}"
    v.page.set_viewport_size({"width": 1280, "height": 900})
    v.page.emulate_media(color_scheme="light")
