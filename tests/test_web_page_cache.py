"""Pages that are kept while the index stays as it is."""

from pathlib import Path

import pytest

from search import Article, open_writer
from tests.web_archive import build_index
from web import Settings, create_app
from web.library import installed
from web.page_cache import PageCache

PATHS = ("/search?q=天氣", "/article/hk-1?q=選舉", "/", "/days/2023-03", "/sources/氣象報", "/help")


@pytest.fixture
def app(tmp_path: Path):
    app = create_app(Settings(index=build_index(tmp_path / "index"), access_log="off"))
    installed(app).index().load_suggestions()  # else the tags change when they are ready
    return app


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_made_once_and_not_sent_to_who_has_it(app, path):
    client = app.test_client()
    first = client.get(path)
    again = client.get(path)
    assert again.data == first.data  # the same time on it, too
    assert again.headers["ETag"] == first.headers["ETag"]
    assert {name: again.headers[name] for name in ("Vary", "Content-Security-Policy", "Cache-Control")} == {
        name: first.headers[name] for name in ("Vary", "Content-Security-Policy", "Cache-Control")
    }
    unchanged = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert set(unchanged.vary) >= {"Accept-Language", "Cookie"}


def test_a_commit_is_seen_at_once(app, tmp_path):
    client = app.test_client()
    tag = client.get("/search?q=龍捲風").headers["ETag"]
    with open_writer(tmp_path / "index") as writer:
        writer.add(Article(id="new", title="龍捲風新聞", published="2030-01-01"))
        writer.commit()
    page = client.get("/search?q=龍捲風", headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "新聞</a>" in page.text


def test_languages_and_hosts_have_pages_of_their_own(app):
    client = app.test_client()
    pages = {
        client.get("/article/hk-1", headers={"Accept-Language": tag}, base_url=base).text
        for tag in ("zh-TW", "zh-CN", "en")
        for base in ("http://one.example/", "http://two.example/")
    }
    assert len(pages) == 6
    chosen = client.get("/article/hk-1?lang=en")
    assert "lang=en" in chosen.headers["Set-Cookie"]


def test_errors_are_not_kept(app):
    client = app.test_client()
    for path in ("/article/nothing", "/search?q=天氣&page=9", "/search?q=天氣&page=x"):
        assert "ETag" not in client.get(path).headers


def test_least_lately_asked_for_goes_first_and_large_pages_are_not_kept():
    cache = PageCache(160)
    for number in range(16):
        cache.put(str(number), bytes(10))
    assert cache.get("0") == bytes(10)
    cache.put("16", bytes(10))
    assert cache.get("1") is None
    assert cache.get("0") == bytes(10)
    cache.put("large", bytes(11))
    assert cache.get("large") is None
    cache.put("0", bytes(5))
    assert cache.get("0") == bytes(5)


def test_without_room_nothing_is_kept():
    cache = PageCache(0)
    cache.put("1", b"page")
    assert cache.get("1") is None
