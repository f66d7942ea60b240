"""That the archive and the server of the web tests are as meant."""

from urllib.request import urlopen

from search import open_index
from tests.web_archive import ARTICLES, as_stored, serving


def test_archive_comes_back_as_it_was_written(web_index):
    index = open_index(web_index)
    assert len(index) == len(ARTICLES)
    assert all(index.get(article.id) == as_stored(article) for article in ARTICLES)
    index.close()


def test_server_starts_and_stops(web_index):
    with serving(web_index) as (address, server):
        with urlopen(f"{address}healthz") as answer:  # noqa: S310 (http, ours)
            assert answer.status == 200
        assert server.poll() is None
    assert server.returncode == 0
