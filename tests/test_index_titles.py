"""Titles are what is printed, without the names of sites and sections."""

import pytest

from index.extract import extract
from index.pages.title import without_site
from tests.article_pages import PARAGRAPHS, article_page


def test_title_comes_without_the_sites_name() -> None:
    assert extract(article_page(), "a.html").title == "寶坻與唐山簽約"


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("外媒眼中的武汉长假_首页武汉_新闻中心_长江网_cjn.cn", "外媒眼中的武汉长假"),
        ("法国大罢工再次影响交通_新华网", "法国大罢工再次影响交通"),
        ("依法追究起火責任 - 港聞 - 今日大公報", "依法追究起火責任 - 港聞"),
        ("香港世紀大火 | 市民聯署倡獨立調查", "香港世紀大火 | 市民聯署倡獨立調查"),
    ],
)
def test_site_names_are_cut_from_titles(title: str, cut: str) -> None:
    assert without_site(title) == cut


def test_names_of_the_site_are_cut_behind_any_joint() -> None:
    assert without_site("法国大罢工再次影响交通-新华网", {"新华网"}) == "法国大罢工再次影响交通"


@pytest.mark.parametrize(
    ("title", "headings", "found"),
    [
        ("寶坻簽約迎來新的發展-示範在線", "<h1>寶坻簽約迎來新的發展</h1>", "寶坻簽約迎來新的發展"),
        ("寶坻簽約迎來新的發展_示範在線", "<h2>寶坻簽約迎來新的發展</h2>", "寶坻簽約迎來新的發展"),
        ("寶坻發布AI-PC", '<div class="title">寶坻發布AI</div>', "寶坻發布AI-PC"),
        ("新聞動態--示範學會官網", '<div class="title">新聞動態</div>', "新聞動態--示範學會官網"),
        ("[視頻]寶坻簽約迎來新的發展", "", "寶坻簽約迎來新的發展"),
        ("簽約 (2) @ 藍天的家 :: 痞客邦", "<h1>痞客邦</h1>", "簽約 (2) @ 藍天的家 :: 痞客邦"),
        ("", "<h1>寶坻簽約迎來新的發展</h1>", "寶坻簽約迎來新的發展"),
    ],
)
def test_title_is_what_title_element_and_headings_agree_on(title: str, headings: str, found: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>{headings}<p>{PARAGRAPHS[0]}</p></body></html>"
    assert extract(html, "a.html").title == found
