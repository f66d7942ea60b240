"""Pages of regions, sources, days; help; about."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask_babel import force_locale

from search import GRAMMAR, Article, Filters
from tests.web_archive import ARTICLES, ATTACK, SEED, SIMPLIFIED, ask, links, words
from web import Settings, create_app
from web.grammar import MEANINGS, PLACES
from web.library import installed
from web.periods import in_words, is_period, neighbours


def address(kind, name):
    return f"/{kind}/{quote(name)}"


# Sources and regions


def test_source_page_tells_its_articles_time_and_regions(client):
    status, html = ask(client, address("sources", "氣象報"), lang="en")
    assert status == 200
    assert "25 articles" in html
    assert "March 2023: 25 articles" in html
    assert "每日天氣第25期" in html
    assert ">臺南市</a>" in html


def test_names_are_met_in_either_script_and_shown_as_printed(client):
    _, html = ask(client, address("sources", "人民网"))
    assert '<h1 lang="zh">人民網</h1>' in html
    _, html = ask(client, address("regions", "天津市/宝坻区"))
    assert SEED.title in words(html)
    assert SIMPLIFIED.title in words(html)


def test_region_page_has_the_places_above_and_below_it(client):
    _, html = ask(client, address("regions", "天津市"))
    assert re.search('<h2 id="below">.*?lang="zh">(寶坻區|宝坻区)</a>', html, re.DOTALL)
    _, html = ask(client, address("regions", "天津市/寶坻區"))
    assert re.search('<nav class="trail".*?lang="zh">天津市</a>.*?</nav>', html, re.DOTALL)


@pytest.mark.parametrize("path", ["/sources/氣象報", "/regions/臺南市", "/days/2023-03"])
def test_page_leads_into_a_search_with_its_filter(client, path):
    _, html = ask(client, path, lang="en")
    total = int(re.search(r"<span>(\d+) article", html)[1])
    narrow = unescape(re.search(r'<p class="more"><a href="(/search[^"]+)">Read all', html)[1])
    _, found = ask(client, narrow)
    assert f"<b>{total} article" in found
    hidden = re.findall(r'<form class="within".*?</form>', html, re.DOTALL)[0]
    assert re.search('type="hidden" name="(source|region|from)"', hidden)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/sources/氣象", "氣象報"),
        ("/sources/天津晚報", "天津日报"),
        ("/regions/天津市/寶坻", "寶坻區|宝坻区"),
        ("/regions/臺南", "臺南市"),
    ],
)
def test_unknown_name_is_404_with_names_like_it(client, path, near):
    status, html = ask(client, path, lang="en")
    assert status == 404
    assert re.search("There is no (source|region) of that name", html)
    assert re.search(near, html.partition("Names like it")[2])


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/sources/%20",
            "/sources/" + "長" * 5000,
            "/sources/%00",
            "/sources/%FF",
            "/sources/..%2F..%2Fetc",
        ),
        *(
            "/regions/%2F%2F",
            "/regions/" + "a/" * 400,
            "/regions/<script>alert(1)</script>",
            "/regions/%ED%A0%80",
        ),
        *(
            "/days/2023-02-30",
            "/days/0000",
            "/days/2023-3",
            "/days/yesterday",
            "/days/２０２３",
            "/days/9999-13",
        ),
        *("/days/2023-03-05/", "/days/" + "9" * 5000, "/days/<b>"),
    ],
)
def test_address_that_names_nothing_is_404_with_a_way_out(client, path):
    status, html = ask(client, path, lang="en")
    assert status == 404
    assert "/?lang=en" in links(html)
    assert "<script>alert" not in html
    assert len(html) < 20_000


def test_hostile_names_are_text_and_their_links_lead_back_to_them(client):
    _, html = ask(client, "/sources")
    assert "<script>document" not in html
    link = next(link for link in links(html) if "document.title" in link)
    status, html = ask(client, link)
    assert status == 200
    assert "<script>document" not in html
    assert ATTACK.source in words(html.replace("&gt;", ">")) or ATTACK.source in unescape(html)


def test_name_with_slashes_and_dots_has_a_page(make_index):
    index = make_index(
        Article(
            id="1",
            title="甲",
            body="甲乙",
            source="../a//b?c#d",
            regions=("..", "x/?y"),
            published="2019-06-01",
        )
    )
    app = create_app(Settings(index=index._path))
    client = app.test_client()
    for page in ("/sources", "/regions"):
        inner = [
            link for link in links(client.get(page).get_data(as_text=True)) if link.startswith(f"{page}/")
        ]
        assert inner
        for link in inner:
            assert client.get(link).status_code == 200, link
    installed(app).index().close()


# Days


def test_day_lists_all_its_articles_by_source_and_the_days_around(client):
    status, html = ask(client, "/days/2023-03-05", lang="en")
    assert status == 200
    assert "每日天氣第5期" in html
    assert re.search('<h2 id="source-1"><a [^>]+>氣象報</a>', html)
    assert 'rel="prev" href="/days/2023-03-04?lang=en"' in html
    assert 'rel="next" href="/days/2023-03-06?lang=en"' in html


def test_day_without_articles_says_so_and_leads_to_those_that_have_some(client):
    status, html = ask(client, "/days/2022-12-25", lang="en")
    assert status == 404
    assert "No article is dated to this time." in html
    assert 'href="/days/2022-09-03?lang=en"' in html
    assert 'href="/days/2023-03-01?lang=en"' in html


def test_month_and_year_are_calendars_of_days(client):
    _, html = ask(client, "/days/2023-03", lang="en")
    assert "March 5, 2023: 1 article" in html
    assert len(re.findall(r'href="/days/2023-03-\d\d\?', html)) == 25
    _, html = ask(client, "/days/2023", lang="en")
    assert "December 2023" in html
    assert "25 articles" in html


def test_archive_of_two_years_is_shown_by_day_on_the_front(make_index):
    index = make_index(
        Article(id="1", title="甲", body="甲", published="2019-06-09"),
        Article(id="2", title="乙", body="乙", published="2020-02-29T23:00:00+08:00"),
        Article(id="3", title="丙", body="丙", published="2020-03"),
        Article(id="4", title="丁", body="丁", published="2020"),
    )
    app = create_app(Settings(index=index._path))
    client = app.test_client()
    html = client.get("/?lang=en").get_data(as_text=True)
    assert "June 9, 2019: 1 article" in html
    assert "February 29, 2020: 1 article" in html
    html = client.get("/days/2020?lang=en").get_data(as_text=True)
    assert "2 articles are dated to no day." in html
    installed(app).index().close()


def test_empty_archive_has_every_page(make_index):
    app = create_app(Settings(index=make_index()._path))
    client = app.test_client()
    for path in ("/", "/days", "/sources", "/regions", "/about", "/help"):
        assert client.get(path).status_code == 200, path
    assert client.get("/days/2019").status_code == 404
    installed(app).index().close()


def test_neighbours_skip_what_has_nothing(app):
    shelf = installed(app)
    found = neighbours(shelf.index(), shelf.holdings(), "2022")
    assert found == ("2021", "2023")
    assert neighbours(shelf.index(), shelf.holdings(), "2021-12-19") == ("2021-03-04", "2022-09-03")
    assert neighbours(shelf.index(), shelf.holdings(), "2018-05") == ("", "2019-06")
    assert neighbours(shelf.index(), shelf.holdings(), "2018-05-05") == ("", "2019-06-09")


def test_periods_are_worded_in_each_language(app):
    worded = {}
    for tag in ("zh-Hant", "zh-Hans", "en"):
        with app.test_request_context(f"/?lang={tag}"):
            worded[tag] = [in_words(period) for period in ("2019", "2019-06", "2019-06-09")]
    assert worded["en"] == ["2019", "June 2019", "June 9, 2019"]
    assert worded["zh-Hant"] == worded["zh-Hans"] == ["2019年", "2019年6月", "2019年6月9日"]
    assert not is_period("2019-6")


# What `search` gives for them


def test_value_and_place_are_met_in_either_script(app):
    index = installed(app).index()
    assert index.facets(None, "source").of("人民网").value == "人民網"
    assert index.facets(None, "source").of("沒有") is None
    tree = index.regions(None)
    assert [node.count for node in tree.trail("天津市/宝坻区")] == [2, 2]
    assert tree.trail("天津市/沒有") == tree.trail("") == ()


def test_folded_counts_what_a_collapsed_list_leaves_out(make_index):
    index = make_index(
        Article(id="a", title="甲", body="甲", cluster="a"),
        Article(id="b", title="甲", body="甲", cluster="a"),
        Article(id="c", title="乙", body="乙"),
    )
    assert index.folded() == 1
    assert len(index.search(None, collapse=True, filters=Filters()).hits) == 2


# Help


def test_every_form_of_the_grammar_is_explained_in_every_language(app, client):
    with app.test_request_context("/"), force_locale("en"):
        assert [str(meaning) for meaning in MEANINGS] == [form.meaning for form in GRAMMAR]
        places = {str(place) for place in PLACES}
    for form in GRAMMAR:
        for part in re.split("`[^`]*`", form.written):
            assert not part.strip() or part.strip() in places, form.written
    _, html = ask(client, "/help", lang="en")
    for form in GRAMMAR:
        assert form.meaning in unescape(html)


def test_every_example_of_the_help_page_runs(client):
    _, html = ask(client, "/help", lang="en")
    examples = [link for link in links(html) if link.startswith("/search?q=")]
    assert len(examples) == len(GRAMMAR)
    for link in examples:
        assert client.get(link).status_code == 200, link


# About


def test_about_page_tells_holdings_and_gaps(client):
    _, html = ask(client, "/about", lang="en")
    text = re.sub(r"\s+", " ", words(html.replace("<", " <")))
    assert f"Articles {len(ARTICLES)}" in text
    assert "Articles without a date 1 (3.0%)" in text
    assert "June 2018 – May 2019 12 months" in text


def test_keepers_own_text_is_shown_as_paragraphs_and_escaped(web_index, tmp_path):
    about = tmp_path / "about.txt"
    about.write_bytes(
        "\ufeff本館始建於民國。\r\n第二行。\r\n\r\n<script>alert(1)</script>".encode() + b"\xff"
    )
    app = create_app(Settings(index=web_index, name="寶坻文庫", about=about))
    client = app.test_client()
    _, html = ask(client, "/about")
    assert "<p>本館始建於民國。\n第二行。</p>" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<title>About · 寶坻文庫</title>" in html
    assert "<h1>寶坻文庫</h1>" in ask(client, "/")[1]
    about.unlink()
    assert ask(client, "/about")[0] == 200
    installed(app).index().close()
