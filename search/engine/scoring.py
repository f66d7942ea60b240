"""Ranks the matching articles of segments by BM25 with the statistics of the whole index.

Contributions are added in double precision in one order, of the greatest possible one first, whatever
segment an article is in and however it was found, so the same question always has the same scores.
"""

from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from search.engine.batch import SCORED_FIELDS
from search.engine.dictionary import ABSENT
from search.engine.found import Docs, Found, frozen
from search.engine.kernels import kernels
from search.engine.protocol import Ranking
from search.engine.segment import SegmentReader
from search.engine.tables import PLACES, ScoreTable, TermRow, term_table
from search.engine.tree import ScoreTerm
from search.engine.vectorized import best

Scores = NDArray[np.float64]

FEW = 8
"""Matches that are fewer than one in so many articles are looked up; more are added up for all articles."""

MANY = 1000
"""A page that ends behind so many hits is sorted as a whole, not kept in order while it grows."""

_NO_EXTRA_DOCS = np.zeros(0, dtype=np.uint16)
_NO_EXTRA_FREQS = np.zeros(0, dtype=np.uint32)
for _constant in (_NO_EXTRA_DOCS, _NO_EXTRA_FREQS):
    _constant.flags.writeable = False


class Scorer:
    """The score terms of one request, looked up in every segment."""

    def __init__(
        self,
        segments: Sequence[SegmentReader],
        averages: tuple[float, ...],
        terms: Sequence[ScoreTerm],
        ranking: Ranking,
    ) -> None:
        """Take the segments, the average length of each scored field, and the terms."""
        self._segments = segments
        self._averages = averages
        self._ranking = ranking
        self._tables = _looked_up(segments, terms, ranking)

    def ranked(self, place: int, found: Found, limit: int) -> tuple[list[int], list[float]]:
        """Return the `limit` best articles of the segment at `place`, best first, ties in order."""
        count = len(found)
        if not count:
            return [], []
        terms = self._tables[place]
        if terms is None:
            docs = found.as_docs()[:limit].tolist()
            return docs, [0.0] * len(docs)
        if min(limit, count) > MANY:
            best_docs, scores = best(found.as_docs(), self.scores(place, found.as_docs()), limit)
            return best_docs.tolist(), scores.tolist()
        segment = self._segments[place]
        norms = segment.norms(self._ranking, self._averages)
        if count * FEW < segment.count or (len(terms.weights) == 1 and found.docs is not None):
            docs = frozen(found.as_docs())
            best_docs, scores = kernels().rank_listed(segment.view, terms, norms, docs, limit)
        else:
            best_docs, scores = kernels().rank_marked(
                segment.view, terms, norms, found.as_mask()[: segment.count], limit
            )
        return best_docs.tolist(), scores.tolist()

    def scores(self, place: int, docs: Docs) -> Scores:
        """Return the scores of ascending articles of the segment at `place`."""
        segment, terms = self._segments[place], self._tables[place]
        if terms is None:
            return np.zeros(len(docs))
        norms = segment.norms(self._ranking, self._averages)
        found: Scores = kernels().score_listed(segment.view, terms, norms, frozen(docs))
        return found


def average_lengths(segments: Sequence[SegmentReader]) -> tuple[float, ...]:
    """Return the average length of each scored field over the articles that have it, at least 1."""
    averages = []
    for field in SCORED_FIELDS:
        lengths = [segment.lengths(field) for segment in segments]
        having = sum(int(np.count_nonzero(array)) for array in lengths)
        averages.append(sum(int(array.sum(dtype=np.int64)) for array in lengths) / having if having else 1.0)
    return tuple(averages)


def _looked_up(
    segments: Sequence[SegmentReader], terms: Sequence[ScoreTerm], ranking: Ranking
) -> list[ScoreTable | None]:
    """Return each segment's part of the terms, None where it has none of them."""
    articles = sum(segment.count for segment in segments)
    weighted = []
    extras = [_Extras() for _ in segments]
    for term in terms:
        rows = [_row(segment, term, extra) for segment, extra in zip(segments, extras, strict=True)]
        frequency = sum(row[2] for row in rows if row is not None)
        if frequency and term.weight:
            rarity = log1p((articles - frequency + 0.5) / (frequency + 0.5))
            weighted.append((term.weight * rarity * (ranking.k1 + 1), rows))
    weighted.sort(key=lambda entry: -entry[0])
    return [_segment_terms(place, weighted, extra) for place, extra in enumerate(extras)]


def _segment_terms(
    place: int, weighted: list[tuple[float, list[TermRow | None]]], extra: "_Extras"
) -> ScoreTable | None:
    rows = [(weight, row) for weight, entries in weighted if (row := entries[place]) is not None]
    if not rows:
        return None
    weights = np.array([weight for weight, _ in rows])
    return ScoreTable(*extra.arrays(), term_table([row for _, row in rows]), weights)


def _row(segment: SegmentReader, term: ScoreTerm, extra: "_Extras") -> TermRow | None:
    postings = segment.fields[term.field]
    field = segment.field_numbers[term.field]
    if term.prefix:
        return extra.row(segment, field, *postings.extent(*postings.terms.find_prefix(term.text)))
    number = postings.terms.find(term.text)
    return None if number == ABSENT else (field, *postings.extent(number, number + 1), 0, 0)


class _Extras:
    """Postings that are made for one request: of all terms that begin alike, as one term."""

    def __init__(self) -> None:
        self._docs: list[Docs] = []
        self._freqs: list[NDArray[np.uint32]] = []
        self._count = 0

    def row(self, segment: SegmentReader, field: int, first: int, count: int) -> TermRow | None:
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
        if not self._docs:
            return _NO_EXTRA_DOCS, _NO_EXTRA_FREQS
        docs, freqs = np.concatenate(self._docs), np.concatenate(self._freqs)
        docs.flags.writeable = freqs.flags.writeable = False
        return docs, freqs
