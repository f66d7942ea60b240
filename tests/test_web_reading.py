import re

import pytest

from search import Article, Fragment
from tests.web_archive import (
    ARTICLES,
    BROKEN_EMOJI,
    SEED,
    SIMPLIFIED,
    article_path,
    ask,
    links,
    words,
)
from web.presenting import ends_within, starts_within


def test_article_shows_what_was_printed(client):
    status, html = ask(client, article_path(SEED), lang="en")
    assert status == 200
    assert '<article class="column" lang="zh-Hant">' in html
    text = words(html)
    for part in (
        "人民網",
        "edited by 李彤",
        "June 9, 2019 19:32",
        "天津市 寶坻區",
        *SEED.body.split("\n"),
        SEED.summary,
    ):
        assert part in text
    assert f'<a href="{SEED.url}" rel="noopener nofollow">' in html


def test_article_in_simplified_says_so(client):
    _, html = ask(client, article_path(SIMPLIFIED))
    assert '<article class="column" lang="zh-Hans">' in html


def test_matches_are_numbered_and_linked_in_a_ring(client):
    _, html = ask(client, article_path(SEED), q="人工智能", lang="en")
    stops = re.findall(r'id="m(\d)" class="stop"><mark>([^<]+)</mark>', html)
    assert stops == [("1", "人工智能"), ("2", "人工智能"), ("3", "人工智能")]
    assert "3 matches in the text" in html
    step = html.partition('id="m3"')[2]
    assert re.search(r'href="#m2"[^>]*>‹</a> 3 / 3 <a href="#m1"', step)


def test_way_back_leads_to_the_same_hit(client):
    _, html = ask(client, "/search", q="天氣", page="2", sort="newest", lang="en")
    link = next(link for link in links(html) if "hit=12" in link)
    _, html = ask(client, link)
    back = next(link for link in links(html) if link.endswith("#hit-12"))
    _, html = ask(client, back.partition("#")[0])
    assert 'id="hit-12"' in html
    assert "page=2" in back
    assert "sort=newest" in back
    assert "lang=en" in back


def test_furniture_is_folded_away_and_never_in_the_text(client):
    _, html = ask(client, article_path(SEED), q="聯繫", lang="en")
    before, fold, after = html.partition('<details class="furniture">')
    assert fold
    assert "聯系我們" not in words(before)
    assert "<mark>聯系</mark>我們" in after
    assert "only in the page’s furniture" in before


def test_faulty_question_still_shows_the_article(client):
    status, html = ask(client, article_path(SEED), q='"人工', lang="en")
    assert status == 200
    assert "A quotation mark is never closed." in html
    assert "<mark>人工" in html


@pytest.mark.parametrize("article", ARTICLES[:8], ids=lambda article: ascii(article.id))
def test_article_of_any_id_opens_by_its_link(client, article):
    answer = client.get(article_path(article))
    assert answer.status_code == 200


def test_missing_article_is_404_with_a_box(client):
    status, html = ask(client, "/article/no/such", lang="en")
    assert status == 404
    assert "No such article here" in html
    assert 'role="search"' in html


def test_half_an_emoji_does_not_break_a_page(client):
    status, html = ask(client, article_path(BROKEN_EMOJI))
    assert status == 200
    assert "斷掉的表情\ufffd符號" in html
    assert ask(client, "/search", q="殘缺表情")[0] == 200


def test_ellipsis_stands_only_where_a_sentence_is_cut():
    article = Article(id="a", body="第一句話。第二句話，還有下文。\n第三段。")

    def cut(start, end):
        fragment = Fragment("body", article.body[start:end], start, end, (), article.lang)
        return starts_within(fragment, article), ends_within(fragment, article)

    assert cut(0, 5) == (False, False)
    assert cut(5, 10) == (False, True)
    assert cut(10, 15) == (True, False)
    assert cut(16, 20) == (False, False)
    assert cut(16, 19) == (False, True)
