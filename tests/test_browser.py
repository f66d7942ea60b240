"""What a reader sees: a real Chromium before a real server."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, until, width
from tests.web_archive import ATTACK, SEED

pytestmark = pytest.mark.browser

PAGES = (
    "",
    f"search?q={quote('人工智能 京津')}&lang=zh-Hant",
    f"search?q={quote('颱風 投票')}&lang=en",
    f"search?q={quote('天氣')}&page=2&lang=zh-Hans",
    f"search?q={quote('長' * 300)}",
    f"search?q={quote('天氣 NEAR/500 晴朗 「氣溫 title:颱風')}",
    f"search?q={quote('立發会 投票')}&lang=zh-Hant",
    f"article/{quote(SEED.id, safe='')}?q={quote('人工智能')}&hit=1#m2",
    f"article/{quote(ATTACK.id, safe='')}?q={quote('攻擊')}",
)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_simplified_question_leads_to_the_traditional_article_and_back(visit, javascript):
    page = visit("", PHONE, java_script_enabled=javascript)
    page.locator("#q").fill("干事创业 人工智能")
    page.get_by_role("button", name="Search").click()
    hit = page.get_by_role("link", name=SEED.title)
    expect(hit).to_be_visible()
    expect(page.locator(".hit mark").get_by_text("乾事創業", exact=True).first).to_be_visible()

    hit.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SEED.title)
    expect(page.locator(".text mark").get_by_text("乾事創業", exact=True).first).to_be_visible()
    page.get_by_role("link", name="First match").click()
    page.get_by_role("link", name="Next match").click()
    expect(page).to_have_url(re.compile("#m2$"))
    bar = page.locator(".stop:target .step:visible, .walk:visible")
    expect(bar).to_have_text(re.compile(r"^\s*‹\s*2\s*/\s*4\s*›\s*$"))
    expect(page.locator(".stop:target mark")).to_be_visible()

    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(re.compile("#hit-1$"))
    expect(page.locator("#q")).to_have_value("干事创业 人工智能")
    assert page.troubles == []


def test_marked_characters_are_washed_and_not_bold(visit):
    page = visit(f"search?q={quote('干事创业')}")
    style = page.locator(".fragment mark").first.evaluate(
        "(mark) => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).fontWeight]"
    )
    assert style == ["rgb(255, 229, 154)", "400"]


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(DESKTOP, "light"), (PHONE, "dark")],
    ids=["desktop", "phone in the dark"],
)
def test_no_page_scrolls_sideways_or_breaks_its_policy(visit, viewport, scheme):
    page = visit("", viewport, color_scheme=scheme)
    base = page.url
    for path in PAGES:
        page.goto(base + path)
        assert width(page) <= viewport["width"], path
        assert page.evaluate("window.violations") == []
        assert page.troubles == [], path


def test_box_stays_while_the_page_scrolls(visit):
    page = visit(f"search?q={quote('天氣')}", PHONE)
    page.mouse.wheel(0, 3000)
    until(page, "window.scrollY > 300")
    assert page.locator("#q").bounding_box()["y"] < 100


def test_targets_on_a_phone_are_large_enough_to_touch(visit):
    page = visit("", PHONE)
    base = page.url
    for path in PAGES[:4]:
        page.goto(base + path)
        for link in page.locator("nav a, .counts a, .years a, .desk a, .desk button, h3 a").all():
            if link.is_visible():
                box = link.bounding_box()
                assert min(box["width"], box["height"]) >= 24, (path, link.inner_text())


def test_matches_in_the_title_of_a_hostile_article_are_text(visit):
    page = visit(f"search?q={quote('攻擊 <script>document.title=1</script>')}")
    page = visit(f"article/{quote(ATTACK.id, safe='')}?q={quote('攻擊')}")
    assert page.get_by_role("heading", level=1).inner_text() == ATTACK.title
    assert ATTACK.title in page.title()
    assert page.title() != "owned"
    assert page.locator("script:not([src])").count() == 0
    assert page.locator("article img, main b").count() == 0
    assert page.troubles == []


def test_hostile_question_is_shown_and_not_run(visit):
    text = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    page = visit(f"search?q={quote(text)}")
    assert page.locator("#q").input_value() == text
    assert page.locator("script:not([src])").count() == 0
    assert page.evaluate("window.violations") == []
    assert not [trouble for trouble in page.troubles if "400" not in trouble]


def test_keys_reach_the_box_and_walk_the_matches(visit):
    page = visit(f"article/{quote(SEED.id, safe='')}?q={quote('人工智能')}&hit=1")
    for key, match in [("n", "m1"), ("n", "m2"), ("p", "m1"), ("p", "m3")]:
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"#{match}$"))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("n/p")
    expect(page.locator("#q")).to_have_value("n/p")


def test_keyboard_skips_to_the_content_and_focus_is_seen(visit):
    page = visit(f"search?q={quote('天氣')}")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the content")
    assert focused.bounding_box()["x"] >= 0
    assert focused.evaluate("(link) => getComputedStyle(link).outlineStyle") == "solid"


def test_furniture_stays_folded_until_asked_for(visit):
    page = visit(f"article/{quote(SEED.id, safe='')}?q={quote('联系')}&hit=1")
    furniture = page.get_by_text("聯系我們")
    assert not furniture.is_visible()
    page.locator("details.furniture summary").click()
    expect(furniture).to_be_visible()
