import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from search import Article, open_writer
from tests.test_web_articles import ARTICLES, ATTACK, BROKEN_EMOJI, SEED, SIMPLIFIED, build_index
from web import Settings, create_app
from web.library import installed
from web.paging import paging
from web.security import POLICY

CSS = Path(__file__).parents[1] / "web" / "static" / "dibao.css"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_index(tmp_path_factory.mktemp("pages") / "index")


@pytest.fixture(scope="module")
def app(folder):
    app = create_app(Settings(index=folder))
    yield app
    installed(app).index().close()


@pytest.fixture
def client(app):
    return app.test_client()


def ask(client, path, **arguments):
    """Return status and HTML of a page."""
    answer = client.get(path, query_string=arguments or None)
    return answer.status_code, answer.get_data(as_text=True)


def article_path(article):
    return f"/article/{quote(article.id, safe='')}"


def links(html):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]


def words(html):
    """The text of a page without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", html))


# The front page


def test_front_page_shows_the_holdings(client):
    status, html = ask(client, "/")
    assert status == 200
    assert f"{len(ARTICLES)} articles" in html
    assert "人民網" in html
    assert "天津市 寶坻區" in html
    assert "每日天氣第25期" in html  # the newest item


def test_every_holding_is_a_link_that_finds_all_it_counts(client):
    _, html = ask(client, "/")
    counted = re.findall(
        r'<a href="(/search[^"]+)">[^<]+</a>(?:\s*<svg.*?</svg>)?\s*<span class="count">(\d+)', html
    )
    assert len(counted) > 10
    for link, number in counted:
        answer = client.get(unescape(link))
        assert answer.status_code == 200, link
        found = re.search(r"<b>(\d+) article", answer.get_data(as_text=True))
        # More, where a name is printed in both scripts: they are counted apart and found together.
        assert int(found[1]) >= int(number), link


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
    assert re.search(r"<code>[^<]*寶坻[^<]*科技[^<]*</code>", html)
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
    again = next(link for link in links(html) if quote("颱風") in link and quote("麒麟獸") not in link)
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


def test_paging_ends_at_the_depth_and_says_so(folder):
    app = create_app(Settings(index=folder, page_hits=2, page_depth=6))
    client = app.test_client()
    _, html = ask(client, "/search", q="天氣", page="3", lang="en")
    assert "The list ends here, at hit 6." in html
    assert "page=4" not in html
    status, html = ask(client, "/search", q="天氣", page="4", lang="en")
    assert status == 400
    assert "it must be a number from 1 to 3" in html
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


def test_faulty_part_of_a_question_is_underlined_and_explained(client):
    status, html = ask(client, "/search", q='天氣 "晴朗', lang="en")
    assert status == 400
    assert re.search(r"天氣 <u>&#34;(晴朗)?</u>", html)
    assert "A quotation mark is never closed." in html


def test_unknown_field_names_the_fields(client):
    status, html = ask(client, "/search", q="weather:晴朗", lang="en")
    assert status == 400
    assert re.search(r"<u>weather:?</u>", html)
    assert "title, source, author, editor, region, site and date" in html


@pytest.mark.parametrize("text", ["天" * 10_000, "!?,.", "\x00\x01", " OR ".join("天" * 500), "(" * 300])
def test_hostile_question_gets_a_clear_answer(client, text):
    status, html = ask(client, "/search", q=text)
    assert status in {200, 400}
    assert "<h1" in html


# Articles


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
    assert "<mark>" not in html


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


# Never run, always shown


def test_text_of_an_article_is_shown_and_never_markup(client):
    for path in ("/", "/search?q=攻擊", "/search?q=惡意腳本", f"{article_path(ATTACK)}?q=攻擊"):
        _, html = ask(client, path)
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>攻" not in html
        assert "</mark><b>" not in html
        assert "javascript:" not in "".join(links(html))
    assert "<script>document.title='owned'</script>" in words(html)


def test_question_is_shown_and_never_markup(client):
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        '"<b>',
        "</title><script>x</script>",
    ):
        _, html = ask(client, "/search", q=text)
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>&" not in html
        assert 'value="' in html


def test_every_answer_carries_the_policy(client):
    for path in (
        "/",
        "/search?q=天氣",
        "/search?q=",
        "/nowhere",
        "/static/dibao.css",
        "/healthz",
        "/api/v1/search",
    ):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"] == POLICY, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        answer.close()


def test_pages_hold_nothing_that_the_policy_would_stop(client):
    for path in ("/", "/search?q=天氣", f"{article_path(SEED)}?q=人工智能", "/nowhere"):
        _, html = ask(client, path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html)


# HTTP


def test_static_files_are_cached_by_version_and_revalidated(client):
    _, html = ask(client, "/")
    sheet = next(link for link in links(html) if "dibao.css" in link)
    assert "?v=" in sheet
    answer = client.get(sheet)
    assert "max-age=604800" in answer.headers["Cache-Control"]
    again = client.get(sheet, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    answer.close()
    again.close()


def test_head_answers_like_get_without_a_body(client):
    for path in ("/", "/search?q=天氣", article_path(SEED)):
        answer = client.head(path)
        assert answer.status_code == 200
        assert answer.data == b""


def test_post_is_refused(client):
    answer = client.post("/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_unknown_page_is_404_in_the_same_style(client):
    status, html = ask(client, "/nowhere", lang="zh-Hans")
    assert status == 404
    assert "没有这个网页" in html
    assert 'role="search"' in html


def test_bug_is_answered_without_its_trace(folder):
    app = create_app(Settings(index=folder))
    app.add_url_rule("/bug", view_func=lambda: 1 / 0)
    answer = app.test_client().get("/bug?lang=en")
    assert answer.status_code == 500
    html = answer.get_data(as_text=True)
    assert "The page could not be made" in html
    assert "ZeroDivisionError" not in html
    installed(app).index().close()


def test_new_articles_are_seen_without_a_restart(tmp_path):
    folder = build_index(tmp_path / "index")
    app = create_app(Settings(index=folder))
    client = app.test_client()
    assert "<b>0 articles" in ask(client, "/search", q="新增文章", lang="en")[1]
    assert "新增文章" not in ask(client, "/")[1]
    with open_writer(folder) as writer:
        writer.add(Article(id="new", title="新增文章上架", published="2024-01-01"))
        writer.commit()
    assert "<b>1 article" in ask(client, "/search", q="新增文章", lang="en")[1]
    assert "新增文章上架" in ask(client, "/")[1]
    installed(app).index().close()


# For every eye


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(scheme):
    block = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.S)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for text in ("ink", "faint", "seal"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
    assert contrast(colours["ink"], colours["mark"]) >= 4.5
    assert contrast(colours["on-seal"], colours["seal"]) >= 4.5
    assert contrast(colours["edge"], colours["paper"]) >= 3


@pytest.mark.parametrize(
    "path", ["/", "/search?q=天氣", "/search?q=颱風 投票", article_path(SEED), "/search?q=", "/nowhere"]
)
def test_page_has_its_landmarks_and_headings_in_order(client, path):
    _, html = ask(client, path)
    for tag in (
        "<header",
        "<main",
        "<footer",
        'role="search"',
        '<label class="unseen" for="q"',
        'class="skip"',
    ):
        assert html.count(tag) == 1, tag
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
