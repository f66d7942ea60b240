"""The articles of one cluster of near-duplicates."""

from itertools import islice

from search.article import Article
from search.engine import Reader


def copies(reader: Reader, number: int, limit: int) -> tuple[Article, ...]:
    """Return the articles of the cluster of article `number`, itself included, at most `limit`.

    The head first, then by `published` and id, those without a date last. The engine tells clusters by a
    digest, so what it gives is compared with what the articles say. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit {limit} must be at least 1")
    cluster = _cluster_of(reader.article(number))
    found = map(reader.article, reader.copies(number))
    same = islice((article for article in found if _cluster_of(article) == cluster), limit)
    return tuple(sorted(same, key=lambda article: _place(article, cluster)))


def _cluster_of(article: Article) -> str:
    return article.cluster or article.id


def _place(article: Article, cluster: str) -> tuple[bool, bool, str, str]:
    return article.id != cluster, not article.published, article.published, article.id
