"""Searching as a reader does it: by the box, its suggestions, the bars and the facets."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, until
from tests.results_archive import HOSTILE, build
from tests.web_archive import serving

pytestmark = pytest.mark.browser

QUESTION = f"search?q={quote('天氣')}"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = build(tmp_path_factory.mktemp("search") / "index")
    with serving(folder) as (address, _):
        yield address


@pytest.fixture
def typing(visit):
    """A page, its box and its list of suggestions, once the server can read pinyin."""
    page = visit("")
    box = page.get_by_role("combobox", name="Search the articles")
    expect(box).to_have_attribute("aria-expanded", "false")
    asked = "fetch('/api/v1/suggest?q=tianqi').then((answer) => answer.json())"
    until(page, f"{asked}.then((found) => found.suggestions[0])")
    return page, box, page.get_by_role("listbox", name="Suggestions")


def has_total(page, count):
    expect(page.locator(".tally b")).to_have_text(re.compile(rf"^{count}\b"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_search_in_the_other_script_is_narrowed_by_place_and_bar_and_widened_by_chips(visit, javascript):
    page = visit("", java_script_enabled=javascript)
    page.locator("#q").fill("天气")
    page.locator("#q").press("Enter")
    everything = 23
    has_total(page, everything)
    expect(page.locator(".hit mark").get_by_text("天氣", exact=True).first).to_be_visible()

    page.get_by_role("link", name="天津市", exact=True).click()
    has_total(page, 6)
    page.get_by_text("Within 天津市").wait_for()
    page.get_by_role("link", name=re.compile("^February 2019: 1 of 1")).click()
    has_total(page, 1)
    expect(page.locator("#from")).to_have_value("2019-02")

    chip = page.get_by_role("link", name="Remove Region: 天津市")
    chip.click()
    expect(chip).to_be_hidden()
    has_total(page, 1)
    page.get_by_role("link", name="Remove Published: February 2019").click()
    has_total(page, everything)
    expect(page.locator(".chips")).to_have_count(0)
    assert page.troubles == []


def test_days_are_typed_into_the_form(visit):
    page = visit(f"{QUESTION}&source={quote('人民網')}")
    page.get_by_label("From", exact=True).fill("2019-02")
    page.get_by_label("To", exact=True).fill("2019-03")
    page.get_by_role("button", name="Show these days").click()
    has_total(page, 2)
    expect(page.get_by_role("link", name="Remove Source: 人民網")).to_be_visible()
    expect(page.get_by_role("link", name="Remove Published: February 2019 – March 2019")).to_be_visible()


def test_hostile_source_is_chosen_and_removed_by_clicking(visit):
    page = visit(f"{QUESTION}&sort=oldest")
    page.locator("#facet-source ~ div details summary").first.click()
    page.get_by_role("link", name=re.compile("alert")).click()
    has_total(page, 1)
    expect(page.locator(".hit .origin")).to_contain_text(HOSTILE)
    assert page.locator(".hit .origin").inner_text().startswith(" ".join(HOSTILE.split()))
    page.get_by_label("From", exact=True).fill("2020")
    page.get_by_role("button", name="Show these days").click()
    has_total(page, 1)
    chip = page.get_by_role("link", name=re.compile("^Remove Source: .*alert"))
    chip.click()
    expect(chip).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Remove Published")).click()
    has_total(page, 23)
    assert page.evaluate("window.violations") == []
    assert page.troubles == []


def test_first_hit_is_seen_on_a_phone_and_the_panel_opens(visit):
    for javascript in (True, False):
        page = visit(f"{QUESTION}&source={quote('人民網')}", PHONE, java_script_enabled=javascript)
        box = page.locator(".hit").first.bounding_box()
        assert box["y"] + box["height"] < PHONE["height"]
        assert not page.locator(".histogram svg").is_visible()
        page.get_by_text("Narrow down").click()
        expect(page.locator(".histogram svg")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_panel_stands_open_beside_the_hits_on_a_wide_screen(visit):
    page = visit(QUESTION, DESKTOP, java_script_enabled=False)
    bars, hit = page.locator(".histogram svg").bounding_box(), page.locator(".hit").first.bounding_box()
    assert bars["x"] + bars["width"] < hit["x"]
    assert not page.get_by_text("Narrow down").is_visible()


def test_nothing_moves_while_a_page_of_results_loads(visit):
    for viewport in (DESKTOP, PHONE):
        page = visit(QUESTION, viewport)
        moved = page.evaluate(
            """() => new Promise((done) => {
                let sum = 0;
                const add = (list) => list.getEntries().forEach((shift) => { sum += shift.value; });
                new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
                setTimeout(() => done(sum), 300);
            })"""
        )
        assert moved < 0.02


def test_targets_of_the_panel_are_large_enough_to_touch(visit):
    page = visit(f"{QUESTION}&source={quote('人民網')}&from=2019&to=2019", PHONE)
    page.get_by_text("Narrow down").click()
    for target in page.locator(
        ".panel li > a, .panel summary, .panel input:visible, .panel button, .chips a"
    ).all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["width"], box["height"]) >= 24, target.inner_text()


# Suggestions


def test_pinyin_is_completed_and_asked_by_keyboard(typing):
    page, box, suggestions = typing
    box.fill("tianqi")  # at once: an answer for its beginning might come between
    expect(suggestions).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == suggestions.get_attribute("id")
    count = suggestions.get_by_role("option").count()
    expect(page.locator(".box [role=status]")).to_have_text(f"{count} suggestions")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(""))

    box.press("ArrowDown")
    first = suggestions.get_by_role("option").first
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.input_value() == first.locator("span").inner_text()
    assert box.input_value().startswith("天氣")
    box.press("ArrowUp")
    expect(box).to_have_value("tianqi")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(""))
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"search\\?q={quote('天氣')}"))
    expect(page.locator(".tally b")).to_have_text(re.compile("^[1-9]"))
    assert page.troubles == []


def test_escape_closes_the_list_and_keeps_what_was_typed(typing):
    _, box, suggestions = typing
    box.press_sequentially("天")
    expect(suggestions).to_be_visible()
    box.press("ArrowDown")
    box.press("Escape")
    expect(suggestions).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("天")


def test_tab_leaves_the_list(typing):
    page, box, suggestions = typing
    box.press_sequentially("天")
    expect(suggestions).to_be_visible()
    box.press("Tab")
    expect(suggestions).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_suggested_title_leads_to_its_article(typing):
    page, box, suggestions = typing
    box.fill("天氣第1")
    title = suggestions.get_by_role("option", name=re.compile("天氣第1期 article"))
    expect(title).to_be_visible()
    title.click()
    expect(page).to_have_url(re.compile("/article/results-1$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("天氣第1期")


def test_what_is_being_composed_is_left_to_the_input_method(typing):
    page, box, suggestions = typing
    box.focus()
    compose = page.context.new_cdp_session(page)
    compose.send("Input.imeSetComposition", {"text": "tianqi", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(400)
    expect(suggestions).to_be_hidden()
    compose.send("Input.insertText", {"text": "天"})
    expect(suggestions).to_be_visible()
    expect(box).to_have_value("天")


def test_old_answer_never_stands_under_newer_letters(typing):
    page, box, suggestions = typing
    asked = []

    def late(route):
        asked.append(route.request.url)
        if len(asked) == 1:  # the first one is never answered
            return
        route.continue_()

    page.route("**/api/v1/suggest*", late)
    with page.expect_request("**/api/v1/suggest*"):
        box.press_sequentially("天")
    box.press_sequentially("氣")
    expect(suggestions).to_be_visible()
    assert len(asked) == 2
    expect(box).to_have_value("天氣")


def test_box_works_when_the_server_suggests_nothing_or_fails(typing):
    page, box, suggestions = typing
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=503, body="busy"))
    with page.expect_response("**/api/v1/suggest*"):
        box.fill("天氣")
    box.press("ArrowDown")
    expect(suggestions).to_be_hidden()
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search"))


def test_suggestions_are_text_whatever_they_hold(typing):
    page, box, suggestions = typing
    harm = '<img src=x onerror="document.title=1">'
    answer = {"suggestions": [{"text": harm, "kind": "title", "articles": 1, "article_id": "../../x?y#z"}]}
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(json=answer))
    box.press_sequentially("天")
    expect(suggestions.get_by_role("option")).to_contain_text(harm)
    assert suggestions.locator("img").count() == 0
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/article/\.\.%2F\.\.%2Fx%3Fy%23z$"))
    assert page.evaluate("window.violations") == []


def test_without_javascript_the_box_is_a_plain_search_box(visit):
    page = visit("", java_script_enabled=False)
    assert page.get_by_role("searchbox", name="Search the articles").is_visible()
    assert page.locator(".suggestions").count() == 0
