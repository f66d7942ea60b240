"""Each entry of a feed is an article, in whatever form, charset and shape the feed comes."""

import json
import time
from pathlib import Path

import pytest

from index.archives.feeds import MOST_TAGS
from index.errors import Reason
from index.records import Read
from index.sources import open_inputs
from search.article import Article
from tests.index_pages import articles, records, refusals

BODY = "<p>天津市寶坻區昨天開通一條新的道路。</p><p>居民出行更方便了。</p><script>x()</script>"
LINK = "https://news.example.tw/1.html"

RSS_2 = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>示範報</title><item><title>寶坻開通&amp;快車道</title><link>{LINK}</link>
<description>道路開通了。</description><content:encoded><![CDATA[{BODY}]]></content:encoded>
<dc:creator>李彤</dc:creator><category>交通</category><category>寶坻</category>
<pubDate>Sun, 09 Jun 2019 19:32:03 +0800</pubDate></item></channel></rss>"""
RSS_1 = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>示範報</title></channel><item rdf:about="{LINK}">
<title>寶坻開通&amp;快車道</title><link>{LINK}</link><description><![CDATA[{BODY}]]></description>
<dc:creator>李彤</dc:creator><dc:date>2019-06-09T19:32:03+08:00</dc:date></item></rdf:RDF>"""
RSS_091 = f"""<rss version="0.91"><channel><title>示範報</title><item>
<title>寶坻開通&amp;快車道</title><link>{LINK}</link><description><![CDATA[{BODY}]]></description>
<author>李彤</author><pubDate>2019-06-09 19:32:03</pubDate></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>示範報</title><entry><title type="html">寶坻開通&amp;amp;快車道</title><link href="{LINK}"/><id>x</id>
<summary>道路開通了。</summary><content type="html"><![CDATA[{BODY}]]></content>
<author><name>李彤</name></author><published>2019-06-09T19:32:03+08:00</published>
<updated>2020-01-01T00:00:00Z</updated></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "示範報",
        "items": [
            {
                "id": "1",
                "url": LINK,
                "title": "寶坻開通&快車道",
                "content_html": BODY,
                "date_published": "2019-06-09T19:32:03+08:00",
                "authors": [{"name": "李彤"}],
                "tags": ["交通"],
            },
            "no item",
        ],
    },
    ensure_ascii=False,
)


def read(path: Path, feed: str, charset: str = "utf-8") -> list[Article]:
    path.write_bytes(feed.encode(charset))
    return articles(path)


@pytest.mark.parametrize("feed", [RSS_2, RSS_1, RSS_091, ATOM, JSON_FEED])
def test_every_kind_of_feed_gives_the_same_article(tmp_path: Path, feed: str) -> None:
    article = read(tmp_path / "a", feed)[0]
    assert article.title == "寶坻開通&快車道"
    assert article.body == "天津市寶坻區昨天開通一條新的道路。\n居民出行更方便了。"
    assert (article.url, article.site, article.author) == (LINK, "示範報", "李彤")
    assert article.published == "2019-06-09T19:32:03+08:00"
    assert (article.regions, article.raw_ref) == (("天津市/寶坻區",), f"{tmp_path / 'a'}@1")


def test_a_feed_from_a_crawl_of_its_pages_gives_them_the_same_id(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        f"<html><head><link rel=canonical href='{LINK}'></head><body><h1>寶坻</h1>{BODY}</body></html>",
        "utf-8",
    )
    assert read(tmp_path / "feed", RSS_2)[0].id == articles(tmp_path / "page.html")[0].id


@pytest.mark.parametrize("charset", ["big5", "gb18030", "utf-8"])
@pytest.mark.parametrize("label", ["utf-8", "big5", "gb2312", "iso-8859-1", ""])
def test_a_feed_is_read_in_its_real_charset_and_says_so(tmp_path: Path, charset: str, label: str) -> None:
    declaration = f'encoding="{label}"' if label else ""
    (article,) = read(tmp_path / "a", RSS_2.replace('encoding="utf-8"', declaration), charset)
    assert article.title == "寶坻開通&快車道"
    (record,) = records(tmp_path / "a")
    assert isinstance(record, Read)
    assert record.decision.charset == {"big5": "big5hkscs"}.get(charset, charset)
    assert record.decision.declared == (f"page {label}" if label else "")


def test_entries_are_numbered_and_are_no_places(tmp_path: Path) -> None:
    start, end = RSS_2.index("<item>"), RSS_2.index("</channel>")
    (tmp_path / "a").write_text(RSS_2[:end] + RSS_2[start:end] + RSS_2[end:], "utf-8")
    assert [(given.address, given.is_place) for given in open_inputs([tmp_path / "a"])] == [
        (f"{tmp_path}/a@1", False),
        (f"{tmp_path}/a@2", False),
    ]


def test_an_entry_of_a_summary_alone_is_a_short_article(tmp_path: Path) -> None:
    start, end = RSS_2.index("<content:"), RSS_2.index("<dc:creator>")
    (article,) = read(tmp_path / "a", RSS_2[:start] + RSS_2[end:])
    assert (article.body, article.summary) == ("道路開通了。", "")
    whole = read(tmp_path / "b", RSS_2)[0]
    assert whole.summary == "道路開通了。"


def test_a_feed_that_is_cut_off_or_ill_formed_keeps_its_entries(tmp_path: Path) -> None:
    item = RSS_2[RSS_2.index("<item>") : RSS_2.index("</channel>")]
    feed = RSS_2.replace("</channel>", item * 3 + "<item><title>半", 1).split("</rss>")[0][:-20]
    assert len(read(tmp_path / "a", feed)) >= 4
    assert len(read(tmp_path / "b", RSS_2.replace("示範報", "示範 & 報 <br>"))) == 1


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("<rss version='2.0'><channel></channel></rss>", Reason.EMPTY),
        ("<rss version='2.0'><channel>", Reason.CORRUPT_FEED),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', Reason.EMPTY),
        ('{"version": "https://jsonfeed.org/version/1", "items": 7}', Reason.CORRUPT_FEED),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', Reason.MALFORMED_JSON),
        ("<feed>" + "<a>" * MOST_TAGS, Reason.TOO_BIG),
    ],
)
def test_a_feed_without_entries_says_why(tmp_path: Path, feed: str, reason: Reason) -> None:
    (tmp_path / "a").write_text(feed, "utf-8")
    assert [refused.reason for refused in refusals(tmp_path / "a")] == [reason]


def test_an_entry_without_title_and_text_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(JSON_FEED, "utf-8")
    assert [(r.raw_ref, r.reason) for r in refusals(tmp_path / "a")] == [(f"{tmp_path}/a@2", Reason.NO_TEXT)]


def test_entities_are_neither_expanded_without_end_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("祕密", "utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "哈">{laughs}<!ENTITY s SYSTEM "file://{secret}">]>'
    feed = RSS_2.replace("<rss", doctype + "<rss", 1).replace("&amp;", "&l11;&s;", 1)
    began = time.process_time()
    found = read(tmp_path / "a", feed)
    assert time.process_time() - began < 60
    assert all("祕密" not in article.title and len(article.title) < 1000 for article in found)


@pytest.mark.parametrize(
    "feed",
    [
        "<rss><channel>" + "<item>" * 5_000,
        "<rss><channel>" + "<" * 50_000,
        "<rss><channel><item><title>" + "&" * 50_000,
        "<feed>" + "<div>" * 20_000,
        "<rss><item " + "a=b " * 20_000 + ">",
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 50_000,
    ],
)
def test_hostile_feeds_end(tmp_path: Path, feed: str) -> None:
    (tmp_path / "a").write_text(feed, "utf-8")
    assert all(record is not None for record in records(tmp_path / "a"))
    assert Reason.INTERNAL not in {refused.reason for refused in refusals(tmp_path / "a")}
