"""Puts found articles of all segments in one order: by score, or by date.

Equal scores, or dates, keep the order of the articles in the index, so the same question always has the
same page.
"""

from collections.abc import Sequence
from operator import neg

import numpy as np

from search.engine.found import Docs, Found
from search.engine.requests import Answer
from search.engine.scoring import Scorer, Scores
from search.engine.segment import SegmentReader
from search.engine.vectorized import best


class Ordering:
    """Gives the first articles of one request."""

    def __init__(self, segments: Sequence[SegmentReader], bases: Sequence[int], scorer: Scorer) -> None:
        """Take the segments, the number of each one's first article in the index, and what scores them."""
        self._segments = segments
        self._bases = bases
        self._scorer = scorer

    def first(self, founds: Sequence[Found], limit: int, sort: str) -> list[Answer]:
        """Return the first articles by score or date; articles without a date come last."""
        if sort != "relevance":
            return self._by_date(founds, limit, sort)
        if len(founds) == 1:
            return list(map(Answer, *self._scorer.ranked(0, founds[0], limit)))
        ordered: list[tuple[float, int]] = []
        for place, found in enumerate(founds):
            docs, scores = self._scorer.ranked(place, found, limit)
            ordered += zip(map(neg, scores), map(self._bases[place].__add__, docs), strict=True)
        ordered.sort()
        return [Answer(number, -score) for score, number in ordered[:limit]]

    def _by_date(self, founds: Sequence[Found], limit: int, sort: str) -> list[Answer]:
        ordered: list[tuple[float, int, float]] = []
        for place, found in enumerate(founds):
            base = self._bases[place]
            docs, dates = best(found.as_docs(), self._dates(place, found.as_docs(), sort), limit)
            scores = self._scattered_scores(place, docs)
            numbers = [base + doc for doc in docs.tolist()]
            ordered += zip((-dates).tolist(), numbers, scores.tolist(), strict=True)
        ordered.sort()
        return [Answer(number, score) for _, number, score in ordered[:limit]]

    def _dates(self, place: int, docs: Docs, sort: str) -> Scores:
        dates = self._segments[place].dates[docs].astype(np.float64)
        return dates if sort == "newest" else np.where(dates > 0, -dates, -np.inf)

    def _scattered_scores(self, place: int, docs: Docs) -> Scores:
        """Return the scores of articles in any order."""
        order = np.argsort(docs)
        scores = np.empty(len(docs))
        scores[order] = self._scorer.scores(place, docs[order])
        return scores
