"""Keeping what was found, in a real browser: citing, following a search, taking the results along."""

import re
from urllib.parse import quote

import feedparser
import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, width
from tests.web_archive import ATTACK, SEED, SIMPLIFIED, article_path

pytestmark = pytest.mark.browser


def cite_path(article):
    return f"cite/{quote(article.id, safe='')}?lang=en"


def test_reader_cites_an_article_and_copies_it(visit, chromium):
    page = visit(f"{article_path(SIMPLIFIED)[1:]}?lang=en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Cite", exact=True).click()
    style = page.get_by_role("region", name="GB/T 7714-2015", exact=True)
    expect(style).to_contain_text("王明. 宝坻区召开科技创新大会[N/OL]. 天津日报, 2020-05-16[")
    style.get_by_role("button", name="Copy").click()
    expect(style.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == style.locator(".citation").inner_text()
    page.get_by_role("link", name="Back to the article").click()
    expect(page).to_have_url(re.compile("/article/s1"))
    assert page.troubles == []


def test_citation_is_selected_where_it_cannot_be_copied(visit):
    page = visit(cite_path(SIMPLIFIED))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    style = page.get_by_role("region", name="MLA, 9th edition")
    style.get_by_role("button", name="Copy").click()
    expect(style.get_by_role("status")).to_contain_text("Selected")
    assert "王明" in page.evaluate("getSelection().toString()")


def test_citations_need_no_javascript(visit):
    page = visit(cite_path(SEED), java_script_enabled=False)
    assert page.get_by_role("button", name="Copy").count() == 0
    assert page.locator(".citation").count() == 7
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as RIS").click()
    assert download.value.suggested_filename.startswith("dibao-")
    assert download.value.suggested_filename.endswith(".ris")
    assert "TY  - NEWS" in download.value.path().read_text()


def test_reader_follows_a_search_from_its_page(visit):
    page = visit(f"search?q={quote('天氣')}&lang=en")
    declared = page.locator("link[type='application/atom+xml']").get_attribute("href")
    shown = page.get_by_role("link", name="Atom", exact=True)
    assert shown.get_attribute("href") == declared
    answer = page.context.request.get(page.evaluate("(link) => new URL(link, location).href", declared))
    feed = feedparser.parse(answer.body())
    assert feed.entries[0].title == "每日天氣第25期"
    page.goto(feed.entries[0].link)
    assert page.get_by_role("heading", level=1).inner_text() == "每日天氣第25期"


def test_reader_takes_all_results_along(visit):
    page = visit(f"search?q={quote('天氣')}&lang=en")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "dibao-天氣.csv"
    assert download.value.path().read_text("utf-8-sig").count("今日天氣晴朗") == 25


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, {"width": 320, "height": 640}])
def test_citations_fit_every_screen_and_the_policy(visit, viewport):
    for article in (SEED, ATTACK):
        page = visit(cite_path(article), viewport)
        assert width(page) <= viewport["width"]
        assert page.evaluate("window.violations") == []
        assert page.troubles == []
        for target in page.locator("main a, main button").all():
            box = target.bounding_box()
            assert box["height"] >= 24 or target.evaluate("(link) => link.closest('.address') !== null")


def test_hostile_article_is_cited_as_text(visit):
    page = visit(cite_path(ATTACK))
    assert page.title() != "owned"
    assert page.locator("main img, main b").count() == 0
    assert ATTACK.title in page.locator(".citation.gbt7714").inner_text()
