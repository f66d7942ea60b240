"""Reading in a real Chromium: along the matches, in another script, through copies, on paper and phone."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, arrived, until, width
from tests.web_archive import COPY, HEAD, SEED

pytestmark = pytest.mark.browser

READ = f"article/{quote(SEED.id, safe='')}?q={quote('人工智能')}&hit=1&lang=en"
COMPARED = f"compare/{quote(HEAD.id, safe='')}?with={COPY.id}&lang=en"
PAGES = (f"{READ}#m2", f"{READ}&display=hk", f"copies/{COPY.id}?lang=zh-Hans", COMPARED)


def walk(page):
    return page.get_by_role("navigation", name="Matches")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_buttons_and_keys_walk_the_matches_and_leave_the_history_alone(visit, viewport):
    page = visit("", viewport)
    page.goto(page.url + READ)
    before = page.evaluate("history.length")
    assert walk(page).get_by_role("status").inner_text() == "3 matches"
    walk(page).get_by_role("link", name="First match").click()
    expect(page).to_have_url(re.compile("#m1$"))
    following = walk(page).get_by_role("link", name="Next match")
    following.click()
    expect(walk(page).get_by_role("status")).to_have_text("2 / 3")
    until(page, "document.querySelector('.stop:target mark').getBoundingClientRect().y > 60")
    expect(page.locator(".stop:target .step")).to_be_hidden()
    expect(following).to_be_focused()
    page.keyboard.press("Enter")
    expect(walk(page).get_by_role("status")).to_have_text("3 / 3")
    for key, count in [("n", "1 / 3"), ("p", "3 / 3"), ("p", "2 / 3")]:
        page.keyboard.press(key)
        expect(walk(page).get_by_role("status")).to_have_text(count)
    assert page.evaluate("history.length") == before
    assert walk(page).get_by_role("status").get_attribute("aria-live") == "polite"
    assert page.troubles == []


def test_keys_leave_the_box_alone(visit):
    page = visit(READ)
    page.locator("#q").fill("")
    page.keyboard.type("np")
    expect(page.locator("#q")).to_have_value("np")
    assert "#" not in page.url


def test_matches_are_walked_without_javascript(visit):
    page = visit(READ, PHONE, java_script_enabled=False)
    walk(page).get_by_role("link", name="First match").click()
    expect(walk(page)).to_be_hidden()
    page.locator(".stop:target").get_by_role("link", name="Next match").click()
    expect(page).to_have_url(re.compile("#m2$"))
    expect(page.locator(".stop:target .step")).to_have_text(re.compile(r"^\s*‹\s*2\s*/\s*3\s*›\s*$"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_script_is_switched_with_the_marks_kept_and_back_to_print(visit, javascript):
    page = visit(READ.replace(quote("人工智能"), quote("干事创业 引领")), java_script_enabled=javascript)
    marks = page.locator(".text mark")
    expect(marks).to_have_text(["引領", "乾事創業", "引領"])
    page.get_by_role("link", name="Mainland simplified").click()
    expect(marks).to_have_text(["引领", "干事创业", "引领"])
    expect(page.locator("article")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("note")).to_be_visible()
    page.get_by_role("link", name="Hong Kong traditional").click()
    expect(page.locator("article")).to_have_attribute("lang", "zh-Hant-HK")
    page.get_by_role("link", name="Show it as printed").click()
    expect(marks).to_have_text(["引領", "乾事創業", "引領"])
    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(re.compile("#hit-1$"))


def test_switching_the_script_stays_at_the_match(visit):
    page = visit(f"{READ}#m2")
    page.get_by_role("link", name="Mainland simplified").click()
    expect(page).to_have_url(re.compile("display=hans.*#m2$"))
    expect(page.locator(".stop:target mark")).to_have_text("人工智能")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_copies_lead_to_their_differences(visit, viewport):
    page = visit(f"article/{COPY.id}?lang=en", viewport)
    page.get_by_role("link", name="1 other copy").click()
    page.get_by_role("link", name="See the differences").click()
    arrived(page, "/compare/")
    expect(page.locator(".compared del")).not_to_have_count(0)
    one, other = page.locator(".compared .pair:not(.same)").first.locator("> div").all()
    if viewport is DESKTOP:
        assert one.bounding_box()["y"] == other.bounding_box()["y"]
    else:
        assert one.bounding_box()["y"] < other.bounding_box()["y"]
        assert not page.locator(".compared .same .other").first.is_visible()
    style = "(part) => getComputedStyle(part).textDecorationLine"
    assert page.locator(".compared del").first.evaluate(style) == "line-through"
    assert page.locator(".compared ins").first.evaluate(style) == "underline"
    page.get_by_role("link", name="Back to the article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COPY.title)


def test_results_are_read_on_from_article_to_article(visit):
    page = visit(f"search?q={quote('天氣')}&sort=oldest&lang=en", PHONE)
    page.get_by_role("link", name="每日天氣第2期").click()
    page.get_by_role("link", name="Next article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("每日天氣第3期")
    page.get_by_role("link", name="Previous article 每日天氣第2期").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("每日天氣第2期")
    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(re.compile("#hit-2$"))


def test_paper_has_the_text_and_where_it_was_found_and_nothing_to_press(visit):
    page = visit(f"{READ}&display=hans#m1", color_scheme="dark")
    page.emulate_media(media="print")
    for control in ("header", ".side", ".back", ".beside", ".related", ".step", ".foot"):
        for part in page.locator(control).all():
            assert not part.is_visible(), control
    imprint = page.locator(".imprint")
    assert imprint.is_visible()
    assert quote(SEED.id, safe="") in imprint.inner_text()
    assert SEED.url in imprint.inner_text()
    paper, mark = page.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor,"
        " getComputedStyle(document.querySelector('.text mark')).textDecorationLine]"
    )
    assert (paper, mark) == ("rgb(255, 255, 255)", "underline")
    assert page.locator("[role=note]").is_visible()


def test_code_is_loaded_when_it_is_asked_for(visit):
    page = visit(READ)
    code = page.get_by_role("img", name="QR code of this article’s address")
    assert not code.is_visible()
    page.get_by_text("Read on a phone").click()
    expect(code).to_be_visible()
    until(page, "document.querySelector('.code img').naturalWidth > 100")
    assert page.troubles == []


def test_text_is_set_for_reading(visit):
    page = visit(READ)
    size, leading, indent, measure = page.locator(".text p").first.evaluate(
        "(p) => { const { fontSize, lineHeight, textIndent } = getComputedStyle(p);"
        " return [fontSize, lineHeight, textIndent, String(p.clientWidth)].map(parseFloat); }"
    )
    assert 18 <= size <= 19
    assert leading / size == pytest.approx(1.9, abs=0.02)
    assert indent == 2 * size
    assert 34 <= measure / size <= 38


@pytest.mark.parametrize(
    "viewport", [DESKTOP, PHONE, {"width": 320, "height": 640}], ids=lambda v: str(v["width"])
)
def test_no_page_of_reading_scrolls_sideways_or_breaks_its_policy(visit, viewport):
    page = visit("", viewport, color_scheme="dark")
    base = page.url
    for path in PAGES:
        page.goto(base + path)
        assert width(page) <= viewport["width"], path
        assert page.evaluate("window.violations") == []
        assert page.troubles == [], path


def test_targets_on_a_phone_are_large_enough_to_touch(visit):
    page = visit("", PHONE)
    base = page.url
    for path in PAGES:
        page.goto(base + path)
        for link in page.locator("main a, main summary").all():
            if link.is_visible():
                box = link.bounding_box()
                assert min(box["width"], box["height"]) >= 24, (path, link.inner_text(), box)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("query", ["", f"?q={quote('人工智能')}&hit=1"], ids=["alone", "as a hit"])
def test_an_article_stands_above_what_is_related_to_it(visit, viewport, query):
    page = visit(READ.partition("?")[0] + query, viewport)
    tops = [page.locator(part).bounding_box()["y"] for part in ("article h1", "article .text", ".related")]
    assert tops == sorted(tops)
    assert tops[0] < 400
