import re
from html import unescape

import pytest

from tests.web_archive import (
    ARTICLES,
    SEED,
    article_path,
    ask,
    links,
    words,
)
from web import Settings, create_app
from web.library import installed
from web.paging import paging

# The front page


def test_front_page_shows_the_holdings(client):
    status, html = ask(client, "/")
    assert status == 200
    assert f"{len(ARTICLES)} articles" in html
    assert "人民網" in html
    assert re.search(
        'lang="zh">天津市</a>.*1 place in 天津市.*lang="zh">(寶坻區|宝坻区)</a>', html, re.DOTALL
    )
    assert "每日天氣第25期" in html  # the newest item
    assert "March 2023: 25 articles" in html


def test_every_holding_is_a_link_to_a_page_that_counts_the_same(client):
    _, html = ask(client, "/")
    counted = re.findall(r'<a href="([^"]+)" lang="zh">[^<]+</a>\s*<span class="count">(\d+)', html)
    counted += re.findall(r'<a href="(/days/[^"]+)"><title>[^<]*: (\d+) article', html)
    assert len(counted) > 10
    for link, number in counted:
        answer = client.get(unescape(link))
        assert answer.status_code == 200, link
        found = re.search(r"<span>(\d+) article", answer.get_data(as_text=True))
        assert int(found[1]) == int(number), link


def test_every_link_between_the_pages_leads_somewhere(client):
    seen, waiting = (
        set(),
        ["/?lang=en", f"{article_path(SEED)}?q=寶坻&lang=en", "/search?q=天氣&page=2&lang=en"],
    )
    while waiting and len(seen) < 150:
        link = waiting.pop(0).partition("#")[0]
        if link in seen or not link.startswith("/"):
            continue
        seen.add(link)
        answer = client.get(link)
        assert answer.status_code == 200, link
        if answer.mimetype == "text/html" and "lang=en" in link:
            waiting += links(answer.get_data(as_text=True))
        answer.close()
    assert len(seen) > 50


# Results


def test_simplified_question_finds_and_marks_traditional(client):
    status, html = ask(client, "/search", q="干事创业 京津")
    assert status == 200
    assert "『三個堅持』擁抱智能新時代" in words(html)
    assert "<mark>乾事創業</mark>" in html


def test_title_is_marked_too(client):
    _, html = ask(client, "/search", q="立法会选举")
    assert re.search(r"<h3><a [^>]+><mark>立法會選舉</mark>投票結束</a></h3>", html)


def test_page_says_how_the_question_was_read_how_many_and_how_long(client):
    _, html = ask(client, "/search", q="寶坻 科技", lang="en")
    assert "Read as" in html
    assert re.search(r"<code lang=\"zh\">[^<]*寶坻[^<]*科技[^<]*</code>", html)
    assert re.search(r"[\d.]+ ms", html)


def test_partial_matches_are_set_off_and_say_what_they_lack(client):
    status, html = ask(client, "/search", q="颱風 投票", lang="en")
    assert status == 200
    assert "No article has all of these" in html
    _, _, partial = html.partition('class="partial"')
    assert "Does not have:" in partial
    assert ">颱風</b>" in partial
    assert ">投票</b>" in partial


def test_word_that_no_article_has_is_named_and_can_be_left_out(client):
    _, html = ask(client, "/search", q="颱風 麒麟獸", lang="en")
    assert "No article has “麒麟獸”." in html
    again = next(link for link in links(html) if "颱風" in link and "麒麟獸" not in link)
    status, html = ask(client, again)
    assert status == 200
    assert "臺南市政府宣布停班停課" in words(html)


def test_nothing_found_offers_the_next_step(client):
    status, html = ask(client, "/search", q="麒麟獸", lang="zh-Hant")
    assert status == 200
    assert re.search("沒有任何文章包含「麒麟獸」|沒有符合這個檢索式的文章", html)
    assert "檢索方法" in html


def test_paging_walks_through_all_hits_once(client):
    found, link = [], "/search?q=天氣&sort=oldest"
    while link:
        html = client.get(link).get_data(as_text=True)
        found += re.findall(r"每日天氣第(\d+)期", words(html.partition("<main")[2]))
        match = re.search(r'rel="next" href="([^"]+)"', html)
        link = unescape(match[1]) if match else ""
    assert [int(number) for number in found] == list(range(1, 26))


def test_sort_is_kept_while_paging_and_newest_comes_first(client):
    _, html = ask(client, "/search", q="天氣", sort="newest")
    assert words(html).index("第25期") < words(html).index("第24期")
    assert all("sort=newest" in link for link in links(html) if "page=2" in link)
    assert 'aria-current="page"' in html


