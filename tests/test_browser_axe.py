"""Every kind of page through axe-core: no violation of WCAG 2.2 A and AA, nor of its best practices."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESKTOP, PAGES, PHONE, in_language

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {
    "light desktop": (DESKTOP, "light"),
    "dark desktop": (DESKTOP, "dark"),
    "light phone": (PHONE, "light"),
    "dark phone": (PHONE, "dark"),
}
SAMPLED = ("front", "results", "article with matches", "year", "help", "refused")
"""What is looked at on the other screens: a colour is the same on both, a layout in both schemes."""

EVERYTHING = ("light desktop", "dark phone")
TAGS = ("zh-Hant", "zh-Hans", "en")


def violations(page):
    """What axe finds, as lines that say where."""
    found = Axe().run(
        page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    )
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_violates_accessibility(visit, screen):
    viewport, scheme = SCREENS[screen]
    broken = {}
    page = visit("", viewport, color_scheme=scheme)
    base = page.url
    for number, (name, path) in enumerate(PAGES.items()):
        if screen not in EVERYTHING and name not in SAMPLED:
            continue
        page.goto(base + in_language(path, TAGS[number % len(TAGS)]))
        found = violations(page)
        if found:
            broken[name] = found
    assert broken == {}


def test_open_sheet_of_keys_violates_nothing(visit):
    for scheme in ("light", "dark"):
        page = visit("help", color_scheme=scheme)
        page.keyboard.press("?")
        assert page.locator("#keysheet").is_visible()
        assert violations(page) == []
