"""What readers with other screens, fonts and colours saw and missed, held in a real browser."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import SMALL, until

pytestmark = pytest.mark.browser

LIST = f"search?source={quote('氣象報')}"
RESULTS = f"search?q={quote('天氣')}&size=20"


def test_list_without_a_question_says_how_many_above_the_first_hit(visit):
    page = visit(LIST)
    tally = page.locator(".tally")
    expect(tally).to_contain_text("25 articles")
    assert tally.bounding_box()["y"] < page.locator(".hit").first.bounding_box()["y"]


@pytest.mark.parametrize(("tag", "han"), [("zh-Hant", "zh-Hant"), ("zh-Hans", "zh-Hans"), ("en", "zh")])
def test_names_have_the_glyphs_of_the_page_that_names_them(visit, tag, han):
    page = visit(f"{RESULTS}&lang={tag}")
    expect(page.locator("#facet-source + div")).to_have_attribute("lang", han)
    until(page, "fetch('/suggest.json?q=天').then((answer) => answer.json()).then((found) => found[1][0])")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("天")
    expect(page.locator(".suggestions span").first).to_have_attribute("lang", han)


def test_names_of_months_stay_when_the_calendar_is_wider_than_the_screen(visit):
    page = visit("", {"width": 200, "height": 1200})
    assert page.locator(".wide").evaluate("wide => wide.scrollWidth > wide.clientWidth")
    names = page.locator(".wide svg.rows")
    expect(names).to_be_in_viewport(ratio=1)
    page.locator(".wide").evaluate("wide => wide.scrollLeft = -wide.scrollWidth")
    expect(names).to_be_in_viewport(ratio=1)


def test_names_of_months_stand_beside_a_calendar_that_is_narrower_than_the_screen(visit):
    page = visit("")
    names = page.locator(".wide svg.rows").bounding_box()
    first = page.locator(".wide a.year").first.bounding_box()
    assert 0 <= first["x"] - (names["x"] + names["width"]) < 8


def test_no_line_of_a_source_begins_with_a_dot(visit):
    page = visit(RESULTS, SMALL)
    origin = page.locator(".hit .origin").first
    origin.evaluate("line => line.firstElementChild.textContent = '很長的來源'.repeat(4)")
    second = origin.locator(":scope > :nth-child(2)")
    assert second.bounding_box()["x"] == origin.bounding_box()["x"], "it begins the second line"
    clipped = "line => parseFloat(getComputedStyle(line).clipPath.split(' ').at(-1))"
    dot = """item => {
        const own = getComputedStyle(item, "::before");
        return parseFloat(own.left) + parseFloat(own.width);
    }"""
    assert second.evaluate(dot) <= origin.evaluate(clipped), "its dot ends where the line is cut off"


def test_chosen_order_is_told_also_in_colours_of_the_readers_own(visit):
    page = visit(RESULTS, forced_colors="active")
    chosen = page.locator(".orders [aria-current]")
    expect(chosen).to_have_css("text-decoration-line", "underline")
    swatches = [
        page.locator(f".legend {entry}").evaluate(
            "item => getComputedStyle(item, '::before').backgroundColor"
        )
        for entry in (".found", ".held")
    ]
    assert len({*swatches, "rgba(0, 0, 0, 0)"}) == 3


def test_printed_list_has_nothing_to_press(visit):
    page = visit(RESULTS)
    page.emulate_media(media="print")
    expect(page.locator(".hit").first).to_be_visible()
    for part in (".panel", ".orders", ".paging", ".sizes", ".keep"):
        expect(page.locator(part)).to_be_hidden()