def test_paging_ends_at_the_depth_and_says_so(web_index):
    app = create_app(Settings(index=web_index, page_depth=20))
    client = app.test_client()
    _, html = ask(client, "/search", q="天氣", page="2", lang="en")
    assert "The list ends here, at hit 20." in html
    assert "page=3" not in html
    status, html = ask(client, "/search", q="天氣", page="3", lang="en")
    assert status == 400
    assert "it must be a number from 1 to 2" in html
    installed(app).index().close()


def test_page_after_the_last_says_where_the_results_end(client):
    status, html = ask(client, "/search", q="天氣", page="9", lang="en")
    assert status == 404
    assert "These results end on page 3." in html
    assert any("page=3" in link for link in links(html))


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "abc"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "１"},
        {"page": "9" * 99},
        {"sort": "best"},
        {"lang": "tlh"},
    ],
)
def test_parameter_that_cannot_be_meant_is_refused_with_words(client, wrong):
    status, html = ask(client, "/search", q="天氣", **wrong)
    assert status == 400
    assert next(iter(wrong)) + " is “" in html
    assert 'name="q"' in html


@pytest.mark.parametrize(
    ("page", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 6, [1, 2, 3, None, 6]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (50, 100, [1, None, 48, 49, 50, 51, 52, None, 100]),
    ],
)
def test_page_numbers_are_few_and_gaps_are_real(page, last, numbers):
    assert list(paging(page, last * 10, 10, 1000).numbers) == numbers


# Questions that cannot be answered


def test_search_without_a_question_shows_the_front_page(client):
    status, html = ask(client, "/search")
    assert status == 200
    assert "人民網" in html


@pytest.mark.parametrize("text", ["", " ", "\u3000\n"])
def test_blank_question_is_met_with_a_kind_word(client, text):
    status, html = ask(client, "/search", q=text, lang="en")
    assert status == 400
    assert "What are you looking for?" in html


def test_refused_question_is_underlined_and_explained(client):
    status, html = ask(client, "/search", q="天氣 " + "(" * 40 + "晴朗" + ")" * 40, lang="en")
    assert status == 400
    assert re.search(r"天氣 \(+<u>\(</u>\(*晴朗", html)
    assert "Too many brackets or exclusions stand within each other." in html


@pytest.mark.parametrize(
    ("text", "part", "explained", "searched"),
    [
        ('天氣 "晴朗', "&#34;", "A quotation mark is never closed", "天氣 &#34;晴朗&#34;"),
        ("weather:晴朗", "weather:", "title, source, author, editor, region, site, date", "weather 晴朗"),
        ("天氣 date:2019-13", "2019-13", "That is not a date", "天氣"),
    ],
)
def test_mended_question_says_what_was_wrong_and_what_was_searched(client, text, part, explained, searched):
    status, html = ask(client, "/search", q=text, lang="en")
    assert status == 200
    assert re.search(
        f'class="notice"><b lang="zh">{re.escape(part)}[^<]*</b> [^<]*{re.escape(explained)}', html
    )
    assert f'Read as <code lang="zh">{searched}</code>' in html


def test_question_that_finds_nothing_offers_what_would_with_its_count(client):
    _, html = ask(client, "/search", q="天氣 火山爆發", lang="en")
    offered = re.search(
        r'Without “火山爆發”: <a href="([^"]+)" lang="zh">天氣</a> <span>([0-9]+) articles', html
    )
    _, found = ask(client, unescape(offered[1]))
    assert f"<b>{offered[2]} article" in found


def test_article_of_a_mended_question_shows_what_was_found_there(client):
    _, html = ask(client, article_path(SEED), q='寶坻 "人工智能', lang="en")
    assert "4 matches in the text" in html
    assert "<mark>人工智能</mark>" in html
    _, html = ask(client, article_path(SEED), q="人 " * 3000, lang="en")
    assert "The question is too long." in html


def test_part_that_has_quotation_marks_is_not_put_into_others(client):
    _, html = ask(client, "/search", q="天氣 「火山爆發」 麒麟獸", lang="zh-Hant")
    assert "沒有任何文章包含「火山爆發」、「麒麟獸」。" in html


def test_refused_question_is_shown_only_around_what_is_wrong(client):
    brackets = "(" * 300 + "雨" + ")" * 300
    _, html = ask(client, "/search", q="天氣" * 100 + f" {brackets}", lang="en")
    shown = re.search('<p class="faulty">(.*?)</p>', html)[1]
    assert re.fullmatch(r"<q>…[^<]{60}<u>\(+</u>[^<]{60}…</q>", shown)
