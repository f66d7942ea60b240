"""Plain two-field BM25, to measure against: words and bigrams of title and body together, OR of all terms.

Each field at half weight, k1 .9, b .75, the inverse document frequency of `search.engine.weights.Ranking`;
title and body count as one text. No rule of Dibao's ranking is used, only what its index holds.
"""

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold, gram_terms, word_terms
from search.engine.reader import CommitReader
from search.manifest import generation_folder, read_manifest

K1, B, HALF = 0.9, 0.75, 0.5


class PlainRanker:
    """Ranks the articles of an index that has one segment and nothing deleted."""

    def __init__(self, path: Path) -> None:
        """Open the live generation; raises ValueError where it has several segments."""
        reader = CommitReader(generation_folder(path, read_manifest(path).generation))
        (self._segment,) = reader.segments
        self._ids = [article.id for article in reader.articles()]
        self._norms = {}
        for kind in "gw":
            titles, bodies = (self._segment.lengths(f"{text}_{kind}") for text in ("title", "body"))
            lengths = titles.astype(np.float64) + bodies
            self._norms[kind] = K1 * (1 - B + B * lengths / lengths[lengths > 0].mean())

    def first(self, query: str, limit: int) -> list[str]:
        """Return the ids of the first articles, ties in the order of the index."""
        canonical = fold(query)
        scores = np.zeros(len(self._ids))
        for kind, terms in (("g", gram_terms(canonical)[0]), ("w", word_terms(canonical))):
            for term, count in Counter(terms).items():
                scores += HALF * count * self._bm25(kind, term)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self._ids[number] for number in order.tolist() if scores[number] > 0]

    def _bm25(self, kind: str, term: str) -> NDArray[np.float64]:
        """Return what a term adds to the score of every article."""
        frequencies = np.zeros(len(self._ids))
        for text in ("title", "body"):
            field = self._segment.fields[f"{text}_{kind}"]
            number = field.terms.find(term)
            if number >= 0:
                postings = field.postings(number, number + 1)
                frequencies[postings.docs] += postings.freqs
        having = np.count_nonzero(frequencies)
        rarity = np.log1p((len(self._ids) - having + 0.5) / (having + 0.5))
        scores: NDArray[np.float64] = rarity * frequencies * (K1 + 1) / (frequencies + self._norms[kind])
        return scores
