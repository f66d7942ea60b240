"""That the archive of the web tests is as meant."""

from search import open_index
from tests.web_archive import ARTICLES, as_stored


def test_archive_comes_back_as_it_was_written(web_index):
    index = open_index(web_index)
    assert len(index) == len(ARTICLES)
    assert all(index.get(article.id) == as_stored(article) for article in ARTICLES)
    index.close()
