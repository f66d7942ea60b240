"""Clusters of near-duplicates as a column of numbers: one of 64 bits an article, whatever its segment.

Nearly every article is a cluster of its own, so a keyword field would keep a term for each. A digest of
the cluster's id is enough to tell which articles belong together, in one segment or in several; whether
they really do, their stored texts say.
"""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from search.article import Article

KEYS = "clusters"
"""The name of the column in a segment."""

_COPY = 1
"""The lowest bit of a key: set where the article is not the head of its cluster."""


def cluster_keys(articles: Iterable[Article]) -> NDArray[np.int64]:
    """Return the key of each article: 62 bits of BLAKE2b of its cluster's id, then whether it is a copy."""
    return np.array(
        [
            _digest(article.cluster or article.id) << 1 | (article.cluster not in ("", article.id))
            for article in articles
        ],
        dtype=np.int64,
    )


def cluster_numbers(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the part of keys that is equal for the articles of one cluster."""
    return keys >> 1


def are_heads(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of which articles the cluster bears the id."""
    heads: NDArray[np.bool_] = (keys & _COPY) == 0
    return heads


def _digest(cluster_id: str) -> int:
    encoded = cluster_id.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little") >> 2
