"""Every kind of page through axe-core: no violation of WCAG 2.2 A and AA, nor of its best practices."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import DESKTOP, PAGES, PHONE, in_language

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAMPLED = ("front", "results", "filtered", "article with matches", "year", "help", "cite", "api")
"""What is looked at on a phone too, where it is laid out otherwise."""

TAGS = ("zh-Hant", "zh-Hans", "en")


def violations(page, **only):
    """What axe finds, as lines that say where."""
    options = {"runOnly": only or {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("viewport", "names"), [(DESKTOP, PAGES), (PHONE, SAMPLED)], ids=["desktop", "phone"]
)
def test_no_page_violates_accessibility(visit, viewport, names):
    """In light all rules; in dark those of colours, for nothing else depends on the scheme."""
    broken = {}
    page = visit("", viewport, color_scheme="light")
    base = page.url
    for number, name in enumerate(names):
        page.emulate_media(color_scheme="light")
        page.goto(base + in_language(PAGES[name], TAGS[number % len(TAGS)]))
        found = violations(page)
        page.emulate_media(color_scheme="dark")
        found += violations(page, type="rule", values=["color-contrast"])
        if found:
            broken[name] = found
    assert broken == {}


def test_open_sheet_of_keys_violates_nothing(visit):
    for scheme in ("light", "dark"):
        page = visit("help", color_scheme=scheme)
        page.keyboard.press("?")
        expect(page.locator("#keysheet")).to_be_visible()
        assert violations(page) == []
