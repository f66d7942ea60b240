"""Where an article's page leads: by its metadata, along the results, and to a phone."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import quote

import pytest
import segno

from search import Article
from tests.web_archive import (
    SEED,
    article_path,
    ask,
    links,
)
from web import Settings, create_app
from web.byline import byline, day_url
from web.library import installed
from web.links import external, segment

# Metadata as links


def test_metadata_lead_to_what_else_there_is_of_them(client):
    _, html = ask(client, article_path(SEED))
    found = links(html)
    for link in (
        "/sources/人民網",
        "/days/2019-06-09",
        "/regions/天津市",
        "/regions/天津市/寶坻區",
        "/regions/北京市/通州區",
        "/search?section=要聞",
        "/search?site=北方網",
        "/search?q=editor:%22李彤%22",
        f"/cite/{segment(SEED.id)}",
    ):
        assert link in found, link


@pytest.mark.parametrize(
    ("published", "link"),
    [
        ("2019-06-09T20:00:00Z", "/days/2019-06-10"),
        ("2019-06", "/days/2019-06"),
        ("2019", "/days/2019"),
        ("2019-13", ""),
        ("2019-02-30", ""),
        ("vorgestern", ""),
        ("", ""),
    ],
)
def test_dates_lead_to_their_day_month_or_year(client, published, link):
    with client.application.test_request_context():
        assert day_url(Article(id="a", published=published).local_time) == link


def test_names_that_name_nothing_are_no_links(client):
    with client.application.test_request_context():
        line = byline(Article(id="a", source=" ", author="\u3000", regions=("/", ""), tags=("", "雨")))
    assert (line.source, line.author, line.editor, line.regions) == (None, None, None, ())
    assert [tag.text for tag in line.tags] == ["雨"]


def test_name_of_any_length_is_a_link_that_is_answered(client):
    with client.application.test_request_context():
        line = byline(Article(id="a", author="名" * 500, tags=('引"號',)))
    assert client.get(line.author.url).status_code == 200
    assert client.get(line.tags[0].url).status_code == 200


# Before and after in the results


def test_neighbours_in_the_results_are_linked_by_their_titles(client):
    _, html = ask(client, "/search", q="天氣", sort="oldest", region="臺南市", lang="en")
    link = next(link for link in links(html) if "hit=3" in link)
    _, html = ask(client, f"{link}&display=hans")
    found = dict(re.findall(r'<a rel="(prev|next)" href="([^"]+)"', html))
    assert re.search(r'rel="prev".*?每日天氣第2期</span></a>', html)
    assert re.search(r'rel="next".*?每日天氣第4期</span></a>', html)
    following = unescape(found["next"])
    for part in ("hit=4", "sort=oldest", "region=臺南市", "display=hans", "lang=en"):
        assert part in following
    _, html = ask(client, following)
    assert "每日天气第4期" in html
    assert 'rel="prev"' in html


def test_first_and_last_hit_have_one_neighbour(client):
    ends = []
    for hit in ("1", "25"):
        article = "w01" if hit == "1" else "w25"
        _, html = ask(client, f"/article/{article}", q="title:天氣", sort="oldest", hit=hit)
        ends.append(re.findall(r'rel="(prev|next)" href="/article', html))
    assert ends == [["next"], ["prev"]]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "天氣", "sort": "oldest", "hit": "7"},  # another article is there
        {"q": "天氣", "sort": "oldest"},
        {"hit": "1"},
        {"q": "(" * 40, "hit": "1"},
        {"q": "天氣", "hit": "999"},
    ],
)
def test_article_that_is_not_that_hit_has_no_neighbours(client, asked):
    status, html = ask(client, "/article/w03", **asked)
    assert status == 200
    assert 'rel="next" href="/article' not in html


def test_filters_alone_lead_on_too(client):
    _, html = ask(client, "/article/w25", region="臺南市", hit="1", lang="en")
    assert "Back to the results" in html
    assert re.search(r'rel="next".*?每日天氣第24期</span></a>', html)


# QR codes


def test_code_is_an_image_of_the_permalink(client):
    _, html = ask(client, article_path(SEED))
    address = re.search(r'<img src="(/qr/[^"]+)" alt="[^"]+"[^>]* loading="lazy"', html)[1]
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml"
    expected = segno.make_qr(f"http://localhost{article_path(SEED)}")
    svg = BytesIO()
    expected.save(svg, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    assert answer.data == svg.getvalue()
    assert b"<script" not in answer.data


def test_code_leads_to_where_the_archive_is_published(web_index):
    app = create_app(Settings(index=web_index, base_url="https://news.example.org/"))
    with app.test_request_context("/article/w01"):
        assert external("/article/w01") == "https://news.example.org/article/w01"
    installed(app).index().close()


def test_address_too_long_for_a_code_has_none(index_of, tmp_path):
    article = Article(id="長" * 200, title="編號很長")
    index_of(tmp_path / "index", article).close()
    app = create_app(Settings(index=tmp_path / "index"))
    client = app.test_client()
    status, html = ask(client, article_path(article), lang="en")
    assert status == 200
    assert "/qr/" not in html
    status, html = ask(client, f"/qr/{quote(article.id)}", lang="en")
    assert status == 404
    assert "longer than a phone can read from a code" in html
    installed(app).index().close()


def test_code_of_an_unknown_article_is_404(client):
    assert client.get("/qr/no/such").status_code == 404
