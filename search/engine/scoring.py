"""Ranks the matching articles of segments by BM25 with the statistics of the whole index.

Contributions are added in double precision in one order, of the greatest possible one first, whatever
segment an article is in and however it was found, so the same question always has the same scores.
"""

from collections.abc import Sequence
from math import log1p
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from search.engine.batch import SCORED_FIELDS
from search.engine.found import Docs, Found, frozen
from search.engine.kernels import kernels
from search.engine.segment import SegmentReader
from search.engine.tables import COUNT, FEW, PLACES, ScoreTable, TermRow, term_table
from search.engine.tree import ScoreTerm
from search.engine.vectorized import best
from search.engine.weights import Ranking

Scores = NDArray[np.float64]

MANY = 1000
"""A page that ends behind so many hits is sorted as a whole, not kept in order while it grows."""

_NO_DOCS = np.zeros(0, dtype=np.uint16)
_NO_FREQS = np.zeros(0, dtype=np.uint32)
for _constant in (_NO_DOCS, _NO_FREQS):
    _constant.flags.writeable = False


class Statistics:
    """What BM25 needs to know of all segments, and of each of their articles."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        """Take the segments."""
        self._segments = segments
        self.articles = sum(segment.count for segment in segments)
        self._averages = average_lengths(segments)
        self._known: tuple[Ranking | None, list[Scores]] = (None, [])

    def norms(self, ranking: Ranking) -> list[Scores]:
        """Return each segment's norms (`SegmentReader.norms`); those of the last ranking are kept."""
        known, norms = self._known
        if ranking is not known and ranking != known:
            norms = [segment.norms(ranking, self._averages) for segment in self._segments]
            self._known = (ranking, norms)
        return norms


class Scorer:
    """The score terms of one request, looked up in every segment."""

    def __init__(
        self,
        segments: Sequence[SegmentReader],
        statistics: Statistics,
        terms: Sequence[ScoreTerm],
        ranking: Ranking,
    ) -> None:
        """Look the terms up."""
        self._segments = segments
        self._norms = statistics.norms(ranking)
        self._tables = _looked_up(segments, statistics.articles, terms, ranking)

    def ranked(self, place: int, found: Found, limit: int) -> tuple[list[int], list[float]]:
        """Return the `limit` best articles of the segment at `place`, best first, ties in order."""
        docs = found.docs
        count = len(found) if docs is None else len(docs)
        if not count:
            return [], []
        table = self._tables[place]
        if table is None:
            first = found.as_docs()[:limit].tolist()
            return first, [0.0] * len(first)
        if limit > MANY < count:
            best_docs, scores = best(found.as_docs(), self.scores(place, found.as_docs()), limit)
            return best_docs.tolist(), scores.tolist()
        segment = self._segments[place]
        if count * FEW < segment.count or (len(table.weights) == 1 and docs is not None):
            best_docs, scores = kernels().rank_listed(
                segment.view, table, self._norms[place], frozen(found.as_docs()), limit
            )
        else:
            best_docs, scores = kernels().rank_marked(
                segment.view, table, self._norms[place], found.as_mask()[: segment.count], limit
            )
        return best_docs.tolist(), scores.tolist()

    def scores(self, place: int, docs: Docs) -> Scores:
        """Return the scores of ascending articles of the segment at `place`."""
        segment, table = self._segments[place], self._tables[place]
        if table is None:
            return np.zeros(len(docs))
        found: Scores = kernels().score_listed(segment.view, table, self._norms[place], frozen(docs))
        return found


def average_lengths(segments: Sequence[SegmentReader]) -> tuple[float, ...]:
    """Return the average length of each scored field over the articles that have it; 1 where none has."""
    averages = []
    for field in SCORED_FIELDS:
        lengths = [segment.lengths(field) for segment in segments]
        having = sum(int(np.count_nonzero(array)) for array in lengths)
        averages.append(sum(int(array.sum(dtype=np.int64)) for array in lengths) / having if having else 1.0)
    return tuple(averages)


def rarity_of(articles: int, frequency: int, ranking: Ranking) -> float:
    """Return the inverse document frequency of a term that so many of the articles have, to its power."""
    rarity: float = log1p((articles - frequency + 0.5) / (frequency + 0.5)) ** ranking.rarity
    return rarity


def _looked_up(
    segments: Sequence[SegmentReader], articles: int, terms: Sequence[ScoreTerm], ranking: Ranking
) -> list[ScoreTable | None]:
    """Return each segment's part of the terms, None where it has none of them."""
    weighted: list[tuple[float, list[TermRow | None]]] = []
    sums = [_Extras() for _ in segments] if any(term.prefix for term in terms) else None
    for term in terms:
        if sums is not None and term.prefix:
            rows = [extra.row(segment, term) for segment, extra in zip(segments, sums, strict=True)]
        else:
            rows = [segment.term_row(term.field, term.text) for segment in segments]
        frequency = 0
        for row in rows:
            if row is not None:
                frequency += row[COUNT]
        if frequency and term.weight:
            rarity = rarity_of(articles, frequency, ranking)
            weighted.append((term.weight * rarity * (ranking.k1 + 1), rows))
    if len(weighted) > 1:
        weighted.sort(key=itemgetter(0), reverse=True)  # a stable sort keeps equals in order this way too
    if sums is None:
        return _tables(weighted, [(_NO_DOCS, _NO_FREQS)] * len(segments))
    return _tables(weighted, [extra.arrays() for extra in sums])


def _tables(
    weighted: Sequence[tuple[float, list[TermRow | None]]],
    extras: Sequence[tuple[Docs, NDArray[np.uint32]]],
) -> list[ScoreTable | None]:
    """Return the table of each segment, all of them slices of one array."""
    rows: list[TermRow] = []
    weights: list[float] = []
    bounds = [0]
    for place in range(len(extras)):
        for weight, entries in weighted:
            row = entries[place]
            if row is not None:
                rows.append(row)
                weights.append(weight)
        bounds.append(len(rows))
    if not rows:
        return [None] * len(extras)
    terms, all_weights = term_table(rows), np.array(weights)
    return [
        ScoreTable(*extra, terms[begin:end], all_weights[begin:end]) if begin < end else None
        for extra, begin, end in zip(extras, bounds, bounds[1:], strict=False)
    ]


class _Extras:
    """Postings that are made for one request: of all terms that begin alike, as one term."""

    def __init__(self) -> None:
        self._docs = [_NO_DOCS]
        self._freqs = [_NO_FREQS]
        self._count = 0

    def row(self, segment: SegmentReader, term: ScoreTerm) -> TermRow | None:
        """Add up the terms of one beginning; return the row that stands for them."""
        field = segment.field_numbers[term.field]
        first, count = segment.prefix_extent(term.field, term.text)
        if not count:
            return None
        summed = np.zeros(PLACES, dtype=np.uint32)
        kernels().add_freqs(segment.view, field, first, count, summed)
        docs = np.flatnonzero(summed).astype(np.uint16)
        row = (-field - 1, self._count, len(docs), 0, 0)
        self._docs.append(docs)
        self._freqs.append(summed[docs])
        self._count += len(docs)
        return row

    def arrays(self) -> tuple[Docs, NDArray[np.uint32]]:
        """Return articles and frequencies of all rows, end to end."""
        docs, freqs = np.concatenate(self._docs), np.concatenate(self._freqs)
        docs.flags.writeable = freqs.flags.writeable = False
        return docs, freqs
