"""Feeds of a question, as a feed reader takes them."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree

from search import Article, open_writer
from tests.web_archive import ARTICLES, SEED, build_index, links
from web import Settings, create_app
from web.keeping.feeds import ENTRIES, printed_at, tag_uri, xml_text
from web.library import installed

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = Article(
    id="feed-hostile\x00\ud83d<&>",
    title="壞字\x00\x0b\ud83d\ufffe]]><script>alert(1)</script>",
    body="控制\x1b字元 <img src=x onerror=alert(1)> &amp; 特殊",
    author='甲\x07"><b>',
    source="來源\x02",
    tags=("標\x03籤",),
    published="9999-12-31T23:59:59-23:59",
    url="https://example.org/\x01\ud83d",
)


@pytest.fixture
def archive(tmp_path, index_of):
    """Return a function that serves articles."""
    apps = []

    def serve(*articles, **settings):
        folder = tmp_path / f"index{len(apps)}"
        index_of(folder, *articles).close()
        apps.append(create_app(Settings(index=folder, **settings)))
        return apps[-1].test_client()

    yield serve
    for app in apps:
        installed(app).index().close()


def test_atom_has_all_that_its_specification_wants(client):
    answer = client.get("/search.atom?q=天氣&lang=en")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(ATOM + name)) == 1, name
    self_link = feed.find(f"{ATOM}link[@rel='self']").get("href")
    assert self_link == feed.findtext(f"{ATOM}id")
    assert feed.get(LANG) == "en"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 25
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 25
    for entry in entries:
        for name in ("id", "title", "updated", "content", "author"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo
        assert entry.get(LANG) == "zh-Hant"


def test_feed_reader_reads_it_without_complaint(client):
    feed = feedparser.parse(client.get("/search.atom?q=天氣&lang=en").data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Dibao: 天氣"
    newest = feed.entries[0]
    assert newest.title == "每日天氣第25期"
    assert newest.link == "http://localhost/article/w25"
    assert newest.id == "tag:localhost,2026:article/w25"
    assert newest.updated == "2023-03-25T00:00:00+08:00"
    assert "今日天氣晴朗" in newest.content[0].value
    assert [entry.title for entry in feed.entries] == [f"每日天氣第{day}期" for day in range(25, 0, -1)]


def test_json_feed_holds_the_same(client):
    answer = client.get("/search.json?q=寶坻&lang=en")
    assert answer.mimetype == "application/feed+json"
    feed = json.loads(answer.data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].startswith("http://localhost/search.json?q=%E5%AF%B6%E5%9D%BB")
    assert [item["title"] for item in feed["items"]] == ["宝坻区召开科技创新大会", SEED.title]
    item = feed["items"][1]
    assert item["external_url"] == SEED.url
    assert item["date_published"] == SEED.published
    assert item["language"] == "zh-Hant"
    assert "寶坻" in item["content_text"]


@pytest.mark.parametrize("path", ["/search.atom", "/search.json"])
def test_feed_of_nothing_is_that_of_the_newest_articles(client, path):
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200
    assert "Dibao: newest articles" in answer.text
    feed = client.get("/search.json").get_json(force=True)
    assert len(feed["items"]) == min(len(ARTICLES), ENTRIES)
    assert feed["items"][0]["title"] == "每日天氣第25期"
    assert feed["home_page_url"] == "http://localhost/"


def test_filters_and_order_are_those_of_the_question(client):
    feed = client.get("/search.json?q=天氣&from=2023-03-05&to=2023-03-06&sort=oldest").get_json(force=True)
    assert [item["id"].rpartition("/")[2] for item in feed["items"]] == ["w05", "w06"]
    assert feed["feed_url"].endswith("from=2023-03-05&to=2023-03-06&sort=oldest")
    best = client.get("/search.json?q=天氣&sort=relevance").get_json(force=True)
    assert best["feed_url"].endswith("&sort=relevance")


def test_partial_hits_are_no_news(client):
    assert client.get("/search.json?q=颱風 投票").get_json(force=True)["items"] == []


def test_empty_feed_is_still_a_feed(client):
    feed = feedparser.parse(client.get("/search.atom?q=無人提及").data)
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated


def test_hostile_fields_leave_both_feeds_well_formed(archive):
    client = archive(HOSTILE, Article(id="other", title="特殊的另一篇"))
    answer = client.get("/search.atom?q=特殊")
    entries = etree.fromstring(answer.data).findall(f"{ATOM}entry")
    assert len(entries) == 2
    hostile = next(entry for entry in entries if "壞字" in entry.findtext(f"{ATOM}title"))
    assert "<script>alert(1)</script>" in hostile.findtext(f"{ATOM}title")
    assert hostile.find(f"{ATOM}content").get("type") == "text"
    assert b"<script>" not in answer.data
    assert b"<img" not in answer.data
    assert not feedparser.parse(answer.data).bozo
    items = client.get("/search.json?q=特殊").get_json(force=True)["items"]
    assert {item["title"].startswith("壞字") for item in items} == {True, False}


def test_hostile_question_leaves_the_feed_well_formed(client):
    for text in ("<script>&\"'", "%00天氣", "%1b]]>天氣", "%ED%A0%BD天氣"):
        answer = client.get(f"/search.atom?q={text}")
        assert answer.status_code == 200
        etree.fromstring(answer.data)
        assert client.get(f"/search.json?q={text}").get_json(force=True)["version"]


@pytest.mark.parametrize("path", ["/search.atom", "/search.json"])
@pytest.mark.parametrize(
    "asked", ["q=*", f"q={'長' * 20000}", "q=天氣&sort=best", "q=x&script=latin", "lang=fr"]
)
def test_what_cannot_be_followed_is_refused(client, path, asked):
    assert client.get(f"{path}?{asked}").status_code == 400


# Asked for every hour


@pytest.mark.parametrize("path", ["/search.atom?q=天氣", "/search.json?q=天氣"])
def test_feed_is_not_sent_again_until_the_index_changes(tmp_path, path):
    folder = build_index(tmp_path / "index")
    app = create_app(Settings(index=folder))
    client = app.test_client()
    installed(app).index().load_suggestions()  # else the tag changes when they are ready
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "no-cache"
    assert client.get(path).headers["ETag"] == tag
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(f"{path} 晴朗", headers={"If-None-Match": tag}).status_code == 200

    with open_writer(folder) as writer:
        writer.add(Article(id="new", title="天氣新聞", published="2030-01-01"))
        writer.commit()
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "天氣新聞" in changed.text
    (folder / "vocabulary.tsv").write_text("天氣@tw 氣象@hk\n")
    assert client.get(path).headers["ETag"] not in {tag, changed.headers["ETag"]}
    installed(app).index().close()


def test_names_of_entries_stay_whatever_the_address(archive):
    client = archive(Article(id="a/b", title="題"), base_url="https://dibao.example.org:8443/")
    item = client.get("/search.json").get_json(force=True)["items"][0]
    assert (
        item["id"] == tag_uri("a/b", "http://dibao.example.org") == "tag:dibao.example.org,2026:article/a%2Fb"
    )
    assert item["url"] == "https://dibao.example.org:8443/article/a%2Fb"


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2019-06-09T19:32:03+08:00", "2019-06-09T19:32:03+08:00"),
        ("2019-06-09T19:32", "2019-06-09T19:32:00+08:00"),
        ("2019-06", "2019-06-01T00:00:00+08:00"),
        ("2019-02-30", "2019-02-01T00:00:00+08:00"),
        ("", "1970-01-01T00:00:00+00:00"),
        ("昨天", "1970-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_entry_is_dated_as_it_was_printed(published, expected):
    assert printed_at(Article(id="x", published=published)).isoformat() == expected


def test_undated_entries_have_no_day_of_their_own(archive):
    client = archive(Article(id="x", body="沒有日期"))
    assert "date_published" not in client.get("/search.json").get_json(force=True)["items"][0]
    entry = feedparser.parse(client.get("/search.atom").data).entries[0]
    assert "published" not in entry
    assert entry.title == "沒有日期"
    assert datetime(*entry.updated_parsed[:6], tzinfo=UTC).year == 1970


def test_page_of_results_leads_to_its_feeds(client):
    html = client.get("/search?q=天氣&page=2&size=10&source=氣象報&lang=en").text
    for path in ("/search.atom", "/search.json"):
        address = next(link for link in links(html) if link.startswith(path))
        assert "page=" not in address
        assert "source=氣象報" in address
        assert client.get(address).status_code == 200
    assert 'rel="alternate" type="application/atom+xml"' in html
    assert 'rel="alternate" type="application/feed+json"' in html


def test_text_that_xml_cannot_hold_is_replaced():
    assert xml_text("甲\x00\x1f\ud800\uffff\U0001f600\n") == "甲\ufffd\ufffd\ufffd\ufffd\U0001f600\n"


def test_an_entry_has_one_alternate_and_the_print_is_where_it_came_from(archive):
    spaced = Article(id="x", title="題", body="文", url="https://example.org/甲 乙?a=1&b=%20#c")
    answer = archive(spaced, HOSTILE).get("/search.atom")
    for entry in etree.fromstring(answer.data).iter(f"{ATOM}entry"):
        kinds = [link.get("rel") for link in entry.iter(f"{ATOM}link")]
        assert kinds == ["alternate", "via"]
        assert entry.find(f"{ATOM}link").get("type") == "text/html"
    via = {link.href for entry in feedparser.parse(answer.data).entries for link in entry.links[1:]}
    assert via == {
        "https://example.org/%E7%94%B2%20%E4%B9%99?a=1&b=%20#c",
        "https://example.org/%20%EF%BF%BD",
    }
    assert b"ns0:" not in answer.data


def test_an_offset_that_no_place_has_is_not_written_into_a_feed():
    assert printed_at(HOSTILE).isoformat() == "9999-12-31T23:59:59+08:00"
