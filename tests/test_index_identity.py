"""An article is the same however its address is written, and by its text where it has none."""

import pytest

from index.identity import article_id, canonical_url
from search.article import Article


def test_address_decides_the_id_however_it_is_written() -> None:
    ways = (
        "http://news.example.cn/a/%e5%a4%a7.html?id=3&utm_source=x#top",
        "HTTPS://News.Example.CN:443/a/大.html?id=3",
    )
    assert len({article_id(Article(id="", url=url)) for url in ways}) == 1
    assert canonical_url(ways[0]) == "https://news.example.cn/a/%E5%A4%A7.html?id=3"
    assert canonical_url("https://example.cn/?b=2&a=1") == canonical_url("https://example.cn?a=1&b=2")
    assert canonical_url("http://a.cn/?q=\ud800") == "https://a.cn/?q=%EF%BF%BD"
    assert canonical_url("https://example.cn/?id=1") != canonical_url("https://example.cn/?id=2")


@pytest.mark.parametrize(
    "url", ["", "/a.html", "mailto:a@b.c", "https://[bad", "https://a:99999/", "javascript:1"]
)
def test_without_an_address_the_text_decides_the_id(url: str) -> None:
    article = Article(id="", title="題", body="文", url=url)
    assert article_id(article) == article_id(Article(id="", title="題", body="文", raw_ref="elsewhere"))
    assert article_id(article) != article_id(Article(id="", title="題", body="別"))
