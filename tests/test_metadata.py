"""What Zotero and other programs find on a page."""

from html import unescape
from urllib.parse import parse_qs

import pytest
from lxml import html as parser

from search import Article
from tests.web_archive import ATTACK, SEED, SIMPLIFIED, article_path, ask
from web import Settings, create_app
from web.keeping.metadata import DESCRIPTION, describe
from web.library import installed


def metas(page, attribute="name"):
    """Return names and contents of a page's meta tags, those of one name in a list."""
    found = {}
    for meta in parser.fromstring(page).iterfind(f".//meta[@{attribute}]"):
        found.setdefault(meta.get(attribute), []).append(meta.get("content"))
    return found


@pytest.fixture(scope="module")
def public(web_index):
    """A client of an archive that wants to be found."""
    app = create_app(Settings(index=web_index, findable=True, base_url="https://dibao.example.org"))
    yield app.test_client()
    installed(app).index().close()


def test_article_has_the_tags_that_zotero_reads(client):
    found = metas(ask(client, article_path(SIMPLIFIED))[1])
    assert found["citation_title"] == found["DC.title"] == [SIMPLIFIED.title]
    assert found["citation_author"] == found["DC.creator"] == ["王明"]
    assert found["citation_publication_date"] == ["2020/05/16"]
    assert found["DC.date"] == ["2020-05-16"]
    assert found["DC.source"] == found["prism.publicationName"] == ["天津日报"]
    assert found["DC.type"] == ["newspaperArticle"]
    assert found["citation_language"] == found["DC.language"] == ["zh-Hans"]
    assert found["DC.identifier"] == found["citation_public_url"] == ["http://localhost/article/s1"]
    assert "citation_journal_title" not in found


def test_bare_article_has_no_empty_tags(client):
    for name, contents in metas(ask(client, "/article/bare")[1]).items():
        assert all(contents), name


def test_article_is_at_one_address_whatever_question_led_there(client):
    _, page = ask(client, f"{article_path(SEED)}?q=寶坻&hit=1&lang=en")
    (link,) = parser.fromstring(page).iterfind(".//link[@rel='canonical']")
    assert link.get("href") == (
        "http://localhost/article/http%3A%2F%2Fnews.example.cn%2F2019%2F06%2009%2F1.shtml%3Fa%3D1%26b%3D2"
    )


def test_metadata_of_a_hostile_article_is_text(client, public):
    for server in (client, public):
        _, page = ask(server, article_path(ATTACK))
        assert metas(page)["citation_title"] == [ATTACK.title]
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "javascript:" not in page


def test_every_hit_is_listed_by_coins(client):
    _, page = ask(client, "/search?q=寶坻 OR 攻擊&lang=en")
    spans = parser.fromstring(page).findall(".//span[@class='Z3988']")
    assert len(spans) == 3
    found = {record["rft.title"][0]: record for record in (parse_qs(span.get("title")) for span in spans)}
    record = found[SIMPLIFIED.title]
    assert record["ctx_ver"] == ["Z39.88-2004"]
    assert record["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert record["rft.type"] == ["newspaperArticle"]
    assert record["rft.creator"] == ["王明"]
    assert record["rft.date"] == ["2020-05-16"]
    assert record["rft.source"] == ["天津日报"]
    assert record["rft.identifier"] == ["http://localhost/article/s1"]
    assert ATTACK.title in found


def test_open_graph_and_news_article_are_for_archives_that_want_to_be_found(client, public):
    _, hidden = ask(client, article_path(SIMPLIFIED))
    assert not metas(hidden, "property")
    assert "schema.org" not in hidden
    _, page = ask(public, article_path(SIMPLIFIED))
    graph = metas(page, "property")
    assert graph["og:type"] == ["article"]
    assert graph["og:title"] == [SIMPLIFIED.title]
    assert graph["og:url"] == ["https://dibao.example.org/article/s1"]
    assert graph["og:description"][0].startswith("会议强调")
    scope = parser.fromstring(page).find(".//*[@itemtype='https://schema.org/NewsArticle']")
    values = {meta.get("itemprop"): meta.get("content") for meta in scope.findall("meta")}
    assert values["headline"] == SIMPLIFIED.title
    assert values["datePublished"] == "2020-05-16"
    assert values["inLanguage"] == "zh-Hans"
    nested = {each.get("itemprop"): each.find("meta").get("content") for each in scope.findall("div")}
    assert nested == {"author": "王明", "publisher": "天津日报"}


def test_page_still_holds_nothing_inline(public):
    _, page = ask(public, article_path(SEED))
    assert "ld+json" not in page
    assert " style=" not in page


def test_description_is_short_and_one_line():
    assert describe(Article(id="x", body="字\n" * 5000)) == ("字 " * DESCRIPTION)[:DESCRIPTION] + "…"
    assert describe(Article(id="x", summary="摘要", body="正文")) == "摘要"
    assert describe(Article(id="x")) == ""


def test_coins_of_ten_hits_weigh_little(client):
    _, page = ask(client, "/search?q=天氣")
    spans = [
        unescape(span.get("title")) for span in parser.fromstring(page).iterfind(".//span[@class='Z3988']")
    ]
    assert len(spans) == 10
    assert sum(map(len, spans)) < 10_000
