import re
from time import perf_counter

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
from web import Settings, create_app
from web.library import installed
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
    assert '<nav class="walk" aria-label="Matches" data-stops="3">' in html


def test_matches_that_nobody_walks_to_are_marked_and_counted(index_of, tmp_path):
    article = Article(id="many", body="雨、" * 600, script="hant")
    index_of(tmp_path / "index", article).close()
    app = create_app(Settings(index=tmp_path / "index"))
    _, html = ask(app.test_client(), "/article/many", q="雨", lang="en")
    installed(app).index().close()
    assert "600 matches in the text" in html
    assert "The first 500 can be walked along." in html
    assert html.count("<mark>") == 600
    assert 'id="m500"' in html
    assert 'id="m501"' not in html


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


def test_refused_question_still_shows_the_article(client):
    status, html = ask(client, article_path(SEED), q="(" * 40 + "人工", lang="en")
    assert status == 200
    assert "Too many brackets or exclusions stand within each other." in html
    assert "<mark>" not in html


def test_mended_question_marks_what_was_searched(client):
    status, html = ask(client, article_path(SEED), q='"人工', lang="en")
    assert status == 200
    assert "<mark>人工</mark>" in html


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


# Another script


@pytest.mark.parametrize(
    ("display", "lang", "text"),
    [
        ("printed", "zh-Hant", "乾事創業的良好狀態"),
        ("tw", "zh-Hant-TW", "乾事創業的良好狀態"),
        ("hans", "zh-Hans", "干事创业的良好状态"),
    ],
)
def test_article_is_shown_in_the_script_that_was_asked_for(client, display, lang, text):
    _, html = ask(client, article_path(SEED), display=display, q="干事创业", lang="en")
    assert f'<article class="column" lang="{lang}">' in html
    assert f"<mark>{text[:4]}</mark>" in html
    assert text in words(re.sub(r'<span class="step".*?</span>', "", html))
    assert ("Converted for reading by a program" in html) == (display != "printed")
    assert ("Show it as printed" in html) == (display != "printed")


def test_script_that_is_printed_already_is_said_to_be(client):
    _, html = ask(client, article_path(SIMPLIFIED), display="hans", lang="en")
    assert "nothing was converted" in html
    assert "Converted for reading" not in html


def test_display_stays_in_the_address_with_the_question(client):
    _, html = ask(client, article_path(SEED), q="人工智能", hit="1", sort="newest", lang="zh-Hans")
    link = next(link for link in links(html) if "display=hk" in link)
    for part in ("q=人工智能", "hit=1", "sort=newest", "lang=zh-Hans"):
        assert part in link
    _, html = ask(client, link)
    assert 'lang="zh-Hant-HK"' in html
    assert "display=hk" in next(link for link in links(html) if "lang=en" in link)
    printed = next(link for link in links(html) if link.startswith("/article") and "display" not in link)
    assert "q=人工智能" in printed


def test_unknown_display_is_refused(client):
    status, html = ask(client, article_path(SEED), display="s2twp", lang="en")
    assert status == 400
    assert "it must be one of printed, tw, hk, hans" in html


# What else the page has


def test_related_articles_say_which_words_they_share(client):
    _, html = ask(client, "/article/w03", lang="en")
    related = html.partition('id="related"')[2]
    assert re.search(r'<a href="/article/w\d\d\?lang=en">每日天氣第\d+期</a>', related)
    assert "Both have:" in related


def test_article_without_anything_still_reads(index_of, tmp_path):
    index_of(tmp_path / "index", Article(id="nothing")).close()
    app = create_app(Settings(index=tmp_path / "index"))
    status, html = ask(app.test_client(), "/article/nothing", lang="en")
    assert status == 200
    assert "<h1>nothing</h1>" in html
    assert "The archive has no text of this article." in html
    assert '<article class="column" lang="zh">' in html
    installed(app).index().close()


def test_article_of_a_megabyte_is_answered_with_its_marks(index_of, tmp_path):
    lines = "\n".join("今日天氣晴朗，氣溫回升，局部地區有雨。" * 3 for _ in range(6_000))
    index_of(tmp_path / "index", Article(id="long", body=lines, script="mixed")).close()
    app = create_app(Settings(index=tmp_path / "index"))
    started = perf_counter()
    status, html = ask(app.test_client(), "/article/long", q="雨", display="hans")
    assert perf_counter() - started < 10
    installed(app).index().close()
    assert status == 200
    assert html.count("<mark>") == 18_000


def test_paper_shows_where_the_article_was_found(client):
    _, html = ask(client, article_path(SEED))
    imprint = html.partition('class="imprint"')[2]
    assert f"http://localhost{article_path(SEED)}" in imprint
    assert SEED.url in imprint
    assert re.search(r'href="/static/print.css[^"]*" media="print"', html)
